//! Checks the bytes of BTF before they are parsed.
//!
//! The parser trusts the lengths in the header, copies a name for each request, and rejects an object whose strings are not
//! UTF-8. It also does not expose the number of bits of an integer.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

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
pub(crate) struct CheckedBtf<'s> {
    /// The section, with `?` for each byte of a string that is not UTF-8.
    pub(crate) section: Cow<'s, [u8]>,
    /// The ids of integers with unused bits.
    pub(crate) irregular: HashSet<u32>,
}

/// Checks the header, the length of each name, and the integers and enums.
pub(crate) fn check(section: &[u8]) -> Result<CheckedBtf<'_>, ObjectError> {
    let btf = BtfBytes { section, big_endian: section.starts_with(&[0xeb, 0x9f]) };
    let (types, strings) = btf.parts()?;
    let irregular = btf.types(types.clone(), section.get(strings.clone()).unwrap_or_default())?;
    Ok(CheckedBtf { section: utf8(section, strings), irregular })
}

/// Replaces bytes that are not UTF-8. Lines of source code are among the strings and can be in any encoding; names are
/// always UTF-8.
fn utf8(section: &[u8], strings: Range<usize>) -> Cow<'_, [u8]> {
    let Some(text) = section.get(strings.clone()).filter(|text| std::str::from_utf8(text).is_err()) else {
        return Cow::Borrowed(section);
    };
    let mut mended = Vec::with_capacity(section.len());
    mended.extend(section.get(..strings.start).unwrap_or_default());
    for chunk in text.utf8_chunks() {
        mended.extend(chunk.valid().as_bytes());
        mended.extend(chunk.invalid().iter().map(|_| b'?'));
    }
    mended.extend(section.get(strings.end..).unwrap_or_default());
    Cow::Owned(mended)
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

    /// Checks each type, and returns the ids of the integers with unused bits.
    fn types(&self, types: Range<usize>, strings: &[u8]) -> Result<HashSet<u32>, ObjectError> {
        let mut irregular = HashSet::new();
        let (mut next, mut id) = (types.start, 0_u32);
        while next < types.end {
            id = id.saturating_add(1);
            let (info, size) = (self.word(next + 4)?, self.word(next + 8)?);
            let (kind, parts) = (info >> 24 & 0x1f, info & 0xffff);
            check_name(strings, self.word(next)?)?;
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
                    check_name(strings, self.word(next + each * part)?)?;
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
                        irregular.insert(id);
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
        Ok(irregular)
    }
}

/// Checks the length of a name before the parser copies it: without this check, 400 KB of types that share one long name
/// take 15 seconds. Other strings are lines of source code and can be longer.
fn check_name(strings: &[u8], at: usize) -> Result<(), ObjectError> {
    let name = strings.get(at..).unwrap_or_default();
    if name.len() > MAX_NAME && !name.iter().take(MAX_NAME + 1).any(|&byte| byte == 0) {
        return Err(damaged(format!("a name is longer than {MAX_NAME} bytes")));
    }
    Ok(())
}

fn truncated() -> ObjectError {
    damaged("it is truncated")
}
