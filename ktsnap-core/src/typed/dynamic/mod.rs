//! Reads of a struct whose fields are only known at run time, for the command line.
//!
//! The values and the errors are those of the compiled struct: each part without parts is read by the code of the type that
//! the compiled struct has there.

mod fits;
mod integer;
mod read;
mod reduce;
mod rows;
mod since;
mod take;
mod whole;

#[cfg(test)]
mod tests;

pub use fits::{index_mismatch, member_mismatch, mismatch, rows_mismatch};
pub use since::difference_dynamic;
pub use take::{RowsStep, take_dynamic};

use super::SchemaError;
use super::c_type::{PathStep, Reduction};
use super::grouped::GroupKey;
use super::in_use::RowsInUse;
use super::inspect::{Inspected, InspectedField};
use super::read::FieldReader;
use super::rust_type::RustType;
use super::schema::{FieldSchema, Schema};
use super::total::TotalError;
use super::types::{PerCpu, Rows};
use crate::pickers::Picker;
use crate::report::FailureDumpMap;
use crate::select::{Pick, resolve};
use crate::view::Snapshot;
use rows::{DynamicKeys, Made, inspected_rows};

/// A struct that is read from one map.
#[derive(Debug)]
pub struct DynamicStruct {
    /// The map and the variables.
    pub schema: &'static Schema,
    /// The struct's picker.
    pub picker: Option<Picker>,
    /// The fields: those of the schema in its order, and totals of them.
    pub fields: Vec<DynamicField>,
    /// The struct as a type, if it mirrors the value of a map.
    pub whole: Option<Whole>,
}

/// A struct that mirrors the value of a map.
#[derive(Debug, Clone, Copy)]
pub struct Whole {
    /// The struct as a type.
    pub ty: RustType,
    /// The structs of several CPUs. `None` if the map has one value.
    pub cpus: Option<Cpus>,
}

/// The structs of several CPUs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cpus {
    /// Each field has a value for each CPU.
    Each,
    /// Each field has a reduction, and the total is read.
    Total,
}

/// A field of a [`DynamicStruct`].
#[derive(Debug)]
pub struct DynamicField {
    /// Its name in Rust.
    pub name: &'static str,
    /// Its type.
    pub ty: RustType,
    /// Whether a difference keeps the later value.
    pub keeps_later: bool,
    /// Whether its counters may decrease.
    pub saturating: bool,
    /// Whether its reductions leave out slots that were not captured.
    pub allow_unmapped: bool,
    /// How it gets its value.
    pub reading: DynamicReading,
}

/// How a field gets its value.
#[derive(Debug)]
pub enum DynamicReading {
    /// As the schema or the struct says: one value, or several that are reduced.
    Value,
    /// The first rows, by their count in a variable. In a ring, the count goes on when all are in use.
    InUse(&'static FieldSchema, bool),
    /// The captured entries of a map.
    PartialRows,
    /// A row for each slot. For the value of a map: the slots of the value.
    Labelled(Option<GroupKey>),
    /// A row for each group, with one value for its slots.
    Groups(Option<GroupKey>, Reduction),
    /// A row for each group, with the number of its slots.
    Counts(Option<GroupKey>),
    /// The total of other fields, by their positions in [`DynamicStruct::fields`].
    Total(Reduction, Vec<usize>),
}

impl DynamicField {
    fn inspected(&self, value: Inspected) -> InspectedField {
        InspectedField { name: self.name, keeps_later: self.keeps_later, saturating: self.saturating, value }
    }

    /// The types of the keys and the values of its rows.
    fn rows(&self) -> (&'static RustType, &'static RustType) {
        match self.ty {
            RustType::Rows { key, value } => (key, value),
            _ => (&RustType::Any, &RustType::Any),
        }
    }
}

impl DynamicReading {
    /// How the rows are made, and the slots if they are in a map's value. `None` for other fields.
    fn made(&self) -> Option<(Made, Option<GroupKey>)> {
        match *self {
            Self::Labelled(key) => Some((Made::Labelled, key)),
            Self::Groups(key, how) => Some((Made::Grouped(how), key)),
            Self::Counts(key) => Some((Made::Counted, key)),
            Self::Value | Self::InUse(..) | Self::PartialRows | Self::Total(..) => None,
        }
    }
}

/// Reads a struct, and says which map was read.
///
/// # Errors
///
/// Those of [`from_snapshot`](super::SnapshotSchema::from_snapshot).
pub fn read_dynamic<'a>(
    snapshot: &Snapshot<'a>,
    of: &DynamicStruct,
) -> Result<(Vec<InspectedField>, Pick<'a>), SchemaError> {
    let resolved = resolve::by_rule(snapshot, of.schema, of.picker)?;
    let fields = resolved.read(of.schema, |from| read_from(from, of))?;
    Ok((fields, resolved.pick()?))
}

