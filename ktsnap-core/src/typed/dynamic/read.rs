//! Values as a type, each part without parts by the code of that type.

use std::ffi::CString;

use super::integer::of_integer;
use super::reduce::reduced;
use super::rows::{DynamicKeys, inspected_rows};
use crate::__private::enum_value;
use crate::typed::inspect::{Inspect, Inspected, InspectedField, InspectedText};
use crate::typed::read::{ReadFailure, ValueCursor, Why};
use crate::typed::rust_type::{RustEnum, RustMember, RustStruct, RustType};
use crate::typed::types::{CpuSet, FieldValue, PerCpu, Ptr, Rows, bounded};

/// Reads a value as a type.
pub(super) fn read(at: ValueCursor<'_>, ty: &RustType) -> Result<Inspected, ReadFailure> {
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
        RustType::PerCpu(slot) => {
            let slots = slots(at, |at| read(at, slot))?;
            Ok(Inspected::Elements(slots.iter().map(|slot| slot.cloned().unwrap_or(Inspected::Absent)).collect()))
        }
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
        RustType::Rows { key, value } => {
            Rows::read_with(at, &DynamicKeys(key), |at| read(at, value)).map(|rows| inspected_rows(rows, false))
        }
        RustType::Int { .. } | RustType::Uint { .. } | RustType::Any => Err(at.is_other()),
    }
}

pub(super) fn members(
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
        Some((name, _)) => Ok(Inspected::Text(InspectedText::Enumerator((*name).to_owned()))),
        None if of.exhaustive => Err(found.not_listed(of.name)),
        None => Ok(Inspected::Text(InspectedText::Enumerator(found.value.to_string()))),
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

/// Reads the slot of each CPU.
pub(super) fn slots<'a>(
    at: ValueCursor<'a>,
    slot: impl Fn(ValueCursor<'a>) -> Result<Inspected, ReadFailure>,
) -> Result<PerCpu<Inspected>, ReadFailure> {
    let parts = match at.parts(0)? {
        Some(parts) if parts.per_cpu() => parts,
        _ => return Err(at.reach()?.is_other()),
    };
    let slot = |cpu| parts.get(cpu)?.map(&slot).transpose();
    (0..parts.len).map(|cpu| slot(cpu).map_err(|found| found.in_element(cpu))).collect()
}
