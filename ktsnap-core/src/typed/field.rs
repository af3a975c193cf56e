//! One field of a derived struct. The compiler knows its type even if the macro only saw the name of an alias.

use super::c_type::{CType, Reduction};
use super::derived::DerivedSchema;
use super::read::{FieldReader, ReadFailure, RowCursor, ValueCursor};
use super::rust_type::{RustMember, RustType};
use super::types::{FieldValue, PartialRows, Reducible, Rows};
use std::hash::Hash;

use crate::__private::fits::Wanted;
use crate::__private::text::Text;
use crate::series::reset::CounterDecreased;
use crate::typed::{Integer, PerCpu, Schema, SchemaError, Total, TotalError};

/// A field of `S`, of type `T`.
#[derive(Debug)]
pub struct Field<S, T> {
    of: fn(&S) -> &T,
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
        assert_fits::<T>(schema, index, help);
    }

    /// Stops the build if the member's type can't hold the type in BTF, for a struct of that C type.
    ///
    /// # Panics
    ///
    /// At build time, with the difference and a remedy.
    #[track_caller]
    pub const fn assert_member_fits(
        self,
        rust_type: &RustType,
        index: usize,
        ty: CType,
        c_type: &'static str,
        help: &'static str,
    ) where
        T: FieldValue,
    {
        let message = Wanted::of_member(rust_type, index, ty, c_type, help).message(&T::RUST_TYPE);
        assert!(message.is_none(), "{}", Text::of(&message).as_str());
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
        from.read(const { &S::SCHEMA }, index)
    }

    /// Reads the values and reduces them to one.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read).
    pub fn reduce(self, from: &FieldReader<'_>, index: usize) -> Result<T, SchemaError>
    where
        T: Integer,
        S: DerivedSchema,
    {
        let from = from.with(const { &S::SCHEMA });
        let (how, allow) = from.reduction(index);
        match from.field(index)? {
            Some(at) => at.reduced(how, allow).map_err(|found| from.error(index, found)),
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
        let member = member(rust_type, index).ok_or_else(|| at.is_other())?;
        at.onward(member.steps, member.widen).and_then(T::read).map_err(|found| found.in_member(member.path))
    }

    /// Reads a column of a row.
    ///
    /// # Errors
    ///
    /// [`ReadFailure`], with what was found instead.
    #[inline]
    pub fn column(self, row: &RowCursor<'_>, rust_type: &RustType, index: usize) -> Result<T, ReadFailure>
    where
        T: FieldValue,
    {
        match member(rust_type, index).and_then(|member| row.cell(member.steps)) {
            Some(value) => Ok(value),
            None => self.member(row.at, rust_type, index),
        }
    }

    /// Reads the values of a member and reduces them to one.
    ///
    /// # Errors
    ///
    /// [`ReadFailure`], with what was found instead.
    pub fn reduce_member(self, at: ValueCursor<'_>, rust_type: &RustType, index: usize) -> Result<T, ReadFailure>
    where
        T: Integer,
    {
        let member = member(rust_type, index).ok_or_else(|| at.is_other())?;
        let how = member.reduce.ok_or_else(|| at.is_other())?;
        let read = at.onward(member.steps, member.widen).and_then(|at| at.reduced(how, false));
        read.map_err(|found| found.in_member(member.path))
    }

    /// The difference between two reads of the struct.
    ///
    /// # Errors
    ///
    /// The part that decreased.
    pub fn since(self, name: &str, later: &S, earlier: &S) -> Result<T, CounterDecreased>
    where
        T: FieldValue,
    {
        (self.of)(later).since((self.of)(earlier)).map_err(|back| back.in_field(name))
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
        T::reduce(slots, how, allow, &self.of).map_err(|source| TotalError { field: name, source })
    }
}

impl<S: DerivedSchema, K: FieldValue + Eq + Hash, V: Integer> Field<S, Rows<K, V>> {
    /// Reads the rows, and reduces the values of each to one.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read).
    pub fn reduce_rows(self, from: &FieldReader<'_>, index: usize) -> Result<Rows<K, V>, SchemaError> {
        rows(from.with(const { &S::SCHEMA }), index, Rows::reduced)
    }
}

impl<S: DerivedSchema, K: FieldValue + Eq + Hash, V: Integer> Field<S, PartialRows<K, V>> {
    /// Reads the rows, and reduces the values of each to one.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read).
    pub fn reduce_rows(self, from: &FieldReader<'_>, index: usize) -> Result<PartialRows<K, V>, SchemaError> {
        rows(from.with(const { &S::SCHEMA }), index, PartialRows::reduced)
    }
}

fn rows<'a, T>(
    from: FieldReader<'a>,
    index: usize,
    read: impl FnOnce(ValueCursor<'a>, Reduction, bool) -> Result<T, ReadFailure>,
) -> Result<T, SchemaError> {
    let (how, allow) = from.reduction(index);
    match from.field(index)? {
        Some(at) => read(at, how, allow).map_err(|found| from.error(index, found)),
        None => Err(from.absent(index)),
    }
}

/// Stops the build if a type can't hold the type in BTF: [`Field::assert_fits`] for a type that need not be inferred.
///
/// # Panics
///
/// At build time, with the difference and a remedy.
#[track_caller]
pub const fn assert_fits<T: FieldValue>(schema: &Schema, index: usize, help: &'static str) {
    if Wanted::plain(schema, index, &T::RUST_TYPE) {
        return;
    }
    let message = Wanted::of_field(schema, index, help).message(&T::RUST_TYPE);
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
    let slots = <PerCpu<T> as DerivedSchema>::read(from)?;
    slots.total().map_err(|error| error.in_map(from.map()))
}

fn member(rust_type: &RustType, index: usize) -> Option<&'static RustMember> {
    match rust_type {
        RustType::Struct(of) => of.members.get(index),
        _ => None,
    }
}

impl ValueCursor<'_> {
    /// Reads the values and reduces them to one.
    pub(super) fn reduced<T: Integer>(self, how: Reduction, allow_unmapped: bool) -> Result<T, ReadFailure> {
        let value = self.fold(how, T::RUST_TYPE.size(), allow_unmapped, &mut |leaf| T::read(leaf).map(Into::into))?;
        T::try_from(value).map_err(|_| ReadFailure::overflow(value, T::BITS))
    }
}
