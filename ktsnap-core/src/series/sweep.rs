//! The sweep over every counter of a struct: none may decrease.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::change::{comparable, read};
use super::{ChangeError, CounterReset, Series};
use crate::error::offer;
use crate::typed::inspect::Inspected;
use crate::typed::{SchemaError, SnapshotSchema};

/// A counter that is lower in a sample than in an earlier sample of the same instance.
///
/// ```
/// use ktsnap_core::series::Decreased;
///
/// fn show(decreased: &Decreased) -> String {
///     format!("{}: {} -> {}", decreased.counter.field, decreased.counter.earlier, decreased.counter.later)
/// }
/// # let _ = show;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decreased {
    /// The tag of the last sample before `to` that has a value of the counter.
    pub from: String,
    /// The tag of the sample in which the counter is lower.
    pub to: String,
    /// The counter, with the element, CPU or row that holds it, and both values.
    pub counter: CounterReset,
}

impl fmt::Display for Decreased {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "between samples {} and {} {}", self.from, self.to, self.counter.fact())
    }
}

/// The reason why a [sweep](Series::nondecreasing) over the counters of a struct fails.
///
/// ```
/// use ktsnap_core::series::SweepError;
///
/// /// The counters that decreased.
/// fn decreased(error: &SweepError) -> Vec<&str> {
///     match error {
///         SweepError::Failed { decreased, .. } => decreased.iter().map(|it| it.counter.field.as_str()).collect(),
///         _ => Vec::new(),
///     }
/// }
/// # let _ = decreased;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SweepError<E = SchemaError> {
    /// Counters decreased, or samples could not be compared.
    Failed {
        /// Each counter that decreased, once for each sample in which it is lower than before.
        decreased: Vec<Decreased>,
        /// The samples that could not be read, and those between which the scheduler was replaced.
        not_compared: Vec<ChangeError<E>>,
    },
    /// An exception names no counter of the struct.
    NoSuchCounter {
        /// The exception.
        name: String,
        /// Whether it names a field that is not a counter, or which name is similar.
        reason: String,
    },
    /// Fewer than two samples have a value, so nothing can decrease.
    TooFewSamples {
        /// The number of samples that were read, 0 or 1.
        samples: usize,
    },
}

impl<E: fmt::Display> fmt::Display for SweepError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { decreased, not_compared } => {
                let lines =
                    not_compared.iter().map(ToString::to_string).chain(decreased.iter().map(ToString::to_string));
                f.write_str(&lines.collect::<Vec<_>>().join("\n"))?;
                if decreased.is_empty() { Ok(()) } else { write!(f, "\n{REMEDY}") }
            }
            Self::NoSuchCounter { name, reason } => write!(f, "the exception `{name}` {reason}"),
            Self::TooFewSamples { samples } => write!(
                f,
                "the sweep has {samples} of the two samples that it needs, without placeholders; take more samples"
            ),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for SweepError<E> {}

const REMEDY: &str = "a counter only grows; name a value that goes up and down among the exceptions, or mark it with \
                      `#[snapshot(gauge)]`";

