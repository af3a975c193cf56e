//! Reductions of structs, a field at a time. An expansion only gives the fields; what is done to each of them is the same for
//! all structs.

use std::any::Any;

use super::{FieldValue, PerCpu, PerCpuError, ReduceFailure, Reducible};
use crate::typed::TotalError;
use crate::typed::c_type::Reduction;
use crate::typed::read::{ValueCursor, joined};
use crate::typed::rust_type::{RustMember, RustStruct, RustType};

/// A field of a struct, whatever its type.
pub trait Member {
    /// Reads the field in another struct and reduces it with this one. `None` if something prevents that.
    #[doc(hidden)]
    fn join_field(&mut self, at: ValueCursor<'_>, member: &RustMember, how: Reduction) -> Option<()>;

    /// Becomes the reduction of the same field in several structs.
    #[doc(hidden)]
    fn reduce_fields(
        &mut self,
        fields: &PerCpu<&dyn Member>,
        how: Reduction,
        allow_unmapped: bool,
    ) -> Result<(), ReduceFailure>;

    /// The field with its type.
    #[doc(hidden)]
    fn typed(&self) -> &dyn Any;
}

impl<T: Reducible + 'static> Member for T {
    fn join_field(&mut self, at: ValueCursor<'_>, member: &RustMember, how: Reduction) -> Option<()> {
        join_field(self, at, member, how)
    }

    fn reduce_fields(
        &mut self,
        fields: &PerCpu<&dyn Member>,
        how: Reduction,
        allow_unmapped: bool,
    ) -> Result<(), ReduceFailure> {
        *self = T::reduce(fields, how, allow_unmapped, &|field| match field.typed().downcast_ref() {
            Some(field) => field,
            None => unreachable!("each is the same field of one struct"),
        })?;
        Ok(())
    }

    fn typed(&self) -> &dyn Any {
        self
    }
}

/// Reads a field in another struct and reduces it with `value`. `None` if something prevents that.
pub(crate) fn join_field<T: Reducible>(
    value: &mut T,
    at: ValueCursor<'_>,
    member: &RustMember,
    how: Reduction,
) -> Option<()> {
    let at = at.onward(member.steps, member.widen).ok()?;
    match member.reduce {
        // The field has fewer dimensions than its member.
        Some(of_each) if at.surplus(&T::RUST_TYPE) != Some(0) => {
            value.join_value(&T::read_reduced(at, of_each, false).ok()?, how)
        }
        _ => value.join(at, how),
    }
}

/// Reads another struct and reduces each field with that of `value`. A field without a reduction of its own has that of `how`.
/// `None` if something prevents that.
pub(crate) fn join<T: FieldValue>(value: &mut T, at: ValueCursor<'_>, how: Reduction) -> Option<()> {
    (0..members(const { &T::RUST_TYPE }).len()).try_for_each(|index| join_member(value, at, index, how))
}

/// Does so for one field.
pub fn join_member<T: FieldValue>(value: &mut T, at: ValueCursor<'_>, index: usize, how: Reduction) -> Option<()> {
    let member = members(const { &T::RUST_TYPE }).get(index)?;
    value.member_mut(index)?.join_field(at, member, member.of_structs.unwrap_or(how))
}

/// Reduces each field of the structs that `of` takes from each slot. `name` gives the path of a field in an error, and `allow`
/// whether the field leaves out slots that were not captured.
pub(crate) fn reduce<T: FieldValue, S>(
    slots: &PerCpu<S>,
    how: Reduction,
    allow: &dyn Fn(usize) -> bool,
    of: &dyn Fn(&S) -> &T,
    name: fn(&RustMember) -> &'static str,
) -> Result<T, ReduceFailure> {
    let members = members(const { &T::RUST_TYPE });
    let Some(first) = slots.mapped().next() else {
        let failure = ReduceFailure::from(nothing(slots, allow(0)));
        return Err(match members {
            [first, ..] => failure.in_member(&joined(name(first), &first_integer(&first.ty))),
            [] => failure,
        });
    };
    let mut reduced = of(first).later();
    for (index, member) in members.iter().enumerate() {
        let fields = slots.iter().map(|slot| match slot {
            Some(slot) => of(slot).member(index).map(Some),
            None => Some(None),
        });
        let joined = match (reduced.member_mut(index), fields.collect::<Option<PerCpu<_>>>()) {
            (Some(field), Some(fields)) => field.reduce_fields(&fields, member.of_structs.unwrap_or(how), allow(index)),
            // Constant evaluation refuses every reduction of a struct with a field that can't be reduced.
            _ => Err(PerCpuError::Empty.into()),
        };
        joined.map_err(|found| found.in_member(name(member)))?;
    }
    Ok(reduced)
}

