//! The values of a target, in arrays and per-CPU slots.

use crate::compat::kind::kind_of;
use crate::path::{Dim, Target};
use crate::types::Type;

pub(super) enum Shape<'t> {
    Value(&'t Type),
    Array {
        of: Box<Shape<'t>>,
        len: u64,
        /// Whether it comes from a `[*]` or the key `*` and not from the type.
        path: bool,
        /// Whether the elements are entries of a map. A capture may lack some of them.
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

    /// The type of each value.
    pub(super) fn innermost(&self) -> &'t Type {
        match self {
            Self::Value(ty) => ty,
            Self::Array { of, .. } | Self::Cpus(of) => of.innermost(),
        }
    }

    /// Its kind in C.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Array { .. } => "an array",
            Self::Cpus(_) => "a per-CPU value",
            Self::Value(ty) => kind_of(ty),
        }
    }
}
