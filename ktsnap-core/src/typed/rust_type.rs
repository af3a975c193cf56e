//! What a Rust type can hold, as a constant that is held against [`CType`](super::CType) while a struct compiles.

use super::c_type::{PathStep, Reduction};

/// What a Rust type mirrors.
///
/// ```
/// use ktsnap_core::typed::{FieldValue, RustType};
///
/// assert_eq!(<Vec<u32> as FieldValue>::MIRROR, RustType::Vec(&RustType::Uint { bits: 32 }));
/// ```
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
        /// What each is.
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
    /// [`PerCpu<T>`](super::PerCpu).
    PerCpu(&'static RustType),
    /// Anything: of a type that did not compile, so that no second error is about it.
    Any,
    /// `Option<T>`.
    Option(&'static RustType),
}

/// A struct that mirrors one of C's.
///
/// ```
/// use ktsnap_core::typed::RustStruct;
///
/// const WAITS: RustStruct = RustStruct::new("Waits", Some("struct wait_stats"), &[]);
/// assert_eq!(WAITS.tag, Some("struct wait_stats"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RustStruct {
    /// Its name in Rust.
    pub name: &'static str,
    /// The struct that it mirrors; any that has the members, if `None`.
    pub tag: Option<&'static str>,
    /// The object that it was checked against already, and the size that the struct has there.
    pub checked: Option<(&'static str, usize)>,
    /// Its fields.
    pub members: &'static [RustMember],
}

/// One field of a [`RustStruct`].
///
/// ```
/// use ktsnap_core::typed::{PathStep, RustMember, RustType};
///
/// const NR: RustMember =
///     RustMember::new("nr", "nr", &[PathStep::Member("nr")], None, false, RustType::Uint { bits: 32 });
/// assert!(!NR.widen);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RustMember {
    /// The field's name in Rust.
    pub field: &'static str,
    /// The path to what it mirrors, as it is shown.
    pub path: &'static str,
    /// The path, step by step.
    pub steps: &'static [PathStep],
    /// How several values become one.
    pub reduce: Option<Reduction>,
    /// Whether a narrower integer is accepted.
    pub widen: bool,
    /// What its type holds.
    pub mirror: RustType,
}

/// A Rust enum that mirrors one of C's.
///
/// ```
/// use ktsnap_core::typed::RustEnum;
///
/// const DSP: RustEnum = RustEnum::new("Dsp", None, true, &[("DSP_LOCAL", 0)]);
/// assert!(DSP.exhaustive);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RustEnum {
    /// Its name in Rust.
    pub name: &'static str,
    /// The enum that it mirrors; any that has the enumerators, if `None`.
    pub tag: Option<&'static str>,
    /// Whether it has no variant for what is not listed.
    pub exhaustive: bool,
    /// Names in C, and values.
    pub variants: &'static [(&'static str, i128)],
}

impl RustStruct {
    /// For the derive.
    #[must_use]
    pub const fn new(name: &'static str, tag: Option<&'static str>, members: &'static [RustMember]) -> Self {
        Self { name, tag, checked: None, members }
    }

    /// For the derive: one that names an object of its own.
    #[must_use]
    pub const fn checked(self, object: &'static str, size: usize) -> Self {
        Self { checked: Some((object, size)), ..self }
    }
}

impl RustMember {
    /// For the derive.
    #[must_use]
    pub const fn new(
        field: &'static str,
        path: &'static str,
        steps: &'static [PathStep],
        reduce: Option<Reduction>,
        widen: bool,
        mirror: RustType,
    ) -> Self {
        Self { field, path, steps, reduce, widen, mirror }
    }
}

impl RustEnum {
    /// For the derive.
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
    /// Bytes of one value of a type that needs no BTF; 0 for the others.
    #[must_use]
    pub const fn size(&self) -> usize {
        match *self {
            Self::Int { bits } | Self::Uint { bits } | Self::Float { bits } => bits as usize / 8,
            Self::Bool => 1,
            Self::Array { len, element } => len.saturating_mul(element.size()),
            Self::Option(of) => of.size(),
            Self::Vec(_)
            | Self::Text
            | Self::CString
            | Self::Enum(_)
            | Self::Struct(_)
            | Self::Ptr
            | Self::CpuSet
            | Self::PerCpu(_)
            | Self::Any => 0,
        }
    }
}
