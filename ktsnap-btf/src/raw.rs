//! BTF as bytes, before it is parsed: what the parser trusts, and what it does not show.
//!
//! The parser allocates by the lengths in the header, copies a name each time that it is asked for, and refuses an object
//! whose strings are not UTF-8. It does not show how many bits an integer has.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::error::ObjectError;

/// The longest name that the kernel accepts in BTF (`KSYM_NAME_LEN`).
pub(crate) const MAX_NAME: usize = 512;

/// Bytes of the header's first version, which all later ones begin with.
const HEADER: usize = 24;

/// Kinds, as in `include/uapi/linux/btf.h`.
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

/// BTF that the parser can be given.
pub(crate) struct Checked<'s> {
    /// The section, in which bytes of strings that are not UTF-8 are `?`.
    pub(crate) section: Cow<'s, [u8]>,
    /// The ids of integers that do not fill their bytes.
    pub(crate) irregular: HashSet<u32>,
}

/// Checks the header, the length of each name, and the integers and enums.
pub(crate) fn check(section: &[u8]) -> Result<Checked<'_>, ObjectError> {
    let btf = Btf { section, big_endian: section.starts_with(&[0xeb, 0x9f]) };
    let (types, strings) = btf.parts()?;
    let irregular = btf.types(types.clone(), section.get(strings.clone()).unwrap_or_default())?;
    Ok(Checked { section: utf8(section, strings), irregular })
}

/// A file's lines of source are among the strings, and need not be UTF-8. Names are: C has no others in BTF.
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

struct Btf<'s> {
    section: &'s [u8],
    big_endian: bool,
}

impl Btf<'_> {
    /// The word at an offset, in the byte order that the magic shows.
    fn word(&self, at: usize) -> Result<usize, ObjectError> {
        let bytes = self.section.get(at..).and_then(<[u8]>::first_chunk).copied().ok_or_else(cut)?;
        let word = if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        usize::try_from(word).map_err(|_| cut())
    }

    /// Where the types and the strings are.
    fn parts(&self) -> Result<(Range<usize>, Range<usize>), ObjectError> {
        let header = self.word(4)?;
        let part = |offset: usize, len: usize| {
            let start = header.checked_add(self.word(offset)?).ok_or_else(cut)?;
            let end = start.checked_add(self.word(len)?).filter(|end| *end <= self.section.len()).ok_or_else(cut)?;
            Ok::<_, ObjectError>(start..end)
        };
        let (types, strings) = (part(8, 12)?, part(16, 20)?);
        if header < HEADER {
            return Err(damaged(format!("its header has {header} bytes")));
        }
        // As in libbpf's `btf_parse_str_sec`: the empty name comes first, unless another file's strings come before.
        match self.section.get(strings.start).filter(|_| !strings.is_empty()) {
            Some(0) => Ok((types, strings)),
            _ if types.is_empty() && strings.is_empty() => Err(damaged("it has neither types nor names")),
            _ => Err(ObjectError::SplitBtf),
        }
    }

    /// Checks each type, and gives the ids of the irregular integers.
    fn types(&self, types: Range<usize>, strings: &[u8]) -> Result<HashSet<u32>, ObjectError> {
        let mut irregular = HashSet::new();
        let (mut next, mut id) = (types.start, 0_u32);
        while next < types.end {
            id = id.saturating_add(1);
            let (info, size) = (self.word(next + 4)?, self.word(next + 8)?);
            let (kind, parts) = (info >> 24 & 0x1f, info & 0xffff);
            named_well(strings, self.word(next)?)?;
            next += 12;
            // What follows the three words that each type has. The parser refuses kinds that are not here.
            let (each, named) = match kind {
                kind::STRUCT | kind::UNION | kind::ENUM64 => (12, true),
                kind::ENUM | kind::FUNC_PROTO => (8, true),
                kind::DATASEC => (12, false),
                _ => (0, false),
            };
            if named {
                for part in 0..parts {
                    named_well(strings, self.word(next + each * part)?)?;
                }
            }
            match kind {
                kind::INT => {
                    let word = self.word(next)?;
                    let (encoding, offset, bits) = (word >> 24 & 0xf, word >> 16 & 0xff, word & 0xff);
                    if !matches!(encoding, 0 | 1 | 2 | 4) {
                        return Err(damaged(format!("the integer {id} is of several kinds at once")));
                    }
                    if bits > size.saturating_mul(8) {
                        return Err(damaged(format!("the integer {id} has {bits} bits in {size} bytes")));
                    }
                    if offset != 0 || bits != size.saturating_mul(8) {
                        irregular.insert(id);
                    }
                }
                kind::ENUM | kind::ENUM64 if !matches!(size, 1 | 2 | 4 | 8) => {
                    return Err(damaged(format!("the enum {id} has {size} bytes")));
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

/// Holds a name to the kernel's bound before it is copied: without this, 400 KB of types that share one long name take
/// 15 seconds. The other strings are lines of source, which may be longer.
fn named_well(strings: &[u8], at: usize) -> Result<(), ObjectError> {
    let name = strings.get(at..).unwrap_or_default();
    if name.len() > MAX_NAME && !name.iter().take(MAX_NAME + 1).any(|&byte| byte == 0) {
        return Err(damaged(format!("a name has more than {MAX_NAME} bytes")));
    }
    Ok(())
}

fn cut() -> ObjectError {
    damaged("it is cut short")
}

fn damaged(what: impl std::fmt::Display) -> ObjectError {
    crate::graph::damaged(what)
}
