//! The names of the kinds of C types, and the rules for numbers. Both comparisons share them.

use crate::types::{Enum, Type};

/// Bytes of an integer that reports show as bytes, because it is wider than any of their numbers.
pub(super) const WIDE: u64 = 16;

/// The width and the sign of an integer, or of an enum, which is stored as an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Integer {
    pub(super) bits: u64,
    pub(super) signed: bool,
}

/// The first property in which two numbers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Width,
    Sign,
}

impl Integer {
    pub(super) fn of(ty: &Type) -> Option<Self> {
        match ty {
            Type::Int { size, signed } => Some(Self { bits: bits(*size), signed: *signed }),
            Type::Enum(of) => Some(Self::of_enum(of)),
            _ => None,
        }
    }

    pub(super) fn of_enum(of: &Enum) -> Self {
        Self { bits: bits(of.size), signed: of.signed }
    }

    /// Why values of this type can't be read as `other`: the width is compared before the sign. If `widen` is set, `other`
    /// may be wider.
    pub(super) fn difference(self, other: Self, widen: bool) -> Option<Property> {
        if other.bits < self.bits || (other.bits > self.bits && !widen) {
            Some(Property::Width)
        } else if self.signed != other.signed {
            Some(Property::Sign)
        } else {
            None
        }
    }
}

/// Bits in so many bytes. A size that no type has is kept from overflowing.
pub(super) fn bits(bytes: u64) -> u64 {
    bytes.saturating_mul(8)
}

/// The kind of a C type, with its article.
pub(super) fn kind_of(ty: &Type) -> &'static str {
    match ty {
        Type::Int { .. } => "an integer",
        Type::Char => "a char",
        Type::Bool { .. } => "a bool",
        Type::Float { .. } => "a float",
        Type::Enum(_) => "an enum",
        Type::Array { .. } => "an array",
        // A union has another error.
        Type::Struct(_) => "a struct",
        Type::Ptr { .. } => "a pointer",
        Type::Bytes { .. } => "bytes without a type",
        Type::Opaque => "a type without a size",
    }
}

/// Whether reports show a value of that type as a list of CPUs.
pub(super) fn is_cpu_set(ty: &Type) -> bool {
    let is_mask = |tag: &str| matches!(tag, "struct cpumask" | "struct bpf_cpumask");
    match ty {
        Type::Ptr { to } => to.as_deref().is_some_and(is_mask),
        Type::Struct(_) => ty.tag().as_deref().is_some_and(is_mask),
        _ => false,
    }
}
