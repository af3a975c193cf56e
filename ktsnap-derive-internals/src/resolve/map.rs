//! The map that a struct names, the enum of its keys, and the struct of its value.

use std::sync::Arc;

use ktsnap_btf::{Enum, Layout, Map, MapKind, Type, closest};
use syn::LitStr;

use super::{named, suggest};
use crate::error::{Errors, listed};

/// The map that a struct names.
pub(crate) fn map<'l>(layout: &'l Layout, written: &LitStr, object: &str, errors: &mut Errors) -> Option<&'l Map> {
    let name = written.value();
    let Some(map) = layout.map(&name) else {
        let names = || layout.maps.iter().map(|map| map.name.as_str());
        const UNTYPED: &str = "read it with `Snapshot::map`";
        let (fact, help) = match (layout.find(&name).next(), closest(&name, names())) {
            (Some((section, _)), _) if section.name == ".maps" => {
                let unsupported = layout.unsupported_maps.iter().find(|map| map.name == name);
                let reason = unsupported.map_or("it can't be read", |map| &map.reason);
                (format!("unsupported definition of the map `{name}` in {object}: {reason}"), UNTYPED.to_owned())
            }
            (Some((section, _)), _) if section.name == "maps" => (
                format!("`{name}` is defined in the section `maps`, which libbpf does not support since version 1.0"),
                format!("define it in `.maps`, or {UNTYPED}"),
            ),
            (Some((section, _)), _) if section.holds_globals() => (
                format!("`{name}` is a global in `{}`, not a map", section.name),
                format!("remove `map`, and add a field `{name}`"),
            ),
            (_, Some(near)) => (format!("no map `{name}` in {object}"), format!("did you mean `{near}`?")),
            (_, None) if layout.maps.is_empty() => {
                (format!("no map `{name}` in {object}"), "the object does not define maps".to_owned())
            }
            (_, None) => (format!("no map `{name}` in {object}"), format!("its maps are {}", listed(names()))),
        };
        errors.push(written, fact, help);
        return None;
    };
    if !matches!(map.kind, MapKind::Array | MapKind::PercpuArray) && !map.kind.has_keys() {
        errors.push(
            written,
            format!("`{name}` is a {}, but a struct can only mirror arrays, hash maps and storages", map.kind),
            suggest::read_by_hand(map),
        );
        return None;
    }
    Some(map)
}

/// The enum of a map's keys.
pub(crate) fn key_enum(
    layout: &Layout,
    map: &Map,
    written: Option<&LitStr>,
    object: &str,
    errors: &mut Errors,
) -> Option<Arc<Enum>> {
    let Some(written) = written else {
        return match &map.key {
            Some(Type::Enum(of)) => Some(of.clone()),
            _ => None,
        };
    };
    match named(layout, ("key", written), "enum", object, errors)? {
        Type::Enum(of) => Some(of.clone()),
        _ => None,
    }
}

/// The struct that `value` names, which must be the type of the map's value.
pub(crate) fn value<'l>(
    layout: &'l Layout,
    map: &'l Map,
    written: &LitStr,
    object: &str,
    errors: &mut Errors,
) -> Option<&'l Type> {
    if map.kind.has_keys() {
        let fact = format!("`value` requires an array with one entry, but `{}` is a {}", map.name, map.kind);
        let help = format!(
            "write `type = \"{}\"` instead, and read the entries in a second struct: `#[snapshot(map = \"{}\")]`, and \
             `#[snapshot(key = \"*\")]` above a field of type `ktsnap::Rows`",
            written.value(),
            map.name
        );
        errors.push(written, fact, help);
        return None;
    }
    const WITH_KEYS: &str = "remove `value`, and add a `key` to each field";
    let c_type = map.value_c_type.as_deref().unwrap_or_default();
    let differs = || format!("the values of `{}` are `{c_type}`, not `{}`", map.name, written.value());
    if map.value.as_ref().is_some_and(|value| !matches!(value, Type::Struct(_))) {
        errors.push(written, differs(), WITH_KEYS);
        return None;
    }
    let ty = named(layout, ("value", written), "struct", object, errors)?;
    let size = ty.size().unwrap_or_default();
    if map.value.as_ref().is_some_and(|value| value.tag() != ty.tag()) {
        let help = match map.value.as_ref().and_then(Type::tag) {
            Some(tag) if tag.starts_with("struct") => format!("write `value = \"{tag}\"`"),
            _ => WITH_KEYS.to_owned(),
        };
        errors.push(written, differs(), help);
        return None;
    }
    if size != map.value_size {
        let fact =
            format!("the values of `{}` have {} bytes, but `{}` has {size}", map.name, map.value_size, written.value());
        errors.push(written, fact, WITH_KEYS);
        return None;
    }
    if map.max_entries > 1 {
        let fact = format!("`value` requires a map with one entry, but `{}` has {}", map.name, map.max_entries);
        let help = format!(
            "write `type = \"{}\"` instead, and mirror the entries with a second struct: `#[snapshot(map = \"{}\")]`",
            written.value(),
            map.name
        );
        errors.push(written, fact, help);
        return None;
    }
    Some(ty)
}
