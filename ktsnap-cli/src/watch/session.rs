//! The values of one instance, as they are shown.

use std::rc::Rc;
use std::time::Instant;

use ktsnap_core::histogram::Bucket;

use super::locate::{Places, Reading, Resized};
use super::running::{Read, Running};
use crate::counters::{Histogram, Plan};

/// The readings of one instance. Differences are never taken between two instances.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) places: Places,
    /// The plan for this instance, if an array or map has another length than in the object.
    resized: Option<Plan>,
    /// The names of the plan's counters.
    names: Vec<Rc<str>>,
    first: Option<Sample>,
    before: Option<Sample>,
    now: Option<Sample>,
}

/// The values at one moment.
#[derive(Debug, Clone)]
struct Sample {
    at: Instant,
    values: Vec<Option<Reading>>,
}

/// A counter, or its value on one CPU.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) name: Rc<str>,
    pub(super) cpu: Option<usize>,
    /// The values, or why the counter is not read.
    pub(super) counted: Result<Counted, String>,
}

/// The values of a counter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Counted {
    pub(super) value: i128,
    /// The difference to the reading before.
    pub(super) change: Option<i128>,
    /// The change per second.
    pub(super) rate: Option<f64>,
}

/// A histogram.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bars {
    pub(super) name: Rc<str>,
    /// The buckets, or why the histogram is not read.
    pub(super) bars: Result<Vec<Bar>, String>,
}

/// A bucket of a histogram.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bar {
    pub(super) bucket: Bucket,
    pub(super) counted: Counted,
}

/// A ratio, over the differences to the reading before and to the first reading.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rates {
    pub(super) name: String,
    pub(super) last: Option<f64>,
    pub(super) all: Option<f64>,
    /// An operand that is not read, and why.
    pub(super) unread: Option<String>,
}

impl Session {
    pub(super) fn new(plan: &Plan, running: &Running) -> Self {
        // If the plan can't be made again, a sum over the elements in the plan would leave out some of the running array.
        let (resized, length) = match plan.resized(&|root| running.length(root)) {
            Ok(resized) => (resized, Resized::Allowed),
            Err(_) => (None, Resized::Refused),
        };
        let of = resized.as_ref().unwrap_or(plan);
        let places = Places::of(of, running, length);
        let names = of.counters.iter().map(|counter| Rc::from(counter.name.as_str())).collect();
        Self { places, resized, names, first: None, before: None, now: None }
    }

    /// The plan of this instance. `plan` is the object's.
    pub(super) fn plan<'s>(&'s self, plan: &'s Plan) -> &'s Plan {
        self.resized.as_ref().unwrap_or(plan)
    }

    /// Adds a reading: the bytes of the spans of the places.
    pub(super) fn take(&mut self, bytes: &[Read], at: Instant) {
        let sample = Sample { at, values: self.places.values(bytes) };
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

    /// The rows of the counters: one for each, or one for each CPU.
    pub(super) fn rows(&self, plan: &Plan) -> Vec<Row> {
        let plan = self.plan(plan);
        (0..plan.rows).flat_map(|at| self.rows_of(at, plan.is_per_cpu())).collect()
    }

    fn rows_of(&self, at: usize, per_cpu: bool) -> Vec<Row> {
        let name = self.names.get(at).cloned().unwrap_or_default();
        match self.value(at) {
            Some(Reading::Each(values)) if per_cpu => {
                let before = self.before.as_ref().and_then(|sample| sample.values.get(at)?.as_ref());
                let row = |(cpu, value): (usize, &i128)| {
                    let before = before.and_then(|before| match before {
                        Reading::Each(values) => values.get(cpu),
                        Reading::One(_) => None,
                    });
                    let counted = Ok(self.counted(*value, before.copied()));
                    Row { name: name.clone(), cpu: Some(cpu), counted }
                };
                values.iter().enumerate().map(row).collect()
            }
            _ => vec![Row { name, cpu: None, counted: self.of_counter(at) }],
        }
    }

    /// The values of a counter, over all CPUs.
    fn of_counter(&self, at: usize) -> Result<Counted, String> {
        match (self.places.counters.get(at), self.value(at)) {
            (Some(Err(why)), _) => Err(why.clone()),
            (_, None) => Err("not read".to_owned()),
            (_, Some(value)) => {
                let before = self.before.as_ref().and_then(|sample| sample.values.get(at)?.as_ref());
                Ok(self.counted(value.total(), before.map(Reading::total)))
            }
        }
    }

    fn counted(&self, value: i128, before: Option<i128>) -> Counted {
        let change = before.map(|before| value - before);
        Counted { value, change, rate: change.zip(self.seconds()).map(|(by, seconds)| per_second(by, seconds)) }
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
                let why = self.places.counters.get(at)?.as_ref().err()?;
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

    fn since(&self, from: Option<&Sample>, at: usize) -> Option<i128> {
        let from = from?.values.get(at)?.as_ref()?.total();
        Some(self.value(at)?.total() - from)
    }
}

fn per_second(change: i128, seconds: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate does not need more than 53 bits")]
    let change = change as f64;
    change / seconds
}

impl Row {
    /// The name, with the CPU.
    pub(super) fn label(&self) -> String {
        match self.cpu {
            Some(cpu) => format!("{} cpu {cpu}", self.name),
            None => self.name.to_string(),
        }
    }
}

impl Counted {
    pub(super) fn change(&self) -> String {
        match self.change {
            None => "-".to_owned(),
            Some(change) if change > 0 => format!("+{change}"),
            Some(change) => change.to_string(),
        }
    }

    pub(super) fn rate(&self) -> String {
        self.rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.1}"))
    }
}

/// The value of a ratio, or a dash if it has none.
pub(super) fn fraction(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ktsnap_btf::{Section, Type};

    use super::super::running::tests::{of_maps, of_section, part};
    use super::*;
    use crate::counters::tests::{layout, plan};

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
            let bytes: Vec<_> = session.places.spans.iter().map(|span| vec![part(&section, span)]).collect();
            session.take(&bytes, start + Duration::from_secs(turn));
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
        assert!(session.places.counters.iter().all(Result::is_err), "{:?}", session.places);
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
            let bytes: Vec<_> = session.places.spans.iter().map(|_| vec![cpu(), cpu()]).collect();
            session.take(&bytes, start + Duration::from_secs(turn));
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
