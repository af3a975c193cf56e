//! The description of a Rust type. The build compares it with the [`CType`](super::c_type::CType) of a variable.

use super::c_type::{CType, PathStep, Reduction};
use crate::histogram::Bounds;

/// What a Rust type can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RustType {
    /// `i8` to `i64`.
    Int {
        /// Width in bits.
        bits: u32,
    },
    /// `u8` to `u64`.
    Uint {
        /// Width in bits.
        bits: u32,
    },
    /// `bool`.
    Bool,
    /// `f32`, `f64`.
    Float {
        /// Width in bits.
        bits: u32,
    },
    /// `[T; N]`.
    Array {
        /// Number of elements.
        len: usize,
        /// The type of an element.
        element: &'static RustType,
    },
    /// `Vec<T>`.
    Vec(&'static RustType),
    /// `String`.
    Text,
    /// [`CString`](std::ffi::CString).
    CString,
    /// An enum that derives `SnapshotEnum`.
    Enum(&'static RustEnum),
    /// A struct that derives `SnapshotSchema`.
    Struct(&'static RustStruct),
    /// [`Ptr`](super::Ptr).
    Ptr,
    /// [`CpuSet`](super::CpuSet).
    CpuSet,
    /// [`Histogram<B, T>`](crate::Histogram).
    Histogram {
        /// The type of a counter.
        counter: &'static RustType,
        /// The ranges that `B` gives the buckets.
        bounds: Bounds,
    },
    /// [`PerCpu<T>`](super::PerCpu).
    PerCpu(&'static RustType),
    /// [`Rows<K, V>`](super::Rows) and [`PartialRows<K, V>`](super::PartialRows).
    Rows {
        /// The type of a key.
        key: &'static RustType,
        /// The type of a value.
        value: &'static RustType,
    },
    /// Anything. For a type whose derive failed, so that its uses cause no second error.
    Any,
    /// `Option<T>`.
    Option(&'static RustType),
}

/// A Rust struct that mirrors a C struct, or an array as a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RustStruct {
    /// Its name in Rust.
    pub name: &'static str,
    /// The C struct, or `None` for any struct that has the members.
    pub tag: Option<&'static str>,
    /// The array whose elements the fields are, if the struct does not mirror a C struct.
    pub row: Option<RustRow>,
    /// The object that it was compared with, and the size of the C struct or array there.
    pub checked: Option<(&'static str, usize)>,
    /// Its fields.
    pub members: &'static [RustMember],
}

/// The array that a [`RustStruct`] mirrors as a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RustRow {
    /// Number of elements.
    pub len: usize,
    /// The type of each element: an integer.
    pub element: CType,
}

/// One field of a [`RustStruct`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RustMember {
    /// The field's name in Rust.
    pub field: &'static str,
    /// The path to the member, as the attributes have it.
    pub path: &'static str,
    /// The steps of the path.
    pub steps: &'static [PathStep],
    /// How several values of one struct are reduced to one.
    pub reduce: Option<Reduction>,
    /// How the values of several structs are reduced to one. `None` if the field that holds the structs says so.
    pub of_structs: Option<Reduction>,
    /// Whether a narrower integer is accepted.
    pub widen: bool,
    /// The field's type.
    pub ty: RustType,
}

/// A Rust enum that mirrors a C enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RustEnum {
    /// Its name in Rust.
    pub name: &'static str,
    /// The C enum, or `None` for any enum that has the enumerators.
    pub tag: Option<&'static str>,
    /// Whether it has no variant for other values.
    pub exhaustive: bool,
    /// The names of the enumerators in C, and their values.
    pub variants: &'static [(&'static str, i128)],
}

impl RustStruct {
    /// Describes a struct.
    #[must_use]
    pub const fn new(name: &'static str, tag: Option<&'static str>, members: &'static [RustMember]) -> Self {
        Self { name, tag, row: None, checked: None, members }
    }

