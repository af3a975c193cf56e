//! Whether a field's type holds what the field mirrors, and what to write where it does not.

use ktsnap_btf::{Comparison, Conversion, FieldType, Mismatch, Target, Type, compare, compat::no_mirror, remedy};
use quote::ToTokens;

use crate::error::Errors;
use crate::parse::Field;

/// Holds the field's type against what it mirrors, and hands back how.
pub(super) fn check_type(
    field: &Field<'_>,
    target: &Target,
    path: &str,
    how: Conversion,
    errors: &mut Errors,
) -> Conversion {
    let c_type = &target.c_type;
    if let (Ok(FieldType::Option(_)), Some((reduce, token))) = (&field.kind, &field.attribute.reduce) {
        let fact = format!("`{reduce}` makes one integer of `{path}`, and the field is an `Option`");
        errors.push(token, fact, without_option(field, target, &how));
        return how;
    }
    let (fact, help) = match &field.kind {
        Ok(kind) => match compare(kind, target, &how) {
            Comparison::Differs(mismatch) => {
                (mismatch.fact(path, c_type, kind), help(field, kind, target, path, how, &mismatch))
            }
            // What is not known here is left to constant evaluation.
            Comparison::Fits | Comparison::Unknown => return how,
        },
        Err(foreign) => {
            let mismatch = no_mirror(&target.ty);
            let fact = mismatch.as_ref().map_or_else(
                || format!("`{path}` is `{c_type}` in C, but the field {}", foreign.is()),
                |mismatch| mismatch.fact(path, c_type, &FieldType::Unknown),
            );
            let plain = Conversion { widen: false, ..how };
            (fact, help(field, &FieldType::Unknown, target, path, plain, &mismatch.unwrap_or(Mismatch::NotNarrower)))
        }
    };
    let (fact, help) = match (&field.kind, help.is_empty()) {
        (_, false) => (fact, help),
        (_, true) => {
            let root = path.split(['.', '[']).next().unwrap_or(path);
            (fact, format!("leave the field out, and read it with `Snapshot::var(\"{root}\")`"))
        }
    };
    let token = match (&field.attribute.widen, &field.attribute.reduce) {
        (Some(widen), _)
            if said(field, target, &how).is_some_and(|said| matches!(core(&said), Mismatch::NotNarrower)) =>
        {
            widen.to_token_stream()
        }
        (_, Some((_, reduce))) if blames_reduction(said(field, target, &how).as_ref()) => reduce.to_token_stream(),
        _ => field.ty.to_token_stream(),
    };
    errors.push(token, fact, help);
    how
}

fn said(field: &Field<'_>, target: &Target, how: &Conversion) -> Option<Mismatch> {
    match compare(field.kind.as_ref().ok()?, target, how) {
        Comparison::Differs(mismatch) => Some(mismatch),
        Comparison::Fits | Comparison::Unknown => None,
    }
}

/// What differs, without where.
fn core(mismatch: &Mismatch) -> &Mismatch {
    match mismatch {
        Mismatch::Elements(of) | Mismatch::Reduced(of) => core(of),
        other => other,
    }
}

fn blames_reduction(mismatch: Option<&Mismatch>) -> bool {
    match mismatch {
        Some(Mismatch::Reduced(of)) => matches!(**of, Mismatch::TooWide { .. }),
        other => matches!(other, Some(Mismatch::NothingToReduce | Mismatch::NotReducible { .. })),
    }
}

