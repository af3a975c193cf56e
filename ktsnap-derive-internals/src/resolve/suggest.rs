//! Help for a name that is not where the struct looks for it: a member of a variable, a map or its value, an enumerator.

use ktsnap_btf::{
    Comparison, Conversion, Dim, Enum, Enumerator, FieldType, Layout, Map, MapKind, Path, Reduce, Section, Target,
    Type, compare, resolve,
};

use crate::check::{entries_of, rust_type};
use crate::parse::Field;

/// How many occurrences a help lists.
const SHOWN: usize = 3;

/// An occurrence of the name elsewhere in the object.
struct Occurrence {
    /// The rest of "it is ...".
    is: String,
    /// How to read it.
    then: String,
}

/// A help that lists where the name occurs; `None` if it does not.
pub(crate) fn help(field: &Field<'_>, name: &str, layout: &Layout, section: Option<&Section>) -> Option<String> {
    let mut found = inside_globals(field, name, layout, section);
    found.extend(inside_maps(field, name, layout));
    found.extend(as_enumerator(field, name, layout, section));
    listed(&found).or_else(|| {
        let (tag, _) = enumerator(name, layout)?;
        let of = tag.name.as_ref().map_or_else(String::new, |tag| format!(" of `enum {tag}`"));
        Some(format!("remove `{}`: it is an enumerator{of}, not a variable", field.ident))
    })
}

fn listed(found: &[Occurrence]) -> Option<String> {
    let shown: Vec<_> = found.iter().take(SHOWN).map(|Occurrence { is, then }| format!("{is}: {then}")).collect();
    let more = if found.len() > SHOWN { "; and others" } else { "" };
    (!shown.is_empty()).then(|| format!("it is {}{more}", shown.join("; or ")))
}

fn inside_globals(field: &Field<'_>, name: &str, layout: &Layout, section: Option<&Section>) -> Vec<Occurrence> {
    let mut inside = layout.members_named(name);
    // Prefer the section of the struct.
    if let Some(section) = section
        && inside.iter().any(|found| found.section.name == section.name)
    {
        inside.retain(|found| found.section.name == section.name);
    }
    let found = inside.iter().filter_map(|found| {
        let (holder, _) = found.path.rsplit_once('.')?;
        let path = Path::parse_rooted(&found.path, |root| root == found.var.name).ok()?;
        let target = resolve(&path, &found.var.ty, &found.var.c_type, layout).ok()?;
        let read = reading(field, &format!("path = \"{}\"", found.path), &target);
        let is = format!("a member of `{}`", holder.trim_end_matches("[*]"));
        Some(match section {
            Some(section) if section.name != found.section.name => {
                let is = format!("{is} in `{}`", found.section.name);
                Occurrence { is, then: format!("move the field to a separate struct, and {read}") }
            }
            _ => Occurrence { is, then: read },
        })
    });
    found.collect()
}

fn inside_maps(field: &Field<'_>, name: &str, layout: &Layout) -> Vec<Occurrence> {
    let maps = layout.maps.iter().filter_map(|map| Some((map, map.value.as_ref()?)));
    let found = maps.flat_map(|(map, value)| {
        let paths = value.members_named(name).into_iter();
        paths.filter_map(move |path| {
            let is = format!("a member of `{}`, the value of the map `{}`", value.tag()?, map.name);
            let then = match place(field, map, value, &path, layout)? {
                MemberReading::Value(attributes, read) => {
                    let read = read.map_or_else(String::new, |read| format!(", and {read}"));
                    format!("move the field to a struct with `#[snapshot({attributes})]`{read}")
                }
                MemberReading::Entry(read) => {
                    format!("move the field to a struct with `#[snapshot(map = \"{}\")]`, and {read}", map.name)
                }
                MemberReading::NoStruct => read_by_hand(map),
            };
            Some(Occurrence { is, then })
        })
    });
    found.collect()
}

/// How to read a member of a map's value.
enum MemberReading {
    /// In a struct with these attributes, and with this change of the field.
    Value(String, Option<String>),
    /// In a struct of the map's entries, with this change of the field.
    Entry(String),
    /// No struct can mirror a map of this type.
    NoStruct,
}

fn place(field: &Field<'_>, map: &Map, value: &Type, path: &str, layout: &Layout) -> Option<MemberReading> {
    if !is_mirrored(map) {
        return Some(MemberReading::NoStruct);
    }
    let c_type = map.value_c_type.as_deref().unwrap_or_default();
    let parsed = Path::parse_steps(path).ok()?;
    let target = resolve(&parsed, value, c_type, layout).ok()?;
    if let Some(attributes) = of_value(map) {
        let plain = !path.contains(['.', '[']);
        let fits = fits(field, &target, &field.how());
        let written = if plain { String::new() } else { format!("path = \"{path}\"") };
        let read = (!plain || !fits).then(|| reading(field, &written, &target));
        return Some(MemberReading::Value(attributes, read));
    }
    Some(MemberReading::Entry(reading_entry(field, map, "*", Some(path), target)))
}

