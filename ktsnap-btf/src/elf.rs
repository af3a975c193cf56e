//! What an ELF file holds: sections, which may be compressed, and the symbols of an object.

use std::borrow::Cow;
use std::collections::HashMap;

use object::read::elf::{ElfFile32, ElfFile64};
use object::{Architecture, CompressionFormat, FileKind, Object, ObjectSection, ObjectSymbol};

use crate::error::ObjectError;

/// What a compressed section may say that it unfolds to. The largest real one has a few megabytes.
const MAX_UNCOMPRESSED: u64 = 64 << 20;

/// An ELF file of either class and byte order.
pub(crate) enum Elf<'d> {
    Small(ElfFile32<'d>),
    Large(ElfFile64<'d>),
}

/// Runs the same code on either class.
macro_rules! either {
    ($elf:expr, $file:ident => $code:expr) => {
        match $elf {
            Elf::Small($file) => $code,
            Elf::Large($file) => $code,
        }
    };
}

impl<'d> Elf<'d> {
    pub(crate) fn parse(data: &'d [u8]) -> Result<Self, ObjectError> {
        match FileKind::parse(data) {
            Ok(FileKind::Elf64) => Ok(Self::Large(ElfFile64::parse(data)?)),
            Ok(FileKind::Elf32) => Ok(Self::Small(ElfFile32::parse(data)?)),
            _ => Err(ObjectError::NotElf),
        }
    }

    /// The processor that it is for.
    pub(crate) fn machine(&self) -> Architecture {
        either!(self, file => file.architecture())
    }

    pub(crate) fn big_endian(&self) -> bool {
        either!(self, file => !file.is_little_endian())
    }

    /// The contents of the section of that name, unfolded.
    pub(crate) fn section(&self, name: &str) -> Result<Option<Cow<'d, [u8]>>, ObjectError> {
        either!(self, file => file.section_by_name(name).map(|section| contents(&section)).transpose())
    }

    /// What an unlinked object's BTF leaves to ELF.
    pub(crate) fn symbols(&self) -> Result<Symbols<'d>, ObjectError> {
        either!(self, file => Symbols::read(file))
    }
}

fn contents<'d>(section: &impl ObjectSection<'d>) -> Result<Cow<'d, [u8]>, ObjectError> {
    let data = section.compressed_data()?;
    // Memory is taken by what the header says.
    if data.format != CompressionFormat::None && data.uncompressed_size > MAX_UNCOMPRESSED {
        return Err(ObjectError::TooLarge { section: section.name()?.to_owned(), size: data.uncompressed_size });
    }
    Ok(data.decompress()?)
}

/// Sizes of sections and offsets of symbols.
pub(crate) struct Symbols<'d> {
    section_sizes: HashMap<&'d str, u64>,
    /// Offsets of global symbols in their section.
    offsets: HashMap<(&'d str, &'d str), u64>,
}

impl<'d> Symbols<'d> {
    fn read(file: &impl Object<'d>) -> Result<Self, ObjectError> {
        let (mut names, mut section_sizes) = (HashMap::new(), HashMap::new());
        for section in file.sections() {
            let name = section.name()?;
            names.insert(section.index(), name);
            section_sizes.insert(name, section.size());
        }
        let mut offsets = HashMap::new();
        for symbol in file.symbols().filter(ObjectSymbol::is_global) {
            if let Some(section) = symbol.section_index().and_then(|index| names.get(&index)) {
                offsets.insert((*section, symbol.name()?), symbol.address());
            }
        }
        Ok(Self { section_sizes, offsets })
    }

    pub(crate) fn section_size(&self, section: &str) -> Result<u64, ObjectError> {
        self.section_sizes
            .get(section)
            .copied()
            .ok_or_else(|| ObjectError::Incomplete { missing: format!("section `{section}`") })
    }

    pub(crate) fn offset_of(&self, section: &str, var: &str) -> Result<u64, ObjectError> {
        self.offsets
            .get(&(section, var))
            .copied()
            .ok_or_else(|| ObjectError::Incomplete { missing: format!("symbol `{var}` in `{section}`") })
    }
}
