//! The sizes and offsets that an object's ELF file has for sections and variables.

use std::collections::HashMap;

use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, SectionIndex, SymbolKind, elf};

use super::elf::damaged;
use crate::error::ObjectError;
use crate::work;

/// The sections of an object and the symbols in them.
pub(crate) struct Symbols<'d> {
    /// The sections by name. `.text` and the sections of relocations can appear more than once.
    sections: HashMap<&'d str, Vec<ElfSection>>,
    /// The symbols by the name of their section and their own.
    symbols: HashMap<(&'d str, &'d str), SymbolsOfName>,
}

#[derive(Clone, Copy)]
struct ElfSection {
    index: SectionIndex,
    size: u64,
    writable: bool,
}

/// The symbols of one name. Each list is sorted by offset.
#[derive(Default)]
struct SymbolsOfName {
    local: Vec<ElfSymbol>,
    global: Vec<ElfSymbol>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct ElfSymbol {
    section: SectionIndex,
    offset: u64,
    /// 0 if the symbol has no size.
    size: u64,
}

/// A variable as a DATASEC lists it.
#[derive(Clone, Copy)]
pub(crate) struct DatasecEntry<'v> {
    pub(crate) section: &'v str,
    pub(crate) name: &'v str,
    pub(crate) is_static: bool,
    pub(crate) offset: u64,
    pub(crate) size: u64,
}

impl<'d> Symbols<'d> {
    pub(super) fn read(file: &impl Object<'d>) -> Result<Self, ObjectError> {
        let mut names = HashMap::new();
        let mut sections: HashMap<_, Vec<ElfSection>> = HashMap::new();
        for section in file.sections() {
            let name = section.name().map_err(damaged)?;
            names.insert(section.index(), name);
            let writable = match section.flags() {
                SectionFlags::Elf { sh_flags, .. } => sh_flags.0 & elf::SHF_WRITE.0 != 0,
                _ => false,
            };
            sections.entry(name).or_default().push(ElfSection {
                index: section.index(),
                size: section.size(),
                writable,
            });
        }
        let mut symbols: HashMap<_, SymbolsOfName> = HashMap::new();
        for symbol in file.symbols().filter(|symbol| !matches!(symbol.kind(), SymbolKind::Section | SymbolKind::File)) {
            let Some(index) = symbol.section_index() else { continue };
            if let Some(section) = names.get(&index) {
                let of_name = symbols.entry((*section, symbol.name().map_err(damaged)?)).or_default();
                let list = if symbol.is_global() { &mut of_name.global } else { &mut of_name.local };
                list.push(ElfSymbol { section: index, offset: symbol.address(), size: symbol.size() });
            }
        }
        for list in symbols.values_mut().flat_map(|of_name| [&mut of_name.local, &mut of_name.global]) {
            list.sort_by_key(|symbol| symbol.offset);
        }
        Ok(Self { sections, symbols })
    }

    /// The size of the section of that name, `None` without that section. Two sections of the name are an error, which
    /// shows a variable of each; `vars` are the names that BTF lists.
    pub(crate) fn section_size<'v>(
        &self,
        section: &str,
        vars: impl Iterator<Item = &'v str>,
    ) -> Result<Option<u64>, ObjectError> {
        match self.sections.get(section).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([only]) => Ok(Some(only.size)),
            Some([first, ..]) => {
                // A variable of each section, that of the writable section first.
                let mut found: Vec<(SectionIndex, &str)> = Vec::new();
                for var in vars {
                    let Some(of_name) = self.symbols.get(&(section, var)) else { continue };
                    let Some(symbol) = of_name.global.first().or(of_name.local.first()) else { continue };
                    if found.iter().all(|(index, _)| *index != symbol.section) {
                        found.push((symbol.section, var));
                    }
                    if found.len() == 2 {
                        break;
                    }
                }
                let writable = |index: SectionIndex| {
                    let found = self.sections.get(section).into_iter().flatten().find(|found| found.index == index);
                    found.map_or(first.writable, |found| found.writable)
                };
                found.sort_by_key(|(index, _)| !writable(*index));
                let constant =
                    matches!(&*found, [(first, _), (second, _), ..] if writable(*first) && !writable(*second));
                let vars = found.into_iter().map(|(_, var)| var.to_owned()).collect();
                Err(ObjectError::TwoSections { section: section.to_owned(), vars, constant })
            }
        }
    }

    /// The offset of a variable in its section.
    ///
    /// If BTF and the symbol disagree, the symbol is right, because the code refers to it: gcc writes offset 0 for
    /// statics into BTF, and clang does for the globals of an unlinked object.
    pub(crate) fn offset_of(&self, var: DatasecEntry<'_>, unlinked: bool) -> Result<u64, ObjectError> {
        let of_name = self.symbols.get(&(var.section, var.name));
        let (local, global) = of_name.map_or((&[][..], &[][..]), |of_name| (&of_name.local, &of_name.global));
        let candidates = match (var.is_static, local, global) {
            // The linker may have made a hidden variable local.
            (true, [], found) | (false, found, []) | (true, found, _) | (false, _, found) => found,
        };
        let symbol = match candidates {
            [] if unlinked && !var.is_static => {
                return Err(ObjectError::Incomplete { missing: format!("symbol `{}` in `{}`", var.name, var.section) });
            }
            [] => return Ok(var.offset),
            [only] => only,
            // Statics of several source files share the name.
            several => {
                let at = several.partition_point(|symbol| {
                    work::step();
                    symbol.offset < var.offset
                });
                let found = several.get(at).filter(|symbol| symbol.offset == var.offset);
                found.ok_or_else(|| ObjectError::Contradiction {
                    var: var.name.to_owned(),
                    section: var.section.to_owned(),
                    btf: format!("at byte {}", var.offset),
                    elf: format!("at byte {}", alternatives(several.iter().map(|symbol| symbol.offset))),
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
        if !unlinked && !var.is_static && symbol.offset != var.offset {
            return Err(contradiction(format!("at byte {}", var.offset), format!("at byte {}", symbol.offset), true));
        }
        if symbol.size != 0 && symbol.size != var.size {
            return Err(contradiction(
                format!("{} bytes long", var.size),
                format!("{} bytes long", symbol.size),
                false,
            ));
        }
        Ok(symbol.offset)
    }
}

/// `8 or 16`
fn alternatives(offsets: impl Iterator<Item = u64>) -> String {
    const SHOWN: usize = 3;
    offsets.take(SHOWN).map(|offset| offset.to_string()).collect::<Vec<_>>().join(" or ")
}
