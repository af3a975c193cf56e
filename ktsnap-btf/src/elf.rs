//! What an ELF file holds: sections, which may be compressed, and the symbols of an object.

use std::borrow::Cow;
use std::collections::HashMap;

use object::read::elf::{ElfFile32, ElfFile64};
use object::{
    Architecture, CompressionFormat, FileKind, Object, ObjectKind, ObjectSection, ObjectSymbol, SectionFlags,
    SectionIndex, SymbolKind, elf,
};

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

    /// Whether symbols count from the start of their section, as in every BPF object.
    pub(crate) fn is_relocatable(&self) -> bool {
        either!(self, file => file.kind() == ObjectKind::Relocatable)
    }

    /// Whether there is a section of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        either!(self, file => file.section_by_name(name).is_some())
    }

    /// The contents of the section of that name, unfolded.
    ///
    /// A section that claims contents and has none is an error, and so are two sections of that name.
    pub(crate) fn section(&self, name: &str) -> Result<Option<Cow<'d, [u8]>>, ObjectError> {
        either!(self, file => {
            let mut sections = file.sections().filter(|section| section.name().is_ok_and(|of| of == name));
            let Some(section) = sections.next() else { return Ok(None) };
            if sections.next().is_some() {
                return Err(ObjectError::TwoSections { section: name.to_owned(), vars: Vec::new(), constant: false });
            }
            if section.elf_section_header().sh_type.get(file.endian()) == elf::SHT_NOBITS && section.size() > 0 {
                return Err(ObjectError::NoContents { section: name.to_owned() });
            }
            contents(&section).map(Some)
        })
    }

    /// The places that ELF gives to sections and variables.
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

/// The places that ELF gives to sections and variables.
pub(crate) struct Symbols<'d> {
    /// By name. Most names have one section each, but `.text` and the sections of relocations may have more.
    sections: HashMap<&'d str, Vec<Section>>,
    /// By the name of the section and that of the symbol.
    places: HashMap<(&'d str, &'d str), Vec<Place>>,
}

/// One ELF section.
#[derive(Clone, Copy)]
struct Section {
    index: SectionIndex,
    size: u64,
    writable: bool,
}

/// Where a symbol says that a variable is.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    section: SectionIndex,
    offset: u64,
    /// 0 if the symbol does not say.
    size: u64,
    global: bool,
}

/// A variable as a DATASEC lists it.
#[derive(Clone, Copy)]
pub(crate) struct Listed<'v> {
    pub(crate) section: &'v str,
    pub(crate) name: &'v str,
    pub(crate) is_static: bool,
    pub(crate) offset: u64,
    pub(crate) size: u64,
}

impl<'d> Symbols<'d> {
    fn read(file: &impl Object<'d>) -> Result<Self, ObjectError> {
        let mut names = HashMap::new();
        let mut sections: HashMap<_, Vec<Section>> = HashMap::new();
        for section in file.sections() {
            let name = section.name()?;
            names.insert(section.index(), name);
            let writable = match section.flags() {
                SectionFlags::Elf { sh_flags, .. } => sh_flags.0 & elf::SHF_WRITE.0 != 0,
                _ => false,
            };
            sections.entry(name).or_default().push(Section { index: section.index(), size: section.size(), writable });
        }
        let mut places: HashMap<_, Vec<Place>> = HashMap::new();
        for symbol in file.symbols().filter(|symbol| !matches!(symbol.kind(), SymbolKind::Section | SymbolKind::File)) {
            let Some(index) = symbol.section_index() else { continue };
            if let Some(section) = names.get(&index) {
                places.entry((*section, symbol.name()?)).or_default().push(Place {
                    section: index,
                    offset: symbol.address(),
                    size: symbol.size(),
                    global: symbol.is_global(),
                });
            }
        }
        Ok(Self { sections, places })
    }

    /// The size of the only section of that name; `None` if there is no such section. `vars` are the variables that BTF
    /// lists in it.
    pub(crate) fn section_size<'v>(
        &self,
        section: &str,
        vars: impl Iterator<Item = &'v str>,
    ) -> Result<Option<u64>, ObjectError> {
        match self.sections.get(section).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([only]) => Ok(Some(only.size)),
            Some([first, ..]) => {
                // One variable of each, the writable one first.
                let mut found: Vec<(SectionIndex, &str)> = Vec::new();
                for var in vars {
                    let Some(place) = self.places.get(&(section, var)).and_then(|places| places.first()) else {
                        continue;
                    };
                    if found.iter().all(|(index, _)| *index != place.section) {
                        found.push((place.section, var));
                    }
                }
                let writable = |index: SectionIndex| {
                    let of = self.sections.get(section).into_iter().flatten().find(|one| one.index == index);
                    of.map_or(first.writable, |one| one.writable)
                };
                found.sort_by_key(|(index, _)| !writable(*index));
                let constant = matches!(&*found, [(one, _), (other, _), ..] if writable(*one) && !writable(*other));
                let vars = found.into_iter().map(|(_, var)| var.to_owned()).collect();
                Err(ObjectError::TwoSections { section: section.to_owned(), vars, constant })
            }
        }
    }

    /// Where a variable is. The code of an object refers to symbols, so that the symbol is right if BTF says something
    /// else, as the BTF of gcc does for statics and that of clang for what is not linked.
    pub(crate) fn offset_of(&self, var: Listed<'_>, unlinked: bool) -> Result<u64, ObjectError> {
        let all = self.places.get(&(var.section, var.name)).map(Vec::as_slice).unwrap_or_default();
        let global = !var.is_static;
        let alike = all.iter().any(|place| place.global == global);
        // The linker may have made a hidden variable local.
        let places = || all.iter().filter(|place| !alike || place.global == global);
        let place = match (places().next(), places().nth(1)) {
            (None, _) if unlinked && global => {
                return Err(ObjectError::Incomplete { missing: format!("symbol `{}` in `{}`", var.name, var.section) });
            }
            (None, _) => return Ok(var.offset),
            (Some(only), None) => only,
            // Statics of several files have one name.
            _ => places().find(|place| place.offset == var.offset).ok_or_else(|| ObjectError::Contradiction {
                var: var.name.to_owned(),
                section: var.section.to_owned(),
                btf: format!("at byte {}", var.offset),
                elf: format!("at byte {}", listed(places().map(|place| place.offset))),
            })?,
        };
        let contradiction = |btf: String, elf: String| ObjectError::Contradiction {
            var: var.name.to_owned(),
            section: var.section.to_owned(),
            btf,
            elf,
        };
        if !unlinked && global && place.offset != var.offset {
            return Err(contradiction(format!("at byte {}", var.offset), format!("at byte {}", place.offset)));
        }
        if place.size != 0 && place.size != var.size {
            return Err(contradiction(format!("{} bytes long", var.size), format!("{} bytes long", place.size)));
        }
        Ok(place.offset)
    }
}

/// `8 or 16`
fn listed(offsets: impl Iterator<Item = u64>) -> String {
    const SHOWN: usize = 3;
    offsets.take(SHOWN).map(|offset| offset.to_string()).collect::<Vec<_>>().join(" or ")
}
