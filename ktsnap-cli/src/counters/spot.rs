//! A place in a root: its type, and what options say about the array around it.

use std::collections::HashMap;

use ktsnap_btf::{Struct, Type};
use ktsnap_core::histogram::Bounds;

use super::root::Root;
use crate::generate::arrays::ArrayAt;

/// What the elements of an array of integers, or the entries of a map, are.
#[derive(Debug, Clone)]
pub(super) enum Elements {
    /// Named by an enum.
    Named(Names),
    /// The buckets of a histogram.
    Buckets(Bounds),
}

/// The names of elements.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// The tag of the enum.
    pub(super) tag: String,
    /// The enumerator of each key, in full.
    pub(super) full: HashMap<u64, String>,
    /// The length of the words that all names have in common.
    pub(super) common: usize,
}

impl Names {
    /// The enumerator without the words that all have in common.
    pub(super) fn short(&self, key: u64) -> Option<&str> {
        let full = self.full.get(&key)?;
        Some(full.get(self.common..).unwrap_or(full))
    }

    /// The key that a name, in full or short, names.
    pub(super) fn key(&self, name: &str) -> Option<u64> {
        self.full.iter().find(|(key, full)| *full == name || self.short(**key) == Some(name)).map(|(key, _)| *key)
    }

    /// The short names in the order of their keys.
    pub(super) fn all(&self) -> Vec<&str> {
        let mut keys: Vec<u64> = self.full.keys().copied().collect();
        keys.sort_unstable();
        keys.into_iter().filter_map(|key| self.short(key)).collect()
    }
}

/// What options say about arrays.
pub(super) type Described = HashMap<ArrayAt, Elements>;

/// A place in a root.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'t> {
    pub(super) ty: &'t Type,
    described: &'t Described,
    /// What the innermost array is that starts here.
    about: Option<&'t Elements>,
    /// What the value of a map is, if this is the map.
    value: Option<&'t Elements>,
    is_map: bool,
}

impl<'t> Spot<'t> {
    /// A root as a whole.
    pub(super) fn of(root: &'t Root, described: &'t Described) -> Self {
        let value = root.as_map().and_then(|map| described.get(&ArrayAt::Value { map: map.name.to_string() }));
        Self { ty: &root.ty, described, about: described.get(&root.array()), value, is_map: root.as_map().is_some() }
    }

    /// What the elements of this array are, if it is the innermost array of a variable or member, or a map.
    pub(super) fn elements(&self) -> Option<&'t Elements> {
        let Type::Array { element, .. } = self.ty else { return None };
        let is_innermost = self.is_map || !matches!(**element, Type::Array { .. });
        self.about.filter(|_| is_innermost)
    }

    /// The names of the elements of this array.
    pub(super) fn names(&self) -> Option<&'t Names> {
        match self.elements() {
            Some(Elements::Named(names)) => Some(names),
            _ => None,
        }
    }

    /// An element of this array.
    pub(super) fn element(&self) -> Option<Self> {
        let Type::Array { element, .. } = self.ty else { return None };
        let about = if self.is_map { self.value } else { self.about };
        Some(Self { ty: element, about, value: None, is_map: false, ..*self })
    }

    /// The member of this name in a struct or its anonymous members.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        let Type::Struct(of) = self.ty else { return None };
        let member = of.member(name)?;
        Some(self.of_member(of, name, &member.ty))
    }

    /// A member that was found in `of`.
    pub(super) fn of_member(&self, of: &Struct, name: &str, ty: &'t Type) -> Self {
        Self { ty, about: self.described.get(&ArrayAt::member(of, name)), ..*self }
    }
}
