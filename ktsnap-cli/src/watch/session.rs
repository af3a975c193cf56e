//! The values of one instance, as they are shown.

use std::rc::Rc;
use std::time::Instant;

use super::entries::Hash;
use super::row::{Bar, Bars, Counted, Rates, Row, RowId};
use crate::counters::{Histogram, Plan};
use crate::live::Placed;
use crate::live::reading::Reading;
use crate::live::running::{Running, Turn};

/// The readings of one instance. Differences are never taken between two instances.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) placed: Placed,
    /// The names of the plan's counters.
    names: Vec<Rc<str>>,
    first: Option<Sample>,
    before: Option<Sample>,
    now: Option<Sample>,
    hashes: Vec<Hash>,
}

/// The values at one moment.
#[derive(Debug, Clone)]
struct Sample {
    at: Instant,
    values: Vec<Option<Reading>>,
}

impl Session {
    pub(super) fn new(plan: &Plan, running: &Running) -> Self {
        let placed = Placed::of(plan, running);
        let names = placed.plan(plan).counters.iter().map(|counter| Rc::from(counter.name.as_str())).collect();
        let hashes = placed.places.hashes.iter().map(Hash::new).collect();
        Self { placed, names, first: None, before: None, now: None, hashes }
    }

    /// The plan of this instance. `plan` is the object's.
    pub(super) fn plan<'s>(&'s self, plan: &'s Plan) -> &'s Plan {
        self.placed.plan(plan)
    }

    /// Adds a reading of the places.
    pub(super) fn take(&mut self, plan: &Plan, turn: Turn, at: Instant) {
        let plan = self.placed.plan(plan);
        for (hash, entries) in self.hashes.iter_mut().zip(turn.entries) {
            hash.take(plan, &self.placed.places, entries);
        }
        let sample = Sample { at, values: self.placed.places.values(&turn.spans) };
        if self.first.is_none() {
            self.first = Some(sample.clone());
        }
        self.before = self.now.replace(sample);
    }

    /// Seconds since the reading before.
    pub(super) fn seconds(&self) -> Option<f64> {
        let (before, now) = (self.before.as_ref()?, self.now.as_ref()?);
        Some(now.at.saturating_duration_since(before.at).as_secs_f64()).filter(|seconds| *seconds > 0.0)
    }

    /// The rows of the counters: one for each, or one for each CPU. A hash map has those of each entry.
    pub(super) fn rows(&self, plan: &Plan) -> Vec<Row> {
        let plan = self.plan(plan);
        let mut rows = Vec::new();
        for at in 0..plan.rows {
            match self.hashes.iter().find(|hash| hash.has(at)) {
                Some(hash) if hash.first() == at => rows.extend(hash.rows(plan, self.seconds())),
                Some(_) => {}
                None => rows.extend(self.rows_of(at, plan.is_per_cpu())),
            }
        }
        rows
    }

    /// Notes about hash maps.
    pub(super) fn notes(&self) -> Vec<String> {
        self.hashes.iter().flat_map(Hash::notes).collect()
    }

    fn rows_of(&self, at: usize, per_cpu: bool) -> Vec<Row> {
        let (id, name) = (RowId::of(at), self.names.get(at).cloned().unwrap_or_default());
        match self.value(at) {
            Some(now) => Row::of_reading(&id, &name, (now, self.value_before(at)), self.seconds(), per_cpu),
            None => vec![Row { id, name, cpu: None, counted: self.of_counter(at) }],
        }
    }

    /// The values of a counter, over all CPUs.
    fn of_counter(&self, at: usize) -> Result<Counted, String> {
        match (self.placed.places.counters.get(at), self.value(at)) {
            (Some(Err(why)), _) => Err(why.clone()),
            (_, None) => Err("not read".to_owned()),
            (_, Some(value)) => {
                Ok(Counted::between(value.total(), self.value_before(at).map(Reading::total), self.seconds()))
            }
        }
    }

