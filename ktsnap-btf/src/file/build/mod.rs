//! From the rows of a file to the layout that they describe. Nothing in a file is trusted: each bound that an object's
//! BTF is held to holds here too.

mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use types::Builder;

use super::document::{self, ByteOrder, Document, Linkage, Part};
use super::error::{LayoutFileError, entry, short};
use super::naming::tag_of;
use super::{MAX_NAME, MAX_SPELLING};
use crate::error::ObjectError;
use crate::layout::{self, Fault, FaultyVar, Layout, Map, MapKind, Section, TypeTable, is_smaller};
use crate::types::Type;

/// The layout of a file.
pub(super) fn build(document: &Document) -> Result<Layout, LayoutFileError> {
    let mut builder = Builder::new(&document.types);
    let sections = sections(document, &mut builder)?;
    let maps = maps(document, &mut builder)?;
    let named = named(document, &mut builder)?;
    for (at, name) in document.keep.iter().enumerate() {
        if named.get(name).is_none() {
            let what = format!("the file has no type `{}`", short(name));
            return Err(LayoutFileError::damaged(format!("keep[{at}]"), what));
        }
    }
    Ok(Layout::from_parts(sections, maps, document.byte_order == ByteOrder::Big, named))
}

/// Every section of the file, by name.
fn sections<'d>(document: &'d Document, builder: &mut Builder<'d>) -> Result<Vec<Section>, LayoutFileError> {
    let mut sections = Vec::new();
    for (name, row) in &document.sections {
        let place = || entry("sections", name);
        check_name(name, &place)?;
        let mut section = Section { name: name.clone(), size: row.size, vars: Vec::new(), faulty: Vec::new() };
        if !section.holds_globals() {
            return Err(LayoutFileError::damaged(place(), "this section holds no globals, so it belongs in `names`"));
        }
        let mut globals = BTreeSet::new();
        for (at, row) in row.vars.iter().enumerate() {
            let place = || format!("{}.vars[{at}]", place());
            check_name(&row.name, &place)?;
            check_spelling(&row.c_type, &place)?;
            let shown = short(&row.name);
            let wrong = |what: String| LayoutFileError::damaged(place(), what);
            let linkage = match row.linkage {
                Linkage::Static => layout::Linkage::Static,
                Linkage::Global => layout::Linkage::Global,
                Linkage::Extern => layout::Linkage::Extern,
            };
            if linkage != layout::Linkage::Static && !globals.insert(row.name.as_str()) {
                return Err(wrong(format!("`{shown}` appears twice, but only statics can share a name")));
            }
            let ty = builder.ty(&row.ty, &place)?;
            // What the kernel provides, or another object, has no place in this one.
            let has_place = name != super::KCONFIG && row.fault != Some(document::Fault::Extern);
            if has_place && row.offset.checked_add(row.size).is_none_or(|end| end > section.size) {
                let size = section.size;
                return Err(wrong(format!("`{shown}` ends past the end of the section, which has {size} bytes")));
            }
            let (var, c_type) = (row.name.clone(), row.c_type.clone());
            let var = layout::Var { name: var, offset: row.offset, size: row.size, linkage, c_type, ty };
            let Some(fault) = row.fault else {
                if has_place && is_smaller(&var) {
                    return Err(wrong(format!("`{shown}` is smaller than its type")));
                }
                section.vars.push(var);
                continue;
            };
            let (fault, holds) = match fault {
                document::Fault::Smaller => (Fault::Smaller, linkage == layout::Linkage::Static && is_smaller(&var)),
                document::Fault::OneByte => (Fault::OneByte, linkage == layout::Linkage::Static && var.size == 1),
                document::Fault::Extern => (Fault::Extern, linkage == layout::Linkage::Extern),
            };
            if !holds {
                return Err(wrong(format!(
                    "`{shown}` does not have the fault `{}`",
                    row.fault.map_or("", document::Fault::word)
                )));
            }
            section.faulty.push(FaultyVar { var, fault });
        }
        section.sort();
        if name != super::KCONFIG {
            section.check_offsets().map_err(|error| LayoutFileError::damaged(place(), overlap(&error)))?;
        }
        sections.push(section);
    }
    for (name, names) in &document.names {
        let place = || entry("names", name);
        check_name(name, &place)?;
        names.iter().try_for_each(|name| check_name(name, &place))?;
        if by_names_alone(name, &[]).holds_globals() {
            return Err(LayoutFileError::damaged(place(), "this section holds globals, so it belongs in `sections`"));
        }
    }
    sections.extend(by_name(&document.names, document.maps.keys().map(String::as_str)));
    sections.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sections)
}

/// What two variables share, without the words about BTF.
fn overlap(error: &ObjectError) -> String {
    match error {
        ObjectError::Overlap { vars: [one, other], .. } => format!("`{}` and `{}` overlap", short(one), short(other)),
        other => other.to_string(),
    }
}

