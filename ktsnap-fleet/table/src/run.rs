//! [`RunFacts`]: what is known of the run that a report is of, and the columns that have it.

use std::sync::Arc;

use arrow_schema::{DataType, Field, TimeUnit};

/// What is known of the run that a report is of: from the names of its files and from its sidecar.
///
/// A fact that nothing says is `None`: a report that is in no directory of the harness has no test, and a run without a sidecar
/// has no topology.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// The name of the directory: `{kernel}-{commit}`, if the harness chose it.
    pub directory: String,
    /// The name of the run in the directory: `{test}-{hash}`. A report that belongs to no run of the harness is a run of its
    /// own, with the name of its file.
    pub run: String,
    /// The name of the test.
    pub test: Option<String>,
    /// The hash of the run's configuration.
    pub hash: Option<String>,
    /// The occasion of the report, as its tag in the name of the file: `periodic_003`, `failure-dump`.
    pub report: Option<String>,
    /// Whether the report is of the second machine, which reproduces the failure of the first.
    pub is_repro: bool,
    /// Whether the report is of an earlier attempt.
    pub is_earlier: bool,
    /// The number of the attempt, counted from 1, if a later attempt followed and the name of the file has it.
    pub attempt: Option<u32>,
    /// The phase of the scenario.
    pub phase: Option<String>,
    /// The topology of the machine: `1n2l4c2t`.
    pub topology: Option<String>,
    /// The name of the scheduler.
    pub scheduler: Option<String>,
    /// The version of the tested kernel.
    pub kernel: Option<String>,
    /// The commit of the tested kernel.
    pub kernel_commit: Option<String>,
    /// The commit of the scheduler.
    pub scheduler_commit: Option<String>,
    /// The commit of the repository that the test ran in.
    pub project_commit: Option<String>,
    /// When the sidecar was written, in microseconds since 1970 in UTC.
    pub time: Option<i64>,
    /// `local` or `ci`.
    pub source: Option<String>,
    /// `passed`, `failed`, `skipped` or `inconclusive`.
    pub result: Option<String>,
}

/// A column with a fact of the run.
#[derive(Debug, Clone, Copy)]
pub struct RunColumn {
    /// Its name, without the prefix that a table can have.
    pub name: &'static str,
    /// Its type.
    pub kind: RunColumnKind,
    /// Whether the fact can be unknown.
    pub nullable: bool,
    /// What it holds.
    pub about: &'static str,
    value: fn(&RunFacts) -> RunValue<'_>,
}

/// The type of a [`RunColumn`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunColumnKind {
    /// A text.
    Text,
    /// A `bool`.
    Bool,
    /// A number of 32 bits.
    Number,
    /// A time in UTC.
    Time,
}

/// A fact of a run, as a [`RunColumn`] has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunValue<'a> {
    /// A text.
    Text(Option<&'a str>),
    /// A `bool`.
    Bool(bool),
    /// A number.
    Number(Option<u32>),
    /// Microseconds since 1970 in UTC.
    Time(Option<i64>),
}

const fn text(name: &'static str, about: &'static str, value: for<'a> fn(&'a RunFacts) -> RunValue<'a>) -> RunColumn {
    RunColumn { name, kind: RunColumnKind::Text, nullable: true, about, value }
}

macro_rules! fact {
    ($fact:ident) => {
        |facts| RunValue::Text(facts.$fact.as_deref())
    };
}

/// The columns with the facts of the run, in the order of the table. The first [`PARTITION_COLUMNS`] name the folders of a
/// Parquet table.
pub const RUN_COLUMNS: [RunColumn; 18] = [
    RunColumn {
        nullable: false,
        ..text("directory", "the directory of the run, `{kernel}-{commit}`", |facts| {
            RunValue::Text(Some(&facts.directory))
        })
    },
    RunColumn {
        nullable: false,
        ..text("run", "the run in the directory, `{test}-{hash}`", |facts| RunValue::Text(Some(&facts.run)))
    },
    text("test", "the test", fact!(test)),
    text("hash", "the hash of the run's configuration", fact!(hash)),
    text("report", "the occasion of the report: `periodic_NNN`, `failure-dump` or a name", fact!(report)),
    RunColumn {
        kind: RunColumnKind::Bool,
        nullable: false,
        ..text("is_repro", "whether the report is of the machine that reproduces the failure", |facts| {
            RunValue::Bool(facts.is_repro)
        })
    },
    RunColumn {
        kind: RunColumnKind::Bool,
        nullable: false,
        ..text("is_earlier", "whether the report is of an earlier attempt", |facts| RunValue::Bool(facts.is_earlier))
    },
    RunColumn {
        kind: RunColumnKind::Number,
        ..text("attempt", "the number of the earlier attempt", |facts| RunValue::Number(facts.attempt))
    },
    text("phase", "the phase of the scenario", fact!(phase)),
    text("topology", "the topology of the machine", fact!(topology)),
    text("scheduler", "the scheduler", fact!(scheduler)),
    text("kernel", "the version of the kernel", fact!(kernel)),
    text("kernel_commit", "the commit of the kernel", fact!(kernel_commit)),
    text("scheduler_commit", "the commit of the scheduler", fact!(scheduler_commit)),
    text("project_commit", "the commit of the repository that the test ran in", fact!(project_commit)),
    RunColumn { kind: RunColumnKind::Time, ..text("time", "when the run ended", |facts| RunValue::Time(facts.time)) },
    text("source", "`local` or `ci`", fact!(source)),
    text("result", "`passed`, `failed`, `skipped` or `inconclusive`", fact!(result)),
];

/// The number of the [`RUN_COLUMNS`] by which a Parquet table is partitioned: the first.
pub const PARTITION_COLUMNS: usize = 2;

impl RunColumn {
    /// The fact of a run.
    #[must_use]
    pub fn value<'a>(&self, facts: &'a RunFacts) -> RunValue<'a> {
        (self.value)(facts)
    }

    /// The type in Arrow.
    #[must_use]
    pub fn data_type(&self) -> DataType {
        match self.kind {
            RunColumnKind::Text => DataType::Utf8,
            RunColumnKind::Bool => DataType::Boolean,
            RunColumnKind::Number => DataType::UInt32,
            RunColumnKind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some(Arc::from("+00:00"))),
        }
    }

    /// The field of a schema, with a prefix before the name.
    #[must_use]
    pub fn field(&self, prefix: &str) -> Field {
        Field::new(format!("{prefix}{}", self.name), self.data_type(), self.nullable)
    }
}
