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
        const UNTYPED: &str = "read it with `Snapshot::map`, which needs no definition";
        let (fact, help) = match (layout.find(&name).next(), closest(&name, names())) {
            (Some((section, _)), _) if section.name == ".maps" => {
                let odd = layout.unsupported_maps.iter().find(|map| map.name == name);
                let why = odd.map_or("its definition can't be read", |map| &map.reason);
                (format!("in {object}, the map `{name}` is not defined as libbpf has it: {why}"), UNTYPED.to_owned())
            }
            (Some((section, _)), _) if section.name == "maps" => (
                format!("in {object}, `{name}` is defined in `maps`, which libbpf has not read since 1.0"),
                format!("define it in `.maps`, or {UNTYPED}"),
            ),
            (Some((section, _)), _) if section.holds_globals() => (
                format!("in {object}, `{name}` is a global in `{}`, not a map", section.name),
                "remove `map`, and mirror it as a field".to_owned(),
            ),
            (_, Some(near)) => (format!("no map `{name}` in {object}"), format!("did you mean `{near}`?")),
            (_, None) if layout.maps.is_empty() => {
                (format!("no map `{name}` in {object}"), "the object defines no maps".to_owned())
            }
            (_, None) => (format!("no map `{name}` in {object}"), format!("its maps are {}", listed(names()))),
        };
        errors.push(written, fact, help);
        return None;
    };
    if !matches!(map.kind, MapKind::Array | MapKind::PercpuArray) {
        errors.push(
            written,
            format!("in {object}, `{name}` is a {}", map.kind),
            format!("a struct mirrors arrays and per-CPU arrays: {}", suggest::read_by_hand(map)),
        );
        return None;
    }
    Some(map)
}

/// The enum that names a map's keys.
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

/// The struct that `value` names, held against the map's own value.
pub(crate) fn value<'l>(
    layout: &'l Layout,
    map: &'l Map,
    written: &LitStr,
    object: &str,
    errors: &mut Errors,
) -> Option<&'l Type> {
    let c_type = map.value_c_type.as_deref().unwrap_or_default();
    if map.value.as_ref().is_some_and(|value| !matches!(value, Type::Struct(_))) {
        let help = "give each field a `key` in place of `value`";
        errors.push(written, format!("in {object}, the values of `{}` are `{c_type}`", map.name), help);
        return None;
    }
    let ty = named(layout, ("value", written), "struct", object, errors)?;
    let size = ty.size().unwrap_or_default();
    if map.value.as_ref().is_some_and(|value| value.tag() != ty.tag()) {
        let help = match map.value.as_ref().and_then(Type::tag) {
            Some(tag) if tag.starts_with("struct") => format!("write `value = \"{tag}\"`"),
            _ => "give each field a `key` in place of `value`".to_owned(),
        };
        errors.push(written, format!("in {object}, the values of `{}` are `{c_type}`", map.name), help);
        return None;
    }
    if size != map.value_size {
        errors.push(
            written,
            format!(
                "in {object}, the values of `{}` have {} bytes, and `{}` has {size}",
                map.name,
                map.value_size,
                written.value()
            ),
            "remove `value`, and give each field a `key`",
        );
        return None;
    }
    if map.max_entries > 1 {
        errors.push(
            written,
            format!("in {object}, `{}` has {} entries, and `value` mirrors one", map.name, map.max_entries),
            format!(
                "derive a struct with `type = \"{}\"`, and make it the type of a field with `#[snapshot(key = \"*\")]` or \
                 with the key of one entry",
                written.value()
            ),
        );
        return None;
    }
    Some(ty)
}
