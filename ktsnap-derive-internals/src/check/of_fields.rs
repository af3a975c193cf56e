//! Fields that are the totals of other fields.

use ktsnap_btf::{Dim, FieldType, Reduce, Target, Type, closest};
use syn::Ident;
use syn::ext::IdentExt;

use super::CheckedStruct;
use crate::error::{Errors, listed, unspaced};
use crate::parse::{Field, OfFields, StructTarget};

/// Checks the fields that each total names.
pub fn check(fields: &[Field<'_>], target: &StructTarget<'_>, ident: &Ident, errors: &mut Errors) {
    for (total, of) in totals(fields) {
        let (how, name) = (of.how, total.ident);
        if !matches!(target, StructTarget::Section(_) | StructTarget::Entries { .. }) {
            let fact = format!("`{how}(...)` requires a struct of a section or of the entries of a map");
            errors.push(&of.key, fact, format!("remove `{name}`"));
            continue;
        }
        let is_histogram = |kind: &FieldType| matches!(kind, FieldType::Histogram { .. });
        if how != Reduce::Sum && total.kind.as_ref().is_ok_and(is_histogram) {
            let fact = format!("`{name}` is a histogram, whose counters can only be added");
            errors.push(&of.key, fact, "write `sum(...)`");
            continue;
        }
        if let Ok(kind) = total.kind.as_ref()
            && !is_made_of_integers(kind)
        {
            let fact = format!("`{how}(...)` requires integers, but the field is `{kind}`");
            let of_part = fields.iter().find(|field| of.fields.contains(field.ident));
            let help = match of_part.and_then(|field| field.kind.as_ref().ok()).filter(|kind| is_made_of_integers(kind))
            {
                Some(kind) => format!("write `{name}: {kind}`"),
                None => "list fields that are integers, and write their type".to_owned(),
            };
            errors.push(total.ty, fact, help);
            continue;
        }
        for name in &of.fields {
            check_field(name, total, fields, ident, errors);
        }
    }
}

fn check_field(name: &Ident, total: &Field<'_>, fields: &[Field<'_>], ident: &Ident, errors: &mut Errors) {
    let Some(field) = fields.iter().find(|field| field.ident == name) else {
        let names: Vec<_> =
            fields.iter().filter(|field| !field.skipped()).map(|field| field.ident.unraw().to_string()).collect();
        let names = || names.iter().map(String::as_str);
        let help = match closest(&name.unraw().to_string(), names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its fields are {}", listed(names())),
        };
        return errors.push(name, format!("`{ident}` has no field `{name}`"), help);
    };
    if field.attribute.of_fields.is_some() {
        let fact = format!("`{name}` is itself a total of other fields");
        return errors.push(name, fact, format!("list the fields of `{name}` instead"));
    }
    if field.skipped() {
        return errors.push(name, format!("`{name}` is skipped, so it is never read"), "list fields that are read");
    }
    if let (Ok(one), Ok(of)) = (&field.kind, &total.kind)
        && one != of
        && !matches!((one, of), (FieldType::Unknown, _) | (_, FieldType::Unknown))
    {
        let fact = format!("`{name}` is `{one}`, but `{}` is `{of}`", total.ident);
        errors.push(name, fact, format!("list fields that are `{of}`"));
    }
}

/// Checks that the arrays of a total have the same lengths, which the type of a `Vec` or a histogram does not show.
pub(super) fn check_lengths(fields: &[Field<'_>], checked: &CheckedStruct<'_>, errors: &mut Errors) {
    for (_, of) in totals(fields) {
        let mut first: Option<(&Ident, Vec<u64>)> = None;
        for name in &of.fields {
            let at = fields.iter().position(|field| field.ident == name);
            let read = at.and_then(|at| Some((fields.get(at)?, checked.fields.get(at)?.as_ref()?)));
            let Some((field, part)) = read else { continue };
            if let Some(in_use) = &field.attribute.take.in_use {
                let key = unspaced(&in_use.key);
                let fact = format!("the length of `{name}` is only known when it is read, since it has `{key}`");
                errors.push(name, fact, "list fields of a fixed length");
                continue;
            }
            let Some(found) = lengths(field, &part.target) else { continue };
            match &first {
                None => first = Some((name, found)),
                Some((other, expected)) if *expected != found && expected.len() == found.len() => {
                    let [found, expected] = [&found, expected].map(|lengths| counted(lengths));
                    let fact = format!("`{name}` has {found}, but `{other}` has {expected}");
                    errors.push(name, fact, format!("list fields that have {expected}"));
                }
                Some(_) => {}
            }
        }
    }
}

/// The lengths of the arrays that the field keeps, the outermost first. `None` if one is unknown.
fn lengths(field: &Field<'_>, target: &Target) -> Option<Vec<u64>> {
    let mut lengths: Vec<Option<u64>> = target
        .dims
        .iter()
        .filter_map(|dim| match dim {
            Dim::All { len } => Some(Some(*len)),
            Dim::Slice { len } | Dim::Entries { len } => Some(*len),
            _ => None,
        })
        .collect();
    let mut ty = &target.ty;
    while let Type::Array { element, len } = ty {
        lengths.push(Some(*len));
        ty = element;
    }
    let kept = lengths.len().checked_sub(rank(field.kind.as_ref().ok()?))?;
    lengths.into_iter().skip(kept).collect()
}

/// The number of dimensions that the tokens of a type show.
fn rank(kind: &FieldType) -> usize {
    match kind {
        FieldType::Array { element: of, .. } | FieldType::Vec(of) => 1 + rank(of),
        FieldType::Histogram { .. } => 1,
        _ => 0,
    }
}

fn counted(lengths: &[u64]) -> String {
    let lengths: Vec<_> = lengths.iter().map(ToString::to_string).collect();
    format!("{} elements", lengths.join(" times "))
}

fn totals<'f>(fields: &'f [Field<'_>]) -> impl Iterator<Item = (&'f Field<'f>, &'f OfFields)> {
    fields.iter().filter_map(|field| Some((field, field.attribute.of_fields.as_ref()?)))
}

fn is_made_of_integers(kind: &FieldType) -> bool {
    match kind {
        FieldType::Array { element: of, .. } | FieldType::Vec(of) => is_made_of_integers(of),
        FieldType::Int { .. } | FieldType::Histogram { .. } | FieldType::Unknown => true,
        _ => false,
    }
}
