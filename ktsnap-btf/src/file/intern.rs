//! The structs and enums of a layout as a table in which equal ones stand once.
//!
//! A type can be shared by any number of others, so that nothing here walks it twice, and two are held against each
//! other by what they hold directly.

use std::collections::HashMap;
use std::sync::Arc;

use super::document::{Body, Member, Type as Row};
use super::notation;
use crate::types::{Enum, Struct, Type};

/// The types, each with a number.
#[derive(Default)]
pub(super) struct Interned<'l> {
    pub(super) entries: Vec<Entry<'l>>,
    by_address: HashMap<usize, usize>,
    by_content: HashMap<(&'static str, Row), usize>,
}

#[derive(Clone, Copy)]
pub(super) struct Entry<'l> {
    pub(super) of: Of<'l>,
    /// The first name in it, of a member or enumerator: what tells an anonymous one from another.
    pub(super) first: &'l str,
}

#[derive(Clone, Copy)]
pub(super) enum Of<'l> {
    Struct(&'l Arc<Struct>),
    Enum(&'l Arc<Enum>),
}

impl<'l> Of<'l> {
    fn new(ty: &'l Type) -> Option<Self> {
        match innermost(ty) {
            Type::Struct(of) => Some(Self::Struct(of)),
            Type::Enum(of) => Some(Self::Enum(of)),
            _ => None,
        }
    }

    fn address(self) -> usize {
        match self {
            Self::Struct(of) => Arc::as_ptr(of).addr(),
            Self::Enum(of) => Arc::as_ptr(of).addr(),
        }
    }

    pub(super) fn keyword(self) -> &'static str {
        match self {
            Self::Struct(of) if of.union => "union",
            Self::Struct(_) => "struct",
            Self::Enum(_) => "enum",
        }
    }

    pub(super) fn name(self) -> Option<&'l str> {
        match self {
            Self::Struct(of) => of.name.as_deref(),
            Self::Enum(of) => of.name.as_deref(),
        }
    }

    /// Its row, with whatever names its members' types.
    pub(super) fn row(self, mut named: impl FnMut(&Type) -> String) -> Row {
        match self {
            Self::Struct(of) => {
                let members = of.members.iter().map(|member| Member {
                    name: member.name.clone(),
                    ty: notation::write(&member.ty, &mut named),
                    c_type: member.c_type.clone(),
                    bit_offset: member.bit_offset,
                    bits: member.bits,
                });
                Row { size: of.size, tag: of.name.clone(), body: Body::Members(members.collect()) }
            }
            Self::Enum(of) => {
                let values = of.enumerators.iter().map(|one| (one.name.clone(), one.value)).collect();
                Row { size: of.size, tag: of.name.clone(), body: Body::Enumerators { signed: of.signed, values } }
            }
        }
    }
}

impl<'l> Interned<'l> {
    /// Takes in a type and all that it holds, and gives its number; `None` for what is neither struct nor enum. The
    /// walk is as deep as types nest, which has a bound.
    pub(super) fn add(&mut self, ty: &'l Type) -> Option<usize> {
        Of::new(ty).map(|of| self.add_one(of))
    }

    pub(super) fn add_one(&mut self, of: Of<'l>) -> usize {
        if let Some(known) = self.by_address.get(&of.address()) {
            return *known;
        }
        let first = match of {
            Of::Enum(of) => of.enumerators.first().map(|one| one.name.as_str()),
            Of::Struct(of) => {
                let inner: Vec<_> = of.members.iter().map(|member| self.add(&member.ty)).collect();
                of.members.iter().zip(inner).find_map(|(member, inner)| match member.name.as_str() {
                    "" => self.entries.get(inner?).map(|entry| entry.first).filter(|first| !first.is_empty()),
                    name => Some(name),
                })
            }
        };
        let row = of.row(|ty| self.number(ty).map(|number| number.to_string()).unwrap_or_default());
        let next = self.entries.len();
        let number = *self.by_content.entry((of.keyword(), row)).or_insert(next);
        if number == next {
            self.entries.push(Entry { of, first: first.unwrap_or_default() });
        }
        self.by_address.insert(of.address(), number);
        number
    }

    /// The number of a type that was taken in.
    pub(super) fn number(&self, ty: &Type) -> Option<usize> {
        let address = match innermost(ty) {
            Type::Struct(of) => Arc::as_ptr(of).addr(),
            Type::Enum(of) => Arc::as_ptr(of).addr(),
            _ => return None,
        };
        self.by_address.get(&address).copied()
    }
}

/// What the elements of arrays are.
fn innermost(ty: &Type) -> &Type {
    let mut ty = ty;
    while let Type::Array { element, .. } = ty {
        ty = element;
    }
    ty
}
