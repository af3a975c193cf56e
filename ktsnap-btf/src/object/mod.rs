//! The bytes of one BPF object: its BTF, and the sizes and offsets that only its ELF file has.

pub(crate) mod carrier;
pub(crate) mod elf;
pub(crate) mod symbols;

use std::borrow::Cow;

use object::Architecture;

use self::elf::Elf;
use self::symbols::{DatasecEntry, Symbols};
use crate::error::ObjectError;

/// An object's BTF and symbols.
pub(crate) struct Object<'d> {
    pub(crate) btf: Cow<'d, [u8]>,
    pub(crate) big_endian: bool,
    /// `None` for raw BTF.
    symbols: Option<Symbols<'d>>,
}

impl<'d> Object<'d> {
    /// Reads a BPF ELF object or raw BTF.
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
        if raw_btf(&btf).is_some_and(|btf_order| btf_order != big_endian) {
            return Err(ObjectError::ByteOrder);
        }
        Ok(Self { btf, big_endian, symbols: Some(elf.symbols()?) })
    }

    /// The size of a section. `listed` is the size in BTF, which is 0 in an unlinked object.
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

    /// The offset of a variable in its section.
    pub(crate) fn offset_of(&self, var: DatasecEntry<'_>, unlinked: bool) -> Result<u64, ObjectError> {
        match &self.symbols {
            Some(symbols) => symbols.offset_of(var, unlinked),
            None => Ok(var.offset),
        }
    }
}

/// Whether raw BTF is big-endian. `None` if the data does not start with the magic number of BTF.
pub(crate) fn raw_btf(data: &[u8]) -> Option<bool> {
    match data {
        [0x9f, 0xeb, ..] => Some(false),
        [0xeb, 0x9f, ..] => Some(true),
        _ => None,
    }
}
