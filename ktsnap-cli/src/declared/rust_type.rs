//! The type of a field, as the compiled struct describes it.

use ktsnap_btf::FieldType;
use ktsnap_core::__private::{RustEnum, RustMember, RustStruct, RustType};
use ktsnap_core::histogram::Bounds;
use ktsnap_derive_internals::declaration::{self, Declaration};
use ktsnap_derive_internals::object::Origin;
use ktsnap_derive_internals::parse::{StructTarget, field_type};
use ktsnap_derive_internals::schema::StructSchema;
use syn::ext::IdentExt;
use syn::{DeriveInput, GenericArgument, Item, PathArguments, Type};

use super::constant::{Constants, c_type, leaked, reduction, slice, text};
use super::file::Found;
use super::mistake::Mistakes;
use super::modules::Unresolved;
use super::names::{Names, Variants};
use super::source::Rule;
use crate::named::buckets::Buckets;

/// The type of a field. `None` after a mistake.
pub(super) fn rust_type(ty: &Type, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<RustType> {
    // A type that no field can have was reported before.
    let kind = field_type(ty).ok()?;
    Some(match kind {
        FieldType::Int { bits, signed: true } => RustType::Int { bits: width(bits) },
        FieldType::Int { bits, signed: false } => RustType::Uint { bits: width(bits) },
        FieldType::Bool => RustType::Bool,
        FieldType::Float { bits } => RustType::Float { bits: width(bits) },
        FieldType::Text => RustType::Text,
        FieldType::CString => RustType::CString,
        FieldType::Ptr => RustType::Ptr,
        FieldType::CpuSet => RustType::CpuSet,
        FieldType::Array { len, .. } => {
            let element = leaked(rust_type(element(ty)?, names, mistakes)?);
            RustType::Array { len: usize::try_from(len?).ok()?, element }
        }
        FieldType::Vec(_) => RustType::Vec(leaked(rust_type(argument(ty, 0)?, names, mistakes)?)),
        FieldType::Option(_) => RustType::Option(leaked(rust_type(argument(ty, 0)?, names, mistakes)?)),
        FieldType::PerCpu(_) => RustType::PerCpu(leaked(rust_type(argument(ty, 0)?, names, mistakes)?)),
        FieldType::Histogram { .. } => {
            let counter = leaked(match argument(ty, 1) {
                Some(counter) => rust_type(counter, names, mistakes)?,
                None => RustType::Uint { bits: 64 },
            });
            // The bounds of other buckets are those of a type, which only rustc knows. The counts are those of the array.
            match argument(ty, 0).and_then(|buckets| bounds(buckets, names)) {
                Some(bounds) => RustType::Histogram { counter, bounds },
                None => RustType::Vec(counter),
            }
        }
        FieldType::Rows { .. } => RustType::Rows {
            key: leaked(rust_type(argument(ty, 0)?, names, mistakes)?),
            value: leaked(rust_type(argument(ty, 1)?, names, mistakes)?),
        },
        FieldType::Unknown => return named(ty, names, mistakes),
        _ => {
            mistakes.push(ty, "this type is unknown to the command line", "write a type that `ktsnap derive` writes");
            return None;
        }
    })
}

/// The bounds of buckets that ktsnap has, unless the file has a type of that name.
fn bounds(buckets: &Type, names: &Names<'_>) -> Option<Bounds> {
    let Type::Path(path) = buckets else { return None };
    if names.type_named(&path.path).is_some() {
        return None;
    }
    Buckets::parse(&quote::ToTokens::to_token_stream(buckets).to_string()).ok()?.bounds
}

fn width(bits: u64) -> u32 {
    u32::try_from(bits).unwrap_or(u32::MAX)
}

/// The type of the elements of an array.
fn element(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Group(group) => element(&group.elem),
        Type::Paren(paren) => element(&paren.elem),
        Type::Array(array) => Some(&array.elem),
        _ => None,
    }
}

/// An argument of a generic type.
pub(super) fn argument(ty: &Type, index: usize) -> Option<&Type> {
    match ty {
        Type::Group(group) => argument(&group.elem, index),
        Type::Paren(paren) => argument(&paren.elem, index),
        Type::Path(path) => {
            let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
            let mut types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            types.nth(index)
        }
        _ => None,
    }
}

