//! Reading the running scheduler, also after another replaced it.

use std::time::Instant;

use jiff::ZonedDateTime;

use super::row::{Bars, Rates, Row};
use super::subject::Subject;
use crate::failure::Failure;
use crate::live::{self, Gone, Read};

/// Where instances come from.
pub(super) trait Instances {
    type Instance: Instance;

    /// Finds the running instance.
    fn bind(&mut self) -> Result<Self::Instance, Gone>;

    /// What is watched, as it is before an instance is found.
    fn subject(&self) -> Subject<'_>;
}

/// An instance that is read turn after turn.
pub(super) trait Instance {
    fn name(&self) -> String;

    /// The id of its BTF.
    fn id(&self) -> u32;

    /// What is watched of this instance.
    fn subject(&self) -> Subject<'_>;

    /// Reads the current values. An error if the instance no longer runs.
    fn read(&mut self, moment: &mut dyn FnMut() -> Moment) -> Result<Moment, Gone>;

    /// The values of the last reading, and their differences to those before.
    fn values(&self) -> Values;
}

/// The values of a reading.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Values {
    pub(super) rows: Vec<Row>,
    pub(super) histograms: Vec<Bars>,
    pub(super) ratios: Vec<Rates>,
    /// Notes about this reading.
    pub(super) notes: Vec<String>,
    /// Seconds since the reading before, if there was one.
    pub(super) seconds: Option<f64>,
}

/// The time of a turn.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    pub(super) at: Instant,
    /// The time of day, for a person.
    pub(super) shown: String,
    /// The time stamp, for `--json`.
    pub(super) stamp: String,
}

/// Now, on this machine's clock.
pub(super) fn moment() -> Moment {
    let now = ZonedDateTime::now();
    let shown = now.strftime("%H:%M:%S").to_string();
    Moment { at: Instant::now(), shown, stamp: now.timestamp().to_string() }
}

/// The values of one turn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    /// The time of day: `12:34:56`.
    pub(super) time: String,
    /// The time stamp: `2026-01-02T11:34:56.5Z`.
    pub(super) stamp: String,
    pub(super) state: State,
    /// Empty while waiting.
    pub(super) rows: Vec<Row>,
    pub(super) histograms: Vec<Bars>,
    pub(super) ratios: Vec<Rates>,
    /// Notes about hash maps.
    pub(super) notes: Vec<String>,
    /// Seconds since the reading before, if there was one.
    pub(super) seconds: Option<f64>,
}

/// Whether a scheduler was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// No scheduler was read: what to wait for, and why.
    Waiting(String),
    /// An instance was read.
    Running {
        name: String,
        /// The id of its BTF.
        id: u32,
        /// The number of instances so far, this one included.
        instance: u32,
        /// The time of its first reading.
        since: String,
    },
}

/// Follows one instance after another.
pub(super) struct Follow<S: Instances> {
    source: S,
    /// The instance that is read, and when its first turn was.
    bound: Option<(S::Instance, String)>,
    instances: u32,
}

impl<S: Instances> Follow<S> {
    pub(super) fn new(source: S) -> Self {
        Self { source, bound: None, instances: 0 }
    }

    /// What is watched, of the instance of the last turn.
    pub(super) fn subject(&self) -> Subject<'_> {
        self.bound.as_ref().map_or_else(|| self.source.subject(), |(bound, _)| bound.subject())
    }

    /// Reads one turn.
    pub(super) fn turn(&mut self, moment: &mut dyn FnMut() -> Moment) -> Result<Frame, Failure> {
        let Self { source, bound, instances } = self;
        let mut bind = || Ok((source.bind()?, String::new()));
        let mut frame = |(bound, since): &mut (S::Instance, String)| {
            let now = bound.read(moment)?;
            if since.is_empty() {
                // The instance is counted only once it has been read.
                since.clone_from(&now.shown);
                *instances = instances.saturating_add(1);
            }
            let Values { rows, histograms, ratios, notes, seconds } = bound.values();
            let (name, id, since) = (bound.name(), bound.id(), since.clone());
            let state = State::Running { name, id, instance: *instances, since };
            Ok(Frame { time: now.shown, stamp: now.stamp, state, rows, histograms, ratios, notes, seconds })
        };
        match live::read(bound, &mut bind, &mut frame)? {
            Read::Running(frame) => Ok(frame),
            Read::Waiting(why) => Ok(Frame::waiting(&moment(), why)),
        }
    }
}

impl State {
    /// The state in one line.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Waiting(why) => format!("waiting for {why}"),
            Self::Running { name, id, instance, since } => {
                format!("{name}, instance {instance}, BTF id {id}, since {since}")
            }
        }
    }
}

