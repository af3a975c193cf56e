//! Typed reads for the sister crates: from variables that they found, and with the map that was read.

use super::derived::DerivedSchema;
use super::{FieldReader, SchemaError};
use crate::report::{FailureDumpMap, RenderedValue};
use crate::select::{Pick, resolve};
use crate::view::{Snapshot, SnapshotField};

/// Reads all fields from the raw bytes of the variables, in the byte order of the object: an item for each of
/// [`Schema::vars`](super::Schema::vars), in that order, and `None` for an optional variable that is missing. The caller
/// need not read the rest of a large section.
///
/// Bytes after a variable's size are ignored, unless the variable is resizable: then all bytes are elements. The caller
/// must have compared the variable's type with [`VarSchema::ty`](super::VarSchema::ty).
///
/// # Errors
///
/// [`SchemaError::WrongSize`] for fewer bytes than a variable has in the object, for `None` if the variable is required,
/// and for part of an element of a resizable variable. [`SchemaError::Snapshot`] for another number of items, and for a
/// struct that mirrors a map.
pub fn from_variable_bytes<T: DerivedSchema>(vars: &[Option<&[u8]>]) -> Result<T, SchemaError> {
    T::read(&FieldReader::of_variables(const { &T::SCHEMA }, vars)?)
}

/// Reads all fields from the rendered values of the variables: an item for each of [`Schema::vars`](super::Schema::vars),
/// in that order, and `None` for a missing variable. `map` is the map that holds them, for error messages.
///
/// # Errors
///
/// Those of [`from_snapshot`](super::SnapshotSchema::from_snapshot) that concern values. [`SchemaError::Snapshot`] for a
/// required variable that is missing, for another number of items, and for a struct that mirrors a map.
pub fn from_variable_values<T: DerivedSchema>(map: &str, values: &[Option<RenderedValue>]) -> Result<T, SchemaError> {
    T::read(&FieldReader::of_values(const { &T::SCHEMA }, map, values)?)
}

/// Reads all fields from one map, whose entries the caller captured. The map need not be in a report.
///
/// # Errors
///
/// Those of [`from_snapshot`](super::SnapshotSchema::from_snapshot) that concern values.
pub fn from_map<T: DerivedSchema>(map: &FailureDumpMap) -> Result<T, SchemaError> {
    T::read(&FieldReader::of_map(const { &T::SCHEMA }, map))
}

/// [`from_snapshot`](super::SnapshotSchema::from_snapshot), and [`pick`](super::SnapshotSchema::pick).
///
/// # Errors
///
/// Those of `from_snapshot`.
pub fn from_snapshot_with_pick<'a, T: DerivedSchema>(snapshot: &Snapshot<'a>) -> Result<(T, Pick<'a>), SchemaError> {
    let resolved = resolve::by_rule(snapshot, const { &T::SCHEMA }, T::picker())?;
    Ok((resolved.read(const { &T::SCHEMA }, T::read)?, resolved.pick()?))
}

/// [`from_snapshot_via`](super::SnapshotSchema::from_snapshot_via), and the map that the picker chose.
///
/// # Errors
///
/// Those of `from_snapshot_via`.
pub fn from_snapshot_via_with_pick<'a, T: DerivedSchema>(
    snapshot: &Snapshot<'a>,
    picker: impl for<'r> FnOnce(&[(&'r str, Vec<SnapshotField<'r>>)]) -> Option<usize>,
) -> Result<(T, Pick<'a>), SchemaError> {
    let resolved = resolve::by_picker(snapshot, const { &T::SCHEMA }, picker)?;
    Ok((resolved.read(const { &T::SCHEMA }, T::read)?, resolved.pick()?))
}
