//! Compares a struct or enum of Rust, which names its members, with the one in BTF.

use super::super::enums::valued;
use super::super::text::{Text, same};
use super::compare::{Verdict, compare, find, tag_of};
use super::reduced;
use crate::__private::{CEnum, CStruct, CType, IndexedMember, PathStep, RustEnum, RustMember, RustStruct};
use crate::typed::rank::surplus;

/// Whether two tags name different types. A type without a tag matches any tag.
const fn differ(c: Option<&str>, rust: Option<&str>) -> bool {
    match (c, rust) {
        (Some(c), Some(rust)) => !same(c, rust),
        _ => false,
    }
}

/// Whether the Rust tag is the C tag without its kind: `wait_stats` instead of `struct wait_stats`.
const fn is_keyless(c: Option<&str>, rust: Option<&str>, kind: &str) -> bool {
    let (Some(c), Some(rust)) = (c, rust) else { return false };
    let Some((head, name)) = c.split_at_checked(kind.len()) else { return false };
    same(head, kind) && same(name, rust)
}

/// Compares the members. `is_reduced` is whether several of the structs are reduced to one.
pub(super) const fn structs(of: &'static CStruct, by: &RustStruct, is_reduced: bool) -> Verdict {
    if is_keyless(of.tag, by.tag, "struct ") {
        return Verdict::Inside(keyless(tag_of(of.tag), by.name, tag_of(by.tag)));
    }
    if differ(of.tag, by.tag) {
        return Verdict::Inside(
            Text::new()
                .tick(by.name)
                .add(" mirrors ")
                .tick(tag_of(by.tag))
                .add("\nhelp: use a struct that mirrors ")
                .tick(tag_of(of.tag)),
        );
    }
    let mut rest = by.members;
    while let [member, after @ ..] = rest {
        let outer = match member.reduce {
            Some(_) => surplus(&CType::Struct(of), member.steps, &member.ty),
            None if is_reduced => Some(0),
            None => None,
        };
        if outer.is_some() && !reduced::is_made_of_integers(&member.ty) {
            return Verdict::NotReducible(reduced::not_made_of_integers(by, member));
        }
        match compare(&CType::Struct(of), member.steps, outer, member.widen, &member.ty) {
            Verdict::Fits => {}
            Verdict::Other if member.reduce.is_none() && is_reduced && reduced::is_value(of, member) => {
                return Verdict::NotReducible(reduced::not_integers(of, by, member));
            }
            Verdict::Other => return Verdict::Inside(drifted(of, by, member)),
            inside => return inside,
        }
        rest = after;
    }
    Verdict::Fits
}

const fn keyless(tag: &str, name: &str, written: &str) -> Text {
    let text = Text::new().tick(written).add(", the `type` of ").tick(name).add(", has no kind");
    text.add("\nhelp: write `type = \"").add(tag).add("\"` above ").tick(name)
}

/// The message about a member whose field has another type, with both sizes, and the sizes of both structs if known.
const fn drifted(of: &'static CStruct, by: &RustStruct, member: &RustMember) -> Text {
    let text = Text::new().tick(member.path).add(" of ").tick(tag_of(of.tag));
    let text = match part(&CType::Struct(of), member.steps, "") {
        Some((ty, c_type)) => text.add(" is ").tick(c_type).add(", ").size_of(&ty),
        None => text.add(" does not exist"),
    };
    let text = text.add(", but `").add(by.name).add("::").add(member.field).add("` is `").rust_type(&member.ty);
    let text = match member.ty.size() {
        0 => text.add("`"),
        size => text.add("`, ").number(size).add(if size == 1 { " byte" } else { " bytes" }),
    };
    let text = match by.checked {
        Some((object, size)) if size != of.size => {
            let text = text.add("; the struct has ").number(of.size).add(" bytes here and ").number(size);
            text.add(" in ").add(object)
        }
        _ => text.add("; the struct has ").number(of.size).add(" bytes"),
    };
    text.add("\nhelp: give `").add(by.name).add("::").add(member.field).add("` the type in C")
}

/// The part of a struct at the end of a path, and its type in C.
const fn part(ty: &CType, steps: &[PathStep], c_type: &'static str) -> Option<(CType, &'static str)> {
    match (ty, steps) {
        (_, []) => Some((*ty, c_type)),
        (
            CType::Struct(of),
            [PathStep::Member(name) | PathStep::IndexedMember(IndexedMember { name, .. }), rest @ ..],
        ) => match find(of, name) {
            Some(member) => part(&member.ty, rest, member.c_type),
            None => None,
        },
        (
            CType::Array { element, .. },
            [PathStep::Index(_) | PathStep::IndexedBy(_) | PathStep::All | PathStep::Slice { .. }, rest @ ..],
        ) => part(element, rest, c_type),
        (CType::Ptr { .. }, [PathStep::Deref(of), rest @ ..]) => part(&CType::Struct(of), rest, c_type),
        _ => None,
    }
}

pub(super) const fn enums(of: &CEnum, by: &RustEnum) -> Verdict {
    if is_keyless(of.tag, by.tag, "enum ") {
        return Verdict::Inside(keyless(tag_of(of.tag), by.name, tag_of(by.tag)));
    }
    let text = Text::new().tick(by.name);
    if differ(of.tag, by.tag) {
        let text = text.add(" mirrors ").tick(tag_of(by.tag));
        return Verdict::Inside(text.add("\nhelp: use an enum that mirrors ").tick(tag_of(of.tag)));
    }
    let mut rest = by.variants;
    while let [(name, value), after @ ..] = rest {
        match valued(of.enumerators, name) {
            Some(found) if found == *value => {}
            Some(found) => {
                let text = Text::new().tick(name).add(" is ").integer(found).add(" in C, but ").tick(by.name);
                let text = text.add(" gives it ").integer(*value);
                return Verdict::Inside(text.add("\nhelp: give the variant the value in C"));
            }
            None => {
                let text = Text::new().tick(tag_of(of.tag)).add(" has no enumerator ").tick(name);
                let text = text.add(", but ").tick(by.name).add(" lists it");
                return Verdict::Inside(text.add("\nhelp: remove the variant, or `rename` it to an enumerator in C"));
            }
        }
        rest = after;
    }
    let mut rest = of.enumerators;
    while let [(name, value), after @ ..] = rest {
        if by.exhaustive && !has_value(by.variants, *value) {
            let text = text.add(" has no variant for ").tick(name).add(", which is ").integer(*value);
            return Verdict::Inside(text.add(
                "\nhelp: add a variant for it, or a variant with `#[snapshot(non_exhaustive)]` for all other values",
            ));
        }
        rest = after;
    }
    Verdict::Fits
}

const fn has_value(variants: &[(&str, i128)], value: i128) -> bool {
    let mut rest = variants;
    while let [(_, other), after @ ..] = rest {
        if *other == value {
            return true;
        }
        rest = after;
    }
    false
}
