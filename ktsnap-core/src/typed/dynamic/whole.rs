//! A struct that mirrors the value of a map: one, or one for each CPU and their total.

use super::reduce::{field_of, join, reduced};
use super::rows::{Made, member_groups, total_groups};
use super::{Cpus, DynamicField, Whole};
use crate::typed::SchemaError;
use crate::typed::c_type::Reduction;
use crate::typed::inspect::{Inspected, InspectedField};
use crate::typed::read::{FieldReader, ReadFailure, ValueCursor};
use crate::typed::rust_type::{RustMember, RustType};
use crate::typed::total::TotalError;
use crate::typed::types::{PerCpu, ReduceFailure};

/// Reads the fields.
pub(super) fn read(
    from: &FieldReader<'_>,
    fields: &[DynamicField],
    whole: &Whole,
) -> Result<Vec<InspectedField>, SchemaError> {
    let Some(at) = from.field(0)? else { return Err(from.absent(0)) };
    let Some(cpus) = whole.cpus else {
        let values = members(at, fields, &whole.ty).map_err(|found| from.error(0, found))?;
        return Ok(fields.iter().zip(values).map(|(field, value)| field.inspected(value)).collect());
    };
    let slots = slots(at, fields, &whole.ty).map_err(|found| from.error(0, found))?;
    match cpus {
        Cpus::Each => {
            Ok(fields.iter().enumerate().map(|(index, field)| field.inspected(column(&slots, index))).collect())
        }
        Cpus::Total => total(&slots, fields, &whole.ty).map_err(|found| TotalError::from(found).in_map(from.map())),
    }
}

/// The fields of one struct.
fn members(at: ValueCursor<'_>, fields: &[DynamicField], ty: &RustType) -> Result<Vec<Inspected>, ReadFailure> {
    let member = |(index, (field, member)): (usize, (&DynamicField, &RustMember))| {
        if let Some((made, Some(group))) = field.reading.made() {
            return member_groups(at, (ty, index), field.rows(), group, made);
        }
        let at = at.onward(member.steps, member.widen);
        let value = at.and_then(|at| match member.reduce {
            Some(how) => reduced(at, &member.ty, how, false),
            None => super::read::read(at, &member.ty),
        });
        value.map_err(|found| found.in_member(member.path))
    };
    fields.iter().zip(members_of(ty)).enumerate().map(member).collect()
}

/// The struct of each CPU.
fn slots(at: ValueCursor<'_>, fields: &[DynamicField], ty: &RustType) -> Result<PerCpu<Inspected>, ReadFailure> {
    super::read::slots(at, |slot| {
        let values = members(slot, fields, ty)?;
        let fields = fields.iter().zip(values).map(|(field, value)| field.inspected(value));
        Ok(Inspected::Fields(fields.collect()))
    })
}

/// The values of a field on all CPUs.
fn column(slots: &PerCpu<Inspected>, index: usize) -> Inspected {
    let value = |slot: Option<&Inspected>| slot.and_then(|slot| field_of(slot, index)).cloned();
    Inspected::Elements(slots.iter().map(|slot| value(slot).unwrap_or(Inspected::Absent)).collect())
}

/// The total of the structs of all CPUs, field by field.
fn total(
    slots: &PerCpu<Inspected>,
    fields: &[DynamicField],
    ty: &RustType,
) -> Result<Vec<InspectedField>, ReduceFailure> {
    let slots: PerCpu<&Inspected> = slots.iter().collect();
    let allow = |index: usize| fields.get(index).is_some_and(|field| field.allow_unmapped);
    let field = |(index, (field, member)): (usize, (&DynamicField, &RustMember))| {
        let column: PerCpu<_> = slots.iter().map(|slot| slot.and_then(|slot| field_of(slot, index))).collect();
        let how = member.of_structs.unwrap_or(Reduction::Sum);
        let total = match field.reading.made() {
            Some((Made::Counted | Made::Grouped(_) | Made::Labelled, _)) => {
                total_groups(&column, field.rows().1, how, allow(index))
            }
            None => join(&column, &member.ty, how, allow(index)),
        };
        total.map(|value| field.inspected(value)).map_err(|found| found.in_member(member.field))
    };
    fields.iter().zip(members_of(ty)).enumerate().map(field).collect()
}

fn members_of(ty: &RustType) -> &'static [RustMember] {
    match ty {
        RustType::Struct(of) => of.members,
        _ => &[],
    }
}
