//! Builds the sections of a file.

use std::collections::{BTreeMap, BTreeSet};

use super::types::TypeBuilder;
use super::{check_name, check_spelling};
use crate::error::ObjectError;
use crate::file::error::{LayoutFileError, entry, short};
use crate::file::json::{JsonDocument, JsonFault, JsonSection, JsonVar};
use crate::file::{KCONFIG, MAPS};
use crate::layout::{Fault, FaultyVar, Linkage, Section, Var, is_smaller};
use crate::text::Text;
use crate::types::Type;

/// All sections of the file, by name.
pub(super) fn sections<'d>(
    document: &'d JsonDocument,
    builder: &mut TypeBuilder<'d>,
) -> Result<Vec<Section>, LayoutFileError> {
    let mut sections = Vec::new();
    for (name, json) in &document.sections {
        sections.push(section(name, json, builder)?);
    }
    for (name, names) in &document.names {
        let place = || entry("names", name);
        check_name(name, &place)?;
        names.iter().try_for_each(|name| check_name(name, &place))?;
        if section_of_names(name, &[]).holds_globals() {
            let reason = "this section holds globals, so it belongs in `sections`";
            return Err(LayoutFileError::damaged(place(), reason));
        }
    }
    sections.extend(sections_by_name(&document.names, document.maps.keys().map(String::as_str)));
    sections.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sections)
}

fn section<'d>(name: &str, json: &'d JsonSection, builder: &mut TypeBuilder<'d>) -> Result<Section, LayoutFileError> {
    let place = || entry("sections", name);
    check_name(name, &place)?;
    let mut section = Section { name: name.to_owned(), size: json.size, vars: Vec::new(), faulty: Vec::new() };
    if !section.holds_globals() {
        return Err(LayoutFileError::damaged(place(), "this section holds no globals, so it belongs in `names`"));
    }
    let mut globals = BTreeSet::new();
    for (at, json) in json.vars.iter().enumerate() {
        let place = || format!("{}.vars[{at}]", place());
        let var = var(json, builder, &place)?;
        let shown = short(&var.name);
        let wrong = |reason: String| LayoutFileError::damaged(place(), reason);
        if var.linkage != Linkage::Static && !globals.insert(json.name.as_str()) {
            return Err(wrong(format!("`{shown}` appears twice, but only statics can share a name")));
        }
        // A variable that the kernel or another object provides has no offset in this object.
        let has_offset = name != KCONFIG && json.fault != Some(JsonFault::Extern);
        if has_offset && var.offset.checked_add(var.size).is_none_or(|end| end > section.size) {
            let size = section.size;
            return Err(wrong(format!("`{shown}` ends past the end of the section, which has {size} bytes")));
        }
        match json.fault {
            Some(fault) if can_have(&var, fault.into()) => section.faulty.push(FaultyVar { var, fault: fault.into() }),
            Some(fault) => return Err(wrong(format!("`{shown}` does not have the fault `{fault}`"))),
            None if has_offset && is_smaller(&var) => {
                return Err(wrong(format!("`{shown}` is smaller than its type")));
            }
            None => section.vars.push(var),
        }
    }
    section.sort();
    if name != KCONFIG {
        section.check_offsets().map_err(|error| LayoutFileError::damaged(place(), overlap(&error)))?;
    }
    Ok(section)
}

fn var<'d>(
    json: &'d JsonVar,
    builder: &mut TypeBuilder<'d>,
    place: &dyn Fn() -> String,
) -> Result<Var, LayoutFileError> {
    check_name(&json.name, place)?;
    check_spelling(&json.c_type, place)?;
    Ok(Var {
        name: json.name.clone(),
        offset: json.offset,
        size: json.size,
        linkage: json.linkage.into(),
        c_type: json.c_type.clone(),
        ty: builder.ty(&json.ty, place)?,
    })
}

/// Whether a variable can have a fault.
fn can_have(var: &Var, fault: Fault) -> bool {
    match fault {
        Fault::Smaller => var.linkage == Linkage::Static && is_smaller(var),
        Fault::OneByte => var.linkage == Linkage::Static && var.size == 1,
        Fault::Extern => var.linkage == Linkage::Extern,
    }
}

/// The message about variables that overlap, without the words about BTF.
fn overlap(error: &ObjectError) -> String {
    match error {
        ObjectError::Overlap { vars: [first, second], .. } => {
            format!("`{}` and `{}` overlap", short(first), short(second))
        }
        other => other.to_string(),
    }
}

/// The sections without globals. `.maps` lists `maps`, and the names that the file has for this section.
pub(in crate::file) fn sections_by_name<'n>(
    names: &BTreeMap<String, Vec<Text>>,
    maps: impl Iterator<Item = &'n str>,
) -> Vec<Section> {
    let mut in_maps: BTreeSet<&str> = maps.collect();
    let exists = !in_maps.is_empty() || names.contains_key(MAPS);
    in_maps.extend(names.get(MAPS).into_iter().flatten().map(Text::as_str));
    let in_maps: Vec<_> = in_maps.into_iter().map(Text::from).collect();
    let maps = exists.then(|| section_of_names(MAPS, &in_maps));
    let others = names.iter().filter(|(name, _)| *name != MAPS);
    others.map(|(name, names)| section_of_names(name, names)).chain(maps).collect()
}

/// A section whose variables only have names.
fn section_of_names(section: &str, names: &[Text]) -> Section {
    let var = |name: &Text| Var {
        name: name.clone(),
        offset: 0,
        size: 0,
        linkage: Linkage::Global,
        c_type: Text::default(),
        ty: Type::Opaque,
    };
    Section { name: section.to_owned(), size: 0, vars: names.iter().map(var).collect(), faulty: Vec::new() }
}