    /// Makes the struct a row: its fields are elements of an array.
    #[must_use]
    pub const fn row(self, len: usize, element: CType) -> Self {
        Self { row: Some(RustRow { len, element }), ..self }
    }

    /// The array that a row mirrors.
    pub(super) const fn array(&'static self) -> Option<CType> {
        match &self.row {
            Some(row) => Some(CType::Array { len: row.len, element: &row.element }),
            None => None,
        }
    }

    /// Adds the object that the struct names itself, and the size of the C struct or array there.
    #[must_use]
    pub const fn checked(self, object: &'static str, size: usize) -> Self {
        Self { checked: Some((object, size)), ..self }
    }
}

impl RustMember {
    /// Describes a field.
    #[must_use]
    pub const fn new(
        field: &'static str,
        path: &'static str,
        steps: &'static [PathStep],
        reduce: Option<Reduction>,
        widen: bool,
        ty: RustType,
    ) -> Self {
        Self { field, path, steps, reduce, of_structs: None, widen, ty }
    }

    /// Describes a field of a struct that is read by a schema, which describes where the field is.
    #[must_use]
    pub const fn of_schema(field: &'static str, ty: RustType) -> Self {
        Self::new(field, field, &[], None, false, ty)
    }

    /// Gives the field a reduction of its own for several structs.
    #[must_use]
    pub const fn of_structs(self, reduce: Reduction) -> Self {
        Self { of_structs: Some(reduce), ..self }
    }
}

impl RustEnum {
    /// Describes an enum.
    #[must_use]
    pub const fn new(
        name: &'static str,
        tag: Option<&'static str>,
        exhaustive: bool,
        variants: &'static [(&'static str, i128)],
    ) -> Self {
        Self { name, tag, exhaustive, variants }
    }
}

impl RustType {
    /// Whether a difference of two reads is taken, at least in a part of the type.
    pub(crate) const fn counts(&self) -> bool {
        match *self {
            Self::Uint { .. } | Self::Histogram { .. } | Self::Struct(_) | Self::Any => true,
            Self::Array { element: of, .. }
            | Self::Vec(of)
            | Self::PerCpu(of)
            | Self::Option(of)
            | Self::Rows { value: of, .. } => of.counts(),
            Self::Int { .. }
            | Self::Bool
            | Self::Float { .. }
            | Self::Text
            | Self::CString
            | Self::Enum(_)
            | Self::Ptr
            | Self::CpuSet => false,
        }
    }

    /// Whether it is a histogram, or several.
    pub(crate) const fn holds_histogram(&self) -> bool {
        match *self {
            Self::Histogram { .. } => true,
            Self::Array { element: of, .. }
            | Self::Vec(of)
            | Self::PerCpu(of)
            | Self::Option(of)
            | Self::Rows { value: of, .. } => of.holds_histogram(),
            // A member with a reduction of its own keeps that.
            Self::Struct(RustStruct { members, .. }) => {
                let mut rest: &[RustMember] = members;
                while let [member, after @ ..] = rest {
                    if member.reduce.is_none() && member.ty.holds_histogram() {
                        return true;
                    }
                    rest = after;
                }
                false
            }
            _ => false,
        }
    }

    /// The size of a value in bytes, or 0 if it depends on BTF.
    #[must_use]
    pub const fn size(&self) -> usize {
        match *self {
            Self::Int { bits } | Self::Uint { bits } | Self::Float { bits } => bits as usize / 8,
            Self::Bool => 1,
            Self::Array { len, element } => len.saturating_mul(element.size()),
            Self::Option(of) => of.size(),
            Self::Struct(RustStruct { row: Some(RustRow { len, element }), .. }) => len.saturating_mul(element.size()),
            Self::Vec(_)
            | Self::Text
            | Self::CString
            | Self::Enum(_)
            | Self::Struct(_)
            | Self::Ptr
            | Self::CpuSet
            | Self::Histogram { .. }
            | Self::PerCpu(_)
            | Self::Rows { .. }
            | Self::Any => 0,
        }
    }
}
