//! Typed reads: what a struct that mirrors a scheduler's variables knows, and how it is filled from one map.

mod describe;
mod error;
mod pick;
mod resolve;
mod value;

pub use describe::{Schema, Shape, VarSchema};
pub use error::{NearMiss, SchemaDrift, SchemaError};
pub use pick::{MapCopy, Pick, PickReason};
pub use value::FieldType;

use crate::pickers::Picker;
use crate::view::{Snapshot, SnapshotField};

/// A struct whose fields mirror variables of one global section of a BPF object.
///
/// `#[derive(SnapshotSchema)]`, from the `ktsnap` crate, writes the implementation and checks each field against the
/// object's BTF while the struct compiles.
///
/// # Which map is read
///
/// All fields come from one copy of one map, found in this order:
///
/// 1. Only the maps of [`Schema::section`] count.
/// 2. If the report tells which scheduler runs, only the maps of its object count; of those, the ones in the report's
///    [`active_map_kvas`](crate::FailureDumpReport::active_map_kvas). That list may leave out a map of the running
///    scheduler, so when it holds none of them it decides nothing.
/// 3. If one map is left, it is read. If several are, those that hold all the fields go to the struct's
///    [`picker`](Self::picker); without one the read is refused as [ambiguous](SchemaError::Ambiguous), even when only
///    one of them holds the fields, since the other may be the one that runs.
///
/// A map that was chosen so and lacks a field is an error ([`SchemaError::NoMap`]), never a reason to read another.
/// The rules look at the maps in the snapshot's view: all of them for [`Snapshot::new`].
///
/// ```
/// use ktsnap_core::schema::{Schema, Shape, VarSchema};
/// use ktsnap_core::{FailureDumpReport, SchemaError, Snapshot, SnapshotField, SnapshotSchema};
///
/// // What the derive writes for `struct Counters { nr_enqueued: u64 }`.
/// struct Counters {
///     nr_enqueued: u64,
/// }
///
/// impl SnapshotSchema for Counters {
///     const SCHEMA: Schema = Schema::new("dispatch.bpf.o", ".bss", 8, &[VarSchema::new(
///         "nr_enqueued", 0, 8, "volatile u64", Shape::Uint { bits: 64 },
///     )]);
///
///     fn from_fields(map: &str, fields: &[SnapshotField<'_>]) -> Result<Self, SchemaError> {
///         Ok(Self { nr_enqueued: Self::SCHEMA.read(map, fields, 0)? })
///     }
/// }
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [{
///         "name": "dispatch.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
///         "value": {"kind": "struct", "type_name": ".bss", "members": [
///             {"name": "nr_enqueued", "value": {"kind": "uint", "bits": 64, "value": 42}}
///         ]}
///     }]}"#,
/// )?;
/// let counters = Counters::from_snapshot(&Snapshot::new(&report))?;
/// assert_eq!(counters.nr_enqueued, 42);
/// assert_eq!(Counters::pick(&Snapshot::new(&report))?.map.name, "dispatch.bss");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct that mirrors BPF globals",
    label = "needs `SnapshotSchema`",
    note = "write `#[derive(SnapshotSchema)]` and `#[snapshot(object = \"...\")]` on `{Self}`"
)]
pub trait SnapshotSchema: Sized {
    /// What the struct mirrors, as it stood in the object's BTF at build time.
    const SCHEMA: Schema;

    /// Builds the struct from the fields of one map, in the order of [`Schema::vars`].
    ///
    /// # Errors
    ///
    /// [`SchemaError::Drift`] when a value is not of the shape that BTF gave.
    fn from_fields(map: &str, fields: &[SnapshotField<'_>]) -> Result<Self, SchemaError>;

    /// How to choose when several copies are left; `None` refuses to.
    #[must_use]
    fn picker() -> Option<Picker> {
        None
    }

    /// Says which map [`from_snapshot`](Self::from_snapshot) reads, and why.
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](Self::from_snapshot), but for drift: no value is read.
    fn pick<'a>(snapshot: &Snapshot<'a>) -> Result<Pick<'a>, SchemaError> {
        Ok(resolve::by_rule(snapshot, &Self::SCHEMA, Self::picker())?.pick)
    }

    /// Reads all fields from one map: [`pick`](Self::pick), then read.
    ///
    /// # Errors
    ///
    /// [`SchemaError::NoMap`] when no map holds the fields, or the map that must be read lacks some;
    /// [`SchemaError::Ambiguous`] when several copies are left and there is no picker; [`SchemaError::Drift`] when a
    /// value is not of the shape that BTF gave; [`SchemaError::Snapshot`] for all that the view itself reports.
    fn from_snapshot(snapshot: &Snapshot<'_>) -> Result<Self, SchemaError> {
        let found = resolve::by_rule(snapshot, &Self::SCHEMA, Self::picker())?;
        Self::from_fields(found.pick.map.name, &found.fields)
    }

    /// Reads all fields from the map that `picker` chooses among those of the section that hold them all, whichever
    /// scheduler runs: [`Snapshot::live_vars_via`], typed.
    ///
    /// # Errors
    ///
    /// [`SchemaError::NoMap`], [`SchemaError::Drift`], and [`SchemaError::Snapshot`] when the picker chooses none or
    /// one that is not there.
    fn from_snapshot_via<'a>(
        snapshot: &Snapshot<'a>,
        picker: impl FnOnce(&[(&'a str, Vec<SnapshotField<'a>>)]) -> Option<usize>,
    ) -> Result<Self, SchemaError> {
        let found = resolve::by_picker(snapshot, &Self::SCHEMA, picker)?;
        Self::from_fields(found.pick.map.name, &found.fields)
    }
}
