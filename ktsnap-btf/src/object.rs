//! One BPF object: its BTF, and what ELF adds to it.

use std::borrow::Cow;

use object::Architecture;

use crate::elf::{Elf, Symbols};
use crate::error::ObjectError;

/// An object's BTF and symbols.
pub(crate) struct Object<'d> {
    pub(crate) btf: Cow<'d, [u8]>,
    pub(crate) big_endian: bool,
    /// What an unlinked object's BTF leaves to ELF. Raw BTF has none.
    symbols: Option<Symbols<'d>>,
}

impl<'d> Object<'d> {
    /// Reads a BPF ELF object, or BTF that stands alone.
    pub(crate) fn parse(data: &'d [u8]) -> Result<Self, ObjectError> {
        if let Some(big_endian) = raw_btf(data) {
            return Ok(Self { btf: Cow::Borrowed(data), big_endian, symbols: None });
        }
        let elf = Elf::parse(data)?;
        if elf.machine() != Architecture::Bpf {
            return Err(ObjectError::NotBpf { machine: format!("{:?}", elf.machine()) });
        }
        let btf = elf.section(".BTF")?.ok_or(ObjectError::NoBtf)?;
        Ok(Self { btf, big_endian: elf.big_endian(), symbols: Some(elf.symbols()?) })
    }

    pub(crate) fn section_size(&self, section: &str) -> Result<u64, ObjectError> {
        self.symbols.as_ref().ok_or(ObjectError::UnlinkedBtf)?.section_size(section)
    }

    pub(crate) fn offset_of(&self, section: &str, var: &str) -> Result<u64, ObjectError> {
        self.symbols.as_ref().ok_or(ObjectError::UnlinkedBtf)?.offset_of(section, var)
    }
}

/// Whether the data is BTF alone, by its magic number, and then its byte order.
pub(crate) fn raw_btf(data: &[u8]) -> Option<bool> {
    match data {
        [0x9f, 0xeb, ..] => Some(false),
        [0xeb, 0x9f, ..] => Some(true),
        _ => None,
    }
}
