//! A table of the structs and enums of a layout that contains equal types only once.
//!
//! Any number of types can share a type. Each type is therefore visited only once, and two types are compared only by their
//! own members, whose types are represented by numbers.

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use super::json::{JsonBody, JsonMember, JsonType};
use super::notation;
use crate::text::{SharedTexts, Text};
use crate::types::{Enum, Struct, Type};
use crate::work;

/// The types. The number of a type is its index.
#[derive(Default)]
pub(super) struct Interned<'l> {
    pub(super) types: Vec<InternedType<'l>>,
    by_address: HashMap<usize, usize>,
    by_content: HashMap<(&'static str, JsonType), usize>,
    notations: SharedTexts,
}

#[derive(Clone, Copy)]
pub(super) struct InternedType<'l> {
    pub(super) ty: StructOrEnum<'l>,
    /// The name of the first member or enumerator, which identifies an anonymous type.
    pub(super) first_name: &'l str,
}

#[derive(Clone, Copy)]
pub(super) enum StructOrEnum<'l> {
    Struct(&'l Arc<Struct>),
    Enum(&'l Arc<Enum>),
}

impl<'l> StructOrEnum<'l> {
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

    /// The JSON of the type. `notation` returns the notation of a member's type.
    pub(super) fn to_json(self, mut notation: impl FnMut(&Type) -> Text) -> JsonType {
        match self {
            Self::Struct(of) => {
                let members = of.members.iter().map(|member| JsonMember {
                    name: member.name.clone(),
                    ty: notation(&member.ty),
                    c_type: member.c_type.clone(),
                    bit_offset: member.bit_offset,
                    bits: member.bits,
                });
                JsonType { size: of.size, tag: of.name.clone(), body: JsonBody::Struct { members: members.collect() } }
            }
            Self::Enum(of) => {
                let values =
                    of.enumerators.iter().map(|enumerator| (enumerator.name.clone(), enumerator.value)).collect();
                JsonType { size: of.size, tag: of.name.clone(), body: JsonBody::Enum { signed: of.signed, values } }
            }
        }
    }
}

impl<'l> Interned<'l> {
    /// Adds a type and the types of its members, and returns its number. `None` if the type is neither a struct nor an enum.
    ///
    /// The recursion is bounded, because the nesting of types is.
    pub(super) fn add(&mut self, ty: &'l Type) -> Option<usize> {
        work::step();
        StructOrEnum::new(ty).map(|ty| self.add_one(ty))
    }

    pub(super) fn add_one(&mut self, ty: StructOrEnum<'l>) -> usize {
        if let Some(known) = self.by_address.get(&ty.address()) {
            return *known;
        }
        let first_name = match ty {
            StructOrEnum::Enum(of) => of.enumerators.first().map(|enumerator| enumerator.name.as_str()),
            StructOrEnum::Struct(of) => {
                let inner: Vec<_> = of.members.iter().map(|member| self.add(&member.ty)).collect();
                of.members.iter().zip(inner).find_map(|(member, inner)| match member.name.as_str() {
                    "" => self.types.get(inner?).map(|inner| inner.first_name).filter(|name| !name.is_empty()),
                    name => Some(name),
                })
            }
        };
        let mut notations = mem::take(&mut self.notations);
        let json = ty.to_json(|ty| {
            let number = |ty: &Type| self.number(ty).map(|number| number.to_string()).unwrap_or_default();
            notations.share(&notation::write(ty, number))
        });
        self.notations = notations;
        let next = self.types.len();
        let number = *self.by_content.entry((ty.keyword(), json)).or_insert(next);
        if number == next {
            self.types.push(InternedType { ty, first_name: first_name.unwrap_or_default() });
        }
        self.by_address.insert(ty.address(), number);
        number
    }

    /// The number of a type that was added.
    pub(super) fn number(&self, ty: &Type) -> Option<usize> {
        let address = match innermost(ty) {
            Type::Struct(of) => Arc::as_ptr(of).addr(),
            Type::Enum(of) => Arc::as_ptr(of).addr(),
            _ => return None,
        };
        self.by_address.get(&address).copied()
    }
}

/// The type of the elements of nested arrays.
fn innermost(ty: &Type) -> &Type {
    let mut ty = ty;
    while let Type::Array { element, .. } = ty {
        ty = element;
    }
    ty
}
