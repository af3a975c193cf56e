//! Equality of types.
//!
//! Any number of types can share a type, and types that share can double at each level of nesting. A comparison therefore
//! remembers the structs and enums that it has found equal, and visits each of them once.

use std::collections::HashMap;
use std::ptr;

use super::{Enum, Member, Struct, Type};
use crate::work;

/// One comparison. The structs and enums that it found equal form sets, as in the union-find algorithm: each entry leads
/// from the address of a type to the address of another type of its set.
#[derive(Default)]
pub(crate) struct Equality {
    sets: HashMap<usize, usize>,
}

impl Equality {
    /// Whether two types are equal. If they are not, the comparison has its result and can't be continued.
    pub(crate) fn types(&mut self, a: &Type, b: &Type) -> bool {
        work::step();
        match (a, b) {
            (Type::Int { size: a, signed }, Type::Int { size: b, signed: other }) => a == b && signed == other,
            (Type::Bool { size: a }, Type::Bool { size: b })
            | (Type::Float { size: a }, Type::Float { size: b })
            | (Type::Bytes { size: a }, Type::Bytes { size: b }) => a == b,
            (Type::Char, Type::Char) | (Type::Opaque, Type::Opaque) => true,
            (Type::Enum(a), Type::Enum(b)) => self.enums(a, b),
            (Type::Struct(a), Type::Struct(b)) => self.structs(a, b),
            (Type::Array { element: a, len }, Type::Array { element: b, len: other }) => {
                len == other && (ptr::eq(&**a, &**b) || self.types(a, b))
            }
            (Type::Ptr { to: a }, Type::Ptr { to: b }) => a == b,
            _ => false,
        }
    }

    pub(super) fn structs(&mut self, a: &Struct, b: &Struct) -> bool {
        let Struct { name, union, size, members } = a;
        // Types are not recursive, so two structs can be joined before their members are compared.
        !self.join(ptr::from_ref(a).addr(), ptr::from_ref(b).addr())
            || (name, union, size) == (&b.name, &b.union, &b.size) && self.all(members, &b.members, Self::members)
    }

    pub(super) fn enums(&mut self, a: &Enum, b: &Enum) -> bool {
        let Enum { name, size, signed, enumerators } = a;
        !self.join(ptr::from_ref(a).addr(), ptr::from_ref(b).addr())
            || (name, size, signed) == (&b.name, &b.size, &b.signed) && *enumerators == b.enumerators
    }

    pub(super) fn members(&mut self, a: &Member, b: &Member) -> bool {
        let Member { name, bit_offset, bits, c_type, ty } = a;
        (name, bit_offset, bits, c_type) == (&b.name, &b.bit_offset, &b.bits, &b.c_type) && self.types(ty, &b.ty)
    }

    /// Whether two lists are equal, by an equality of their items.
    pub(crate) fn all<T>(&mut self, a: &[T], b: &[T], mut equal: impl FnMut(&mut Self, &T, &T) -> bool) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(self, a, b))
    }

    /// Whether two values that may be absent are equal.
    pub(crate) fn optional(&mut self, a: Option<&Type>, b: Option<&Type>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => self.types(a, b),
            (None, None) => true,
            _ => false,
        }
    }

    /// Joins the sets of two types. Whether they were different sets.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.set(a), self.set(b));
        if a != b {
            self.sets.insert(a, b);
        }
        a != b
    }

    /// The type that represents the set of a type.
    fn set(&mut self, ty: usize) -> usize {
        let mut at = ty;
        while let Some(next) = self.sets.get(&at).copied() {
            work::step();
            // Each visit halves the way to the representative.
            if let Some(after) = self.sets.get(&next).copied() {
                self.sets.insert(at, after);
            }
            at = next;
        }
        at
    }
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        Equality::default().types(self, other)
    }
}

impl PartialEq for Struct {
    fn eq(&self, other: &Self) -> bool {
        Equality::default().structs(self, other)
    }
}

impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        Equality::default().members(self, other)
    }
}

impl PartialEq for Enum {
    fn eq(&self, other: &Self) -> bool {
        Equality::default().enums(self, other)
    }
}
