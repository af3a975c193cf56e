//! The ELF part of a BPF object: where BTF is, and what an unlinked object's BTF leaves to the symbols.

use std::collections::HashMap;

use object::read::elf::{ElfFile, FileHeader};
use object::{Architecture, FileKind, Object, ObjectSection, ObjectSymbol};

use crate::error::ObjectError;

/// A BPF object's BTF and symbols.
pub(crate) struct Elf<'d> {
    pub(crate) btf: &'d [u8],
    pub(crate) big_endian: bool,
    section_sizes: HashMap<&'d str, u64>,
    /// Offsets of global symbols in their section.
    symbols: HashMap<(&'d str, &'d str), u64>,
}

impl<'d> Elf<'d> {
    pub(crate) fn parse(data: &'d [u8]) -> Result<Self, ObjectError> {
        match FileKind::parse(data) {
            Ok(FileKind::Elf64) => Self::read(&ElfFile::<object::elf::FileHeader64<_>>::parse(data)?),
            Ok(FileKind::Elf32) => Self::read(&ElfFile::<object::elf::FileHeader32<_>>::parse(data)?),
            _ => Err(ObjectError::NotElf),
        }
    }

    fn read<H: FileHeader<Endian = object::Endianness>>(file: &ElfFile<'d, H>) -> Result<Self, ObjectError> {
        if file.architecture() != Architecture::Bpf {
            return Err(ObjectError::NotBpf {
                machine: format!("{:?}", file.architecture()),
                skeleton: file.section_by_name(".bpf.objs").is_some(),
            });
        }
        let btf = file.section_by_name(".BTF").ok_or(ObjectError::NoBtf)?.data()?;
        let mut names = HashMap::new();
        let mut section_sizes = HashMap::new();
        for section in file.sections() {
            let name = section.name()?;
            names.insert(section.index(), name);
            section_sizes.insert(name, section.size());
        }
        let mut symbols = HashMap::new();
        for symbol in file.symbols().filter(ObjectSymbol::is_global) {
            if let Some(section) = symbol.section_index().and_then(|index| names.get(&index)) {
                symbols.insert((*section, symbol.name()?), symbol.address());
            }
        }
        Ok(Self { btf, big_endian: !file.is_little_endian(), section_sizes, symbols })
    }

    pub(crate) fn section_size(&self, section: &str) -> Result<u64, ObjectError> {
        self.section_sizes
            .get(section)
            .copied()
            .ok_or_else(|| ObjectError::Incomplete { missing: format!("section `{section}`") })
    }

    pub(crate) fn offset_of(&self, section: &str, var: &str) -> Result<u64, ObjectError> {
        self.symbols
            .get(&(section, var))
            .copied()
            .ok_or_else(|| ObjectError::Incomplete { missing: format!("symbol `{var}` in `{section}`") })
    }
}
