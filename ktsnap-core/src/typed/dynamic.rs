//! Reads of a struct whose fields are only known at run time, for the command line.
//!
//! The values and the errors are those of the compiled struct: each part without parts is read by the code of the type that
//! the compiled struct has there.

use std::ffi::CString;

use super::SchemaError;
use super::c_type::{CType, PathStep, Reduction};
use super::inspect::{Inspect, Inspected, InspectedField};
use super::read::{FieldReader, ReadFailure, ValueCursor, Why};
use super::rust_type::{RustEnum, RustMember, RustStruct, RustType};
use super::schema::Schema;
use super::types::{CpuSet, FieldValue, Ptr, Reducible};
use crate::__private::enum_value;
use crate::__private::fits::Wanted;
use crate::__private::text::Text;
use crate::histogram::{Bounds, BoundsFault};
use crate::pickers::Picker;
use crate::select::{Pick, resolve};
use crate::view::Snapshot;

/// Reads the fields of a schema as these types, and says which map was read.
///
/// # Errors
///
/// Those of [`from_snapshot`](super::SnapshotSchema::from_snapshot).
pub fn read_dynamic<'a>(
    snapshot: &Snapshot<'a>,
    schema: &'static Schema,
    picker: Option<Picker>,
    types: &[RustType],
) -> Result<(Vec<Inspected>, Pick<'a>), SchemaError> {
    let resolved = resolve::by_rule(snapshot, schema, picker)?;
    let fields = resolved
        .read(schema, |from| types.iter().enumerate().map(|(index, ty)| field(from, schema, index, ty)).collect())?;
    Ok((fields, resolved.pick()?))
}

fn field(from: &FieldReader<'_>, schema: &Schema, index: usize, ty: &RustType) -> Result<Inspected, SchemaError> {
    let described = schema.fields.get(index);
    let Some(at) = from.field(index)? else {
        let follows_a_pointer = described.is_some_and(|field| PathStep::follow_a_pointer(field.steps));
        return match ty {
            RustType::Option(_) if !follows_a_pointer => Ok(Inspected::Absent),
            _ => Err(from.absent(index)),
        };
    };
    let read = match described.and_then(|field| field.reduce) {
        Some(how) => reduced(at, ty, how, from.reduction(index).1),
        None => read(at, ty),
    };
    read.map_err(|found| from.error(index, found))
}

/// Calls an associated function of the integer type with this description.
macro_rules! of_integer {
    ($ty:expr, $function:ident($($argument:expr),*)) => {
        match $ty {
            RustType::Uint { bits: 8 } => Some(u8::$function($($argument),*).map(|value| value.inspect())),
            RustType::Uint { bits: 16 } => Some(u16::$function($($argument),*).map(|value| value.inspect())),
            RustType::Uint { bits: 32 } => Some(u32::$function($($argument),*).map(|value| value.inspect())),
            RustType::Uint { .. } => Some(u64::$function($($argument),*).map(|value| value.inspect())),
            RustType::Int { bits: 8 } => Some(i8::$function($($argument),*).map(|value| value.inspect())),
            RustType::Int { bits: 16 } => Some(i16::$function($($argument),*).map(|value| value.inspect())),
            RustType::Int { bits: 32 } => Some(i32::$function($($argument),*).map(|value| value.inspect())),
            RustType::Int { .. } => Some(i64::$function($($argument),*).map(|value| value.inspect())),
            _ => None,
        }
    };
}

/// Reads a value as a type.
fn read(at: ValueCursor<'_>, ty: &RustType) -> Result<Inspected, ReadFailure> {
    if let Some(integer) = of_integer!(ty, read(at)) {
        return integer;
    }
    match *ty {
        RustType::Bool => bool::read(at).map(|value| value.inspect()),
        RustType::Float { bits: 32 } => f32::read(at).map(|value| value.inspect()),
        RustType::Float { .. } => f64::read(at).map(|value| value.inspect()),
        RustType::Text => String::read(at).map(|value| value.inspect()),
        RustType::CString => CString::read(at).map(|value| value.inspect()),
        RustType::Ptr => Ptr::read(at).map(|value| value.inspect()),
        RustType::CpuSet => CpuSet::read(at).map(|value| value.inspect()),
        RustType::Enum(of) => enumerator(at, of),
        RustType::Array { len, element } => {
            let at = at.reach()?;
            if let Some(found) = at.resized().filter(|found| *found != len) {
                return Err(Why::Resized { built: len, found }.into());
            }
            let elements = elements(at, element)?;
            if elements.len() == len { Ok(Inspected::Elements(elements)) } else { Err(at.is_other()) }
        }
        RustType::Vec(element) => elements(at, element).map(Inspected::Elements),
        RustType::Histogram { counter, bounds } => {
            let counts = elements(at, counter)?;
            bounded(at, bounds, counts.len()).map(|()| Inspected::Elements(counts))
        }
        RustType::PerCpu(slot) => slots(at, slot),
        RustType::Option(of) => match at.reach() {
            Ok(here) => read(here, of),
            Err(found) => absent_or(found, ty, at.follows_a_pointer()),
        },
        RustType::Struct(of) => {
            let at = if of.row.is_some() { at.row(ty)?.at() } else { at };
            members(of, |member| {
                let at = at.onward(member.steps, member.widen)?;
                match member.reduce {
                    Some(how) => reduced(at, &member.ty, how, false),
                    None => read(at, &member.ty),
                }
            })
        }
        RustType::Rows { key, value } => rows(at, key, value),
        RustType::Int { .. } | RustType::Uint { .. } | RustType::Any => Err(at.is_other()),
    }
}

