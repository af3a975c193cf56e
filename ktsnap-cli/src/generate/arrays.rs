//! Types that the user chose for arrays of integers, since BTF does not say what their elements are.

use std::collections::HashMap;
use std::ptr;

use ktsnap_btf::{Struct, Type};

use super::block::{array, innermost};

/// An array in an object, or several arrays around one of integers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum ArrayAt {
    /// A variable of a section.
    Var { section: String, name: String },
    /// A member, wherever the object has the struct.
    Member { of: *const Struct, name: String },
    /// The value of a map.
    Value { map: String },
    /// The entries of a map with one integer in each.
    Entries { map: String },
}

/// The chosen types.
#[derive(Debug, Default)]
pub(crate) struct Arrays {
    chosen: HashMap<ArrayAt, Chosen>,
}

#[derive(Debug)]
struct Chosen {
    /// The type of the array of integers, without the arrays around it.
    rust: String,
    is_used: bool,
}

impl Arrays {
    /// Chooses the type of the array of integers. Returns whether it had none.
    pub(crate) fn choose(&mut self, at: ArrayAt, rust: String) -> bool {
        self.chosen.insert(at, Chosen { rust, is_used: false }).is_none()
    }

    /// The type that was chosen, for a field that is made now.
    pub(crate) fn take(&mut self, at: &ArrayAt) -> Option<String> {
        let chosen = self.chosen.get_mut(at)?;
        chosen.is_used = true;
        Some(chosen.rust.clone())
    }

    /// Whether a field was made for the array.
    pub(crate) fn is_used(&self, at: &ArrayAt) -> bool {
        self.chosen.get(at).is_some_and(|chosen| chosen.is_used)
    }
}

impl ArrayAt {
    pub(crate) fn member(of: &Struct, name: &str) -> Self {
        Self::Member { of: ptr::from_ref(of), name: name.to_owned() }
    }
}

/// The integers of an array of integers, also inside other arrays, and their number in the innermost array.
pub(crate) fn integers(ty: &Type) -> Option<(Type, u64)> {
    match ty {
        Type::Array { element, .. } if matches!(**element, Type::Array { .. }) => integers(element),
        Type::Array { element, len } if matches!(**element, Type::Int { size: ..=8, .. }) => {
            Some((element.as_ref().clone(), *len))
        }
        // A map's value without a type.
        Type::Bytes { size } if *size > 8 && size.is_multiple_of(8) => {
            Some((Type::Int { size: 8, signed: false }, size / 8))
        }
        _ => None,
    }
}

/// The type of a field for an array, if its innermost array has the type `rust`.
pub(super) fn around(rust: &str, ty: &Type, is_set_at_load: bool) -> String {
    match ty {
        Type::Array { element, len } if matches!(**element, Type::Array { .. }) => {
            let bytes = ty.size().filter(|_| !is_set_at_load);
            array(&around(rust, element, false), *len, bytes)
        }
        _ => rust.to_owned(),
    }
}

/// Whether a field of the type can be the sum over all CPUs. A struct can, with those of its members that can.
pub(super) fn has_sum(ty: &Type) -> bool {
    match innermost(ty) {
        Type::Int { size, .. } => *size <= 8,
        Type::Bytes { .. } => ty.to_rust().is_some(),
        Type::Struct(of) => !matches!(of.name.as_deref(), Some("cpumask" | "bpf_cpumask")),
        _ => false,
    }
}
