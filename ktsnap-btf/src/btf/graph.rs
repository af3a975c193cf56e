//! BTF as a graph of numbered types.
//!
//! The parser checks the encoding, but not the references between types. Every walk over the graph is therefore bounded,
//! so that a damaged object causes an error instead of an endless loop.

use std::collections::HashSet;

use btf_rs::{Btf, BtfType, Type as Raw};

use super::encoding::{self, CheckedBtf};
use super::strings::Strings;
use crate::error::{ObjectError, damaged};
use crate::types::MAX_DEPTH;

/// The types of one object, by id.
pub(crate) struct Graph {
    types: Vec<Raw>,
    strings: Strings,
    irregular: HashSet<u32>,
}

impl Graph {
    pub(crate) fn parse(section: &[u8]) -> Result<Self, ObjectError> {
        let CheckedBtf { section, strings, irregular } = encoding::check(section)?;
        let btf = Btf::from_bytes(&section).map_err(damaged)?;
        drop(section);
        let (first, last) = btf.base().type_id_range();
        let types = (first..=last).map(|id| btf.resolve_type_by_id(id).map_err(damaged)).collect::<Result<_, _>>()?;
        Ok(Self { types, strings, irregular })
    }

    /// The number of types, `void` included. BTF counts types in 32 bits.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.types.len()).unwrap_or(u32::MAX)
    }

    /// All types with their ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = (u32, &Raw)> {
        (0..).zip(&self.types)
    }

    pub(crate) fn types(&self) -> impl Iterator<Item = &Raw> {
        self.types.iter()
    }

    pub(crate) fn get(&self, id: u32) -> Result<&Raw, ObjectError> {
        let found = usize::try_from(id).ok().and_then(|index| self.types.get(index));
        found.ok_or_else(|| damaged(format!("type {id} does not exist")))
    }

    /// The type that `of` refers to.
    pub(crate) fn target(&self, of: &dyn BtfType) -> Result<&Raw, ObjectError> {
        self.get(target(of)?)
    }

    pub(crate) fn name(&self, of: &dyn BtfType) -> Result<&str, ObjectError> {
        self.strings.get(name_offset(of)?)
    }

    /// Whether the type is an integer with unused bits. clang described bitfields by these integers before BTF members had
    /// a width.
    pub(crate) fn is_irregular(&self, id: u32) -> bool {
        self.irregular.contains(&id)
    }

    /// The id of the type after a chain of typedefs, qualifiers and tags.
    pub(crate) fn underlying(&self, id: u32) -> Result<u32, ObjectError> {
        let mut at = id;
        for _ in 0..MAX_DEPTH {
            at = match self.get(at)? {
                Raw::Typedef(of) => target(of)?,
                Raw::Const(of) | Raw::Volatile(of) | Raw::Restrict(of) => target(of)?,
                Raw::TypeTag(of) => target(of)?,
                _ => return Ok(at),
            };
        }
        Err(ObjectError::EndlessType { id })
    }

    /// Whether the type, or the element type of an array, is `volatile` or `const`. The compiler then changes neither the
    /// size nor the values of a variable.
    pub(crate) fn is_volatile_or_const(&self, id: u32) -> Result<bool, ObjectError> {
        let mut at = id;
        for _ in 0..2 * MAX_DEPTH {
            at = match self.get(at)? {
                Raw::Const(_) | Raw::Volatile(_) => return Ok(true),
                Raw::Typedef(of) => target(of)?,
                Raw::Restrict(of) => target(of)?,
                Raw::TypeTag(of) => target(of)?,
                Raw::Array(of) => target(of)?,
                _ => return Ok(false),
            };
        }
        Err(ObjectError::EndlessType { id })
    }

    /// The name of a type that can be anonymous.
    pub(crate) fn tag(&self, of: &dyn BtfType) -> Result<Option<&str>, ObjectError> {
        Ok(Some(self.name(of)?).filter(|name| !name.is_empty()))
    }
}

/// The offset of the name of a type, member or enumerator.
pub(super) fn name_offset(of: &dyn BtfType) -> Result<u32, ObjectError> {
    of.get_name_offset().ok_or_else(|| damaged("a type has no name"))
}

/// The id that a type refers to.
pub(crate) fn target(of: &dyn BtfType) -> Result<u32, ObjectError> {
    of.get_type_id().ok_or_else(|| damaged("a reference has no target"))
}
