//! The fields and ratios of a struct in the running objects.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant as Time;

use ktsnap_core::__private::{DynamicStruct, Inspected};
use ktsnap_live::__private::DynamicBinding;
use ktsnap_live::Machine;

use super::follow::{Instance, Instances, Moment, Values};
use super::row::{Bar, Bars, Counted, Rates, Row, RowId};
use super::subject::Subject;
use crate::args::RunningArgs;
use crate::declared::{Counts, Declared, Integer, Place as At, Ratio};
use crate::failure::Failure;
use crate::filter::is_wanted;
use crate::live::{Gone, find, gone};

/// The running objects, and the struct that is read from them.
pub(super) struct OfStruct<'a> {
    machine: Machine,
    named: &'a RunningArgs,
    fields: &'a Fields<'a>,
    /// Whether there was an instance.
    found: bool,
}

/// The fields that are watched.
pub(super) struct Fields<'d> {
    declared: &'d Declared,
    of: &'d DynamicStruct,
    /// The patterns of `--only`.
    only: &'d [String],
    notes: Vec<String>,
    places: Vec<String>,
}

/// An instance, and the values of the struct.
pub(super) struct BoundStruct<'a> {
    fields: &'a Fields<'a>,
    binding: DynamicBinding,
    named: &'a RunningArgs,
    readings: Readings,
}

/// The readings of one instance. Differences are never taken between two instances.
#[derive(Default)]
struct Readings {
    /// A number for each integer that was read, so that its rows are recognized although rows of a map come and go.
    ids: HashMap<Place, usize>,
    first: Option<Sample>,
    before: Option<Sample>,
    now: Option<Sample>,
}

/// The path of an integer, and its CPU.
type Place = (String, Option<usize>);

/// The values at one moment.
#[derive(Clone)]
struct Sample {
    at: Time,
    values: Inspected,
}

impl<'a> OfStruct<'a> {
    pub(super) fn new(machine: Machine, named: &'a RunningArgs, fields: &'a Fields<'a>) -> Self {
        Self { machine, named, fields, found: false }
    }
}

impl<'a> Instances for OfStruct<'a> {
    type Instance = BoundStruct<'a>;

    fn bind(&mut self) -> Result<BoundStruct<'a>, Gone> {
        let instance = find(self.named, &self.machine, self.found)?;
        let binding = DynamicBinding::new(&instance, self.fields.of).map_err(|error| gone(&error, self.named))?;
        self.found = true;
        Ok(BoundStruct { fields: self.fields, binding, named: self.named, readings: Readings::default() })
    }

    fn subject(&self) -> Subject<'_> {
        self.fields.subject()
    }
}

impl<'d> Fields<'d> {
    /// The fields whose paths match one of the patterns in `only`.
    ///
    /// # Errors
    ///
    /// If the struct has parts.
    pub(super) fn new(declared: &'d Declared, only: &'d [String]) -> Result<Self, Failure> {
        let Some(of) = declared.of_one_map() else {
            let fact = format!("`{}` has `parts`, and `watch` reads one map", declared.name);
            return Err(Failure::new(fact, "name the struct of one of its fields"));
        };
        let mut notes = declared.notes.clone();
        let others = declared.others();
        if !others.is_empty() {
            notes.push(format!("not integers, and not shown: {}", others.join(", ")));
        }
        Ok(Self { declared, of, only, notes, places: vec![of.schema.location.name().to_owned()] })
    }

    fn subject(&self) -> Subject<'_> {
        let Self { declared, notes, places, .. } = self;
        Subject { notes, places, object: &declared.name, has_rows: true, histograms: 0 }
    }

    fn is_wanted(&self, path: &str) -> bool {
        is_wanted(self.only, &self.declared.name, path)
    }
}