fn members(
    of: &RustStruct,
    mut value: impl FnMut(&RustMember) -> Result<Inspected, ReadFailure>,
) -> Result<Inspected, ReadFailure> {
    let field = |member: &RustMember| {
        let value = value(member).map_err(|found| found.in_member(member.path))?;
        Ok(InspectedField { name: member.field, keeps_later: false, saturating: false, value })
    };
    of.members.iter().map(field).collect::<Result<_, _>>().map(Inspected::Fields)
}

fn enumerator(at: ValueCursor<'_>, of: &RustEnum) -> Result<Inspected, ReadFailure> {
    let found = enum_value(at)?;
    match of.variants.iter().find(|(_, value)| *value == found.value) {
        Some((name, _)) => Ok(Inspected::Text((*name).to_owned())),
        None if of.exhaustive => Err(found.not_listed(of.name)),
        None => Ok(Inspected::Text(found.value.to_string())),
    }
}

/// Nothing, for an entry that was not captured or a NULL pointer, if the type accepts that.
fn absent_or(found: ReadFailure, ty: &RustType, follows_a_pointer: bool) -> Result<Inspected, ReadFailure> {
    let is_absent = if follows_a_pointer { found.is_null_pointer() } else { found.is_absent_entry() };
    if is_absent && matches!(ty, RustType::Option(_)) { Ok(Inspected::Absent) } else { Err(found) }
}

fn elements(at: ValueCursor<'_>, ty: &RustType) -> Result<Vec<Inspected>, ReadFailure> {
    let parts = match at.parts(ty.size())? {
        Some(parts) if !parts.per_cpu() => parts,
        _ => return Err(at.reach()?.is_other()),
    };
    let element = |index| {
        let element = match parts.get(index) {
            Ok(Some(part)) => read(part, ty),
            Ok(None) => absent_or(Why::Unmapped { cpu: None }.into(), ty, parts.follow_a_pointer()),
            Err(found) => absent_or(found, ty, parts.follow_a_pointer()),
        };
        element.map_err(|found| found.in_element(parts.place(index)))
    };
    (0..parts.len).map(element).collect()
}

fn slots(at: ValueCursor<'_>, ty: &RustType) -> Result<Inspected, ReadFailure> {
    let parts = match at.parts(0)? {
        Some(parts) if parts.per_cpu() => parts,
        _ => return Err(at.reach()?.is_other()),
    };
    let slot = |cpu| match parts.get(cpu) {
        Ok(Some(part)) => read(part, ty),
        Ok(None) => Ok(Inspected::Absent),
        Err(found) => Err(found),
    };
    let slots = (0..parts.len).map(|cpu| slot(cpu).map_err(|found| found.in_element(cpu)));
    slots.collect::<Result<_, _>>().map(Inspected::Elements)
}

fn rows(at: ValueCursor<'_>, key: &RustType, value: &RustType) -> Result<Inspected, ReadFailure> {
    let entries = at.entries()?;
    entries.complete()?;
    let row = |index| {
        let row = || {
            let key = key_text(read(entries.key(index)?, key)?);
            Ok((key, read(entries.value(index)?, value)?))
        };
        row().map_err(|found: ReadFailure| found.in_entry(&entries.place(index)))
    };
    (0..entries.len).map(row).collect::<Result<_, _>>().map(Inspected::Rows)
}

/// A key as a path shows it.
fn key_text(key: Inspected) -> String {
    match key {
        Inspected::Integer { value, .. } => value.to_string(),
        Inspected::Text(text) => text,
        other => {
            let mut parts = Vec::new();
            other.each_leaf(&mut |leaf| parts.push(key_text(leaf.value.clone())));
            parts.join(", ")
        }
    }
}

/// Refuses a number of elements for which the kind of buckets makes none.
fn bounded(at: ValueCursor<'_>, bounds: Bounds, found: usize) -> Result<(), ReadFailure> {
    match bounds.fault(found) {
        None => Ok(()),
        Some(BoundsFault::Number { bounds }) => Err(Why::Resized { built: bounds + 1, found }.into()),
        Some(_) => Err(ReadFailure::drift(at.reach()?.c_type(), format!("{found} elements"))),
    }
}

/// Reads several values as a type, and reduces them: those of all CPUs, and of as many outer dimensions as the type does not
/// have.
fn reduced(at: ValueCursor<'_>, ty: &RustType, how: Reduction, allow: bool) -> Result<Inspected, ReadFailure> {
    if let Some(integer) = of_integer!(ty, read_reduced(at, how, allow)) {
        return integer;
    }
    match at.surplus(ty) {
        None => Err(at.is_other()),
        Some(0) => kept(at, ty, how, allow),
        Some(surplus) => joined_values(at, ty, surplus, how, allow),
    }
}