/// The sections without globals. `.maps` lists the maps and what else stands there.
pub(super) fn by_name<'n>(names: &BTreeMap<String, Vec<String>>, maps: impl Iterator<Item = &'n str>) -> Vec<Section> {
    let mut listed: BTreeSet<&str> = maps.collect();
    let there = !listed.is_empty() || names.contains_key(super::MAPS);
    listed.extend(names.get(super::MAPS).into_iter().flatten().map(String::as_str));
    let listed: Vec<_> = listed.into_iter().map(str::to_owned).collect();
    let maps = there.then(|| by_names_alone(super::MAPS, &listed));
    let others = names.iter().filter(|(name, _)| *name != super::MAPS);
    others.map(|(name, names)| by_names_alone(name, names)).chain(maps).collect()
}

/// A section of which only names are known.
fn by_names_alone(section: &str, names: &[String]) -> Section {
    let var = |name: &String| layout::Var {
        name: name.clone(),
        offset: 0,
        size: 0,
        linkage: layout::Linkage::Global,
        c_type: String::new(),
        ty: Type::Opaque,
    };
    Section { name: section.to_owned(), size: 0, vars: names.iter().map(var).collect(), faulty: Vec::new() }
}

fn maps<'d>(document: &'d Document, builder: &mut Builder<'d>) -> Result<Vec<Map>, LayoutFileError> {
    let mut maps = Vec::new();
    for (name, row) in &document.maps {
        let place = || entry("maps", name);
        check_name(name, &place)?;
        let kind = kind(&row.kind).ok_or_else(|| {
            let what = format!("unknown map type `{}`", short(&row.kind));
            LayoutFileError::damaged(format!("{}.type", place()), what)
        })?;
        let mut part = |part: &'d Part, name: &str| {
            let place = || format!("{}.{name}", place());
            let wrong = |what: &str| LayoutFileError::damaged(place(), what);
            match (&part.ty, &part.c_type) {
                (None, None) => Ok((None, None)),
                (Some(ty), Some(c_type)) => {
                    check_spelling(c_type, &place)?;
                    let ty = builder.ty(ty, &place)?;
                    if ty == Type::Opaque || ty.size() != Some(part.size) {
                        return Err(wrong("its type has a different size"));
                    }
                    Ok((Some(ty), Some(c_type.clone())))
                }
                _ => Err(wrong("`type` and `c_type` must appear together")),
            }
        };
        let (key, key_c_type) = part(&row.key, "key")?;
        let (value, value_c_type) = part(&row.value, "value")?;
        maps.push(Map {
            name: name.clone(),
            kind,
            key,
            key_c_type,
            value,
            value_c_type,
            key_size: row.key.size,
            value_size: row.value.size,
            max_entries: row.max_entries,
        });
    }
    Ok(maps)
}

/// The map type of that name.
fn kind(name: &str) -> Option<MapKind> {
    let unnamed = |number: &u32| MapKind::from_number(*number).name().starts_with("map type");
    let mut named = (0..).take_while(|number| !unnamed(number)).map(MapKind::from_number);
    named.find(|kind| kind.name() == name).or_else(|| {
        let kind = MapKind::from_number(name.strip_prefix("map type ")?.parse().ok()?);
        (kind.name() == name).then_some(kind)
    })
}

/// Every type of the file, used or not, by its tag and its typedefs.
fn named<'d>(document: &'d Document, builder: &mut Builder<'d>) -> Result<TypeTable, LayoutFileError> {
    let (mut types, mut enums) = (BTreeMap::new(), Vec::new());
    for (name, row) in &document.types {
        let (ty, _) = builder.row(name, 0, &|| entry("types", name))?;
        if let Type::Enum(of) = &ty {
            enums.push(Arc::clone(of));
        }
        // A further one of the same tag has a row that says so.
        if row.tag.is_none() && tag_of(name).is_some() {
            types.insert(name.clone(), ty);
        }
    }
    for (name, of) in &document.typedefs {
        let place = || entry("typedefs", name);
        check_name(name, &place)?;
        types.insert(name.clone(), builder.row(of, 0, &place)?.0);
    }
    Ok(TypeTable::new(types, enums))
}

/// Names have the bound that the kernel has for them in BTF.
fn check_name(name: &str, place: &dyn Fn() -> String) -> Result<(), LayoutFileError> {
    if name.len() > MAX_NAME {
        return Err(LayoutFileError::damaged(place(), format!("a name is longer than {MAX_NAME} bytes")));
    }
    Ok(())
}

fn check_spelling(c_type: &str, place: &dyn Fn() -> String) -> Result<(), LayoutFileError> {
    if c_type.len() > MAX_SPELLING {
        return Err(LayoutFileError::damaged(place(), format!("a C type is longer than {MAX_SPELLING} bytes")));
    }
    Ok(())
}