impl<T: SnapshotSchema, E: Clone> Series<T, E> {
    /// Checks that no counter of the struct decreases from a sample to a later sample, and reports all that do.
    ///
    /// The counters are those of [`since`](SnapshotSchema::since): unsigned integers, also in arrays, nested structs, per-CPU
    /// values, rows and histograms. Fields with `gauge`, `max`, `min` or `saturating` and constants are none. An element, CPU or
    /// row is compared with the last sample that has it. The values are compared as integers, so a decrease by 1 above 2^53 is
    /// found.
    ///
    /// `exceptions` names fields that may decrease: `"nr_running"`, `"waits.max_ns"` for a member, `"per_llc.nr_in"` for the member
    /// in all elements, `"waits"` for all members. For a struct with `parts`, a name starts with the part.
    ///
    /// # Errors
    ///
    /// [`SweepError::Failed`] if counters decreased, if a sample could not be read, or if the scheduler was replaced between two
    /// samples. [`SweepError::NoSuchCounter`] for an exception that names no counter. [`SweepError::TooFewSamples`].
    ///
    /// ```
    /// use ktsnap::{Captured, FailureDumpReport, Series, Snapshot, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_enqueued: u64,
    ///     nr_mig_same: u64,
    ///     nr_tasks: u32,
    /// }
    ///
    /// let files = ["a0", "a1", "a2"].map(|name| format!("../examples/captures/dispatch-{name}.json"));
    /// let reports = files.iter().map(FailureDumpReport::from_path).collect::<Result<Vec<_>, _>>()?;
    /// let series = Series::<Dispatch>::read(reports.iter().map(|report| Captured::new(None, Snapshot::new(report))));
    /// series.nondecreasing(&["nr_tasks"])?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn nondecreasing(&self, exceptions: &[&str]) -> Result<(), SweepError<E>> {
        let (mut decreased, mut not_compared) = (Vec::new(), Vec::new());
        let mut seen: HashMap<String, (u64, &str)> = HashMap::new();
        let mut fields = BTreeMap::new();
        let (mut previous, mut samples) = (None, 0);
        for sample in self.compared() {
            if let Some(Err(error)) = previous.map(|previous| comparable(previous, sample)) {
                if matches!(error, ChangeError::InstanceChanged { .. }) {
                    seen.clear();
                }
                not_compared.push(error);
            }
            // A sample that could not be read may have no instance, and the next is then compared with the sample before it.
            if sample.instance.is_some() || sample.value.is_ok() || previous.is_none() {
                previous = Some(sample);
            }
            let value = match read(sample) {
                Ok(value) => value.inspect(),
                Err(error) => {
                    not_compared.push(error);
                    continue;
                }
            };
            samples += 1;
            name_fields(&value, &mut String::new(), false, &mut fields);
            value.each_leaf(&mut |leaf| {
                let Some(count) = leaf.counter().filter(|_| !leaf.saturating && !is_excepted(leaf.field, exceptions))
                else {
                    return;
                };
                if let Some((earlier, from)) = seen.insert(leaf.path.to_owned(), (count, &sample.tag))
                    && count < earlier
                {
                    let counter = CounterReset::decreased(leaf.path, earlier, count);
                    decreased.push(Decreased { from: from.to_owned(), to: sample.tag.clone(), counter });
                }
            });
        }
        if samples > 0 {
            exceptions.iter().try_for_each(|name| check_exception(name, &fields))?;
        }
        if !decreased.is_empty() || !not_compared.is_empty() {
            return Err(SweepError::Failed { decreased, not_compared });
        }
        if samples < 2 { Err(SweepError::TooFewSamples { samples }) } else { Ok(()) }
    }
}

/// Whether an exception names the field, or a struct around it.
fn is_excepted(field: &str, exceptions: &[&str]) -> bool {
    let names = |name: &&str| field.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    exceptions.iter().any(names)
}

fn check_exception<E>(name: &str, fields: &BTreeMap<String, bool>) -> Result<(), SweepError<E>> {
    let reason = match fields.get(name) {
        Some(true) => return Ok(()),
        Some(false) => "is not a counter, so the sweep does not check it; remove the exception".to_owned(),
        None => {
            let counters: Vec<_> = fields.iter().filter(|(_, counts)| **counts).map(|(name, _)| name.clone()).collect();
            format!("names no counter of the struct; {}", offer(name, &counters))
        }
    };
    Err(SweepError::NoSuchCounter { name: name.to_owned(), reason })
}

/// Notes each field, with the path to it without the numbers and keys of elements, and whether it holds counters. An array or
/// map without elements may hold some.
fn name_fields(value: &Inspected, path: &mut String, keeps_later: bool, fields: &mut BTreeMap<String, bool>) -> bool {
    match value {
        Inspected::Integer { counts, .. } => *counts && !keeps_later,
        Inspected::Float(_) | Inspected::Text(_) => false,
        Inspected::Absent => !keeps_later,
        Inspected::Elements(elements) => any_counts(elements.iter(), path, keeps_later, fields),
        Inspected::Rows(rows) => any_counts(rows.rows.iter().map(|(_, row)| row), path, keeps_later, fields),
        Inspected::Fields(members) => {
            let length = path.len();
            let mut counts = false;
            for member in members {
                if length > 0 {
                    path.push('.');
                }
                path.push_str(member.name);
                let member_counts = name_fields(&member.value, path, keeps_later || member.keeps_later, fields);
                *fields.entry(path.clone()).or_default() |= member_counts;
                counts |= member_counts;
                path.truncate(length);
            }
            counts
        }
    }
}

fn any_counts<'a>(
    values: impl ExactSizeIterator<Item = &'a Inspected>,
    path: &mut String,
    keeps_later: bool,
    fields: &mut BTreeMap<String, bool>,
) -> bool {
    if values.len() == 0 {
        return !keeps_later;
    }
    let mut counts = false;
    for value in values {
        counts |= name_fields(value, path, keeps_later, fields);
    }
    counts
}
