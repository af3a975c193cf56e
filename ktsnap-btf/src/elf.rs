//! What an ELF file holds: sections, which may be compressed, and the symbols of an object.

use std::borrow::Cow;
use std::collections::HashMap;

use object::read::elf::{ElfFile32, ElfFile64};
use object::{
    Architecture, CompressionFormat, FileKind, Object, ObjectKind, ObjectSection, ObjectSymbol, SectionFlags,
    SectionIndex, SymbolKind, elf,
};

use crate::error::ObjectError;
use crate::work;

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
    places: HashMap<(&'d str, &'d str), Places>,
}

/// One ELF section.
#[derive(Clone, Copy)]
struct Section {
    index: SectionIndex,
    size: u64,
    writable: bool,
}

/// The symbols of one name, each list by offset.
#[derive(Default)]
struct Places {
    local: Vec<Place>,
    global: Vec<Place>,
}

/// Where a symbol says that a variable is.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    section: SectionIndex,
    offset: u64,
    /// 0 if the symbol does not say.
    size: u64,
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
        let mut places: HashMap<_, Places> = HashMap::new();
        for symbol in file.symbols().filter(|symbol| !matches!(symbol.kind(), SymbolKind::Section | SymbolKind::File)) {
            let Some(index) = symbol.section_index() else { continue };
            if let Some(section) = names.get(&index) {
                let of_name = places.entry((*section, symbol.name()?)).or_default();
                let list = if symbol.is_global() { &mut of_name.global } else { &mut of_name.local };
                list.push(Place { section: index, offset: symbol.address(), size: symbol.size() });
            }
        }
        for list in places.values_mut().flat_map(|places| [&mut places.local, &mut places.global]) {
            list.sort_by_key(|place| place.offset);
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
                    let Some(places) = self.places.get(&(section, var)) else { continue };
                    let Some(place) = places.global.first().or(places.local.first()) else { continue };
                    if found.iter().all(|(index, _)| *index != place.section) {
                        found.push((place.section, var));
                    }
                    if found.len() == 2 {
                        break;
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
        let of_name = self.places.get(&(var.section, var.name));
        let (local, global) = of_name.map_or((&[][..], &[][..]), |places| (&places.local, &places.global));
        let places = match (var.is_static, local, global) {
            // The linker may have made a hidden variable local.
            (true, [], places) | (false, places, []) | (true, places, _) | (false, _, places) => places,
        };
        let place = match places {
            [] if unlinked && !var.is_static => {
                return Err(ObjectError::Incomplete { missing: format!("symbol `{}` in `{}`", var.name, var.section) });
            }
            [] => return Ok(var.offset),
            [only] => only,
            // Statics of several files have one name.
            several => {
                let at = several.partition_point(|place| {
                    work::step();
                    place.offset < var.offset
                });
                let found = several.get(at).filter(|place| place.offset == var.offset);
                found.ok_or_else(|| ObjectError::Contradiction {
                    var: var.name.to_owned(),
                    section: var.section.to_owned(),
                    btf: format!("at byte {}", var.offset),
                    elf: format!("at byte {}", listed(several.iter().map(|place| place.offset))),
                    linked: false,
                })?
            }
        };
        let contradiction = |btf: String, elf: String, linked: bool| ObjectError::Contradiction {
            var: var.name.to_owned(),
            section: var.section.to_owned(),
            btf,
            elf,
            linked,
        };
        if !unlinked && !var.is_static && place.offset != var.offset {
            return Err(contradiction(format!("at byte {}", var.offset), format!("at byte {}", place.offset), true));
        }
        if place.size != 0 && place.size != var.size {
            return Err(contradiction(format!("{} bytes long", var.size), format!("{} bytes long", place.size), false));
        }
        Ok(place.offset)
    }
}

/// `8 or 16`
fn listed(offsets: impl Iterator<Item = u64>) -> String {
    const SHOWN: usize = 3;
    offsets.take(SHOWN).map(|offset| offset.to_string()).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
#[path = "../../tests/objects/btf.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the builder is that of the workspace's tests"
)]
mod btf;

#[cfg(test)]
mod tests {
    use super::btf::{Btf, Elf};
    use crate::layout::Layout;
    use crate::work::tests::steps_of;

    /// An object with as many statics of one name.
    fn twins(count: u32) -> Vec<u8> {
        let mut btf = Btf::new();
        let int = btf.u32();
        let entries: Vec<_> = (0..count).map(|at| [btf.linked("twin", int, 0), 4 * at, 4]).collect();
        btf.datasec(".bss", 0, &entries);
        let section = btf.section();
        let mut elf = Elf::of(&section);
        elf.sections = vec![(".bss", 3, u64::from(4 * count))];
        elf.symbols = (0..count).rev().map(|at| ("twin", 3, u64::from(4 * at), 4, false)).collect();
        elf.bytes()
    }

    #[test]
    fn statics_of_one_name_are_found_in_n_log_n_steps() {
        let steps = |count: u32| {
            let object = twins(count);
            steps_of(|| Layout::of(&object).map(|layout| assert_eq!(layout.find("twin").count(), count as usize)))
        };
        let (some, twice) = (steps(1000), steps(2000));
        assert!(some >= 1000 && twice < some * 5 / 2, "{some} {twice}");
    }
}
