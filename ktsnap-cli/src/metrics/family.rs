//! A metric family: the samples of one name.

use std::fmt;
use std::sync::Arc;

use ktsnap_core::histogram::{Bounds, Bucket};

use super::encode::rounded;
use super::name::{PREFIX, metric_name};

/// Metric families at one moment.
#[derive(Debug, Default)]
pub(crate) struct Exposition {
    pub(super) families: Vec<Family>,
}

/// The samples of one name.
#[derive(Debug, Clone)]
pub(super) struct Family {
    pub(super) name: Name,
    pub(super) help: Arc<str>,
    pub(super) kind: Kind,
    pub(super) samples: Vec<Sample>,
    /// The path of the counter, with `[]` for each entry or element.
    pub(super) of: Arc<str>,
    pub(super) rule: Rule,
    /// The bytes of the counter.
    pub(super) bytes: u64,
    /// What to do if a counter decreases.
    pub(super) remedy: Arc<str>,
}

/// What a counter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    NeverDecreases,
    /// A person says that it is a counter, although it decreases: two CPUs that add to it at the same time can lose a count.
    KeepsHighest,
    /// It begins again from zero when its entry is deleted and added again.
    ComesAndGoes,
}

/// The name of a family, without the suffix that its type adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// The name without its unit.
    pub(super) base: Arc<str>,
    pub(super) unit: Option<Unit>,
}

/// A unit of Prometheus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Bytes,
    /// Seconds, and how often the unit of the counter is in a second.
    Seconds(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
    /// A gauge whose value is always 1.
    Info,
}

/// A value, and the labels in which it differs from the other values of its family.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) labels: Labels,
    pub(super) value: Value,
}

/// The names and values of labels.
pub(super) type Labels = Vec<(&'static str, Arc<str>)>;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// An integer, in the unit of the counter.
    Integer(i128),
    Float(f64),
    /// The upper bounds of buckets and their counts. The sum of the counted values is not known.
    Buckets(Vec<(f64, u64)>),
    Info,
}

impl Value {
    /// A histogram of integers, whose buckets have these counts. `None` if a count or a bound is not a number of it.
    pub(super) fn buckets(bounds: &Bounds, counts: &[i128]) -> Option<Self> {
        let bucket = |(index, count): (usize, &i128)| {
            let Bucket { upper, .. } = bounds.bucket(index, counts.len())?;
            let upper = match (bounds, upper) {
                (_, None) => f64::INFINITY,
                (Bounds::UpTo { .. }, Some(upper)) => rounded(upper.into()),
                // The next bucket counts this integer, so the largest one of this bucket is one less.
                (_, Some(upper)) => rounded(i128::from(upper) - 1),
            };
            Some((upper, u64::try_from(*count).ok()?))
        };
        counts.iter().enumerate().map(bucket).collect::<Option<_>>().map(Self::Buckets)
    }
}

impl Unit {
    fn suffix(self) -> &'static str {
        match self {
            Self::Bytes => "_bytes",
            Self::Seconds(_) => "_seconds",
        }
    }
}

impl Family {
    /// A gauge without labels.
    pub(super) fn gauge(base: &str, help: &str, value: Value) -> Self {
        Self::one(base, help, Kind::Gauge, vec![Sample { labels: Vec::new(), value }])
    }

    /// A ratio, without a value.
    pub(super) fn ratio(name: &str, help: &str) -> Self {
        let of = format!("the ratio {name}").into();
        Self { name: metric_name(name, Kind::Gauge), of, ..Self::one(name, help, Kind::Gauge, Vec::new()) }
    }

    /// A family that is not of a counter.
    pub(super) fn one(base: &str, help: &str, kind: Kind, samples: Vec<Sample>) -> Self {
        let (base, unit) = match base.strip_suffix("_seconds") {
            Some(base) => (base, Some(Unit::Seconds(1))),
            None => (base, None),
        };
        let name = Name { base: format!("{PREFIX}_{base}").into(), unit };
        let rule = Rule::NeverDecreases;
        Self { name, help: help.into(), kind, samples, of: base.into(), rule, bytes: 8, remedy: "".into() }
    }

    /// The name of the family in the text format of Prometheus.
    pub(super) fn full_name(&self) -> String {
        let suffix = match self.kind {
            Kind::Counter => "_total",
            Kind::Info => "_info",
            Kind::Gauge | Kind::Histogram => "",
        };
        format!("{}{suffix}", self.name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)?;
        f.write_str(self.unit.map_or("", Unit::suffix))
    }
}