impl Instance for BoundStruct<'_> {
    fn name(&self) -> String {
        self.binding.instance().name().to_owned()
    }

    fn id(&self) -> u32 {
        self.binding.instance().id()
    }

    fn subject(&self) -> Subject<'_> {
        let counts = |now: &Sample| self.fields.declared.counts(&now.values).len();
        Subject { histograms: self.readings.now.as_ref().map_or(0, counts), ..self.fields.subject() }
    }

    fn read(&mut self, moment: &mut dyn FnMut() -> Moment) -> Result<Moment, Gone> {
        let declared = self.fields.declared;
        let read = self.binding.read(self.fields.of).map_err(|error| gone(&error, self.named))?;
        let values = declared.named(read);
        let now = moment();
        self.readings.take(Sample { at: now.at, values }, self.fields);
        Ok(now)
    }

    fn values(&self) -> Values {
        self.readings.values(self.fields)
    }
}

impl Readings {
    fn take(&mut self, sample: Sample, fields: &Fields<'_>) {
        for Integer { place: At { path, cpu, .. }, .. } in fields.declared.integers(&sample.values) {
            let next = self.ids.len();
            self.ids.entry((path, cpu)).or_insert(next);
        }
        if self.first.is_none() {
            self.first = Some(sample.clone());
        }
        self.before = self.now.replace(sample);
    }

    fn values(&self, fields: &Fields<'_>) -> Values {
        let Some(now) = &self.now else { return Values::default() };
        let seconds = self.before.as_ref().map(|before| now.at.saturating_duration_since(before.at).as_secs_f64());
        let seconds = seconds.filter(|seconds| *seconds > 0.0);
        let counted = |value: i128, before: Option<i128>| Counted::between(value, before, seconds);
        Values {
            rows: self.rows(now, fields, &counted),
            histograms: self.histograms(now, fields, &counted),
            ratios: self.ratios(now, fields),
            notes: Vec::new(),
            seconds,
        }
    }

    fn rows(&self, now: &Sample, fields: &Fields<'_>, counted: &dyn Fn(i128, Option<i128>) -> Counted) -> Vec<Row> {
        let integers = |sample: &Sample| fields.declared.integers(&sample.values);
        let before = self.before.iter().flat_map(integers).map(|of| ((of.place.path, of.place.cpu), of.value));
        let before: HashMap<Place, i128> = before.collect();
        let row = |Integer { place: At { path, cpu, .. }, value, .. }: Integer| {
            let (name, place) = (Rc::from(path.as_str()), (path, cpu));
            let id = RowId::of(self.ids.get(&place).copied().unwrap_or_default());
            Row { id, name, cpu, counted: Ok(counted(value, before.get(&place).copied())) }
        };
        let mut rows: Vec<_> =
            integers(now).into_iter().filter(|of| fields.is_wanted(&of.place.path)).map(row).collect();
        rows.sort_by(|one, other| one.id.cmp(&other.id));
        rows
    }

    fn histograms(
        &self,
        now: &Sample,
        fields: &Fields<'_>,
        counted: &dyn Fn(i128, Option<i128>) -> Counted,
    ) -> Vec<Bars> {
        let before = self.before.iter().flat_map(|sample| fields.declared.counts(&sample.values));
        let before: HashMap<String, Vec<Option<i128>>> = before.map(|of| (of.place.path, of.counts)).collect();
        let bars = |of: Counts| {
            let earlier = before.get(&of.place.path);
            let len = of.counts.len();
            let bar = |(index, count): (usize, &Option<i128>)| {
                let bucket = of.bounds.bucket(index, len).ok_or("no such bucket")?;
                let value = count.ok_or("not read")?;
                let before = earlier.and_then(|counts| *counts.get(index)?);
                Ok(Bar { bucket, counted: counted(value, before) })
            };
            Bars { name: of.place.path.as_str().into(), bars: of.counts.iter().enumerate().map(bar).collect() }
        };
        fields.declared.counts(&now.values).into_iter().map(bars).collect()
    }

