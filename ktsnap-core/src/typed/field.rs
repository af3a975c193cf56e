//! One field of a derived struct. The compiler knows its type even if the macro only saw the name of an alias.

use super::c_type::{CType, Reduction};
use super::derived::DerivedSchema;
use super::inspect::Inspect;
use super::read::{FieldReader, ReadFailure, RowCursor, ValueCursor};
use super::rust_type::{RustMember, RustType};
use super::total::PerCpuValue;
use super::types::members::join_field;
use super::types::{FieldValue, PartialRows, ReduceFailure, Reducible, Rows};
use std::fmt;
use std::hash::Hash;

use crate::__private::fits::Wanted;
use crate::__private::text::Text;
use crate::series::CounterReset;
use crate::series::reset::{CounterDecreased, Decrease};
use crate::typed::{PerCpu, Schema, SchemaError, Total, TotalError};

/// A field of `S`, of type `T`.
#[derive(Debug)]
pub struct Field<S, T> {
    pub(super) of: fn(&S) -> &T,
}

/// The field that `of` borrows. Its type is inferred: if an expansion repeated the type, errors in it would be repeated too.
#[must_use]
pub const fn field<S, T: FieldValue>(of: fn(&S) -> &T) -> Field<S, T> {
    Field { of }
}

/// The bounds are on the methods, not the impl, so a type without `FieldValue` gives one error about the bound instead of a
/// "no method" error per call. Each method takes `self` by value, so that a user's trait with a method of the same name does
/// not come first.
impl<S, T> Field<S, T> {
    /// What the type can hold.
    #[must_use]
    pub const fn rust_type(self) -> RustType
    where
        T: FieldValue,
    {
        T::RUST_TYPE
    }

    /// Whether the type allows that a capture lacks the variable.
    #[must_use]
    pub const fn optional(self) -> bool
    where
        T: FieldValue,
    {
        matches!(T::RUST_TYPE, RustType::Option(_))
    }

