//! Finding what the arguments name in the object, and saying what is there instead.

use std::path::Path;

use ktsnap_btf::{Enum, Layout, Map, Section, Type, closest};

use super::map::is_array;
use crate::failure::Failure;

/// Names that an error lists.
const LISTED: usize = 8;

/// `a`, `b` and so on; of many, the first.
pub(crate) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(LISTED);
    let shown = names.into_iter().take(LISTED).collect::<Vec<_>>().join(", ");
    match (shown.as_str(), more) {
        ("", _) => "none".to_owned(),
        (_, 0) => shown,
        _ => format!("{shown} and {more} more"),
    }
}

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
