//! What a struct mirrors as a whole: a section, the entries of a map, a map's value, or a struct of C.

use std::sync::Arc;

use ktsnap_btf::{Enum, Layout, Map, MapKind, Type, closest};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::LitStr;

use crate::attr::Container;
use crate::elsewhere;
use crate::error::{Errors, listed};

/// What the attributes ask for, before any object is looked at.
pub(crate) enum Asked<'a> {
    /// A global section, which may be named.
    Section(Option<&'a LitStr>),
    /// The entries of a map, by key.
    Entries { map: &'a LitStr, key: Option<&'a LitStr> },
    /// The value of a map.
    Value { map: &'a LitStr, value: &'a LitStr },
    /// A struct of C, as a field of another struct.
    Nested(&'a LitStr),
}

/// Reads what the attributes ask for. Of keys that contradict each other one is taken and the others are errors.
pub(crate) fn asked<'a>(container: &'a Container, errors: &mut Errors) -> Asked<'a> {
    let Container { section, map, key, value, tag, picker, allow_unmapped, .. } = container;
    let mut useless = |token: Option<TokenStream>, key: &str, with: &str, help: &str| {
        if let Some(token) = token {
            errors.push(token, format!("`{key}` has no meaning beside `{with}`"), help);
        }
    };
    let tokens = |written: &Option<LitStr>| written.as_ref().map(ToTokens::to_token_stream);
    if let Some(tag) = tag {
        let allow_unmapped = allow_unmapped.as_ref().map(ToTokens::to_token_stream);
        useless(allow_unmapped, "allow_unmapped", "type", "a struct with `type` has no reduction over CPUs: remove it");
        let help = "a struct with `type` is read as a field of another: remove one of the two";
        for (key, written) in [("section", section), ("map", map), ("value", value), ("key", key)] {
            useless(tokens(written), key, "type", help);
        }
        useless(picker.as_ref().map(ToTokens::to_token_stream), "picker", "type", help);
        if tag.value().is_empty() {
            errors.push(tag, "`type` is empty", "write `type = \"struct ...\"`");
        }
        return Asked::Nested(tag);
    }
    let Some(map) = map else {
        let help = "add `map = \"...\"`, the map that the object defines";
        for (key, written) in [("key", key), ("value", value)] {
            if let Some(written) = written {
                errors.push(written, format!("`{key}` requires `map`"), help);
            }
        }
        if let Some(allow_unmapped) = allow_unmapped {
            errors.push(allow_unmapped, "`allow_unmapped` only applies to per-CPU maps", "remove it");
        }
        return Asked::Section(section.as_ref());
    };
    useless(tokens(section), "section", "map", "a map is not in a section: remove one of the two");
    match (value, key) {
        (Some(value), key) => {
            let help = "with `value` the fields are members of the map's value: remove one of the two";
            useless(tokens(key), "key", "value", help);
            Asked::Value { map, value }
        }
        (None, key) => Asked::Entries { map, key: key.as_ref() },
    }
}

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
            format!("a struct mirrors arrays and per-CPU arrays: {}", elsewhere::read_by_hand(map)),
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

/// The type of that tag, which must begin with `keyword`. `key` is the key of the attribute that names it.
pub(crate) fn named<'l>(
    layout: &'l Layout,
    (key, written): (&str, &LitStr),
    keyword: &str,
    object: &str,
    errors: &mut Errors,
) -> Option<&'l Type> {
    let tag = written.value();
    let is_kind = |ty: &Type| match ty {
        Type::Enum(_) => keyword == "enum",
        Type::Struct(of) => keyword == "struct" && !of.union,
        _ => false,
    };
    let a = if keyword == "enum" { "an" } else { "a" };
    let tags = || layout.tags().filter(|tag| layout.named(tag).is_some_and(is_kind));
    match layout.named(&tag) {
        Some(ty) if is_kind(ty) => return Some(ty),
        Some(ty) => {
            let is = match ty.tag() {
                // A typedef.
                Some(is) if is != tag => format!("is `{is}`, not {a} {keyword}"),
                _ => format!("is not {a} {keyword}"),
            };
            let help = match ty {
                Type::Struct(of) if of.union && keyword == "struct" => {
                    "a union has no value of its own: take its members with `path`".to_owned()
                }
                _ => format!("its {keyword}s are {}", listed(tags())),
            };
            errors.push(written, format!("in {object}, `{tag}` {is}"), help);
        }
        None if keyless(layout, &tag, keyword).is_some_and(is_kind) => {
            errors.push(written, format!("`{tag}` has no kind"), format!("write `{key} = \"{keyword} {tag}\"`"));
            // What was meant is known, and the fields may have mistakes too.
            return keyless(layout, &tag, keyword);
        }
        None => {
            let other = ["struct", "union", "enum"].into_iter().find(|kind| keyless(layout, &tag, kind).is_some());
            if let Some(kind) = other {
                let help = match (kind, keyword) {
                    ("union", "struct") => "a union has no value of its own: take its members with `path`".to_owned(),
                    _ => format!("its {keyword}s are {}", listed(tags())),
                };
                errors.push(written, format!("in {object}, `{tag}` is `{kind} {tag}`, not {a} {keyword}"), help);
                return None;
            }
            let holder = layout.enumerators(&tag).find_map(|(of, _)| of.name.as_ref());
            let help = if let (Some(of), "enum") = (holder, keyword) {
                format!("it is an enumerator of `enum {of}`: write `\"enum {of}\"`")
            } else {
                match closest(&tag, tags()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if keyword == "enum" => {
                        "BTF has only the enums that a variable, a member or a function has for a \
                                                  type: declare this one in Rust, with `SnapshotEnum` and no `object`"
                            .to_owned()
                    }
                    None => format!("its {keyword}s are {}", listed(tags())),
                }
            };
            errors.push(written, format!("no `{tag}` in {object}"), help);
        }
    }
    None
}

/// The type of that kind whose tag is written without it.
fn keyless<'l>(layout: &'l Layout, tag: &str, kind: &str) -> Option<&'l Type> {
    layout.named(&format!("{kind} {tag}"))
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