/// The struct, enum or alias that a type names. `None` after a mistake.
pub(super) fn found(ty: &Type, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<Found> {
    let path = match ty {
        Type::Group(group) => return found(&group.elem, names, mistakes),
        Type::Paren(paren) => return found(&paren.elem, names, mistakes),
        Type::Path(path) => Some(&path.path),
        _ => None,
    };
    match path.map(|path| names.item(path, Found::is_type)) {
        Some(Ok(found)) => return Some(found),
        Some(Err(Unresolved::Refused(fact, help))) => mistakes.push(ty, &fact, &help),
        Some(Err(Unresolved::Failed(failure))) => mistakes.failed(failure),
        Some(Err(Unresolved::NotFound)) | None => {
            let fact = format!("no `mod` or `use` of this crate leads to `{}`", unspaced(ty));
            mistakes.push(ty, &fact, "write the type itself, or move its struct, enum or alias into this crate");
        }
    }
    None
}

/// A struct or an enum of the crate.
fn named(ty: &Type, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<RustType> {
    let found = found(ty, names, mistakes)?;
    let (scope, file) = (&found.scope, found.scope.file.path.clone());
    match found.item() {
        Some(Item::Struct(of)) => {
            let Some(inside) = names.inside(scope) else {
                mistakes.push(ty, "structs contain each other without end", "remove one of the fields");
                return None;
            };
            mistakes.in_file(&file, |mistakes| {
                let input = inside.resolved(&DeriveInput::from(of.clone()), mistakes);
                nested(&input, &inside, mistakes)
            })
        }
        Some(Item::Enum(of)) => {
            let found = mistakes.in_file(&file, |mistakes| names.variants(of, mistakes));
            let Variants { values, tag, is_exhaustive } = found?;
            let variants = values.iter().map(|(name, value)| (text(name), *value)).collect();
            let name = text(&of.ident.unraw().to_string());
            let of = RustEnum::new(name, tag.as_deref().map(text), is_exhaustive, slice(variants));
            Some(RustType::Enum(leaked(of)))
        }
        _ => None,
    }
}

/// A type as it is written.
pub(super) fn unspaced(ty: &Type) -> String {
    quote::ToTokens::to_token_stream(ty).to_string().replace(' ', "")
}

/// A struct that mirrors a C struct or a row.
fn nested(input: &DeriveInput, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<RustType> {
    // Without an object of its own it is compared with that of the struct that uses it.
    let origin = Origin { object: None, ..names.origin.clone() };
    declaration::read(input, &origin, |declaration| {
        if !matches!(declaration.target, StructTarget::Nested(_) | StructTarget::Row { .. }) {
            let fact = format!("`{}` is the type of a field, but mirrors no type", input.ident);
            mistakes.push(&input.ident, &fact, "add `#[snapshot(type = \"struct ...\")]` to it");
            return None;
        }
        mistakes.extend(declaration.errors.iter());
        if declaration.errors.count() > 0 {
            return None;
        }
        structure(&declaration, names, mistakes)
    })
}

/// A struct that mirrors a C struct or a row, or the value of a map.
pub(super) fn structure(declaration: &Declaration<'_>, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<RustType> {
    let StructSchema { name, tag, row, size, members } = declaration.described().structure();
    let name = text(&name);
    let (later, saturating) = (declaration.described().that_keep_later(), declaration.described().that_saturate());
    let (mut of_members, mut rules) = (Vec::new(), Vec::new());
    for member in &members {
        let ty = rust_type(member.field.ty, names, mistakes)?;
        let mut constants = Constants { names, enums: &declaration.container.enums, mistakes };
        let (field, steps) = (text(&member.name), constants.steps(&member.steps)?);
        let ident = member.field.ident;
        let rule = Rule { keeps_later: later.contains(&ident), saturating: saturating.contains(&ident) };
        rules.push(rule);
        let reduce = member.reduce.map(reduction);
        let of = RustMember::new(field, text(&member.path), steps, reduce, member.widen, ty);
        of_members.push(match member.of_structs {
            Some(how) => of.of_structs(reduction(how)),
            None => of,
        });
    }
    let of_members = slice(of_members);
    of_members.iter().zip(rules).for_each(|(member, rule)| names.source.rules.set(member, rule));
    let mut of = RustStruct::new(name, tag.as_deref().map(text), of_members);
    if let Some(row) = &row {
        let mut constants = Constants { names, enums: &declaration.container.enums, mistakes };
        of = of.row(constants.number(&row.len)?, c_type(&row.element));
    }
    if let (Some(object), Some(size)) = (declaration.object, size) {
        of = of.checked(text(&object.schema_name), size);
    }
    Some(RustType::Struct(leaked(of)))
}
