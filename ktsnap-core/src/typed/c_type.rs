//! The description of a C type, which the derive writes as a constant.

use std::fmt;

/// A C type: how a report must render a value, and where its parts are in raw bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CType {
    /// A signed integer of that width.
    Int {
        /// Width in bits.
        bits: u32,
    },
    /// An unsigned integer of that width.
    Uint {
        /// Width in bits.
        bits: u32,
    },
    /// C's `char`: a signed 8-bit integer, or a character if it is in an array.
    Char,
    /// A `bool`.
    Bool,
    /// A float of that width.
    Float {
        /// Width in bits.
        bits: u32,
    },
    /// An enum.
    Enum(&'static CEnum),
    /// A bitfield.
    Bitfield {
        /// Its own width in bits.
        bits: u32,
        /// The declared type: an integer or a `bool`.
        of: &'static CType,
    },
    /// An array of that length.
    Array {
        /// Number of elements.
        len: usize,
        /// The type of an element.
        element: &'static CType,
    },
    /// A struct or union.
    Struct(&'static CStruct),
    /// A pointer.
    Ptr {
        /// The tag of the struct that it points to, such as `struct bpf_cpumask`.
        to: Option<&'static str>,
    },
    /// The value of a per-CPU map: one slot per CPU.
    PerCpu(&'static CType),
    /// The value of a map that is declared with `value_size` and without a type.
    Bytes {
        /// Size in bytes.
        size: usize,
    },
    /// The entries of a hash map or storage map: a key and a value each, in any number and order.
    Entries(&'static CEntries),
    /// A type that no field can mirror.
    Opaque {
        /// Size in bytes.
        size: usize,
    },
}

/// An enum of C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CEnum {
    /// `enum dsp_stat`; `None` for an anonymous one.
    pub tag: Option<&'static str>,
    /// Width in bits.
    pub bits: u32,
    /// Whether BTF declares it as signed.
    pub signed: bool,
    /// Names and values, in C's order. Empty if no field needs them.
    pub enumerators: &'static [(&'static str, i128)],
}

/// The types of a map's entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CEntries {
    /// The type of a key.
    pub key: CType,
    /// The key's type in C.
    pub key_c_type: &'static str,
    /// The type of a value, with one slot per CPU in a per-CPU map.
    pub value: CType,
}

/// A C struct or union. The members of anonymous structs and unions in it are listed with its own members, as in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CStruct {
    /// `struct wait_stats` or `union config`; `None` for an anonymous one.
    pub tag: Option<&'static str>,
    /// Size in bytes.
    pub size: usize,
    /// The members that some field can need.
    pub members: &'static [CMember],
}

/// One member of a [`CStruct`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CMember {
    /// Its name.
    pub name: &'static str,
    /// Its offset in the struct, in bits.
    pub bit_offset: usize,
    /// Its type in C.
    pub c_type: &'static str,
    /// Its type.
    pub ty: CType,
}

impl CEnum {
    /// Describes an enum.
    #[must_use]
    pub const fn new(
        tag: Option<&'static str>,
        bits: u32,
        signed: bool,
        enumerators: &'static [(&'static str, i128)],
    ) -> Self {
        Self { tag, bits, signed, enumerators }
    }
}

impl CEntries {
    /// Describes the entries of a map.
    #[must_use]
    pub const fn new(key: CType, key_c_type: &'static str, value: CType) -> Self {
        Self { key, key_c_type, value }
    }
}

impl CStruct {
    /// Describes a struct or union.
    #[must_use]
    pub const fn new(tag: Option<&'static str>, size: usize, members: &'static [CMember]) -> Self {
        Self { tag, size, members }
    }
}

impl CMember {
    /// Describes a member.
    #[must_use]
    pub const fn new(name: &'static str, bit_offset: usize, c_type: &'static str, ty: CType) -> Self {
        Self { name, bit_offset, c_type, ty }
    }
}

impl CType {
    /// The size of one value in bytes. For a per-CPU value, the size of one slot.
    #[must_use]
    pub const fn size(&self) -> usize {
        match *self {
            Self::Int { bits } | Self::Uint { bits } | Self::Float { bits } => bits as usize / 8,
            Self::Enum(of) => of.bits as usize / 8,
            Self::Char | Self::Bool => 1,
            Self::Bitfield { of, .. } => of.size(),
            Self::Array { len, element } => len.saturating_mul(element.size()),
            Self::Struct(of) => of.size,
            Self::Ptr { .. } => 8,
            Self::PerCpu(slot) => slot.size(),
            Self::Entries(_) => 0,
            Self::Bytes { size } | Self::Opaque { size } => size,
        }
    }
}

impl CType {
    /// The size in bytes, if a report renders the value as hex and a field holds its bytes: a value without a type, or an
    /// integer of more than 64 bits.
    pub(super) fn raw_size(&self) -> Option<usize> {
        match *self {
            Self::Bytes { size } => Some(size),
            Self::Int { bits } | Self::Uint { bits } if bits > 64 => Some(self.size()),
            _ => None,
        }
    }

