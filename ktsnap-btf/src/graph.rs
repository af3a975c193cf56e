//! BTF as a graph of numbered types, each read once.
//!
//! The parser checks the encoding, not what the types refer to. Everything here and in the walks over the graph has a
//! bound, so that a damaged object is an error and not a hang.

use btf_rs::{Btf, BtfType, Type as Raw};

use crate::error::ObjectError;

/// How many types may stand one in another. Real ones stay far below.
pub(crate) const MAX_DEPTH: usize = 64;

/// The longest name that the kernel accepts in BTF (`KSYM_NAME_LEN`).
const MAX_NAME: usize = 512;

/// The types of one object, by id.
pub(crate) struct Graph {
    btf: Btf,
    types: Vec<Raw>,
}

impl Graph {
    pub(crate) fn parse(section: &[u8]) -> Result<Self, ObjectError> {
        refuse_bad_header(section)?;
        let btf = Btf::from_bytes(section).map_err(damaged)?;
        let (first, last) = btf.base().type_id_range();
        let types = (first..=last).map(|id| btf.resolve_type_by_id(id).map_err(damaged)).collect::<Result<_, _>>()?;
        Ok(Self { btf, types })
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
        let name = self.btf.resolve_name(of).map_err(damaged)?;
        if name.len() > MAX_NAME {
            return Err(damaged(format!("a name has {} bytes", name.len())));
        }
        Ok(name)
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

/// The parser allocates by the lengths in the header, so they are held against the data first.
fn refuse_bad_header(section: &[u8]) -> Result<(), ObjectError> {
    let short = || damaged("it is cut short");
    let magic: [u8; 2] = section.first_chunk().copied().ok_or_else(short)?;
    let word = |at: usize| -> Result<u64, ObjectError> {
        let bytes = section.get(at..).and_then(<[u8]>::first_chunk).copied().ok_or_else(short)?;
        Ok(u64::from(match magic {
            [0xeb, 0x9f] => u32::from_be_bytes(bytes),
            _ => u32::from_le_bytes(bytes),
        }))
    };
    let header = word(4)?;
    for (offset, len) in [(8, 12), (16, 20)] {
        if header + word(offset)? + word(len)? > section.len() as u64 {
            return Err(short());
        }
    }
    Ok(())
}
