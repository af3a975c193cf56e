//! The sections, maps and enums of the object that options name.

use std::path::Path;

use ktsnap_btf::{Enum, Layout, Map, MapKind, Section, Type, closest};

use crate::failure::Failure;
use crate::object::Opened;
use crate::screen::text::listed;

/// What a struct mirrors.
pub(super) enum StructSource<'l> {
    Section(&'l Section),
    Map(&'l Map),
}

impl<'l> StructSource<'l> {
    pub(super) fn name(&self) -> &'l str {
        match self {
            Self::Section(section) => &section.name,
            Self::Map(map) => &map.name,
        }
    }

    pub(super) fn as_map(&self) -> Option<&'l Map> {
        match self {
            Self::Section(_) => None,
            Self::Map(map) => Some(map),
        }
    }
}

/// A section of globals.
pub(super) fn section_named<'l>(layout: &'l Layout, name: &str, path: &Path) -> Result<&'l Section, Failure> {
    let names = || layout.global_sections().map(|section| section.name.as_str());
    let fact = match layout.section(name) {
        Some(section) if section.holds_globals() => return Ok(section),
        Some(_) if name == ".maps" => {
            return Err(Failure::of(
                path,
                "has maps in `.maps`, not globals",
                format!("use `--map` with one of {}", maps(layout)),
            ));
        }
        Some(_) => format!("has no globals in `{name}`"),
        None => format!("has no section `{name}`"),
    };
    let help = match closest(name, names()).filter(|near| *near != name) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its sections of globals are {}", listed(names())),
    };
    Err(Failure::of(path, fact, help))
}

/// A map that a struct can mirror.
pub(super) fn map_named<'l>(layout: &'l Layout, name: &str, path: &Path) -> Result<&'l Map, Failure> {
    let Some(found) = layout.map(name) else {
        if let Some(unsupported) = layout.unsupported_maps.iter().find(|map| map.name == name) {
            let fact = format!("in {}, `{name}` is not a map that libbpf can create", path.display());
            return Err(Failure::new(fact, &unsupported.reason));
        }
        let near = closest(name, layout.maps.iter().map(|map| map.name.as_str()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a struct can mirror {}", maps(layout)),
        };
        return Err(Failure::of(path, format!("has no map `{name}`"), help));
    };
    if is_mirrored(found) {
        return Ok(found);
    }
    let fact = format!("in {}, `{name}` is a {}", path.display(), found.kind);
    Err(Failure::new(fact, format!("a struct can mirror arrays, hash maps and storages: {}", maps(layout))))
}

/// Whether a struct can mirror the map.
pub(super) fn is_mirrored(map: &Map) -> bool {
    matches!(map.kind, MapKind::Array | MapKind::PercpuArray) || map.kind.has_keys()
}

/// The maps that a struct can mirror.
fn maps(layout: &Layout) -> String {
    listed(layout.maps.iter().filter(|map| is_mirrored(map)).map(|map| map.name.as_str()))
}

/// The tag of an enum that is written with or without its keyword.
pub(super) fn enum_tag(written: &str) -> String {
    if written.starts_with("enum ") { written.to_owned() } else { format!("enum {written}") }
}

/// The enum that `--key` or `--rows` names, with or without its keyword, and its tag.
///
/// # Errors
///
/// The remedy, if the object or the name suggests one.
pub(super) fn key_enum<'l>(
    opened: &Opened,
    layout: &'l Layout,
    written: &str,
) -> Result<(String, &'l Enum), Option<String>> {
    let tag = enum_tag(written);
    for tag in [tag.as_str(), written] {
        if let Some(Type::Enum(of)) = layout.type_by_name(tag) {
            return Ok((tag.to_owned(), of));
        }
    }
    let tags = || layout.type_names().filter(|tag| matches!(layout.type_by_name(tag), Some(Type::Enum(_))));
    Err(match (closest(&tag, tags()), opened) {
        (Some(near), _) => Some(format!("did you mean `{near}`?")),
        (None, Opened::File(_)) => {
            Some(format!("if the object has it, `ktsnap export OBJECT --type '{tag}'` writes it to the layout file"))
        }
        (None, Opened::Object { .. }) => None,
    })
}