fn is_mirrored(map: &Map) -> bool {
    matches!(map.kind, MapKind::Array | MapKind::PercpuArray) || map.kind.has_keys()
}

/// The attributes of a struct that mirrors the value of a map with a single entry.
fn of_value(map: &Map) -> Option<String> {
    let tag = map.value.as_ref().filter(|value| matches!(value, Type::Struct(of) if !of.union))?.tag()?;
    (is_mirrored(map) && !map.kind.has_keys() && map.max_entries == 1)
        .then(|| format!("map = \"{}\", value = \"{tag}\"", map.name))
}

pub(crate) fn read_by_hand(map: &Map) -> String {
    format!("read it with `snapshot.map(\"{}\")`", map.name)
}

/// How to change a field so that it mirrors an entry, or a member of an entry.
fn reading_entry(field: &Field<'_>, map: &Map, key: &str, path: Option<&str>, target: Target) -> String {
    let mut dims = Vec::new();
    dims.extend((key == "*").then(|| match entries_of(map) {
        rows @ Dim::Rows { .. } => rows,
        _ => Dim::All { len: map.max_entries },
    }));
    dims.extend(map.kind.is_per_cpu().then_some(Dim::Cpus));
    dims.extend(target.dims);
    let path = path.map_or_else(String::new, |path| format!(", path = \"{path}\""));
    let gauge = if map.kind.is_lru() && !field.keeps_later() { ", gauge" } else { "" };
    reading(field, &format!("key = \"{key}\"{path}{gauge}"), &Target { dims, ..target })
}

/// How to change a field so that it mirrors the target: attributes, and a type if the type differs.
fn reading(field: &Field<'_>, attributes: &str, target: &Target) -> String {
    let how = field.how();
    let attributes = (!attributes.is_empty()).then(|| format!("`#[snapshot({attributes})]`"));
    let ty = rust_type(field, target, &how).filter(|_| !fits(field, target, &how));
    let ty = ty.map(|ty| format!("`{}: {ty}`", field.ident));
    let write: Vec<_> = attributes.into_iter().chain(ty).collect();
    // With a reduction an integer can keep its type. Which reduction, only the author knows.
    let reduced = Conversion { reduce: Some(Reduce::Sum), ..how };
    let may_reduce = how.reduce.is_none()
        && matches!(field.kind, Ok(FieldType::Int { .. }))
        && !fits(field, target, &how)
        && !target.dims.iter().any(|dim| matches!(dim, Dim::Rows { .. }))
        && fits(field, target, &reduced);
    let reduce = if may_reduce { ", or add `sum`, `max` or `min`" } else { "" };
    format!("write {}{reduce}", write.join(" and "))
}

fn fits(field: &Field<'_>, target: &Target, how: &Conversion) -> bool {
    let kind = field.kind.as_ref().ok();
    kind.is_some_and(|kind| !matches!(compare(kind, target, how), Comparison::Differs(_)))
}

/// The name as an enumerator: the elements of arrays and maps that its enum indexes.
fn as_enumerator(field: &Field<'_>, name: &str, layout: &Layout, section: Option<&Section>) -> Vec<Occurrence> {
    let Some((of, enumerator)) = enumerator(name, layout) else { return Vec::new() };
    let Ok(index) = u64::try_from(enumerator.value) else { return Vec::new() };
    let is = match &of.name {
        Some(tag) => format!("an enumerator of `enum {tag}`"),
        None => "an enumerator".to_owned(),
    };
    let mut found = Vec::new();
    for held in layout.global_sections().filter(|held| section.is_none_or(|section| section.name == held.name)) {
        for var in &held.vars {
            let Type::Array { len, .. } = var.ty else { continue };
            if !indexes_array(of, &var.name, len, layout) {
                continue;
            }
            let text = format!("{}[{}]", var.name, enumerator.name);
            let parsed = Path::parse_rooted(&text, |root| root == var.name).ok();
            let target = parsed.and_then(|path| resolve(&path, &var.ty, &var.c_type, layout).ok());
            found.extend(target.map(|target| Occurrence {
                is: is.clone(),
                then: reading(field, &format!("path = \"{text}\""), &target),
            }));
        }
    }
    let indexes_map = |map: &&Map| indexes_array(of, &map.name, map.max_entries, layout);
    for map in layout
        .maps
        .iter()
        .filter(|map| is_mirrored(map) && !map.kind.has_keys() && index < map.max_entries)
        .filter(indexes_map)
    {
        let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
        let read = reading_entry(field, map, &enumerator.name, None, Target::whole(value, ""));
        let attributes = of_entries(map, layout);
        let then = format!("move the field to a struct with `#[snapshot({attributes})]`, and {read}");
        found.push(Occurrence { is: is.clone(), then });
    }
    found
}

/// The enumerator with this name, or with this name in uppercase.
fn enumerator<'l>(name: &str, layout: &'l Layout) -> Option<(&'l Enum, &'l Enumerator)> {
    let upper = name.to_uppercase();
    [name, &upper].into_iter().find_map(|name| layout.enumerators(name).next())
}