impl Frame {
    /// A turn without a scheduler.
    fn waiting(now: &Moment, why: String) -> Self {
        let (time, stamp) = (now.shown.clone(), now.stamp.clone());
        let (rows, histograms, ratios, notes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { time, stamp, state: State::Waiting(why), rows, histograms, ratios, notes, seconds: None }
    }

    /// The counters that are not read, grouped by reason, in the order of the rows.
    pub(super) fn unread(&self) -> Vec<(&str, Vec<&str>)> {
        let mut unread: Vec<(&str, Vec<&str>)> = Vec::new();
        for (row, why) in self.rows.iter().filter_map(|row| Some((row, row.counted.as_ref().err()?))) {
            match unread.iter_mut().find(|(reason, _)| reason == why) {
                Some((_, names)) => names.push(&row.name),
                None => unread.push((why, vec![&row.name])),
            }
        }
        unread
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::VecDeque;
    use std::rc::Rc;

    use super::super::fake::{follow, seconds};
    use super::super::of_plan::OfPlan;
    use super::*;
    use crate::counters::tests::plan;
    use crate::live::fake::{ARGS, Act, Fake};

    /// The state of each turn, with value and change of the first row.
    fn turns(acts: impl IntoIterator<Item = Act>, count: usize) -> Vec<String> {
        let plan = plan(&ARGS).unwrap();
        let mut follow = follow(&plan, acts);
        let mut moment = seconds();
        let turn = |_| match follow.turn(&mut moment) {
            Ok(frame) => {
                let row = frame.rows.first().map(|row| row.counted.clone().unwrap());
                let row =
                    row.map_or_else(String::new, |row| format!(": {} {} {}", row.value, row.change(), row.rate()));
                format!("{}{row}", frame.state.text())
            }
            Err(_) => "failed".to_owned(),
        };
        (0..count).map(turn).collect()
    }

    #[test]
    fn a_difference_is_between_two_readings() {
        assert_eq!(
            turns([Act::Runs(7, 100), Act::Runs(7, 130), Act::Runs(7, 125)], 3),
            [
                "dispatch, instance 1, BTF id 7, since 00:00:01: 100 - -",
                "dispatch, instance 1, BTF id 7, since 00:00:01: 130 +30 30.0",
                "dispatch, instance 1, BTF id 7, since 00:00:01: 125 -5 -5.0",
            ]
        );
    }

    #[test]
    fn a_new_instance_has_no_difference_to_the_old_one() {
        assert_eq!(
            turns([Act::Runs(7, 100), Act::Runs(9, 130), Act::Runs(9, 140), Act::Runs(12, 5)], 4),
            [
                "dispatch, instance 1, BTF id 7, since 00:00:01: 100 - -",
                "dispatch, instance 2, BTF id 9, since 00:00:02: 130 - -",
                "dispatch, instance 2, BTF id 9, since 00:00:02: 140 +10 10.0",
                "dispatch, instance 3, BTF id 12, since 00:00:04: 5 - -",
            ]
        );
    }

    #[test]
    fn without_a_scheduler_it_waits_for_the_next() {
        let waiting = "waiting for a scheduler (none attached)";
        let acts = [Act::None, Act::Runs(7, 1), Act::None, Act::None, Act::Runs(7, 3), Act::Runs(7, 4)];
        assert_eq!(
            turns(acts, 6),
            [
                waiting,
                "dispatch, instance 1, BTF id 7, since 00:00:02: 1 - -",
                // Each of these turns takes one `Act` when it looks for a scheduler.
                waiting,
                waiting,
                "dispatch, instance 2, BTF id 7, since 00:00:05: 3 - -",
                "dispatch, instance 2, BTF id 7, since 00:00:05: 4 +1 1.0",
            ]
        );
    }

    #[test]
    fn an_instance_that_ends_before_it_is_read_is_not_counted() {
        // It is bound, and ends before its first read.
        let plan = plan(&ARGS).unwrap();
        let acts = Rc::new(RefCell::new(VecDeque::from([Act::Runs(7, 1)])));
        let mut follow = Follow::new(OfPlan::new(&plan, Fake(acts.clone())));
        follow.bound = Some((follow.source.bind().unwrap(), String::new()));
        *acts.borrow_mut() = [Act::Dies, Act::Runs(9, 1)].into();
        let frame = follow.turn(&mut seconds()).unwrap();
        assert_eq!(frame.state.text(), "dispatch, instance 1, BTF id 9, since 00:00:01");
    }

    #[test]
    fn without_the_capability_it_does_not_wait() {
        assert_eq!(turns([Act::Denied], 1), ["failed"]);
    }

    #[test]
    fn ratios_are_of_differences() {
        let plan = plan(&ARGS).unwrap();
        let acts = [Act::Runs(7, 100), Act::Runs(7, 100), Act::Runs(7, 110), Act::Runs(9, 500)];
        let mut follow = follow(&plan, acts);
        let mut moment = seconds();
        let mut both = || {
            let frame = follow.turn(&mut moment).unwrap();
            (frame.ratios[0].last, frame.ratios[0].all)
        };
        // A single reading has no difference, and the denominator of two equal readings is zero.
        assert_eq!(both(), (None, None));
        assert_eq!(both(), (None, None));
        assert_eq!(both(), (Some(1.0), Some(1.0)));
        assert_eq!(both(), (None, None));
    }
}
