//! A struct a CPU, read as one struct or as their total.

use thiserror::Error;

use super::derived::DerivedSchema;
use super::error::SchemaError;
use super::read::FieldReader;
use super::schema::Schema;
use super::types::{FieldValue, PerCpu, PerCpuError};
use crate::pickers::Picker;
use crate::series::CounterReset;
use crate::series::reset::CounterDecreased;

/// A struct that mirrors the value of a per-CPU map, so that one a CPU is read, as [`PerCpu<Self>`](PerCpu).
///
/// Implemented by the derive for `#[snapshot(map = "...", value = "struct ...")]`.
///
/// ```
/// use ktsnap_core::typed::{PerCpu, PerCpuValue};
/// use ktsnap_core::{SchemaError, Snapshot, SnapshotSchema};
///
/// fn of_each_cpu<T: PerCpuValue>(snapshot: &Snapshot<'_>) -> Result<PerCpu<T>, SchemaError> {
///     PerCpu::<T>::from_snapshot(snapshot)
/// }
/// ```
pub trait PerCpuValue: FieldValue {
    /// The map, and in it the value.
    const SCHEMA: Schema;

    /// How to choose when several copies of the map are left.
    #[must_use]
    fn picker() -> Option<Picker> {
        None
    }
}

/// A struct of which several make one, field by field, by `sum`, `max` or `min`.
///
/// Implemented by the derive where each field of a [`PerCpuValue`] has a reduction.
///
/// ```
/// use ktsnap_core::typed::{PerCpu, Total, TotalError};
///
/// fn of_all_cpus<T: Total>(slots: &PerCpu<T>) -> Result<T, TotalError> {
///     slots.total()
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no total over the CPUs",
    label = "not each of its fields says how several become one",
    note = "add `sum`, `max` or `min` in `#[snapshot(...)]` above each field of `{Self}`"
)]
pub trait Total: PerCpuValue {
    #[doc(hidden)]
    fn total(slots: &PerCpu<Self>) -> Result<Self, TotalError>;
}

/// Why the structs of several CPUs have no total.
///
/// ```
/// use ktsnap_core::typed::{PerCpuError, TotalError};
///
/// let error = TotalError { field: "nr_runs", source: PerCpuError::Unmapped { cpu: 3 } };
/// assert!(error.to_string().starts_with("`nr_runs`: the slot of CPU 3 was not captured"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{field}`: {source}")]
pub struct TotalError {
    /// The field.
    pub field: &'static str,
    /// Why it has none.
    pub source: PerCpuError,
}

impl<T> PerCpu<T> {
    /// The total over all CPUs, each field by its own reduction.
    ///
    /// # Errors
    ///
    /// When a slot was not read and may not be left out, there is none, or a sum does not fit its field.
    pub fn total(&self) -> Result<T, TotalError>
    where
        T: Total,
    {
        T::total(self)
    }
}

impl<T: PerCpuValue> DerivedSchema for PerCpu<T> {
    const SCHEMA: Schema = <T as PerCpuValue>::SCHEMA;

    fn read(from: &FieldReader<'_>) -> Result<Self, SchemaError> {
        from.read(const { &Self::SCHEMA }, 0)
    }

    fn difference(&self, earlier: &Self) -> Result<Self, CounterReset> {
        FieldValue::since(self, earlier).map_err(CounterDecreased::into)
    }

    fn picker() -> Option<Picker> {
        <T as PerCpuValue>::picker()
    }
}

impl TotalError {
    /// The same, as the error of a read from that map.
    pub(crate) fn in_map(self, map: &str) -> SchemaError {
        let (map, variable) = (map.to_owned(), self.field.to_owned());
        match self.source {
            PerCpuError::Unmapped { cpu } => {
                let remedy = "read `PerCpu` of the struct, or leave such slots out with `#[snapshot(allow_unmapped)]`"
                    .to_owned();
                SchemaError::Unmapped { map, variable, cpu: Some(cpu), remedy }
            }
            PerCpuError::Empty => {
                let remedy = "read `PerCpu` of the struct".to_owned();
                SchemaError::Unmapped { map, variable, cpu: None, remedy }
            }
            PerCpuError::Overflow { sum, bits } => SchemaError::Overflow { map, variable, value: Some(sum), bits },
        }
    }
}