/// What to write instead; nothing when no field can mirror it.
fn help(
    field: &Field<'_>,
    kind: &FieldType,
    target: &Target,
    path: &str,
    how: Conversion,
    mismatch: &Mismatch,
) -> String {
    let ident = field.ident;
    let written = rust_type(field, target, &how);
    let innermost = innermost(&target.ty);
    match core(mismatch) {
        Mismatch::NeedsReduction { .. } => {
            let whole = written.map_or_else(String::new, |ty| format!(", or write `{ident}: {ty}`"));
            return format!("add `sum`, `max` or `min` in `#[snapshot(...)]`{whole}");
        }
        Mismatch::NotNarrower if how.widen => return "remove `widen`".to_owned(),
        Mismatch::NothingToReduce => {
            return how.reduce.map_or_else(String::new, |reduce| format!("remove `{reduce}`"));
        }
        Mismatch::NotReducible { .. } | Mismatch::TooWide { .. } if how.reduce.is_some() => {
            let plain = rust_type(field, target, &Conversion { reduce: None, ..how });
            return match (plain, how.reduce) {
                (Some(ty), Some(reduce)) => format!("remove `{reduce}`, and write `{ident}: {ty}`"),
                _ => integer_inside(field, target, path, how),
            };
        }
        Mismatch::NestedOption => return "write one `Option`".to_owned(),
        _ => {}
    }
    match innermost {
        Type::Struct(of) if of.union => {
            let member = of.names().next().unwrap_or("member");
            let path = onward(field, path, &format!("{}.{member}", every(&target.ty)));
            return format!("take a member of it: `#[snapshot(path = \"{path}\")]`");
        }
        Type::Struct(of) if written.is_none() => {
            let member = of.names().next().unwrap_or("member");
            let tag = match &of.name {
                Some(name) => format!("struct {name}"),
                None => String::new(),
            };
            let whole = match tag.as_str() {
                "" => String::new(),
                tag => format!(", or write a struct with `#[snapshot(type = \"{tag}\")]` for it"),
            };
            let path = onward(field, path, &format!("{}.{member}", every(&target.ty)));
            return format!("take a member of it: `#[snapshot(path = \"{path}\")]`{whole}");
        }
        _ => {}
    }
    let Some(ty) = written else { return String::new() };
    // The bytes of one integer have no other length.
    let of_one_integer = target.dims.is_empty() && matches!(target.ty, Type::Int { .. });
    let ty = if of_one_integer && matches!(kind, FieldType::Vec(_)) { ty } else { alike(kind, ty) };
    let is_text = matches!(&target.ty, Type::Array { element, .. } if **element == Type::Char);
    let widened = Conversion { widen: true, ..how };
    let more = match how {
        Conversion { widen: true, .. } => ", and remove `widen`".to_owned(),
        Conversion { reduce: None, .. } if is_text && target.dims.is_empty() => {
            format!(", or `{ident}: std::ffi::CString`")
        }
        _ if matches!(compare(kind, target, &widened), Comparison::Fits) => ", or add `#[snapshot(widen)]`".to_owned(),
        _ => String::new(),
    };
    format!("write `{ident}: {ty}`{more}")
}

/// The type that the field should have, as a help writes it.
pub(crate) fn rust_type(field: &Field<'_>, target: &Target, how: &Conversion) -> Option<String> {
    remedy(target, how).map(|ty| field.spelled(&ty))
}

/// A type in the form that the field has: a `Vec` is to stay one, and so is an `Option`.
fn alike(kind: &FieldType, ty: String) -> String {
    match kind {
        FieldType::Option(of) => format!("Option<{}>", alike(of, ty)),
        FieldType::Vec(_) => match ty.strip_prefix('[').and_then(|ty| ty.rsplit_once("; ")) {
            Some((element, _)) => format!("Vec<{element}>"),
            None => ty,
        },
        _ => ty,
    }
}

/// The two ways out of a reduction into an `Option`.
fn without_option(field: &Field<'_>, target: &Target, how: &Conversion) -> String {
    let ident = field.ident;
    match (rust_type(field, target, how), rust_type(field, target, &Conversion { reduce: None, ..*how }), how.reduce) {
        (Some(one), Some(all), Some(reduce)) => {
            format!("write `{ident}: {one}`, or remove `{reduce}` and write `{ident}: Option<{all}>`")
        }
        _ => "write the type alone".to_owned(),
    }
}

/// Where the structs that were to be reduced hold an integer.
fn integer_inside(field: &Field<'_>, target: &Target, path: &str, how: Conversion) -> String {
    let member = match innermost(&target.ty) {
        Type::Struct(of) => {
            of.flat().map(|(member, _)| member).find(|member| matches!(member.ty, Type::Int { size: ..=8, .. }))
        }
        _ => None,
    };
    match (member, how.reduce) {
        (Some(member), Some(reduce)) => {
            let path = onward(field, path, &format!("{}.{}", every(&target.ty), member.name));
            format!("take an integer of each: `#[snapshot(path = \"{path}\", {reduce})]`")
        }
        _ => "take an integer of each with `path`".to_owned(),
    }
}

/// What leads through the arrays that a type consists of.
fn every(ty: &Type) -> String {
    match ty {
        Type::Array { element, .. } => format!("[*]{}", every(element)),
        _ => String::new(),
    }
}

/// The `path` that leads on from what a field mirrors. In a map's entries it begins behind the key.
fn onward(field: &Field<'_>, path: &str, rest: &str) -> String {
    let base = match (&field.attribute.key, &field.attribute.path) {
        (None, _) => path.to_owned(),
        (Some(_), Some(path)) => path.value(),
        (Some(_), None) => return rest.trim_start_matches('.').to_owned(),
    };
    format!("{base}{rest}")
}

fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Array { element, .. } => innermost(element),
        other => other,
    }
}
