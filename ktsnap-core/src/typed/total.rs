//! The value of a per-CPU map that is a struct: read as one struct per CPU, or as their total.

use thiserror::Error;

use super::derived::DerivedSchema;
use super::error::{SchemaDrift, SchemaError};
use super::read::{FieldReader, ValueCursor};
use super::rust_type::RustType;
use super::schema::Schema;
use super::types::{FieldValue, PerCpu, PerCpuError, ReduceFailure};
use crate::pickers::Picker;
use crate::series::CounterReset;
use crate::series::reset::{CounterDecreased, Decrease};

/// A struct that mirrors the value of a per-CPU map. It is read as [`PerCpu<Self>`](PerCpu), one struct per CPU.
///
/// The derive implements it for `#[snapshot(map = "...", value = "struct ...")]`.
pub trait PerCpuValue: FieldValue {
    /// The map and its value, as they were in the object's BTF at build time.
    const SCHEMA: Schema;

    /// The struct's picker, for several copies of the map.
    #[must_use]
    fn picker() -> Option<Picker> {
        None
    }
}

/// A struct of a per-CPU map whose fields all have `sum`, `max` or `min`, so that the structs of all CPUs have a total.
///
/// Only the derive implements it. See [`PerCpu::total`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no total over the CPUs",
    label = "not each of its fields says how several become one",
    note = "add `sum`, `max` or `min` in `#[snapshot(...)]` above each field of `{Self}`"
)]
pub trait Total: PerCpuValue {
    #[doc(hidden)]
    fn total(slots: &PerCpu<Self>) -> Result<Self, TotalError>;

    /// Reads the struct of another CPU and adds it to this total. `None` if something prevents that; this total is then
    /// useless.
    #[doc(hidden)]
    fn join(&mut self, at: ValueCursor<'_>) -> Option<()>;
}

/// The reason why the structs of several CPUs have no total.
///
/// ```
/// use ktsnap_core::typed::{PerCpuError, TotalError};
///
/// let error = TotalError { field: "nr_runs".to_owned(), source: PerCpuError::Unmapped { cpu: 3 } };
/// assert!(error.to_string().starts_with("`nr_runs`: the slot of CPU 3 was not captured"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{field}`: {source}")]
pub struct TotalError {
    /// The field, or the part of it: `cells[3].local`.
    pub field: String,
    /// The reason.
    pub source: PerCpuError,
}

impl<T> PerCpu<T> {
    /// The total over all CPUs: each field is reduced by its own `sum`, `max` or `min`.
    ///
    /// # Errors
    ///
    /// If the slot of a CPU was not captured and the field has no `allow_unmapped`, if there are no slots, or if a sum does
    /// not fit its field.
    ///
    /// ```
    /// use ktsnap::{PerCpu, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
    /// struct CpuStats {
    ///     #[snapshot(sum)]
    ///     nr_runs: u64,
    /// }
    ///
    /// let cpus = PerCpu::<CpuStats>::from_json_path("../examples/captures/dispatch-swap.json")?;
    /// println!("{} runs on {} CPUs", cpus.total()?.nr_runs, cpus.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn total(&self) -> Result<T, TotalError>
    where
        T: Total,
    {
        T::total(self)
    }
}

impl From<ReduceFailure> for TotalError {
    fn from(ReduceFailure { part, why }: ReduceFailure) -> Self {
        Self { field: part, source: why }
    }
}

impl<T: PerCpuValue> DerivedSchema for PerCpu<T> {
    const SCHEMA: Schema = <T as PerCpuValue>::SCHEMA;

    const TYPE: RustType = <Self as FieldValue>::RUST_TYPE;

    fn read(from: &FieldReader<'_>) -> Result<Self, SchemaError> {
        from.read(const { &Self::SCHEMA }, 0)
    }

    fn difference(&self, earlier: &Self) -> Result<Self, CounterReset> {
        FieldValue::since(self, earlier, Decrease::Error).map_err(CounterDecreased::into)
    }

    fn picker() -> Option<Picker> {
        <T as PerCpuValue>::picker()
    }
}

impl TotalError {
    /// Converts to the error of a read from the map.
    pub(crate) fn in_map(self, map: &str) -> SchemaError {
        let (map, variable) = (map.to_owned(), self.field);
        match self.source {
            PerCpuError::Unmapped { cpu } => {
                let remedy = "read `PerCpu` of the struct, or leave such slots out with `#[snapshot(allow_unmapped)]`"
                    .to_owned();
                SchemaError::Unmapped { map, variable, cpu: Some(cpu), remedy }
            }
            // A total has no mean.
            PerCpuError::Empty | PerCpuError::ZeroMean => {
                let remedy = "read `PerCpu` of the struct".to_owned();
                SchemaError::Unmapped { map, variable, cpu: None, remedy }
            }
            PerCpuError::Overflow { sum, bits } => SchemaError::Overflow { map, variable, value: Some(sum), bits },
            PerCpuError::Length { expected, found, .. } => SchemaError::Drift(Box::new(SchemaDrift {
                object: String::new(),
                map,
                variable,
                expected: format!("{expected} elements"),
                found: format!("{found} elements"),
            })),
        }
    }
}
