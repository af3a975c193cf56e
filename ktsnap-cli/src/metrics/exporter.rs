//! The metrics of the running object, and what is known about it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::decreased::Decreases;
use super::family::{Exposition, Family, Kind, Sample, Value};
use crate::failure::{Failure, note};
use crate::live::Read;

/// Counters that are read again and again.
pub(super) trait Exported {
    /// Reads the running object.
    fn read(&mut self) -> Result<Read<Reading>, Failure>;
}

/// What was read of a running object.
#[derive(Debug)]
pub(super) struct Reading {
    /// The name of the scheduler, or of a program.
    pub(super) name: String,
    /// The id of its BTF.
    pub(super) id: u32,
    /// The time at which its programs were loaded.
    pub(super) loaded: SystemTime,
    pub(super) families: Vec<Family>,
    /// The counters that are not read, and why.
    pub(super) unread: Vec<(String, String)>,
}

/// The metrics of the running object.
pub(crate) struct Exporter<'a> {
    of: Box<dyn Exported + 'a>,
    /// The file of the object, or the name of the struct.
    object: Arc<str>,
    decreases: Decreases,
    /// What a note said last.
    said: String,
    /// The id of the instance whose names were checked.
    checked: Option<u32>,
}

impl<'a> Exporter<'a> {
    pub(super) fn new(of: Box<dyn Exported + 'a>, object: &str) -> Self {
        Self { of, object: object.into(), decreases: Decreases::default(), said: String::new(), checked: None }
    }

    /// Reads the running object. If no object runs, `ktsnap_up` is 0, and there are no other values. A note on standard error
    /// reports each change between the two.
    ///
    /// # Errors
    ///
    /// [`Failure`] if waiting would not help, or two counters have one name.
    pub(crate) fn read(&mut self) -> Result<Exposition, Failure> {
        let (is_up, families) = match self.of.read()? {
            Read::Running(reading) => {
                self.say(format!("reading {}, BTF id {}", reading.name, reading.id));
                (1, self.families(reading)?)
            }
            Read::Waiting(why) => {
                self.say(format!("waiting for {why}"));
                (0, Vec::new())
            }
        };
        let up = Family::gauge("up", "Whether the object of a scheduler was read", Value::Integer(is_up));
        Ok(Exposition { families: [vec![up], families].concat() })
    }

    fn families(&mut self, reading: Reading) -> Result<Vec<Family>, Failure> {
        let Reading { name, id, loaded, mut families, mut unread } = reading;
        if self.checked != Some(id) {
            self.decreases.forget();
            self.checked = None;
        }
        unread.extend(self.decreases.remove(&mut families));
        let labels = [("scheduler", name.into()), ("object", self.object.clone()), ("btf_id", id.to_string().into())];
        let info = Sample { labels: labels.to_vec(), value: Value::Info };
        let since = loaded.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 have fewer than 53 bits")]
        let since = since as f64 / 1000.0;
        let mut all = vec![
            Family::one("scheduler", "The scheduler, or the program, whose object is read", Kind::Info, vec![info]),
            Family::gauge(
                "scheduler_start_time_seconds",
                "When its programs were loaded, in seconds since 1970",
                Value::Float(since),
            ),
        ];
        all.extend(families);
        let sample = |(counter, why): (String, String)| {
            let labels = vec![("counter", Arc::from(counter)), ("reason", Arc::from(why))];
            Sample { labels, value: Value::Integer(1) }
        };
        let samples: Vec<_> = unread.into_iter().map(sample).collect();
        all.push(Family::one("unread", "A counter that is not exported, and why", Kind::Gauge, samples));
        if self.checked.is_none() {
            check_names(&all)?;
            self.checked = Some(id);
        }
        Ok(all)
    }

    fn say(&mut self, now: String) {
        if now != self.said {
            note(&now);
            self.said = now;
        }
    }
}

/// Requires that no two families have one name, also with the suffixes that their types add.
pub(super) fn check_names(families: &[Family]) -> Result<(), Failure> {
    let mut names: HashMap<String, &Family> = HashMap::new();
    for family in families {
        let full = family.full_name();
        let suffixes: &[&str] = if family.kind == Kind::Histogram { &["", "_bucket", "_count", "_sum"] } else { &[""] };
        // OpenMetrics has the name without the suffix too.
        let bare = (full != family.name.to_string()).then(|| family.name.to_string());
        let all = suffixes.iter().map(|suffix| format!("{full}{suffix}")).chain(bare);
        for name in all {
            if let Some(other) = names.insert(name, family) {
                let (one, other) = (&other.of, &family.of);
                let fact = format!("`{one}` and `{other}` are both called `{}` in Prometheus", family.name);
                return Err(Failure::new(fact, "export one of them, by `--only`"));
            }
        }
    }
    Ok(())
}
