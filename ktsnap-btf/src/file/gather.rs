//! From a layout to what a file keeps of it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::document::{ByteOrder, Document, Fault, Linkage, Map, Object, Part, Section, VERSION, Var};
use super::intern::{Interned, Of};
use super::naming::{Names, tag_of};
use super::notation;
use crate::layout::{self, Layout, TypeTable};
use crate::types::Type;

/// The rows of a layout, and the layout that they give again. `kept` are types that it has.
pub(super) fn gather(layout: &Layout, kept: &BTreeSet<&str>) -> (Document, Layout) {
    let mut interned = Interned::default();
    let sections = firsts(layout.global_sections(), |section| &section.name);
    let maps = firsts(layout.maps.iter(), |map| &map.name);
    for var in sections.values().flat_map(|section| section.all_vars()) {
        interned.add(&var.ty);
    }
    for ty in maps.values().flat_map(|map| map.key.iter().chain(&map.value)) {
        interned.add(ty);
    }
    for name in layout.tags() {
        layout.named(name).and_then(|ty| interned.add(ty));
    }
    let enums: Vec<_> = layout.types().shared_enums().iter().map(|of| interned.add_one(Of::Enum(of))).collect();

    let mut names = Names::new(layout, &interned);
    for var in sections.values().flat_map(|section| section.all_vars()) {
        names.keep(&var.ty, &var.name);
    }
    for map in maps.values() {
        for (part, ty) in [("key", &map.key), ("value", &map.value)] {
            if let Some(ty) = ty {
                names.keep(ty, &format!("{}.{part}", map.name));
            }
        }
    }
    for ty in kept.iter().filter_map(|name| layout.named(name)) {
        names.keep(ty, "");
    }
    for number in enums {
        names.keep_number(number);
    }

    let document = Document {
        ktsnap_layout: VERSION,
        object: Object::default(),
        byte_order: if layout.big_endian { ByteOrder::Big } else { ByteOrder::Little },
        keep: kept.iter().map(|name| (*name).to_owned()).collect(),
        sections: sections.values().map(|section| (section.name.clone(), section_row(section, &names))).collect(),
        maps: maps.values().map(|map| (map.name.clone(), map_row(map, &names))).collect(),
        types: types(&names),
        typedefs: typedefs(layout, &names),
        names: others(layout, &maps),
    };
    let layout = Layout::from_parts(
        kept_sections(layout, &document.names),
        maps.into_values().cloned().collect(),
        layout.big_endian,
        kept_types(layout, &names),
    );
    (document, layout)
}

/// By name. No linker gives one name to two of them.
fn firsts<'l, T>(all: impl Iterator<Item = &'l T>, name: impl Fn(&'l T) -> &'l String) -> BTreeMap<&'l str, &'l T> {
    let mut firsts = BTreeMap::new();
    for one in all {
        firsts.entry(name(one).as_str()).or_insert(one);
    }
    firsts
}

fn written(ty: &Type, names: &Names<'_, '_>) -> String {
    // Only what is kept is written.
    notation::write(ty, |ty| names.get(ty).unwrap_or_default().to_owned())
}

/// The order of the variables of a section.
pub(super) fn by_place(a: &Var, b: &Var) -> Ordering {
    a.offset.cmp(&b.offset).then_with(|| a.name.cmp(&b.name))
}

fn section_row(section: &layout::Section, names: &Names<'_, '_>) -> Section {
    let row = |var: &layout::Var, fault: Option<layout::Fault>| Var {
        name: var.name.clone(),
        ty: written(&var.ty, names),
        c_type: var.c_type.clone(),
        offset: var.offset,
        size: var.size,
        linkage: match var.linkage {
            layout::Linkage::Static => Linkage::Static,
            layout::Linkage::Global => Linkage::Global,
            layout::Linkage::Extern => Linkage::Extern,
        },
        fault: fault.map(|fault| match fault {
            layout::Fault::Smaller => Fault::Smaller,
            layout::Fault::OneByte => Fault::OneByte,
            layout::Fault::Extern => Fault::Extern,
        }),
    };
    let vars = section.vars.iter().map(|var| row(var, None));
    let faulty = section.faulty.iter().map(|faulty| row(&faulty.var, Some(faulty.fault)));
    let mut vars: Vec<_> = vars.chain(faulty).collect();
    vars.sort_by(by_place);
    Section { size: section.size, vars }
}

fn map_row(map: &layout::Map, names: &Names<'_, '_>) -> Map {
    let part = |size, ty: &Option<Type>, c_type: &Option<String>| Part {
        size,
        ty: ty.as_ref().map(|ty| written(ty, names)),
        c_type: c_type.clone(),
    };
    Map {
        kind: map.kind.to_string(),
        max_entries: map.max_entries,
        key: part(map.key_size, &map.key, &map.key_c_type),
        value: part(map.value_size, &map.value, &map.value_c_type),
    }
}

fn types(names: &Names<'_, '_>) -> BTreeMap<String, super::document::Type> {
    let row = |(name, entry): (&str, &super::intern::Entry<'_>)| {
        let mut row = entry.of.row(|ty| names.get(ty).unwrap_or_default().to_owned());
        if row.tag.as_deref() == tag_of(name) {
            row.tag = None;
        }
        (name.to_owned(), row)
    };
    names.all().map(row).collect()
}

/// What is kept under a name that is not its own.
fn typedefs(layout: &Layout, names: &Names<'_, '_>) -> BTreeMap<String, String> {
    let named = layout.tags().filter_map(|name| Some((name, names.get(layout.named(name)?)?)));
    let typedefs = named.filter(|(name, of)| name != of || tag_of(of).is_none());
    typedefs.map(|(name, of)| (name.to_owned(), of.to_owned())).collect()
}

/// What the other sections list. A map that is understood stands among the maps already.
fn others(layout: &Layout, maps: &BTreeMap<&str, &layout::Map>) -> BTreeMap<String, Vec<String>> {
    let mut others: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for section in layout.sections.iter().filter(|section| !section.holds_globals()) {
        let is_map = |name: &str| section.name == super::MAPS && maps.contains_key(name);
        let names: BTreeSet<_> =
            section.vars.iter().map(|var| var.name.as_str()).filter(|name| !is_map(name)).collect();
        if section.name != super::MAPS || maps.is_empty() || !names.is_empty() {
            let names = names.into_iter().map(str::to_owned).collect();
            others.entry(section.name.clone()).or_insert(names);
        }
    }
    others
}

/// The sections in their order, those without globals by the names in them.
fn kept_sections(layout: &Layout, names: &BTreeMap<String, Vec<String>>) -> Vec<layout::Section> {
    let globals = firsts(layout.global_sections(), |section| &section.name);
    let maps = layout.maps.iter().map(|map| map.name.as_str());
    let mut sections: Vec<_> = globals.into_values().cloned().chain(super::build::by_name(names, maps)).collect();
    sections.sort_by(|a, b| a.name.cmp(&b.name));
    sections
}

fn kept_types(layout: &Layout, names: &Names<'_, '_>) -> TypeTable {
    let is_kept = |name: &&str| layout.named(name).is_some_and(|ty| names.get(ty).is_some());
    let types = layout.tags().filter(is_kept).filter_map(|name| Some((name.to_owned(), layout.named(name)?.clone())));
    let enums = names.all().filter_map(|(_, entry)| match entry.of {
        Of::Enum(of) => Some(Arc::clone(of)),
        Of::Struct(_) => None,
    });
    TypeTable::new(types.collect(), enums.collect())
}