    pub(super) fn histograms(&self, plan: &Plan) -> Vec<Bars> {
        let plan = self.plan(plan);
        let bars = |of: &Histogram| {
            let len = of.buckets.len();
            let bar = |(index, at): (usize, &usize)| {
                let bucket = of.bounds.bucket(index, len).ok_or("no such bucket")?;
                Ok(Bar { bucket, counted: self.of_counter(*at)? })
            };
            of.buckets.iter().enumerate().map(bar).collect()
        };
        plan.histograms.iter().map(|of| Bars { name: of.name.as_str().into(), bars: bars(of) }).collect()
    }

    pub(super) fn ratios(&self, plan: &Plan) -> Vec<Rates> {
        let plan = self.plan(plan);
        let ratios = plan.ratios.iter().map(|ratio| {
            let over = |from: Option<&Sample>| ratio.over(&|at| self.since(from, at));
            let is_first = self.before.is_none();
            let unread = ratio.counters().find_map(|at| {
                let why = self.placed.places.counters.get(at)?.as_ref().err()?;
                Some(format!("{}: {why}", plan.counters.get(at)?.name))
            });
            Rates {
                name: ratio.name.clone(),
                last: over(self.before.as_ref()),
                // A reading has no difference to itself.
                all: if is_first { None } else { over(self.first.as_ref()) },
                unread,
            }
        });
        ratios.collect()
    }

    fn value(&self, at: usize) -> Option<&Reading> {
        self.now.as_ref()?.values.get(at)?.as_ref()
    }

    fn value_before(&self, at: usize) -> Option<&Reading> {
        self.before.as_ref()?.values.get(at)?.as_ref()
    }

