//! BTF as a graph of numbered types, each read once.
//!
//! The parser checks the encoding, not what the types refer to. Everything here and in the walks over the graph has a
//! bound, so that a damaged object is an error and not a hang.

use std::collections::HashSet;

use btf_rs::{Btf, BtfType, Type as Raw};

use crate::error::ObjectError;
use crate::raw::{self, Checked};

/// How many types may stand one in another. Real ones stay far below.
pub(crate) const MAX_DEPTH: usize = 64;

/// The types of one object, by id.
pub(crate) struct Graph {
    btf: Btf,
    types: Vec<Raw>,
    irregular: HashSet<u32>,
}

impl Graph {
    pub(crate) fn parse(section: &[u8]) -> Result<Self, ObjectError> {
        let Checked { section, irregular } = raw::check(section)?;
        let btf = Btf::from_bytes(&section).map_err(damaged)?;
        let (first, last) = btf.base().type_id_range();
        let types = (first..=last).map(|id| btf.resolve_type_by_id(id).map_err(damaged)).collect::<Result<_, _>>()?;
        Ok(Self { btf, types, irregular })
    }

    /// How many types there are. BTF counts them in 32 bits.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.types.len()).unwrap_or(u32::MAX)
    }

    /// Every type with its id.
    pub(crate) fn ids(&self) -> impl Iterator<Item = (u32, &Raw)> {
        (0..).zip(&self.types)
    }

    pub(crate) fn types(&self) -> impl Iterator<Item = &Raw> {
        self.types.iter()
    }

    pub(crate) fn get(&self, id: u32) -> Result<&Raw, ObjectError> {
        let found = usize::try_from(id).ok().and_then(|index| self.types.get(index));
        found.ok_or_else(|| damaged(format!("there is no type {id}")))
    }

    /// The type that another refers to.
    pub(crate) fn target(&self, of: &dyn BtfType) -> Result<&Raw, ObjectError> {
        self.get(target(of)?)
    }

    pub(crate) fn name(&self, of: &dyn BtfType) -> Result<String, ObjectError> {
        self.btf.resolve_name(of).map_err(damaged)
    }

    /// Whether an integer does not fill its bytes. Clang wrote the types of bitfields so before BTF had a width for each
    /// member.
    pub(crate) fn is_irregular(&self, id: u32) -> bool {
        self.irregular.contains(&id)
    }

    /// What a chain of typedefs, qualifiers and tags ends in.
    pub(crate) fn bare(&self, id: u32) -> Result<u32, ObjectError> {
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

    /// Whether C has a variable of that type `volatile` or `const`, or an array of such: then a compiler changes neither
    /// its size nor its values.
    pub(crate) fn is_fixed(&self, id: u32) -> Result<bool, ObjectError> {
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

    /// The name of what can be anonymous.
    pub(crate) fn tag(&self, of: &dyn BtfType) -> Result<Option<String>, ObjectError> {
        Ok(Some(self.name(of)?).filter(|name| !name.is_empty()))
    }
}

/// The id that a type refers to.
pub(crate) fn target(of: &dyn BtfType) -> Result<u32, ObjectError> {
    of.get_type_id().ok_or_else(|| damaged("a type refers to none"))
}

pub(crate) fn damaged(what: impl std::fmt::Display) -> ObjectError {
    ObjectError::Btf(what.to_string())
}
