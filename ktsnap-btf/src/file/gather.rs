//! Selects the part of a layout that a layout file keeps.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::intern::{Interned, InternedType, StructOrEnum};
use super::json::{
    JsonByteOrder, JsonDocument, JsonMap, JsonMapPart, JsonObject, JsonSection, JsonType, JsonVar, VERSION,
};
use super::naming::{Names, tag_of};
use crate::layout::{Fault, Layout, Map, Section, TypeTable, Var};
use crate::text::Text;
use crate::types::Type;

/// The document for a layout, and the layout that reading the document returns. `kept` names further types to keep.
pub(super) fn gather(layout: &Layout, kept: &BTreeSet<&str>) -> (JsonDocument, Layout) {
    let mut interned = Interned::default();
    let sections = by_name(layout.global_sections(), |section| &section.name);
    let maps = by_name(layout.maps.iter(), |map| &map.name);
    for var in sections.values().flat_map(|section| section.all_vars()) {
        interned.add(&var.ty);
    }
    for ty in maps.values().flat_map(|map| map.key.iter().chain(&map.value)) {
        interned.add(ty);
    }
    for name in layout.type_names() {
        layout.type_by_name(name).and_then(|ty| interned.add(ty));
    }
    let enums: Vec<_> =
        layout.types().shared_enums().iter().map(|of| interned.add_one(StructOrEnum::Enum(of))).collect();

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
    for ty in kept.iter().filter_map(|name| layout.type_by_name(name)) {
        names.keep(ty, "");
    }
    for number in enums {
        names.keep_number(number);
    }

    let document = JsonDocument {
        ktsnap_layout: VERSION,
        object: JsonObject::default(),
        byte_order: if layout.big_endian { JsonByteOrder::Big } else { JsonByteOrder::Little },
        keep: kept.iter().map(|name| (*name).to_owned()).collect(),
        sections: sections.values().map(|section| (section.name.clone(), section_json(section, &names))).collect(),
        maps: maps.values().map(|map| (map.name.to_string(), map_json(map, &names))).collect(),
        types: types(&names),
        typedefs: typedefs(layout, &names),
        names: other_names(layout, &maps),
    };
    let layout = Layout::from_parts(
        kept_sections(layout, &document.names),
        maps.into_values().cloned().collect(),
        layout.big_endian,
        kept_types(layout, &names),
    );
    (document, layout)
}

/// A table of items by name. No linker gives two of them the same name.
fn by_name<'l, T>(items: impl Iterator<Item = &'l T>, name: impl Fn(&'l T) -> &'l str) -> BTreeMap<&'l str, &'l T> {
    let mut table = BTreeMap::new();
    for item in items {
        table.entry(name(item)).or_insert(item);
    }
    table
}

/// The order of the variables in a section of the file.
pub(super) fn by_offset(a: &JsonVar, b: &JsonVar) -> Ordering {
    a.offset.cmp(&b.offset).then_with(|| a.name.cmp(&b.name))
}

fn section_json(section: &Section, names: &Names<'_, '_>) -> JsonSection {
    let row = |var: &Var, fault: Option<Fault>| JsonVar {
        name: var.name.clone(),
        ty: names.notation(&var.ty),
        c_type: var.c_type.clone(),
        offset: var.offset,
        size: var.size,
        linkage: var.linkage.into(),
        fault: fault.map(Into::into),
    };
    let vars = section.vars.iter().map(|var| row(var, None));
    let faulty = section.faulty.iter().map(|faulty| row(&faulty.var, Some(faulty.fault)));
    let mut vars: Vec<_> = vars.chain(faulty).collect();
    vars.sort_by(by_offset);
    JsonSection { size: section.size, vars }
}

fn map_json(map: &Map, names: &Names<'_, '_>) -> JsonMap {
    let part = |size, ty: &Option<Type>, c_type: &Option<Text>| JsonMapPart {
        size,
        ty: ty.as_ref().map(|ty| names.notation(ty)),
        c_type: c_type.clone(),
    };
    JsonMap {
        kind: map.kind.to_string(),
        max_entries: map.max_entries,
        key: part(map.key_size, &map.key, &map.key_c_type),
        value: part(map.value_size, &map.value, &map.value_c_type),
    }
}

fn types(names: &Names<'_, '_>) -> BTreeMap<String, JsonType> {
    let row = |(name, interned): (&str, &InternedType<'_>)| {
        let mut row = interned.ty.to_json(|ty| names.notation(ty));
        if row.tag.as_deref() == tag_of(name) {
            row.tag = None;
        }
        (name.to_owned(), row)
    };
    names.all().map(row).collect()
}

/// The names of kept types that are not the names of these types in the file.
fn typedefs(layout: &Layout, names: &Names<'_, '_>) -> BTreeMap<String, Text> {
    let named = layout.type_names().filter_map(|name| Some((name, names.get(layout.type_by_name(name)?)?)));
    let typedefs = named.filter(|(name, of)| name != of || tag_of(of).is_none());
    typedefs.map(|(name, of)| (name.to_owned(), names.share(of))).collect()
}

/// The names in the sections that hold no globals. `.maps` omits the maps that the file describes.
fn other_names(layout: &Layout, maps: &BTreeMap<&str, &Map>) -> BTreeMap<String, Vec<Text>> {
    let mut others: BTreeMap<String, Vec<Text>> = BTreeMap::new();
    for section in layout.sections.iter().filter(|section| !section.holds_globals()) {
        let is_map = |name: &str| section.name == super::MAPS && maps.contains_key(name);
        let names: BTreeSet<_> = section.vars.iter().map(|var| &var.name).filter(|name| !is_map(name)).collect();
        if section.name != super::MAPS || maps.is_empty() || !names.is_empty() {
            let names = names.into_iter().cloned().collect();
            others.entry(section.name.clone()).or_insert(names);
        }
    }
    others
}

/// The sections that the file keeps, by name. A section without globals only has the names of its variables.
fn kept_sections(layout: &Layout, names: &BTreeMap<String, Vec<Text>>) -> Vec<Section> {
    let globals = by_name(layout.global_sections(), |section| &section.name);
    let maps = layout.maps.iter().map(|map| map.name.as_str());
    let mut sections: Vec<_> =
        globals.into_values().cloned().chain(super::build::sections_by_name(names, maps)).collect();
    sections.sort_by(|a, b| a.name.cmp(&b.name));
    sections
}

fn kept_types(layout: &Layout, names: &Names<'_, '_>) -> TypeTable {
    let is_kept = |name: &&str| layout.type_by_name(name).is_some_and(|ty| names.get(ty).is_some());
    let types = layout
        .type_names()
        .filter(is_kept)
        .filter_map(|name| Some((names.share(name), layout.type_by_name(name)?.clone())));
    let enums = names.all().filter_map(|(_, interned)| match interned.ty {
        StructOrEnum::Enum(of) => Some(Arc::clone(of)),
        StructOrEnum::Struct(_) => None,
    });
    TypeTable::new(types.collect(), enums.collect())
}
