//! What a field must mirror: the values of a target, in the arrays and per-CPU slots that they stand in.

use crate::path::{Dim, Target};
use crate::types::Type;

pub(super) enum Shape<'t> {
    /// No array.
    Value(&'t Type),
    Array {
        of: Box<Shape<'t>>,
        len: u64,
        /// Whether a `[*]` or the key `*` made it, rather than the type.
        path: bool,
        /// Whether the elements are entries of a map, of which a capture may lack some.
        entries: bool,
    },
    Cpus(Box<Shape<'t>>),
}

impl<'t> Shape<'t> {
    pub(super) fn of(target: &'t Target) -> Self {
        target.dims.iter().rev().fold(Self::of_type(&target.ty), |shape, dim| match dim {
            Dim::All { len } => Self::Array { of: Box::new(shape), len: *len, path: true, entries: false },
            Dim::Entries { len } => Self::Array { of: Box::new(shape), len: *len, path: true, entries: true },
            Dim::Cpus => Self::Cpus(Box::new(shape)),
        })
    }

    pub(super) fn of_type(ty: &'t Type) -> Self {
        match ty {
            Type::Array { element, len } => {
                Self::Array { of: Box::new(Self::of_type(element)), len: *len, path: false, entries: false }
            }
            value => Self::Value(value),
        }
    }

    /// What each value is.
    pub(super) fn innermost(&self) -> &'t Type {
        match self {
            Self::Value(ty) => ty,
            Self::Array { of, .. } | Self::Cpus(of) => of.innermost(),
        }
    }

    /// What it is in C.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Array { .. } => "an array",
            Self::Cpus(_) => "with a value for each CPU",
            Self::Value(ty) => kind_of(ty),
        }
    }
}

/// What a single value is in C.
pub(super) fn kind_of(ty: &Type) -> &'static str {
    match ty {
        Type::Int { .. } => "an integer",
        Type::Char => "a char",
        Type::Bool { .. } => "a bool",
        Type::Float { .. } => "a float",
        Type::Enum(_) => "an enum",
        Type::Array { .. } => "an array",
        Type::Struct(of) if of.union => "a union",
        Type::Struct(_) => "a struct",
        Type::Ptr { .. } => "a pointer",
        Type::Bytes { .. } => "bytes without a type",
        Type::Opaque => "a type without a size",
    }
}

/// Whether reports show it as a list of CPUs.
pub(super) fn is_cpu_set(ty: &Type) -> bool {
    let is_mask = |tag: &str| matches!(tag, "struct cpumask" | "struct bpf_cpumask");
    match ty {
        Type::Ptr { to } => to.as_deref().is_some_and(is_mask),
        Type::Struct(_) => ty.tag().as_deref().is_some_and(is_mask),
        _ => false,
    }
}