    fn since(&self, from: Option<&Sample>, at: usize) -> Option<i128> {
        let from = from?.values.get(at)?.as_ref()?.total();
        Some(self.value(at)?.total() - from)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ktsnap_btf::{Section, Type};

    use super::*;
    use crate::counters::tests::{layout, plan};
    use crate::live::running::tests::{of_maps, of_section, part};

    const RESIZED: &str = "../tests/bpf/resized.bpf.o";
    const STARTED: [&str; 3] = [RESIZED, "--section", ".data.slot_started"];

    /// `.data.slot_started` after user space gave it another number of elements.
    fn of_length(slots: u64) -> Section {
        let mut section = layout(RESIZED).section(".data.slot_started").unwrap().clone();
        let Type::Array { len, .. } = &mut section.vars[0].ty else { panic!() };
        *len = slots;
        (section.size, section.vars[0].size) = (slots * 8, slots * 8);
        section
    }

    /// The name of a row, and its value or why it has no value.
    type Shown = (String, Result<i128, String>);

    /// The rows of two turns, in which the counters at `1, 2, 3 ...` grew to `11, 12, 13 ...`, and the first ratio.
    fn watched(more: &[&str], slots: u64) -> (Vec<Shown>, Option<f64>) {
        let plan = plan(&STARTED.iter().chain(more).copied().collect::<Vec<_>>()).unwrap();
        let mut session = Session::new(&plan, &of_section(of_length(slots)));
        let start = Instant::now();
        for (turn, first) in [(0, 1), (1, 11)] {
            let section: Vec<u8> = (first..first + slots).flat_map(u64::to_ne_bytes).collect();
            let bytes: Vec<_> = session.placed.places.spans.iter().map(|span| vec![part(&section, span)]).collect();
            session.take(&plan, Turn { spans: bytes, entries: vec![] }, start + Duration::from_secs(turn));
        }
        let rows =
            session.rows(&plan).into_iter().map(|row| (row.name.to_string(), row.counted.map(|counted| counted.value)));
        (rows.collect(), session.ratios(&plan).first().and_then(|ratio| ratio.last))
    }

    fn row(at: i128, value: i128) -> Shown {
        (format!("slot_started[{at}]"), Ok(value))
    }

    #[test]
    fn each_element_of_an_array_that_was_lengthened_is_a_row_and_in_a_sum() {
        let ratio = ["--ratio", "share = slot_started[3] / sum(slot_started)"];
        let (rows, share) = watched(&ratio, 4);
        assert_eq!(rows, [row(0, 11), row(1, 12), row(2, 13), row(3, 14)]);
        assert_eq!(share, Some(0.25));
        let (rows, share) = watched(&ratio, 5);
        assert_eq!((rows.len(), share), (5, Some(0.2)));
    }

    #[test]
    fn an_element_that_the_running_array_does_not_have_is_not_read() {
        let (rows, share) = watched(&["--only", "slot_started[3]", "--ratio", "r = slot_started[3] / 1"], 2);
        assert_eq!(
            rows,
            [("slot_started[3]".to_owned(), Err("`slot_started` has 2 elements in the running object".to_owned()))]
        );
        assert_eq!(share, None);
        assert_eq!(watched(&["--only", "slot_started[3]"], 4).0, [row(3, 14)]);
        assert_eq!(watched(&[], 1).0, [row(0, 11)], "as the object has it");
    }

    #[test]
    fn a_length_that_is_too_large_to_watch_is_not_summed_in_part() {
        let plan = plan(&[STARTED.as_slice(), &["--ratio", "all = sum(slot_started) / 1"]].concat()).unwrap();
        let mut section = of_length(1);
        let Type::Array { len, .. } = &mut section.vars[0].ty else { panic!() };
        *len = 1 << 40;
        let session = Session::new(&plan, &of_section(section));
        assert!(session.placed.places.counters.iter().all(Result::is_err), "{:?}", session.placed.places);
    }

    #[test]
    fn another_array_of_another_length_is_not_read() {
        let plan = plan(&[RESIZED, "--section", ".data.two"]).unwrap();
        let mut section = layout(RESIZED).section(".data.two").unwrap().clone();
        let Type::Array { len, .. } = &mut section.vars[0].ty else { panic!() };
        *len = 3;
        let rows = Session::new(&plan, &of_section(section)).rows(&plan);
        let read: Vec<_> = rows.iter().filter(|row| row.counted != Err("not read".to_owned())).collect();
        assert_eq!(read.len(), 2, "{rows:?}");
        assert!(read.iter().all(|row| row.name.starts_with("head")), "{rows:?}");
    }

    /// Two turns of a per-CPU map with two CPUs: each CPU grows by 1, 2, 3 ...
    fn of_two_cpus(options: &[&str]) -> (Vec<Row>, Vec<Rates>) {
        const DISPATCH: &str = "../examples/bpf/dispatch.bpf.o";
        let args = [&[DISPATCH, "--map", "stats", "--rows", "stats=dsp_stat"], options].concat();
        let plan = plan(&args).unwrap();
        let mut session = Session::new(&plan, &of_maps(&layout(DISPATCH), &[]));
        let start = Instant::now();
        for turn in 0..2_u64 {
            let mut next = 0;
            let mut cpu = || {
                next += 1;
                (100 + turn * next).to_ne_bytes().to_vec()
            };
            let bytes: Vec<_> = session.placed.places.spans.iter().map(|_| vec![cpu(), cpu()]).collect();
            session.take(&plan, Turn { spans: bytes, entries: vec![] }, start + Duration::from_secs(turn));
        }
        (session.rows(&plan), session.ratios(&plan))
    }

    #[test]
    fn a_counter_of_a_per_cpu_map_is_the_sum_unless_each_cpu_is_asked_for() {
        let ratio = ["--ratio", "local = stats[LOCAL] / sum(stats[*])"];
        let values = |(rows, _): &(Vec<Row>, Vec<Rates>)| {
            let value = |row: &Row| {
                let counted = row.counted.clone().unwrap();
                (row.label(), counted.value, counted.change.unwrap())
            };
            rows.iter().map(value).collect::<Vec<_>>()
        };
        let sums = of_two_cpus(&ratio);
        let row = |name: &str, value, change| (name.to_owned(), value, change);
        assert_eq!(
            values(&sums),
            [row("stats[LOCAL]", 203, 3), row("stats[SHARED]", 207, 7), row("stats[KICK]", 211, 11)]
        );
        assert_eq!(sums.1[0].last, Some(3.0 / 21.0));
        let each = of_two_cpus(&[&ratio[..], &["--per-cpu"]].concat());
        let rows = values(&each);
        assert_eq!(rows.len(), 6);
        assert_eq!(rows[..2], [row("stats[LOCAL] cpu 0", 101, 1), row("stats[LOCAL] cpu 1", 102, 2)]);
        assert_eq!(each.1, sums.1, "a ratio is of the sums");
    }
}