/// The total of the structs of several CPUs, whose fields all have reductions of their own. `allow_unmapped` has the fields
/// that leave out slots that were not captured.
///
/// # Errors
///
/// [`TotalError`].
pub fn total<T: FieldValue>(slots: &PerCpu<T>, allow_unmapped: &[usize]) -> Result<T, TotalError> {
    let allow = |index: usize| allow_unmapped.contains(&index);
    reduce(slots, Reduction::Sum, &allow, &|slot| slot, |member| member.field).map_err(TotalError::from)
}

/// Reads the struct of another CPU and reduces it with the total. `None` if something prevents that.
pub fn join_total<T: FieldValue>(total: &mut T, at: ValueCursor<'_>) -> Option<()> {
    join(total, at, Reduction::Sum)
}

/// The reason why there is no reduction if no slot was captured.
pub(crate) fn nothing<S>(slots: &PerCpu<S>, allow_unmapped: bool) -> PerCpuError {
    match slots.iter().position(|slot| slot.is_none()) {
        Some(cpu) if !allow_unmapped => PerCpuError::Unmapped { cpu },
        _ => PerCpuError::Empty,
    }
}

/// The path to the first integer, which an error about a missing slot names.
pub(crate) fn first_integer(ty: &RustType) -> String {
    match ty {
        RustType::Struct(RustStruct { members: [first, ..], .. }) => joined(first.path, &first_integer(&first.ty)),
        RustType::Array { len: 1.., element } => joined("[0]", &first_integer(element)),
        _ => String::new(),
    }
}

fn members(rust_type: &'static RustType) -> &'static [RustMember] {
    match rust_type {
        RustType::Struct(of) => of.members,
        _ => &[],
    }
}

/// A field that may have a type that can't be reduced.
#[derive(Debug)]
pub struct MayReduce<T>(T);

/// The field that is borrowed.
pub const fn may_reduce<T>(field: T) -> MayReduce<T> {
    MayReduce(field)
}

/// The bound is on the impl, so that a call for another type uses the method of [`NotReducible`].
impl<'a, T: Reducible + 'static> MayReduce<&'a T> {
    /// The field.
    #[must_use]
    pub fn member(self) -> Option<&'a dyn Member> {
        Some(self.0)
    }
}

/// The same for a field that changes.
impl<'a, T: Reducible + 'static> MayReduce<&'a mut T> {
    /// The field.
    #[must_use]
    pub fn member_mut(self) -> Option<&'a mut dyn Member> {
        Some(self.0)
    }
}

/// The methods of a field that can't be reduced. Constant evaluation refuses every reduction that would use it.
pub trait NotReducible<'a>: Sized {
    /// Nothing.
    fn member(self) -> Option<&'a dyn Member> {
        None
    }

    /// Nothing.
    fn member_mut(self) -> Option<&'a mut dyn Member> {
        None
    }
}

impl<'a, T> NotReducible<'a> for MayReduce<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_integer_of_a_type_has_the_path_to_it() {
        const U64: RustType = RustType::Uint { bits: 64 };
        static LOCAL: [RustMember; 2] = [
            RustMember::new("nr", "counts.nr", &[], None, false, U64),
            RustMember::new("ns", "ns", &[], None, false, U64),
        ];
        static CELL: RustType = RustType::Struct(&RustStruct::new("Cell", None, &LOCAL));
        static CELLS: RustType = RustType::Array { len: 2, element: &CELL };
        static NONE: RustType = RustType::Array { len: 0, element: &CELL };
        static OUTER: [RustMember; 1] = [RustMember::new("cells", "cells", &[], None, false, CELLS)];
        assert_eq!(first_integer(&U64), "");
        assert_eq!(first_integer(&CELL), "counts.nr");
        assert_eq!(first_integer(&CELLS), "[0].counts.nr");
        static WHOLE: RustType = RustType::Struct(&RustStruct::new("Outer", None, &OUTER));
        assert_eq!(first_integer(&WHOLE), "cells[0].counts.nr");
        assert_eq!(first_integer(&NONE), "");
    }

    #[test]
    fn without_a_slot_the_first_is_named_unless_slots_may_be_left_out() {
        let slots = |count| std::iter::repeat_n(None::<u64>, count).collect::<PerCpu<_>>();
        assert_eq!(nothing(&slots(2), false), PerCpuError::Unmapped { cpu: 0 });
        assert_eq!(nothing(&slots(2), true), PerCpuError::Empty);
        assert_eq!(nothing(&slots(0), false), PerCpuError::Empty);
    }
}
