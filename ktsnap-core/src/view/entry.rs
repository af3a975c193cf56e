//! One entry of a map.

use super::field::{SnapshotField, walk};
use crate::error::{SnapshotError, SnapshotResult};
use crate::report::{
    FailureDumpArrayEntry, FailureDumpEntry, FailureDumpPercpuEntry, FailureDumpPercpuHashEntry, RenderedValue,
};

/// One entry of a map, or why there is none. Reads go on through [`get`](Self::get) and [`key`](Self::key), and for an
/// entry with a value a CPU through the `cpu_*` reductions.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [{
///         "name": "stats", "map_type": 6, "value_size": 8, "max_entries": 1,
///         "percpu_entries": [{"key": 0, "per_cpu": [
///             {"kind": "uint", "bits": 64, "value": 5}, {"kind": "uint", "bits": 64, "value": 7}, null]}]
///     }]}"#,
/// )?;
/// let stats = Snapshot::new(&report).map("stats")?;
/// assert_eq!(stats.at(0).cpu_sum_u64("")?, 12, "a slot that could not be read is passed over");
/// assert_eq!(stats.cpu(1).at(0).get("").as_u64()?, 7);
/// assert!(stats.cpu(2).at(0).get("").as_u64().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
#[non_exhaustive]
pub enum SnapshotEntry<'a> {
    /// An entry of a hash map.
    Hash(&'a FailureDumpEntry),
    /// An entry of an array map that has more than one.
    Array(&'a FailureDumpArrayEntry),
    /// An entry of a per-CPU array.
    Percpu(&'a FailureDumpPercpuEntry),
    /// An entry of a per-CPU hash map.
    PercpuHash(&'a FailureDumpPercpuHashEntry),
    /// A value alone: an array map's only one, or one CPU's.
    Value(&'a RenderedValue),
    /// Why there is none.
    Missing(SnapshotError),
}

impl<'a> SnapshotEntry<'a> {
    /// Whether there is an entry.
    #[must_use]
    pub fn is_present(&self) -> bool {
        !matches!(self, Self::Missing(_))
    }

    /// Walks into the value along a dotted path; the empty path is the value itself.
    ///
    /// The field is missing with [`SnapshotError::PerCpuNotNarrowed`] for an entry with a value a CPU, and with
    /// [`SnapshotError::NoRendered`] for a value that was not rendered.
    pub fn get(&self, path: &str) -> SnapshotField<'a> {
        let not_narrowed = |map: &str| SnapshotError::PerCpuNotNarrowed { map: map.to_owned() };
        let value = match self {
            Self::Hash(entry) => entry.value.as_ref(),
            Self::Array(entry) => entry.value.as_ref(),
            Self::Value(value) => Some(*value),
            Self::Percpu(_) => return SnapshotField::Missing(not_narrowed("<percpu-array>")),
            Self::PercpuHash(_) => return SnapshotField::Missing(not_narrowed("<percpu-hash>")),
            Self::Missing(error) => return SnapshotField::Missing(error.clone()),
        };
        rendered(value, "value", path)
    }

    /// Walks into the key along a dotted path; the empty path is the key itself. An array's key is its index.
    ///
    /// The field is missing with [`SnapshotError::NoRendered`] for a key that was not rendered, and with
    /// [`SnapshotError::TypeMismatch`] for a value that has no key, or a path into an index.
    pub fn key(&self, path: &str) -> SnapshotField<'a> {
        let mismatch = |expected: &str, actual: &str| {
            SnapshotField::Missing(SnapshotError::TypeMismatch {
                expected: expected.to_owned(),
                actual: actual.to_owned(),
                requested: path.to_owned(),
            })
        };
        let index = match self {
            Self::Hash(entry) => return rendered(entry.key.as_ref(), "key", path),
            Self::PercpuHash(entry) => return rendered(entry.key.as_ref(), "key", path),
            Self::Value(_) => return mismatch("key", "single Value (no key)"),
            Self::Missing(error) => return SnapshotField::Missing(error.clone()),
            Self::Array(entry) => entry.key,
            Self::Percpu(entry) => entry.key,
        };
        if path.is_empty() { SnapshotField::PercpuKey { key: index } } else { mismatch("Struct", "Uint(percpu key)") }
    }

    /// Calls `each` with every CPU's value along `path`. Slots that could not be read are passed over.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::TypeMismatch`] for an entry that has no value a CPU, the first path that leads nowhere, and
    /// whatever `each` returns.
    pub fn cpu_each<F>(&self, path: &str, mut each: F) -> SnapshotResult<()>
    where
        F: FnMut(usize, &'a RenderedValue) -> SnapshotResult<()>,
    {
        let slots = match self {
            Self::Percpu(entry) => &entry.per_cpu,
            Self::PercpuHash(entry) => &entry.per_cpu,
            Self::Missing(error) => return Err(error.clone()),
            Self::Hash(_) | Self::Array(_) | Self::Value(_) => {
                return Err(SnapshotError::TypeMismatch {
                    expected: "Percpu / PercpuHash".to_owned(),
                    actual: self.kind().to_owned(),
                    requested: path.to_owned(),
                });
            }
        };
        for (cpu, slot) in slots.iter().enumerate() {
            if let Some(value) = slot {
                each(cpu, walk(value, path)?)?;
            }
        }
        Ok(())
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Hash(_) => "Hash",
            Self::Array(_) => "Array",
            Self::Percpu(_) => "Percpu",
            Self::PercpuHash(_) => "PercpuHash",
            Self::Value(_) => "Value",
            Self::Missing(_) => "Missing",
        }
    }

    fn reduce<T>(
        &self,
        op: &str,
        path: &str,
        read: fn(&SnapshotField<'a>) -> SnapshotResult<T>,
        join: fn(T, T) -> T,
    ) -> SnapshotResult<T> {
        let mut reduced = None;
        self.cpu_each(path, |_, value| {
            let value = read(&SnapshotField::Value(value))?;
            reduced = Some(match reduced.take() {
                Some(before) => join(before, value),
                None => value,
            });
            Ok(())
        })?;
        reduced.ok_or_else(|| SnapshotError::NoMatch {
            map: format!("<{}>", self.kind()),
            op: op.to_owned(),
            len: 0,
            available_keys: Vec::new(),
        })
    }
}

fn rendered<'a>(side: Option<&'a RenderedValue>, name: &str, path: &str) -> SnapshotField<'a> {
    let Some(value) = side else {
        return SnapshotField::Missing(SnapshotError::NoRendered { map: "<entry>".to_owned(), side: name.to_owned() });
    };
    walk(value, path).map_or_else(SnapshotField::Missing, SnapshotField::Value)
}

macro_rules! reductions {
    ($($name:ident: $type:ty = $read:ident, $join:expr, $doc:literal;)*) => {
        /// Reductions over the CPUs. Slots that could not be read are passed over.
        ///
        /// # Errors
        ///
        /// [`SnapshotError::TypeMismatch`] for an entry that has no value a CPU and for the first value that can't be
        /// read; [`SnapshotError::NoMatch`] when no slot could be read, which is no zero.
        impl SnapshotEntry<'_> {$(
            #[doc = $doc]
            ///
            /// # Errors
            ///
            /// When the entry has no value a CPU, a value can't be read, or no slot could.
            pub fn $name(&self, path: &str) -> SnapshotResult<$type> {
                self.reduce(stringify!($name), path, SnapshotField::$read, $join)
            }
        )*}
    };
}

reductions! {
    cpu_sum_u64: u64 = as_u64, u64::saturating_add, "The sum over the CPUs; `u64::MAX` where it does not fit.";
    cpu_max_u64: u64 = as_u64, u64::max, "The largest of the CPUs' values.";
    cpu_min_u64: u64 = as_u64, u64::min, "The smallest of the CPUs' values.";
    cpu_sum_i64: i64 = as_i64, i64::saturating_add, "The sum over the CPUs; the nearer end of `i64` where it does not fit.";
    cpu_max_i64: i64 = as_i64, i64::max, "The largest of the CPUs' values.";
    cpu_min_i64: i64 = as_i64, i64::min, "The smallest of the CPUs' values.";
    cpu_sum_f64: f64 = as_f64, |a, b| a + b, "The sum over the CPUs; NaN if one of them is.";
    cpu_max_f64: f64 = as_f64, f64::max, "The largest of the CPUs' values; a NaN only if all are.";
    cpu_min_f64: f64 = as_f64, f64::min, "The smallest of the CPUs' values; a NaN only if all are.";
}
