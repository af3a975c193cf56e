//! Reads the layout of an object from its BTF and ELF symbols.

use std::collections::HashSet;

use btf_rs::{Datasec, Type as Raw};

use super::fault::{Fault, FaultyVar, is_smaller};
use super::{Layout, Linkage, Section, TypeTable, Var, read_maps};
use crate::btf::graph::{Graph, target};
use crate::btf::resolve::Resolver;
use crate::error::{ObjectError, damaged};
use crate::object::Object;
use crate::object::symbols::DatasecEntry;

impl Layout {
    /// Reads the layout of one object: an ELF file for BPF, or raw BTF.
    pub(crate) fn of_object(bytes: &[u8]) -> Result<Self, ObjectError> {
        let object = Object::parse(bytes)?;
        let graph = Graph::parse(&object.btf)?;
        let mut resolver = Resolver::new(&graph);
        let mut sections = Vec::new();
        let mut maps = Vec::new();
        let mut names = HashSet::new();
        for ty in graph.types() {
            if let Raw::Datasec(datasec) = ty {
                let section = section(&object, &graph, &mut resolver, datasec)?;
                if !names.insert(section.name.clone()) {
                    return Err(damaged(format!("it lists the section `{}` twice", section.name)));
                }
                if section.name == ".maps" {
                    maps.push(datasec);
                }
                sections.push(section);
            }
        }
        sections.sort_by(|a, b| a.name.cmp(&b.name));
        // Maps and named types come last: an error in them is skipped, whereas a section reports the same error.
        let read = maps.first().map(|datasec| read_maps::maps(&graph, &mut resolver, datasec));
        let (mut maps, mut unsupported_maps) = read.unwrap_or_default();
        maps.sort_by(|a, b| a.name.cmp(&b.name));
        unsupported_maps.sort_by(|a, b| a.name.cmp(&b.name));
        let types = TypeTable::read(&graph, &mut resolver);
        Ok(Self { unsupported_maps, ..Self::from_parts(sections, maps, object.big_endian, types) })
    }
}

/// Whether a section has no contents in an object, because libbpf fills it with what the kernel provides.
fn holds_externs(name: &str) -> bool {
    name == ".kconfig" || name == ".ksyms"
}

/// Reads a DATASEC.
///
/// In an unlinked object its size is 0. The size, and the offsets of globals, then come from the ELF file, as in libbpf's
/// `btf_fixup_datasec`.
pub(super) fn section(
    object: &Object<'_>,
    graph: &Graph,
    resolver: &mut Resolver<'_>,
    datasec: &Datasec,
) -> Result<Section, ObjectError> {
    let (name, size) = (graph.name(datasec)?.to_owned(), datasec.size() as u64);
    let mut section = Section { name, size, vars: Vec::new(), faulty: Vec::new() };
    let externs = holds_externs(&section.name);
    let mut entries = Vec::new();
    for info in &datasec.variables {
        match graph.target(info)? {
            Raw::Var(of) => entries.push((resolver.name(of)?, of, info)),
            // `.ksyms` also lists functions of the kernel.
            Raw::Func(_) if externs => {}
            other => return Err(damaged(format!("`{}` lists a {}", section.name, other.name()))),
        }
    }
    let unlinked = datasec.size() == 0 && !externs;
    if !externs {
        section.size =
            object.section_size(&section.name, section.size, entries.iter().map(|(name, ..)| name.as_str()))?;
    }
    for (name, of, info) in entries {
        let linkage = linkage(&name, of)?;
        let (mut offset, size) = (u64::from(info.offset()), info.size() as u64);
        if !externs && linkage != Linkage::Extern {
            let is_static = linkage == Linkage::Static;
            let entry = DatasecEntry { section: &section.name, name: &name, is_static, offset, size };
            offset = object.offset_of(entry, unlinked)?;
        }
        let id = target(of)?;
        let var = Var { offset, size, linkage, c_type: resolver.spell(id)?, ty: resolver.resolve(id)?, name };
        let fault = if section.holds_globals() && !externs {
            Fault::of(&var, &section.name, graph.is_volatile_or_const(id)?)
        } else {
            None
        };
        match fault {
            Some(fault) => section.faulty.push(FaultyVar { var, fault }),
            // The kernel checks this in `btf_datasec_resolve`. A larger size is legal: an initialised flexible array.
            None if !externs && is_smaller(&var) => {
                return Err(damaged(format!("`{}` is smaller than its type", var.name)));
            }
            None => section.vars.push(var),
        }
    }
    section.sort();
    check_unique(&section)?;
    if !externs {
        section.check_offsets()?;
    }
    Ok(section)
}

fn linkage(name: &str, var: &btf_rs::Var) -> Result<Linkage, ObjectError> {
    if var.is_static() {
        Ok(Linkage::Static)
    } else if var.is_extern() {
        Ok(Linkage::Extern)
    } else if var.is_global() {
        Ok(Linkage::Global)
    } else {
        Err(damaged(format!("`{name}` is neither static, global nor extern")))
    }
}

/// Checks that only statics share a name. Neither ELF nor libbpf could distinguish other variables of one name.
fn check_unique(section: &Section) -> Result<(), ObjectError> {
    let mut names = HashSet::new();
    match section.all_vars().filter(|var| var.linkage != Linkage::Static).find(|var| !names.insert(&*var.name)) {
        Some(var) => Err(damaged(format!("`{}` lists `{}` twice", section.name, var.name))),
        None => Ok(()),
    }
}