/// What a caller read from a running object.
#[derive(Debug, Clone, Copy)]
pub enum Contents<'b> {
    /// The bytes of each variable of the schema: see [`from_variable_bytes`](super::sources::from_variable_bytes).
    Variables(&'b [Option<&'b [u8]>]),
    /// The values of an array, each at a multiple of 8 bytes.
    Values(&'b [u8]),
    /// The entries of a map with keys.
    Entries(&'b FailureDumpMap),
}

/// Reads a struct from contents that the caller found.
///
/// # Errors
///
/// Those of the functions that read the contents for a compiled struct.
pub fn read_dynamic_contents(contents: Contents<'_>, of: &DynamicStruct) -> Result<Vec<InspectedField>, SchemaError> {
    let from = match contents {
        Contents::Variables(vars) => FieldReader::of_variables(of.schema, vars)?,
        Contents::Values(bytes) => FieldReader::of_contents(of.schema, bytes)?,
        Contents::Entries(map) => FieldReader::of_map(of.schema, map),
    };
    read_from(&from, of)
}

fn read_from(from: &FieldReader<'_>, of: &DynamicStruct) -> Result<Vec<InspectedField>, SchemaError> {
    match &of.whole {
        Some(whole) => whole::read(from, &of.fields, whole),
        None => fields(from, of),
    }
}

fn fields(from: &FieldReader<'_>, of: &DynamicStruct) -> Result<Vec<InspectedField>, SchemaError> {
    let mut values: Vec<Option<Inspected>> = Vec::new();
    let mut read = 0;
    for declared in &of.fields {
        values.push(match declared.reading {
            DynamicReading::Total(..) => None,
            _ => {
                read += 1;
                Some(field(from, of.schema, read - 1, declared)?)
            }
        });
    }
    let value = |(index, declared): (usize, &DynamicField)| match (&declared.reading, values.get(index)) {
        (DynamicReading::Total(how, parts), _) => {
            let parts: PerCpu<_> = parts.iter().map(|part| values.get(*part).and_then(Option::as_ref)).collect();
            let total = reduce::join(&parts, &declared.ty, *how, false);
            let total = total.map_err(|found| TotalError::from(found.in_member(declared.name)).in_map(from.map()))?;
            Ok(declared.inspected(total))
        }
        (_, Some(Some(value))) => Ok(declared.inspected(value.clone())),
        _ => Err(from.absent(index)),
    };
    of.fields.iter().enumerate().map(value).collect()
}

fn field(
    from: &FieldReader<'_>,
    schema: &Schema,
    index: usize,
    declared: &DynamicField,
) -> Result<Inspected, SchemaError> {
    if let Some((made, _)) = declared.reading.made() {
        return rows::groups(from, index, declared.rows(), made);
    }
    let described = schema.fields.get(index);
    let ty = &declared.ty;
    let Some(at) = from.field(index)? else {
        let follows_a_pointer = described.is_some_and(|field| PathStep::follow_a_pointer(field.steps));
        return match ty {
            RustType::Option(_) if !follows_a_pointer => Ok(Inspected::Absent),
            _ => Err(from.absent(index)),
        };
    };
    let how = described.and_then(|field| field.reduce);
    let (_, allow) = from.reduction(index);
    let read = match (ty, how) {
        (RustType::Rows { key, value }, _) => {
            let read = |at| match how {
                Some(how) => reduce::reduced(at, value, how, allow),
                None => read::read(at, value),
            };
            let partial = matches!(declared.reading, DynamicReading::PartialRows);
            at.entries().and_then(|entries| {
                if !partial {
                    entries.complete()?;
                }
                let rows = Rows::of_entries(&entries, &DynamicKeys(key), read)?;
                Ok(inspected_rows(rows, partial && entries.is_cut))
            })
        }
        (_, Some(how)) => reduce::reduced(at, ty, how, allow),
        (_, None) => read::read(at, ty),
    };
    let mut value = read.map_err(|found| from.error(index, found))?;
    if let DynamicReading::InUse(count, is_ring) = declared.reading {
        RowsInUse::keep(from, index, (count, is_ring), |count| match &mut value {
            Inspected::Elements(rows) if count <= rows.len() => {
                rows.truncate(count);
                Ok(())
            }
            Inspected::Elements(rows) => Err(rows.len()),
            _ => Ok(()),
        })?;
    }
    Ok(value)
}
