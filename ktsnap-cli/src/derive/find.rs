//! Finding what the arguments name in the object, and saying what is there instead.

use std::path::Path;

use ktsnap_btf::{Enum, Layout, Map, MapKind, Section, Type, closest};

use crate::failure::Failure;
use crate::screen::text::listed;

/// A section of globals.
pub(super) fn section_named<'l>(layout: &'l Layout, name: &str, path: &Path) -> Result<&'l Section, Failure> {
    let names = || layout.global_sections().map(|section| section.name.as_str());
    let fact = match layout.section(name) {
        Some(section) if section.holds_globals() => return Ok(section),
        Some(_) if name == ".maps" => {
            return Err(Failure::of(path, "holds maps in `.maps`", format!("`--map` takes one of {}", maps(layout))));
        }
        Some(_) => format!("holds no globals in `{name}`"),
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
        if let Some(odd) = layout.unsupported_maps.iter().find(|map| map.name == name) {
            let fact = format!("in {}, the map `{name}` is not defined as libbpf has it", path.display());
            return Err(Failure::new(fact, &odd.reason));
        }
        let near = closest(name, layout.maps.iter().map(|map| map.name.as_str()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a struct can mirror {}", maps(layout)),
        };
        return Err(Failure::of(path, format!("has no map `{name}`"), help));
    };
    if is_array(found) {
        return Ok(found);
    }
    let fact = format!("in {}, `{name}` is a {}", path.display(), found.kind);
    Err(Failure::new(fact, format!("a struct mirrors arrays and per-CPU arrays, here {}", maps(layout))))
}

/// Whether a struct can mirror such a map.
fn is_array(map: &Map) -> bool {
    matches!(map.kind, MapKind::Array | MapKind::PercpuArray)
}

/// The maps that a struct can mirror.
fn maps(layout: &Layout) -> String {
    listed(layout.maps.iter().filter(|map| is_array(map)).map(|map| map.name.as_str()))
}

/// The enum that `--key` names, with or without its keyword.
pub(super) fn key_enum<'l>(layout: &'l Layout, written: &str, path: &Path) -> Result<(String, &'l Enum), Failure> {
    let tag = if written.starts_with("enum ") { written.to_owned() } else { format!("enum {written}") };
    for tag in [tag.as_str(), written] {
        if let Some(Type::Enum(of)) = layout.named(tag) {
            return Ok((tag.to_owned(), of));
        }
    }
    let tags = || layout.tags().filter(|tag| matches!(layout.named(tag), Some(Type::Enum(_))));
    let help = match closest(&tag, tags()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "BTF has only the enums that a variable, a member or a function has for a type".to_owned(),
    };
    Err(Failure::of(path, format!("has no `{tag}`"), help))
}
