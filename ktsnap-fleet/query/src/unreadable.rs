//! [`Unreadable`]: the reports that a query could not read.
//!
//! A scan counts each of them as a metric of its plan. DataFusion keeps metrics with the plan, and a cluster sends them from the
//! process that read the file to the one that asked, so both report the same files in the same way.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricBuilder};

/// How many unreadable reports one stream of a scan describes. The rest are counted.
const DESCRIBED: usize = 100;
/// How many characters of a message are kept. The table `errors` has all of them.
const MESSAGE: usize = 2_000;
const FILE: &str = "unreadable_report";
/// What ends a report in the text of an error.
const END: &str = " [end of unreadable_report]";
const REST: &str = "unreadable_reports_not_described";

/// A report that could not be read, so that its row is missing in the answer of a query.
///
/// ```
/// let report = ktsnap_query::Unreadable { file: "run-7/a.failure-dump.json".into(), message: "the report is empty".into() };
/// assert_eq!(report.to_string(), "run-7/a.failure-dump.json: the report is empty");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The file, as the column `file` shows it.
    pub file: String,
    /// Why it could not be read.
    pub message: String,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

impl Unreadable {
    /// The report as the text of an error, in which [`found`](Self::found) finds it again.
    pub(crate) fn marked(&self) -> String {
        format!("{}{END}", name(self))
    }

    /// The report in the text of an error, into which other processes put their own words.
    pub(crate) fn found(text: &str) -> Option<Self> {
        let start = text.find(FILE)?;
        let (marked, _) = text.get(start..)?.split_once(END)?;
        // Ballista shows errors as Rust code, in which the text is a literal.
        let is_literal = text.get(..start)?.ends_with('"');
        let marked = if is_literal { unescaped(marked) } else { marked.to_owned() };
        let (file, message) = parse(&marked)?;
        Some(Self { file: file.to_owned(), message: message.to_owned() })
    }
}

/// The text of a literal, without the escapes of quotes, backslashes and line breaks.
fn unescaped(literal: &str) -> String {
    let mut text = String::with_capacity(literal.len());
    let mut characters = literal.chars();
    while let Some(character) = characters.next() {
        text.extend(match character {
            '\\' => characters.next().map(|escaped| if escaped == 'n' { '\n' } else { escaped }),
            other => Some(other),
        });
    }
    text
}

/// The reports that a query could not read.
///
/// ```
/// let all_read = ktsnap_query::UnreadableReports::default();
/// assert!(all_read.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnreadableReports {
    /// The files, in the order of their names.
    pub files: Vec<Unreadable>,
    /// How many more there are. The table `errors` has all of them.
    pub more: usize,
}

impl UnreadableReports {
    /// Whether every report was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.more == 0
    }

    /// Finds them in the names and values of the metrics of a plan.
    #[doc(hidden)]
    pub fn from_metrics<'a>(metrics: impl IntoIterator<Item = (&'a str, usize)>) -> Self {
        let mut files = BTreeMap::new();
        let mut more = 0;
        for (name, value) in metrics {
            if name == REST {
                more += value;
            } else if let Some((file, message)) = parse(name) {
                // A query that reads a table twice, or a task that was run again, describes a file twice.
                files.entry(file.to_owned()).or_insert_with(|| message.to_owned());
            }
        }
        let files = files.into_iter().map(|(file, message)| Unreadable { file, message }).collect();
        Self { files, more }
    }
}

/// Counts the unreadable reports of one stream of a scan.
#[derive(Debug)]
pub(crate) struct Recorder {
    metrics: ExecutionPlanMetricsSet,
    partition: usize,
    described: AtomicUsize,
}

impl Recorder {
    pub(crate) fn new(metrics: ExecutionPlanMetricsSet, partition: usize) -> Self {
        Self { metrics, partition, described: AtomicUsize::new(0) }
    }

    pub(crate) fn record(&self, report: &Unreadable) {
        let describe = self.described.fetch_add(1, Ordering::Relaxed) < DESCRIBED;
        let name = if describe { name(report) } else { REST.to_owned() };
        if describe {
            MetricBuilder::new(&self.metrics).counter(name, self.partition).add(1);
            return;
        }
        // One metric for all of them, or the number of metrics would grow with the number of files.
        let existing = self.metrics.clone_inner().iter().find_map(|metric| {
            use datafusion::physical_plan::metrics::MetricValue;
            match metric.value() {
                MetricValue::Count { name, count } if name == REST && metric.partition() == Some(self.partition) => {
                    Some(count.clone())
                }
                _ => None,
            }
        });
        existing.unwrap_or_else(|| MetricBuilder::new(&self.metrics).counter(name, self.partition)).add(1);
    }
}

/// The name of the metric that describes a report: the length of the file's name comes first, since a file's name can have any
/// character.
fn name(report: &Unreadable) -> String {
    let mut message: String = report.message.chars().take(MESSAGE).collect();
    if message.len() < report.message.len() {
        message.push('…');
    }
    format!("{FILE}[{}] {}: {message}", report.file.len(), report.file)
}

fn parse(name: &str) -> Option<(&str, &str)> {
    let (length, rest) = name.strip_prefix(FILE)?.strip_prefix('[')?.split_once("] ")?;
    let file = rest.get(..length.parse().ok()?)?;
    Some((file, rest.get(file.len()..)?.strip_prefix(": ")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(metrics: &ExecutionPlanMetricsSet) -> UnreadableReports {
        let set = metrics.clone_inner();
        let all: Vec<_> = set.iter().map(|m| (m.value().name().to_owned(), m.value().as_usize())).collect();
        UnreadableReports::from_metrics(all.iter().map(|(name, value)| (name.as_str(), *value)))
    }

    #[test]
    fn a_file_with_any_name_is_found_again() {
        let metrics = ExecutionPlanMetricsSet::new();
        let reports = ["a] b: c.json", "ünï.json", ""]
            .map(|file| Unreadable { file: file.into(), message: "line 1: ] no".into() });
        for report in &reports {
            Recorder::new(metrics.clone(), 0).record(report);
        }
        let mut expected = reports.to_vec();
        expected.sort_by(|a, b| a.file.cmp(&b.file));
        assert_eq!(found(&metrics), UnreadableReports { files: expected, more: 0 });
    }

    #[test]
    fn a_report_is_found_in_the_error_of_another_process() {
        let report = Unreadable { file: "a \"b\".json".into(), message: "no `x`\nin \\ \"y\"".into() };
        for text in [report.marked(), format!("Job 1 failed: Execution({:?})))\n", report.marked())] {
            assert_eq!(Unreadable::found(&text).as_ref(), Some(&report), "{text}");
        }
        assert_eq!(Unreadable::found("Job 1 failed"), None);
    }

    #[test]
    fn the_number_of_metrics_is_bounded_and_the_rest_is_counted() {
        let metrics = ExecutionPlanMetricsSet::new();
        let recorder = Recorder::new(metrics.clone(), 3);
        for at in 0..DESCRIBED + 50 {
            recorder.record(&Unreadable { file: format!("{at}.json"), message: "x".repeat(MESSAGE + 1) });
        }
        let found = found(&metrics);
        assert_eq!((found.files.len(), found.more), (DESCRIBED, 50));
        assert!(found.files[0].message.ends_with('…'));
        assert_eq!(metrics.clone_inner().iter().count(), DESCRIBED + 1);
    }
}
