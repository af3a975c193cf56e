//! One entry of a map.

use super::field::{SnapshotField, walk};
use crate::error::{SnapshotError, SnapshotResult};
use crate::report::{
    FailureDumpArrayEntry, FailureDumpEntry, FailureDumpPercpuEntry, FailureDumpPercpuHashEntry, RenderedValue,
};

/// One entry of a map, or the error of a lookup that found none. [`get`](Self::get) and [`key`](Self::key) lead to its value
/// and key. The `cpu_*` methods reduce an entry with one value per CPU.
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
/// assert_eq!(stats.at(0).cpu_sum_u64("")?, 12, "a slot that could not be read is skipped");
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
    /// An entry of an array map with more than one entry.
    Array(&'a FailureDumpArrayEntry),
    /// An entry of a per-CPU array.
    Percpu(&'a FailureDumpPercpuEntry),
    /// An entry of a per-CPU hash map.
    PercpuHash(&'a FailureDumpPercpuHashEntry),
    /// A value without a key: the only entry of an array map, or the value of one CPU.
    Value(&'a RenderedValue),
    /// The error of a lookup that found no entry.
    Missing(SnapshotError),
}

impl<'a> SnapshotEntry<'a> {
    /// Whether the lookup found an entry.
    #[must_use]
    pub fn is_present(&self) -> bool {
        !matches!(self, Self::Missing(_))
    }

    /// Returns the part of the value at a dotted path. The empty path is the value itself.
    ///
    /// The field is [`Missing`](SnapshotField::Missing) with [`SnapshotError::PerCpuNotNarrowed`] if the entry has one value per
    /// CPU, and with [`SnapshotError::NoRendered`] if the value was not rendered.
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

    /// Returns the part of the key at a dotted path. The empty path is the key itself. An array's key is its index.
    ///
    /// The field is [`Missing`](SnapshotField::Missing) with [`SnapshotError::NoRendered`] if the key was not rendered, and with
    /// [`SnapshotError::TypeMismatch`] if the entry has no key, or if the path leads into an index.
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

    /// Calls `each` with every CPU's value at `path`. Slots that could not be read are skipped.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::TypeMismatch`] if the entry does not have one value per CPU, the error of the first value that has no
    /// such path, and the first error that `each` returns.
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
        /// Reductions over the CPUs. Slots that could not be read are skipped.
        ///
        /// # Errors
        ///
        /// [`SnapshotError::TypeMismatch`] if the entry does not have one value per CPU, or if a value has another type;
        /// [`SnapshotError::NoMatch`] if no slot could be read, because the result would not be zero.
        impl SnapshotEntry<'_> {$(
            #[doc = $doc]
            ///
            /// # Errors
            ///
            /// If the entry does not have one value per CPU, a value has another type, or no slot could be read.
            pub fn $name(&self, path: &str) -> SnapshotResult<$type> {
                self.reduce(stringify!($name), path, SnapshotField::$read, $join)
            }
        )*}
    };
}

reductions! {
    cpu_sum_u64: u64 = as_u64, u64::saturating_add, "The sum over the CPUs, or `u64::MAX` if it does not fit.";
    cpu_max_u64: u64 = as_u64, u64::max, "The largest of the CPUs' values.";
    cpu_min_u64: u64 = as_u64, u64::min, "The smallest of the CPUs' values.";
    cpu_sum_i64: i64 = as_i64, i64::saturating_add, "The sum over the CPUs, or the nearer limit of `i64` if it does not fit.";
    cpu_max_i64: i64 = as_i64, i64::max, "The largest of the CPUs' values.";
    cpu_min_i64: i64 = as_i64, i64::min, "The smallest of the CPUs' values.";
    cpu_sum_f64: f64 = as_f64, |a, b| a + b, "The sum over the CPUs. It is NaN if a value is.";
    cpu_max_f64: f64 = as_f64, f64::max, "The largest of the CPUs' values. It is NaN only if all are.";
    cpu_min_f64: f64 = as_f64, f64::min, "The smallest of the CPUs' values. It is NaN only if all are.";
}
