//! Reductions of several values to one.

use super::integer::of_integer;
use super::read::read;
use crate::typed::c_type::{CType, Reduction};
use crate::typed::inspect::{Inspect, Inspected, InspectedField};
use crate::typed::read::{ReadFailure, ValueCursor, Why};
use crate::typed::rust_type::{RustMember, RustType};
use crate::typed::types::members::{first_integer, nothing};
use crate::typed::types::{PerCpu, PerCpuError, ReduceFailure, Reducible, bounded, fits};

/// Reads several values as a type, and reduces them: those of all CPUs, and of as many outer dimensions as the type does not
/// have.
pub(super) fn reduced(
    at: ValueCursor<'_>,
    ty: &RustType,
    how: Reduction,
    allow: bool,
) -> Result<Inspected, ReadFailure> {
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
    let values = values.iter().map(Some).collect();
    join(&values, ty, how, false).map_err(|found| found.in_all(surplus).into())
}

/// Reduces values of one type, part by part. A slot without a value is an error, unless `allow` leaves it out.
pub(super) fn join(
    values: &PerCpu<&Inspected>,
    ty: &RustType,
    how: Reduction,
    allow: bool,
) -> Result<Inspected, ReduceFailure> {
    match *ty {
        RustType::Uint { bits } | RustType::Int { bits } => {
            let counts = matches!(ty, RustType::Uint { .. });
            let joined = of_integers(values, how, allow)?;
            if !fits(joined, bits, !counts) {
                return Err(PerCpuError::Overflow { sum: joined, bits }.into());
            }
            Ok(Inspected::Integer { value: joined, counts })
        }
        RustType::Array { len, element } => each(values, len, element, how, allow),
        RustType::Vec(element) | RustType::Histogram { counter: element, .. } => {
            let lens = || values.iter().enumerate().filter_map(|(cpu, slot)| Some((cpu, elements(slot?).len())));
            let expected = lens().next().map_or(0, |(_, len)| len);
            if let Some((cpu, found)) = lens().find(|(_, len)| *len != expected) {
                return Err(PerCpuError::Length { cpu, expected, found }.into());
            }
            // An array without elements does not show a missing slot.
            if values.mapped().next().is_none() || (!allow && values.iter().any(|slot| slot.is_none())) {
                return Err(nothing(values, allow).into());
            }
            each(values, expected, element, how, allow)
        }
        RustType::Struct(of) => of_members(values, of.members, how, allow).map(Inspected::Fields),
        // The check of the struct refuses a reduction of other types.
        _ => Err(PerCpuError::Empty.into()),
    }
}

fn of_integers(values: &PerCpu<&Inspected>, how: Reduction, allow: bool) -> Result<i128, PerCpuError> {
    let mut joined: Option<i128> = None;
    for (cpu, slot) in values.iter().enumerate() {
        let value = match slot {
            Some(Inspected::Integer { value, .. }) => *value,
            None if allow => continue,
            _ => return Err(PerCpuError::Unmapped { cpu }),
        };
        // A sum of fewer than 2^63 values of 64 bits fits.
        joined = Some(joined.map_or(Some(value), |before| how.join(before, value)).unwrap_or(i128::MAX));
    }
    joined.ok_or(PerCpuError::Empty)
}

/// Reduces each element of arrays.
fn each(
    values: &PerCpu<&Inspected>,
    len: usize,
    ty: &RustType,
    how: Reduction,
    allow: bool,
) -> Result<Inspected, ReduceFailure> {
    let element = |index: usize| {
        let column: PerCpu<_> = values.iter().map(|slot| slot.and_then(|slot| elements(slot).get(index))).collect();
        join(&column, ty, how, allow).map_err(|found| found.in_element(index))
    };
    (0..len).map(element).collect::<Result<_, _>>().map(Inspected::Elements)
}

/// Reduces each field of structs.
fn of_members(
    values: &PerCpu<&Inspected>,
    members: &[RustMember],
    how: Reduction,
    allow: bool,
) -> Result<Vec<InspectedField>, ReduceFailure> {
    if let (None, Some(first)) = (values.mapped().next(), members.first()) {
        let failure = ReduceFailure::from(nothing(values, allow));
        return Err(failure.in_member(&crate::typed::read::joined(first.path, &first_integer(&first.ty))));
    }
    let field = |(index, member): (usize, &RustMember)| {
        let column: PerCpu<_> = values.iter().map(|slot| slot.and_then(|slot| field_of(slot, index))).collect();
        let how = member.of_structs.unwrap_or(how);
        let value = join(&column, &member.ty, how, allow).map_err(|found| found.in_member(member.path))?;
        Ok(InspectedField { name: member.field, keeps_later: false, saturating: false, value })
    };
    members.iter().enumerate().map(field).collect()
}

fn elements(of: &Inspected) -> &[Inspected] {
    match of {
        Inspected::Elements(elements) => elements,
        _ => &[],
    }
}

/// The field of a struct with this number.
pub(super) fn field_of(of: &Inspected, index: usize) -> Option<&Inspected> {
    match of {
        Inspected::Fields(fields) => fields.get(index).map(|field| &field.value),
        _ => None,
    }
}
