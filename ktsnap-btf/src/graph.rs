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
        refuse_long_names(section)?;
        let btf = Btf::from_bytes(section).map_err(damaged)?;
        let (first, last) = btf.base().type_id_range();
        let types = (first..=last).map(|id| btf.resolve_type_by_id(id).map_err(damaged)).collect::<Result<_, _>>()?;
        Ok(Self { btf, types })
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
        let name = self.btf.resolve_name(of).map_err(damaged)?;
        if name.len() > MAX_NAME {
            return Err(damaged(format!("a name has more than {MAX_NAME} bytes")));
        }
        Ok(name)
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

/// The word at an offset, in the byte order that the magic shows.
fn word(section: &[u8], at: usize) -> Result<u32, ObjectError> {
    let bytes = section.get(at..).and_then(<[u8]>::first_chunk).copied();
    let bytes = bytes.ok_or_else(|| damaged("it is cut short"))?;
    let big_endian = section.starts_with(&[0xeb, 0x9f]);
    Ok(if big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
}

/// The parser allocates by the lengths in the header, so they are held against the data first.
fn refuse_bad_header(section: &[u8]) -> Result<(), ObjectError> {
    let header = u64::from(word(section, 4)?);
    for (offset, len) in [(8, 12), (16, 20)] {
        let end = header + u64::from(word(section, offset)?) + u64::from(word(section, len)?);
        if end > section.len() as u64 {
            return Err(damaged("it is cut short"));
        }
    }
    // As in libbpf's `btf_parse_str_sec`: the empty name comes first, unless another file's strings come before.
    let strings = header + u64::from(word(section, 16)?);
    let first = usize::try_from(strings).ok().and_then(|strings| section.get(strings));
    if first.is_some_and(|&first| first != 0) {
        return Err(ObjectError::SplitBtf);
    }
    Ok(())
}

/// The parser copies a type's name for each type that bears it: without this, 400 KB take 15 seconds. Only names are
/// held to the bound, since the strings are also lines of source, which may be longer.
fn refuse_long_names(section: &[u8]) -> Result<(), ObjectError> {
    let at = |offset: usize| -> Result<usize, ObjectError> { Ok(word(section, offset)? as usize) };
    let header = at(4)?;
    let strings = section.get(header + at(16)?..).unwrap_or_default();
    let mut next = header + at(8)?;
    let end = next + at(12)?;
    while next < end {
        let name = strings.get(at(next)?..).unwrap_or_default();
        if name.len() > MAX_NAME && !name.iter().take(MAX_NAME + 1).any(|&byte| byte == 0) {
            return Err(damaged(format!("a name has more than {MAX_NAME} bytes")));
        }
        let info = at(next + 4)?;
        let parts = info & 0xffff;
        // By kind, what follows the three words that each type has; the parser refuses kinds that are not here.
        next += 12
            + match info >> 24 & 0x1f {
                1 | 14 | 17 => 4,
                3 => 12,
                4 | 5 | 15 | 19 => 12 * parts,
                6 | 13 => 8 * parts,
                _ => 0,
            };
    }
    Ok(())
}