/// Reads a value whose dimensions are all those of the type, and reduces the values of all CPUs.
fn kept(at: ValueCursor<'_>, ty: &RustType, how: Reduction, allow: bool) -> Result<Inspected, ReadFailure> {
    if let Some(integer) = of_integer!(ty, read_kept(at, how, allow)) {
        return integer;
    }
    let here = at.reach()?;
    let (RustType::Array { element, .. } | RustType::Vec(element) | RustType::Histogram { counter: element, .. }) = *ty
    else {
        return joined_values(here, ty, 0, how, allow);
    };
    if matches!(here.c_type(), CType::PerCpu(_) | CType::Entries(_)) {
        return joined_values(here, ty, 0, how, allow);
    }
    let Some(parts) = here.parts(element.size())? else { return Err(here.is_other()) };
    let part = |index| match parts.get(index)? {
        Some(part) => kept(part, element, how, allow),
        None => Err(Why::Unmapped { cpu: None }.into()),
    };
    let parts =
        (0..parts.len).map(|index| part(index).map_err(|found: ReadFailure| found.in_element(parts.place(index))));
    let read = parts.collect::<Result<Vec<_>, _>>()?;
    match *ty {
        RustType::Array { len, .. } if len != read.len() => return Err(at.is_other()),
        RustType::Histogram { bounds, .. } => bounded(at, bounds, read.len())?,
        _ => {}
    }
    Ok(Inspected::Elements(read))
}

fn joined_values(
    at: ValueCursor<'_>,
    ty: &RustType,
    surplus: usize,
    how: Reduction,
    allow: bool,
) -> Result<Inspected, ReadFailure> {
    let here = at.reach()?;
    if surplus == 0 && !matches!(here.c_type(), CType::PerCpu(_) | CType::Entries(_)) {
        return read(here, ty);
    }
    let mut values = Vec::new();
    here.each_of(surplus, allow, &mut |value| read(value, ty).map(|value| values.push(value)))?;
    join(&values.iter().collect::<Vec<_>>(), ty, how)
}

/// Reduces values of one type, part by part.
fn join(values: &[&Inspected], ty: &RustType, how: Reduction) -> Result<Inspected, ReadFailure> {
    let Some(first) = values.first() else { return Err(Why::Empty.into()) };
    match (first, *ty) {
        (Inspected::Integer { counts, .. }, RustType::Uint { bits } | RustType::Int { bits }) => {
            let integers = values.iter().filter_map(|value| match value {
                Inspected::Integer { value, .. } => Some(*value),
                _ => None,
            });
            let joined = integers.map(Some).reduce(|before, value| how.join(before?, value?)).flatten();
            let value = joined.ok_or(Why::Overflow { value: None, bits: 128 })?;
            let limit = 1_i128 << if *counts { bits } else { bits.saturating_sub(1) }.min(126);
            if value >= limit || value < if *counts { 0 } else { -limit } {
                return Err(ReadFailure::overflow(value, bits));
            }
            Ok(Inspected::Integer { value, counts: *counts })
        }
        (
            Inspected::Elements(elements),
            RustType::Array { element, .. } | RustType::Vec(element) | RustType::Histogram { counter: element, .. },
        ) => {
            let all: Vec<&[Inspected]> = values
                .iter()
                .map(|value| match value {
                    Inspected::Elements(elements) => elements.as_slice(),
                    _ => &[],
                })
                .collect();
            if let Some(other) = all.iter().find(|other| other.len() != elements.len()) {
                return Err(Why::Resized { built: elements.len(), found: other.len() }.into());
            }
            let column = |index| {
                let column: Vec<_> = all.iter().filter_map(|elements| elements.get(index)).collect();
                join(&column, element, how).map_err(|found| found.in_element(index))
            };
            (0..elements.len()).map(column).collect::<Result<_, _>>().map(Inspected::Elements)
        }
        (Inspected::Fields(_), RustType::Struct(of)) => {
            let mut index = 0;
            members(of, |member| {
                let field = |value: &&'_ Inspected| match value {
                    Inspected::Fields(fields) => fields.get(index).map(|field| field.value.clone()),
                    _ => None,
                };
                let column: Vec<_> = values.iter().filter_map(field).collect();
                index += 1;
                join(&column.iter().collect::<Vec<_>>(), &member.ty, member.of_structs.unwrap_or(how))
            })
        }
        // The check of the struct refuses a reduction of other types.
        _ => Err(Why::Empty.into()),
    }
}

/// Why a field of the schema can't have the type, in the words of the compiled struct. `None` if it can.
#[must_use]
pub fn mismatch(schema: &Schema, index: usize, help: &'static str, ty: &RustType) -> Option<String> {
    schema.vars.get(schema.fields.get(index)?.var)?;
    let message = Wanted::of_field(schema, index, help).message(ty);
    message.is_some().then(|| Text::of(&message).as_str().to_owned())
}