    fn ratios(&self, now: &Sample, fields: &Fields<'_>) -> Vec<Rates> {
        let since = |from: Option<&Sample>| {
            from.map(|from| fields.declared.difference(&now.values, &from.values).map_err(Failure::into_message))
        };
        let (last, all) = (since(self.before.as_ref()), since(self.before.as_ref().and(self.first.as_ref())));
        let ratio = |of: &Ratio| {
            let over = |change: &Option<Result<Inspected, String>>| {
                change.as_ref().and_then(|change| of.over(change.as_ref().ok()?).ok())
            };
            let unread = all.as_ref().and_then(|change| change.as_ref().err().cloned());
            Rates { name: of.name.clone(), last: over(&last), all: over(&all), unread }
        };
        fields.declared.ratios.iter().map(ratio).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use ktsnap_core::{FailureDumpReport, Snapshot};

    use super::*;
    use crate::args::Declared as Args;
    use crate::args::select::OfObject;

    fn declared(name: &str) -> Declared {
        let name = Some(format!("tests/declared/counters.rs:{name}"));
        Declared::of(&Args { name }, &OfObject::default()).unwrap().unwrap()
    }

    /// The values of turns in which the scheduler has the values of these reports, a second apart.
    fn watched(declared: &Declared, only: &[&str], reports: &[&str]) -> Values {
        let only: Vec<String> = only.iter().map(|only| (*only).to_owned()).collect();
        let (fields, mut readings) = (Fields::new(declared, &only).unwrap(), Readings::default());
        let start = Time::now();
        for (turn, name) in (0..).zip(reports) {
            let report = FailureDumpReport::from_path(format!("../examples/captures/dispatch-{name}.json")).unwrap();
            let values = declared.values(&Snapshot::new(&report), Path::new("")).unwrap().0;
            readings.take(Sample { at: start + Duration::from_secs(turn), values }, &fields);
        }
        readings.values(&fields)
    }

    fn row<'v>(values: &'v Values, label: &str) -> &'v Counted {
        let row = values.rows.iter().find(|row| row.label() == label).unwrap();
        row.counted.as_ref().unwrap()
    }

    #[test]
    fn fields_and_ratios_are_of_the_last_turn_and_of_all() {
        let counts = declared("Counts");
        let values = watched(&counts, &[], &["a0", "a1", "a2"]);
        let before = watched(&counts, &[], &["a0", "a1"]);
        let [now, before] = [&values, &before].map(|values| row(values, "nr_mig_cross"));
        assert_eq!((now.change, now.rate), (Some(now.value - before.value), Some((now.value - before.value) as f64)));
        assert!(now.value > before.value);
        let [same, cross] = ["nr_mig_same", "nr_mig_cross"].map(|name| row(&values, name).change.unwrap());
        let share = &values.ratios[0];
        assert_eq!(share.last, Some(cross as f64 / (same + cross) as f64));
        assert_ne!(share.all, share.last);
        let first = watched(&counts, &[], &["a0"]);
        assert_eq!((first.ratios[0].last, row(&first, "nr_mig_cross").change), (None, None));
        assert!(Fields::new(&counts, &[]).unwrap().notes[0].contains("slowest_comm"));
    }

    #[test]
    fn each_cpu_has_a_row_and_a_histogram_has_its_buckets() {
        let stats = watched(&declared("Stats"), &["local"], &["a0", "a1"]);
        let labels: Vec<_> = stats.rows.iter().map(Row::label).collect();
        assert_eq!(labels, ["local cpu 0", "local cpu 1", "local cpu 2", "local cpu 3"]);
        let waits = watched(&declared("WaitHist"), &[], &["a0", "a1"]);
        let bars = waits.histograms[0].bars.as_ref().unwrap();
        assert_eq!((&*waits.histograms[0].name, bars.len(), waits.rows.len()), ("entries", 16, 0));
        assert!(bars.iter().any(|bar| bar.counted.change.is_some_and(|change| change > 0)));
    }

    #[test]
    fn a_counter_that_decreases_is_the_reason_for_a_ratio_without_a_value() {
        let values = watched(&declared("Counts"), &[], &["a1", "a0"]);
        assert_eq!(values.ratios[0].last, None);
        let why = values.ratios[0].unread.as_ref().unwrap();
        assert!(why.contains("`nr_enqueued` decreased from"), "{why}");
    }
}