    /// Stops the build if the field's type can't hold the type in BTF.
    ///
    /// # Panics
    ///
    /// At build time, with the difference and a remedy.
    #[track_caller]
    pub const fn assert_fits(self, schema: &Schema, index: usize, help: &'static str)
    where
        T: FieldValue,
    {
        fits::<T>(schema, index, help);
    }

    /// Stops the build if the member's type can't hold the type in BTF.
    ///
    /// # Panics
    ///
    /// At build time, with the difference and a remedy.
    #[track_caller]
    pub const fn assert_member_fits(self, index: usize, c_type: &'static str, help: &'static str)
    where
        S: FieldValue,
        T: FieldValue,
    {
        member_fits::<S, T>(index, c_type, help);
    }

    /// Stops the build if the member's type can't hold the reduction of the members in the structs of all CPUs.
    ///
    /// # Panics
    ///
    /// At build time, with the difference and a remedy.
    #[track_caller]
    pub const fn assert_total_fits(self, index: usize, c_type: &'static str, help: &'static str)
    where
        S: FieldValue,
        T: Reducible,
    {
        let ty = const { CType::PerCpu(&S::C_TYPE) };
        let message = Wanted::of_member(&S::RUST_TYPE, index, ty, c_type, help).reduced().message(&T::RUST_TYPE);
        assert!(message.is_none(), "{}", Text::of(&message).as_str());
    }

    /// Stops the build if the field is a histogram, which has no maximum or minimum.
    ///
    /// # Panics
    ///
    /// At build time, with the reason and a remedy.
    #[track_caller]
    pub const fn assert_no_histogram(self, name: &str)
    where
        T: FieldValue,
    {
        let text = Text::new().tick(name).add(" is `").rust_type(&T::RUST_TYPE);
        let text = text.add("`, and the counters of a histogram can only be added\nhelp: write `sum`");
        assert!(!T::RUST_TYPE.holds_histogram(), "{}", text.as_str());
    }

    /// Reads the field.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read).
    #[inline]
    pub fn read(self, from: &FieldReader<'_>, index: usize) -> Result<T, SchemaError>
    where
        T: FieldValue,
        S: DerivedSchema,
    {
        read_field::<S, T>(from, index)
    }

    /// Reads the values and reduces them to one.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read).
    pub fn reduce(self, from: &FieldReader<'_>, index: usize) -> Result<T, SchemaError>
    where
        T: Reducible,
        S: DerivedSchema,
    {
        let from = from.with(const { &S::SCHEMA });
        let (how, allow) = from.reduction(index);
        match from.field(index)? {
            Some(at) => T::read_reduced(at, how, allow).map_err(|found| from.error(index, found)),
            None => Err(from.absent(index)),
        }
    }

    /// Reads a member of a struct.
    ///
    /// # Errors
    ///
    /// [`ReadFailure`], with what was found instead.
    pub fn member(self, at: ValueCursor<'_>, rust_type: &RustType, index: usize) -> Result<T, ReadFailure>
    where
        T: FieldValue,
    {
        read_member(at, rust_type, index)
    }

    /// Reads a column of a row.
    ///
    /// # Errors
    ///
    /// [`ReadFailure`], with what was found instead.
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn column(self, row: &RowCursor<'_>, rust_type: &RustType, index: usize) -> Result<T, ReadFailure>
    where
        T: FieldValue,
    {
        column(row, rust_type, index)
    }

    /// Reads the values of a member and reduces them to one.
    ///
    /// # Errors
    ///
    /// [`ReadFailure`], with what was found instead.
    pub fn reduce_member(self, at: ValueCursor<'_>, rust_type: &RustType, index: usize) -> Result<T, ReadFailure>
    where
        T: Reducible,
    {
        let member = member(rust_type, index).ok_or_else(|| at.is_other())?;
        let how = member.reduce.ok_or_else(|| at.is_other())?;
        let read = at.onward(member.steps, member.widen).and_then(|at| T::read_reduced(at, how, false));
        read.map_err(|found| found.in_member(member.path))
    }

    /// Stops the build if a difference keeps the later value of the field's type.
    ///
    /// # Panics
    ///
    /// At build time, with the reason and a remedy.
    #[track_caller]
    pub const fn assert_counts(self, name: &str)
    where
        T: FieldValue,
    {
        let text = Text::new().add("`saturating` has no effect: a difference keeps the later value of ").tick(name);
        let text = text.add(", which is `").rust_type(&T::RUST_TYPE).add("`\nhelp: remove `saturating`");
        assert!(T::RUST_TYPE.counts(), "{}", text.as_str());
    }

    /// The difference to an earlier read of the struct.
    ///
    /// # Errors
    ///
    /// Those of [`since`].
    pub fn since(self, name: &str, later: &S, earlier: &S, decrease: Decrease) -> Result<T, CounterDecreased>
    where
        T: FieldValue,
    {
        since(name, (self.of)(later), (self.of)(earlier), decrease)
    }

    /// The field without its type.
    pub fn inspected<'a>(self, of: &'a S) -> &'a dyn Inspect
    where
        T: FieldValue + 'a,
    {
        (self.of)(of)
    }

    /// The value in the later of two reads.
    pub fn later(self, later: &S) -> T
    where
        T: FieldValue,
    {
        (self.of)(later).later()
    }

    /// The field's total over several structs.
    ///
    /// # Errors
    ///
    /// [`TotalError`].
    pub fn total(self, slots: &PerCpu<S>, name: &'static str, how: Reduction, allow: bool) -> Result<T, TotalError>
    where
        T: Reducible,
    {
        let failed = |found: ReduceFailure| found.in_member(name).into();
        T::reduce(slots, how, allow, &self.of).map_err(failed)
    }
}

impl<S: DerivedSchema, K: FieldValue + Eq + Hash, V: Reducible> Field<S, Rows<K, V>> {
    /// Reads the rows, and reduces the values of each to one.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read).
    pub fn reduce_rows(self, from: &FieldReader<'_>, index: usize) -> Result<Rows<K, V>, SchemaError> {
        rows(&from.with(const { &S::SCHEMA }), index, Rows::reduced)
    }
}

impl<S: DerivedSchema, K: FieldValue + Eq + Hash, V: Reducible> Field<S, PartialRows<K, V>> {
    /// Reads the rows, and reduces the values of each to one.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read).
    pub fn reduce_rows(self, from: &FieldReader<'_>, index: usize) -> Result<PartialRows<K, V>, SchemaError> {
        rows(&from.with(const { &S::SCHEMA }), index, PartialRows::reduced)
    }
}

fn rows<'a, T>(
    from: &FieldReader<'a>,
    index: usize,
    read: impl FnOnce(ValueCursor<'a>, Reduction, bool) -> Result<T, ReadFailure>,
) -> Result<T, SchemaError> {
    let (how, allow) = from.reduction(index);
    match from.field(index)? {
        Some(at) => read(at, how, allow).map_err(|found| from.error(index, found)),
        None => Err(from.absent(index)),
    }
}

impl<S, T: Reducible> Field<S, T> {
    /// Reads the column of another row and reduces it with `value`. `None` if something prevents that.
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn join_column(
        self,
        value: &mut T,
        row: &RowCursor<'_>,
        rust_type: &RustType,
        index: usize,
        how: Reduction,
    ) -> Option<()> {
        join_column(value, row, rust_type, index, how)
    }
}

/// Reads a column of a row.
///
/// # Errors
///
/// [`ReadFailure`], with what was found instead.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn column<T: FieldValue>(row: &RowCursor<'_>, rust_type: &RustType, index: usize) -> Result<T, ReadFailure> {
    match row.cell(rust_type, index) {
        Some(value) => Ok(value),
        None => cell(row, rust_type, index),
    }
}

/// A cell of raw bytes, or one that needs the cursor.
#[inline(never)]
fn cell<T: FieldValue>(row: &RowCursor<'_>, rust_type: &RustType, index: usize) -> Result<T, ReadFailure> {
    match row.raw_cell(rust_type, index) {
        Some(cell) => Ok(cell),
        None => read_member(row.at(), rust_type, index),
    }
}

/// Reads the column of another row and reduces it with `value`. `None` if something prevents that.
#[cfg_attr(debug_assertions, inline)]
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn join_column<T: Reducible>(
    value: &mut T,
    row: &RowCursor<'_>,
    rust_type: &RustType,
    index: usize,
    how: Reduction,
) -> Option<()> {
    match row.cell::<T>(rust_type, index) {
        Some(cell) => value.join_value(&cell, how),
        None => join_cell(value, row, rust_type, index, how),
    }
}

/// A cell of raw bytes, or one that needs the cursor.
#[inline(never)]
fn join_cell<T: Reducible>(
    value: &mut T,
    row: &RowCursor<'_>,
    rust_type: &RustType,
    index: usize,
    how: Reduction,
) -> Option<()> {
    match row.raw_cell::<T>(rust_type, index) {
        Some(cell) => value.join_value(&cell, how),
        None => join_field(value, row.at(), member(rust_type, index)?, how),
    }
}

/// The difference to a field in an earlier read. Unlike a [`Field`] it needs no closure, whose types the compiler infers and
/// checks one by one.
///
/// # Errors
///
/// The part that decreased, unless `decrease` says that the difference is then zero; or an array whose length differs.
pub fn since<T: FieldValue>(name: &str, later: &T, earlier: &T, decrease: Decrease) -> Result<T, CounterDecreased> {
    later.since(earlier, decrease).map_err(|back| back.in_field(name))
}

/// The same difference, with the error of a whole read.
///
/// # Errors
///
/// Those of [`since`].
pub fn difference<T: FieldValue>(name: &str, later: &T, earlier: &T, decrease: Decrease) -> Result<T, CounterReset> {
    since(name, later, earlier, decrease).map_err(CounterReset::from)
}

/// Reads a field of a schema.
///
/// # Errors
///
/// Those of [`DerivedSchema::read`](DerivedSchema::read).
#[inline]
pub fn read_field<S: DerivedSchema, T: FieldValue>(from: &FieldReader<'_>, index: usize) -> Result<T, SchemaError> {
    from.read(const { &S::SCHEMA }, index)
}

/// Reads a member of a struct.
///
/// # Errors
///
/// [`ReadFailure`], with what was found instead.
pub fn read_member<T: FieldValue>(at: ValueCursor<'_>, rust_type: &RustType, index: usize) -> Result<T, ReadFailure> {
    let member = member(rust_type, index).ok_or_else(|| at.is_other())?;
    at.onward(member.steps, member.widen).and_then(T::read).map_err(|found| found.in_member(member.path))
}

/// A struct that can be the key of a row.
#[derive(Debug)]
pub struct StructKey<'a, T>(&'a T);

/// The struct that is borrowed.
pub const fn struct_key<T>(of: &T) -> StructKey<'_, T> {
    StructKey(of)
}

/// The bound is on the impl, so that a call for another type uses the method of [`NotDebug`].
impl<T: fmt::Debug> StructKey<'_, T> {
    /// The struct as an error names it.
    #[must_use]
    pub fn text(self) -> Option<String> {
        Some(format!("{:?}", self.0))
    }
}

/// What an error says of a struct without `Debug`.
pub trait NotDebug: Sized {
    /// Nothing.
    fn text(self) -> Option<String> {
        None
    }
}

impl<T> NotDebug for StructKey<'_, T> {}

/// [`Field::assert_fits`] for a field whose type has the name of the integer `N`, which fits. It usually is that integer.
///
/// # Panics
///
/// At build time, with the difference and a remedy.
#[track_caller]
pub const fn assert_fits<S: DerivedSchema, T: FieldValue, N: FieldValue>(index: usize, help: &'static str) {
    if !is_same_integer(&T::RUST_TYPE, &N::RUST_TYPE) {
        fits::<T>(&S::SCHEMA, index, help);
    }
}

/// [`Field::assert_member_fits`] for a field whose type has the name of the integer `N`, which fits.
///
/// # Panics
///
/// At build time, with the difference and a remedy.
#[track_caller]
pub const fn assert_member_fits<S: FieldValue, T: FieldValue, N: FieldValue>(
    index: usize,
    c_type: &'static str,
    help: &'static str,
) {
    if !is_same_integer(&T::RUST_TYPE, &N::RUST_TYPE) {
        member_fits::<S, T>(index, c_type, help);
    }
}

const fn is_same_integer(one: &RustType, other: &RustType) -> bool {
    match (one, other) {
        (RustType::Uint { bits }, RustType::Uint { bits: same })
        | (RustType::Int { bits }, RustType::Int { bits: same }) => *bits == *same,
        _ => false,
    }
}

#[track_caller]
const fn fits<T: FieldValue>(schema: &Schema, index: usize, help: &'static str) {
    let message = Wanted::of_field(schema, index, help).message(&T::RUST_TYPE);
    assert!(message.is_none(), "{}", Text::of(&message).as_str());
}

#[track_caller]
const fn member_fits<S: FieldValue, T: FieldValue>(index: usize, c_type: &'static str, help: &'static str) {
    let message = Wanted::of_member(&S::RUST_TYPE, index, S::C_TYPE, c_type, help).message(&T::RUST_TYPE);
    assert!(message.is_none(), "{}", Text::of(&message).as_str());
}

/// The one value of a map.
///
/// # Errors
///
/// Those of [`DerivedSchema::read`](DerivedSchema::read).
pub fn whole<T: DerivedSchema + FieldValue>(from: &FieldReader<'_>) -> Result<T, SchemaError> {
    from.read(const { &T::SCHEMA }, 0)
}

/// The total of the structs in a per-CPU map.
///
/// # Errors
///
/// Those of [`DerivedSchema::read`](DerivedSchema::read).
pub fn total<T: Total>(from: &FieldReader<'_>) -> Result<T, SchemaError> {
    if let Some(total) = joined(from) {
        return Ok(total);
    }
    // Something is missing or too large. Only all slots together show whether that is an error.
    let slots = <PerCpu<T> as DerivedSchema>::read(from)?;
    slots.total().map_err(|error| error.in_map(from.map()))
}

/// The total, if every slot was captured and every partial sum fits its field. It needs no memory for the slots.
fn joined<T: Total>(from: &FieldReader<'_>) -> Option<T> {
    let from = from.with(const { &<T as PerCpuValue>::SCHEMA });
    let parts = from.field(0).ok()??.parts(0).ok()??;
    let slot = |cpu| parts.get(cpu).ok()?;
    let mut total = T::read(slot(0).filter(|_| parts.per_cpu())?).ok()?;
    for cpu in 1..parts.len {
        total.join(slot(cpu)?)?;
    }
    Some(total)
}

pub(super) fn member(rust_type: &RustType, index: usize) -> Option<&'static RustMember> {
    match rust_type {
        RustType::Struct(of) => of.members.get(index),
        _ => None,
    }
}