/// Whether an enum has an enumerator for each element of an array of this length. Its last enumerator may be the number of
/// elements.
fn indexes(of: &Enum, len: u64) -> bool {
    let last = of.enumerators.iter().map(|enumerator| enumerator.value).max();
    last.is_some_and(|last| last == i128::from(len) || last.checked_add(1) == Some(i128::from(len)))
}

/// Whether an enum indexes an array: its length fits, and either no other enum has this length, or the names share a word.
/// If `enum dsp_stat` and `enum wake_stat` both have three enumerators, the first indexes `dsp_stats`.
fn indexes_array(of: &Enum, array: &str, len: u64, layout: &Layout) -> bool {
    let first = |name: &str| name.split('_').next().map(str::to_lowercase).filter(|word| !word.is_empty());
    let alike = || of.name.as_deref().and_then(first).is_some_and(|word| array.split('_').any(|other| other == word));
    indexes(of, len)
        && (enums_of(len, layout).all(|(tag, _)| of.name.as_deref() == tag.strip_prefix("enum ")) || alike())
}

/// The enums whose length fits an array.
fn enums_of(len: u64, layout: &Layout) -> impl Iterator<Item = (&str, &Enum)> {
    layout.type_names().filter_map(move |tag| match layout.type_by_name(tag) {
        Some(Type::Enum(of)) if tag.starts_with("enum ") && indexes(of, len) => Some((tag, of.as_ref())),
        _ => None,
    })
}

/// The attributes of a struct that mirrors entries of a map.
fn of_entries(map: &Map, layout: &Layout) -> String {
    let tag = match &map.key {
        Some(ty @ Type::Enum(_)) => ty.tag(),
        _ => {
            let mut enums = enums_of(map.max_entries, layout)
                .filter(|(_, of)| indexes_array(of, &map.name, map.max_entries, layout));
            // With several enums, any choice would be a guess.
            enums.next().filter(|_| enums.next().is_none()).map(|(tag, _)| tag.to_owned())
        }
    };
    match tag {
        Some(tag) => format!("map = \"{}\", key = \"{tag}\"", map.name),
        None => format!("map = \"{}\"", map.name),
    }
}

/// The help for a field with the name of a map.
pub(crate) fn map_help(map: &Map, layout: &Layout) -> String {
    if !is_mirrored(map) {
        return read_by_hand(map);
    }
    let own = "mirror it with a separate struct:";
    if map.kind.has_keys() {
        return format!(
            "{own} `#[snapshot(map = \"{}\")]`, and `#[snapshot(key = \"*\")]` above a field of type `ktsnap::Rows`",
            map.name
        );
    }
    if let (Some(attributes), Some(Type::Struct(of))) = (of_value(map), &map.value) {
        let names = crate::error::listed(of.names());
        return format!("{own} `#[snapshot({attributes})]`, with fields for {names}");
    }
    format!("{own} `#[snapshot({})]`, with a `key` above each field", of_entries(map, layout))
}

/// The error and the help for a field without a `key` that has the name of a member of the map's value.
pub(crate) fn member_of_value(field: &Field<'_>, map: &Map, keyed: bool, layout: &Layout) -> Option<(String, String)> {
    let name = field.c_name()?;
    let value = map.value.as_ref()?;
    let path = value.members_named(&name).into_iter().next()?;
    let fact = format!("`{name}` is a member of `{}`, the value of `{}`", value.tag()?, map.name);
    let help = match place(field, map, value, &path, layout)? {
        MemberReading::Value(_, read) => {
            let value = format!("`value = \"{}\"`", value.tag()?);
            let read = read.map_or_else(String::new, |read| format!(", and {read}"));
            if keyed {
                format!("write {value} instead of `key`{read}")
            } else {
                format!("add {value} to the struct{read}")
            }
        }
        MemberReading::Entry(read) => read,
        MemberReading::NoStruct => return None,
    };
    Some((fact, help))
}

/// The help for a field of a mirrored C struct that has the name of a nested member, or of a global.
pub(crate) fn deeper(field: &Field<'_>, ty: &Type, c_type: &str, layout: &Layout) -> Option<String> {
    let name = field.c_name()?;
    let found: Vec<_> = ty
        .members_named(&name)
        .into_iter()
        .filter_map(|path| {
            let (holder, _) = path.rsplit_once('.')?;
            let target = resolve(&Path::parse_steps(&path).ok()?, ty, c_type, layout).ok()?;
            let then = reading(field, &format!("path = \"{path}\""), &target);
            Some(Occurrence { is: format!("a member of `{}`", holder.trim_end_matches("[*]")), then })
        })
        .collect();
    let global = || {
        layout.find(&name).find(|(section, _)| section.holds_globals())?;
        Some("it is a global: move the field to a separate struct".to_owned())
    };
    listed(&found).or_else(global)
}
