//! One BPF object: its BTF, and what ELF adds to it.

use std::borrow::Cow;

use object::Architecture;

use crate::elf::{Elf, Listed, Symbols};
use crate::error::ObjectError;

/// An object's BTF and symbols.
pub(crate) struct Object<'d> {
    pub(crate) btf: Cow<'d, [u8]>,
    pub(crate) big_endian: bool,
    /// The places that ELF gives to sections and variables. Raw BTF has none.
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
        if !elf.is_relocatable() {
            return Err(ObjectError::NotRelocatable);
        }
        let btf = elf.section(".BTF")?.ok_or(ObjectError::NoBtf)?;
        let big_endian = elf.big_endian();
        if raw_btf(&btf).is_some_and(|of_btf| of_btf != big_endian) {
            return Err(ObjectError::ByteOrder);
        }
        Ok(Self { btf, big_endian, symbols: Some(elf.symbols()?) })
    }

    /// The size of a section, of which BTF says `listed`: 0 if it leaves that to ELF.
    pub(crate) fn section_size<'v>(
        &self,
        section: &str,
        listed: u64,
        vars: impl Iterator<Item = &'v str>,
    ) -> Result<u64, ObjectError> {
        let Some(symbols) = &self.symbols else {
            return if listed == 0 { Err(ObjectError::UnlinkedBtf) } else { Ok(listed) };
        };
        match symbols.section_size(section, vars)? {
            Some(size) if listed == 0 || listed == size => Ok(size),
            Some(size) => Err(ObjectError::SectionSize { section: section.to_owned(), btf: listed, elf: size }),
            None if listed == 0 => Err(ObjectError::Incomplete { missing: format!("section `{section}`") }),
            None => Ok(listed),
        }
    }

    /// Where a variable is in its section.
    pub(crate) fn offset_of(&self, var: Listed<'_>, unlinked: bool) -> Result<u64, ObjectError> {
        match &self.symbols {
            Some(symbols) => symbols.offset_of(var, unlinked),
            None => Ok(var.offset),
        }
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
