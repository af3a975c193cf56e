//! Checks the bytes of BTF before they are parsed.
//!
//! The parser trusts the lengths in the header, allocates memory for each string, and rejects an object whose strings are
//! not UTF-8. It also does not expose the number of bits of an integer.

use std::collections::HashSet;
use std::ops::Range;

use super::strings::Strings;
use crate::error::{ObjectError, damaged};

/// The longest name that the kernel accepts in BTF (`KSYM_NAME_LEN`).
pub(crate) const MAX_NAME: usize = 512;

/// The length of the first version of the header. Later versions only append to it.
const HEADER: usize = 24;

/// The kinds of types, as in `include/uapi/linux/btf.h`.
mod kind {
    pub(super) const INT: usize = 1;
    pub(super) const ARRAY: usize = 3;
    pub(super) const STRUCT: usize = 4;
    pub(super) const UNION: usize = 5;
    pub(super) const ENUM: usize = 6;
    pub(super) const FUNC_PROTO: usize = 13;
    pub(super) const VAR: usize = 14;
    pub(super) const DATASEC: usize = 15;
    pub(super) const DECL_TAG: usize = 17;
    pub(super) const ENUM64: usize = 19;
}

/// BTF that is safe to parse.
pub(crate) struct CheckedBtf {
    /// The section for the parser. Its strings are only those that are the names of types.
    pub(crate) section: Vec<u8>,
    pub(crate) strings: Strings,
    /// The ids of integers with unused bits.
    pub(crate) irregular: HashSet<u32>,
}

/// Checks the header, the length of each name, and the integers and enums.
pub(crate) fn check(section: &[u8]) -> Result<CheckedBtf, ObjectError> {
    let btf = BtfBytes { section, big_endian: section.starts_with(&[0xeb, 0x9f]) };
    let (types, range) = btf.parts()?;
    let strings = Strings::new(section.get(range.clone()).unwrap_or_default());
    let Types { irregular, named } = btf.types(types, &strings)?;
    let mut section = section.to_vec();
    if let Some(old) = section.get_mut(range) {
        old.copy_from_slice(&strings.joined(&named));
    }
    Ok(CheckedBtf { section, strings, irregular })
}

/// What the checks of all types found.
#[derive(Default)]
struct Types {
    /// The ids of integers with unused bits.
    irregular: HashSet<u32>,
    /// The offsets of the names of types.
    named: HashSet<usize>,
}

struct BtfBytes<'s> {
    section: &'s [u8],
    big_endian: bool,
}

impl BtfBytes<'_> {
    /// The word at an offset, in the byte order of the magic number.
    fn word(&self, at: usize) -> Result<usize, ObjectError> {
        let bytes = self.section.get(at..).and_then(<[u8]>::first_chunk).copied().ok_or_else(truncated)?;
        let word = if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        usize::try_from(word).map_err(|_| truncated())
    }

    /// The ranges of the types and of the strings.
    fn parts(&self) -> Result<(Range<usize>, Range<usize>), ObjectError> {
        let header = self.word(4)?;
        let part = |offset: usize, len: usize| {
            let start = header.checked_add(self.word(offset)?).ok_or_else(truncated)?;
            let end =
                start.checked_add(self.word(len)?).filter(|end| *end <= self.section.len()).ok_or_else(truncated)?;
            Ok::<_, ObjectError>(start..end)
        };
        let (types, strings) = (part(8, 12)?, part(16, 20)?);
        if header < HEADER {
            return Err(damaged(format!("its header has only {header} bytes")));
        }
        // The empty name comes first, unless the strings continue those of another file (libbpf, `btf_parse_str_sec`).
        match self.section.get(strings.start).filter(|_| !strings.is_empty()) {
            Some(0) => Ok((types, strings)),
            _ if types.is_empty() && strings.is_empty() => Err(damaged("it has no types and no strings")),
            _ => Err(ObjectError::SplitBtf),
        }
    }

    /// Checks each type.
    fn types(&self, types: Range<usize>, strings: &Strings) -> Result<Types, ObjectError> {
        let mut found = Types::default();
        let (mut next, mut id) = (types.start, 0_u32);
        while next < types.end {
            id = id.saturating_add(1);
            let (info, size) = (self.word(next + 4)?, self.word(next + 8)?);
            let (kind, parts) = (info >> 24 & 0x1f, info & 0xffff);
            let name = self.word(next)?;
            strings.check_name(name)?;
            found.named.insert(name);
            next += 12;
            // The size of each entry after the three words of a type. The parser rejects unknown kinds.
            let (each, named) = match kind {
                kind::STRUCT | kind::UNION | kind::ENUM64 => (12, true),
                kind::ENUM | kind::FUNC_PROTO => (8, true),
                kind::DATASEC => (12, false),
                _ => (0, false),
            };
            if named {
                for part in 0..parts {
                    strings.check_name(self.word(next + each * part)?)?;
                }
            }
            match kind {
                kind::INT => {
                    let word = self.word(next)?;
                    let (encoding, offset, bits) = (word >> 24 & 0xf, word >> 16 & 0xff, word & 0xff);
                    if !matches!(encoding, 0 | 1 | 2 | 4) {
                        return Err(damaged(format!("integer type {id} has several encodings")));
                    }
                    if bits > size.saturating_mul(8) {
                        return Err(damaged(format!("integer type {id} has {bits} bits in {size} bytes")));
                    }
                    if offset != 0 || bits != size.saturating_mul(8) {
                        found.irregular.insert(id);
                    }
                }
                kind::ENUM | kind::ENUM64 if !matches!(size, 1 | 2 | 4 | 8) => {
                    return Err(damaged(format!("enum type {id} has {size} bytes")));
                }
                _ => {}
            }
            next += match kind {
                kind::INT | kind::VAR | kind::DECL_TAG => 4,
                kind::ARRAY => 12,
                _ => each * parts,
            };
        }
        Ok(found)
    }
}

fn truncated() -> ObjectError {
    damaged("it is truncated")
}