    /// Whether it is a signed integer, or an enum or bitfield with signed values.
    pub(super) fn is_signed(&self) -> bool {
        match self {
            Self::Int { .. } | Self::Char => true,
            Self::Enum(of) => of.signed,
            Self::Bitfield { of, .. } => of.is_signed(),
            _ => false,
        }
    }

    /// The type at the end of a path, without arrays and per-CPU slots around it.
    pub(super) fn end(&self, steps: &[PathStep]) -> &Self {
        match (self, steps) {
            (Self::PerCpu(slot), steps) => slot.end(steps),
            (Self::Ptr { .. }, [PathStep::Deref(of), step, rest @ ..]) => self.end_in(of, step, rest),
            (
                Self::Array { element, .. },
                [PathStep::Index(_) | PathStep::IndexedBy(_) | PathStep::All | PathStep::Slice { .. }, rest @ ..],
            ) => element.end(rest),
            (Self::Array { element, .. }, []) => element.end(&[]),
            (Self::Entries(of), [PathStep::Index(_) | PathStep::All, rest @ ..]) => of.value.end(rest),
            (Self::Struct(of), [step, rest @ ..]) => self.end_in(of, step, rest),
            _ => self,
        }
    }

    /// The type at the end of a path that starts with a member of a struct, or this type for another path.
    fn end_in(&self, of: &'static CStruct, step: &PathStep, rest: &[PathStep]) -> &Self {
        let (PathStep::Member(name) | PathStep::IndexedMember(IndexedMember { name, .. })) = step else { return self };
        of.members.iter().find(|member| member.name == *name).map_or(self, |member| member.ty.end(rest))
    }
}

/// The tag without `struct`, `union` or `enum`, as in a report's `type_name`.
pub(super) fn untagged(tag: &str) -> &str {
    tag.split_once(' ').map_or(tag, |(_, name)| name)
}

impl fmt::Display for CType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int { bits } => write!(f, "int{bits}"),
            Self::Uint { bits } => write!(f, "uint{bits}"),
            Self::Char => f.write_str("int8"),
            Self::Bool => f.write_str("bool"),
            Self::Float { bits } => write!(f, "float{bits}"),
            Self::Enum(CEnum { bits, signed: false, .. }) => write!(f, "enum{bits}"),
            Self::Enum(CEnum { bits, signed: true, .. }) => write!(f, "signed enum{bits}"),
            Self::Bitfield { bits, of } => {
                let sign = if matches!(of, Self::Int { .. }) { "int" } else { "uint" };
                write!(f, "{sign}{bits}")
            }
            Self::Array { len, element } => write!(f, "[{element}; {len}]"),
            Self::Struct(of) => f.write_str(of.tag.unwrap_or("an anonymous struct")),
            Self::Ptr { .. } => f.write_str("ptr"),
            Self::PerCpu(slot) => write!(f, "one {slot} per CPU"),
            Self::Entries(of) => write!(f, "a map from {} to {}", of.key, of.value),
            Self::Bytes { size } | Self::Opaque { size } => write!(f, "{size} bytes"),
        }
    }
}

/// One step from a variable to the part that a field reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathStep {
    /// The member of that name.
    Member(&'static str),
    /// The element at that index, or the entry of that key.
    Index(usize),
    /// Every element.
    All,
    /// The elements from the first index up to the second, which is not included.
    Slice {
        /// The first index.
        from: usize,
        /// The index after the last.
        to: usize,
    },
    /// From a pointer to its target. This is the target, with the members that the field needs.
    Deref(&'static CStruct),
    /// A member that is an array, after another member of the same struct: the index of an `IndexedBy` that follows.
    IndexedMember(&'static IndexedMember),
    /// The element whose index is the value of the member or variable of that name.
    IndexedBy(&'static str),
}

/// A member that is an array, and the member with the index of one of its elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexedMember {
    /// The name of the array.
    pub name: &'static str,
    /// The name of the index.
    pub index: &'static str,
}

impl PathStep {
    /// The length of the array that the next `IndexedBy` of a path enters.
    pub(super) fn indexed_len(ty: &CType, steps: &[Self]) -> Option<usize> {
        match (ty, steps) {
            (CType::Array { len, .. }, [Self::IndexedBy(_), ..]) => Some(*len),
            (CType::Array { element, .. }, [_, rest @ ..]) => Self::indexed_len(element, rest),
            _ => None,
        }
    }

    /// Whether a path follows a pointer.
    pub(super) fn follow_a_pointer(steps: &[Self]) -> bool {
        steps.iter().any(|step| matches!(step, Self::Deref(_)))
    }
}

/// How several values are reduced to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reduction {
    /// Their sum.
    Sum,
    /// The largest.
    Max,
    /// The smallest.
    Min,
}

impl Reduction {
    /// Reduces two values to one. `None` if the sum does not fit 128 bits.
    pub(super) fn join(self, a: i128, b: i128) -> Option<i128> {
        match self {
            Self::Sum => a.checked_add(b),
            Self::Max => Some(a.max(b)),
            Self::Min => Some(a.min(b)),
        }
    }
}

impl fmt::Display for Reduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sum => "sum",
            Self::Max => "max",
            Self::Min => "min",
        })
    }
}
