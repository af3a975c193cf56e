//! The values of a target, in arrays and per-CPU slots.

use crate::compat::kind::kind_of;
use crate::path::{Dim, Step, Target};
use crate::types::Type;

pub(super) enum Shape<'t> {
    Value(&'t Type),
    Array {
        of: Box<Shape<'t>>,
        /// `None` if only a Rust enum has an end of the slice that selects the elements.
        len: Option<u64>,
        /// Whether it comes from a `[*]` or the key `*` and not from the type.
        path: bool,
        /// Whether each element may be missing: an entry of a map, which a capture may lack, or the target of a pointer,
        /// which may be NULL.
        optional: bool,
    },
    Cpus {
        of: Box<Shape<'t>>,
        /// Whether a pointer, which may be NULL, leads to each value.
        optional: bool,
    },
    /// The entries of a map with keys.
    Rows {
        of: Box<Shape<'t>>,
        key: &'t Type,
        /// The spelling of the key's type in C.
        c_type: &'t str,
        /// Whether a pointer, which may be NULL, leads to each value.
        optional: bool,
    },
}

impl<'t> Shape<'t> {
    pub(super) fn of(target: &'t Target) -> Self {
        // The steps after the `[*]` or slice of each dimension; a path starts at the value of one CPU.
        let mut rest = target.steps.as_slice();
        let mut after = |dim: &Dim| {
            if *dim != Dim::Cpus
                && let Some(at) = rest.iter().position(|step| matches!(step, Step::All | Step::Slice(..)))
            {
                rest = rest.get(at + 1..).unwrap_or_default();
            }
            rest.iter().any(Step::is_deref)
        };
        let dims: Vec<_> = target.dims.iter().map(|dim| (dim, after(dim))).collect();
        dims.into_iter().rev().fold(Self::of_type(&target.ty), |shape, (dim, pointer)| match dim {
            Dim::All { len } => Self::Array { of: Box::new(shape), len: Some(*len), path: true, optional: pointer },
            Dim::Slice { len } => Self::Array { of: Box::new(shape), len: *len, path: true, optional: pointer },
            Dim::Entries { len } => Self::Array { of: Box::new(shape), len: *len, path: true, optional: true },
            Dim::Cpus => Self::Cpus { of: Box::new(shape), optional: pointer },
            Dim::Rows { key, c_type } => Self::Rows { of: Box::new(shape), key, c_type, optional: pointer },
        })
    }

    pub(super) fn of_type(ty: &'t Type) -> Self {
        match ty {
            Type::Array { element, len } => {
                Self::Array { of: Box::new(Self::of_type(element)), len: Some(*len), path: false, optional: false }
            }
            value => Self::Value(value),
        }
    }

    /// The type of each value.
    pub(super) fn innermost(&self) -> &'t Type {
        match self {
            Self::Value(ty) => ty,
            Self::Array { of, .. } | Self::Cpus { of, .. } | Self::Rows { of, .. } => of.innermost(),
        }
    }

    /// The lengths of the arrays, outermost first. CPUs and the entries of a map with keys are always reduced.
    pub(super) fn lens(&self) -> Vec<Option<u64>> {
        let (mut lens, mut shape) = (Vec::new(), self);
        loop {
            shape = match shape {
                Self::Value(_) => return lens,
                Self::Array { of, len, .. } => {
                    lens.push(*len);
                    of
                }
                Self::Cpus { of, .. } | Self::Rows { of, .. } => of,
            };
        }
    }

    /// Whether there is a value for each CPU or for each entry of a map with keys.
    pub(super) fn is_repeated(&self) -> bool {
        match self {
            Self::Value(_) => false,
            Self::Array { of, .. } => of.is_repeated(),
            Self::Cpus { .. } | Self::Rows { .. } => true,
        }
    }

    /// Its kind in C.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Array { .. } => "an array",
            Self::Cpus { .. } => "a per-CPU value",
            Self::Rows { .. } => "the entries of a map with keys",
            Self::Value(ty) => kind_of(ty),
        }
    }
}
