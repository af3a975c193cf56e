//! The type of a field, as the compiled struct describes it.

use ktsnap_btf::{FieldType, Path, Type as BtfType};
use ktsnap_core::__private::{RustEnum, RustMember, RustStruct, RustType};
use ktsnap_derive_internals::check::row::RowLength;
use ktsnap_derive_internals::check::{CheckedField, ResolvedTarget, keeps_later};
use ktsnap_derive_internals::declaration::{self, Declaration};
use ktsnap_derive_internals::object::Origin;
use ktsnap_derive_internals::parse::{Field, FieldSource, StructTarget, field_type};
use syn::ext::IdentExt;
use syn::{DeriveInput, GenericArgument, Item, PathArguments, Type};

use super::c_type::{Use, c_type, leaked, number, path_steps, reduction, slice, text};
use super::mistake::Mistakes;
use super::names::{Names, Variants};
use super::source::Rule;

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
            RustType::Array { len: number(len?), element }
        }
        FieldType::Vec(_) => RustType::Vec(leaked(rust_type(argument(ty, 0)?, names, mistakes)?)),
        FieldType::Option(_) => RustType::Option(leaked(rust_type(argument(ty, 0)?, names, mistakes)?)),
        FieldType::PerCpu(_) => RustType::PerCpu(leaked(rust_type(argument(ty, 0)?, names, mistakes)?)),
        // The bounds of the buckets are those of a type, which only rustc knows. The counts are those of the array.
        FieldType::Histogram { .. } => RustType::Vec(leaked(match argument(ty, 1) {
            Some(counter) => rust_type(counter, names, mistakes)?,
            None => RustType::Uint { bits: 64 },
        })),
        FieldType::Rows { partial: true, .. } => {
            let help = "write `Rows`, which requires a whole map";
            mistakes.push(ty, "`PartialRows` looks up single keys, which a command does not", help);
            return None;
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
fn argument(ty: &Type, index: usize) -> Option<&Type> {
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

/// A struct or an enum of the file.
fn named(ty: &Type, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<RustType> {
    let path = match ty {
        Type::Group(group) => return named(&group.elem, names, mistakes),
        Type::Paren(paren) => return named(&paren.elem, names, mistakes),
        Type::Path(path) => Some(&path.path),
        _ => None,
    };
    match path.and_then(|path| names.type_named(path)).map(|found| &found.item) {
        Some(Item::Struct(of)) => {
            let Some(inside) = names.inside() else {
                mistakes.push(ty, "structs contain each other without end", "remove one of the fields");
                return None;
            };
            let input = inside.resolved(&DeriveInput::from(of.clone()), mistakes);
            structure(&input, &inside, mistakes)
        }
        Some(Item::Enum(of)) => {
            let Variants { values, tag, is_exhaustive } = names.variants(of, mistakes)?;
            let variants = values.iter().map(|(name, value)| (text(name), *value)).collect();
            let name = text(&of.ident.unraw().to_string());
            let of = RustEnum::new(name, tag.as_deref().map(text), is_exhaustive, slice(variants));
            Some(RustType::Enum(leaked(of)))
        }
        _ => {
            let shown = quote::ToTokens::to_token_stream(ty).to_string().replace(' ', "");
            let fact = format!("`{shown}` is not defined in this file, and only rustc can find it");
            mistakes.push(ty, &fact, "write the type itself, or move its struct, enum or alias into this file");
            None
        }
    }
}

/// A struct that mirrors a C struct or a row.
fn structure(input: &DeriveInput, names: &Names<'_>, mistakes: &mut Mistakes) -> Option<RustType> {
    // Without an object of its own it is compared with that of the struct that uses it.
    let origin = Origin { object: None, ..names.origin.clone() };
    declaration::read(input, &origin, |declaration| {
        mistakes.extend(declaration.errors.iter());
        if declaration.errors.count() > 0 {
            return None;
        }
        let (StructTarget::Nested(tag) | StructTarget::Row { array: tag, .. }) = declaration.target else {
            let help = "add `#[snapshot(type = \"struct ...\")]` to it";
            mistakes.push(
                &input.ident,
                &format!("`{}` is the type of a field, but mirrors no type", input.ident),
                help,
            );
            return None;
        };
        let members = members(&input.ident, &declaration, names, mistakes)?;
        let tag = matches!(declaration.target, StructTarget::Nested(_)).then(|| text(&tag.value()));
        let of = RustStruct::new(text(&input.ident.unraw().to_string()), tag, members);
        let of = match declaration.checked.map(|checked| &checked.target) {
            Some(ResolvedTarget::Row(row)) => {
                let len = match &row.len {
                    RowLength::Number(len) => number(*len),
                    RowLength::Enumerator(name) => {
                        let value = names.enumerator(&declaration.container.enums, name, mistakes)?;
                        usize::try_from(value).ok()?
                    }
                };
                of.row(len, c_type(&row.element, &[]))
            }
            _ => of,
        };
        let size = match declaration.checked.map(|checked| &checked.target) {
            Some(ResolvedTarget::Nested(ty)) => ty.size(),
            Some(ResolvedTarget::Row(row)) => row.size(),
            _ => None,
        };
        let object = declaration.object.map(|object| text(&object.schema_name));
        let of = match (object, size) {
            (Some(object), Some(size)) => of.checked(object, number(size)),
            _ => of,
        };
        Some(RustType::Struct(leaked(of)))
    })
}

fn members(
    ident: &syn::Ident,
    declaration: &Declaration<'_>,
    names: &Names<'_>,
    mistakes: &mut Mistakes,
) -> Option<&'static [RustMember]> {
    let struct_name = text(&ident.unraw().to_string());
    let mut members = Vec::new();
    for (index, field) in declaration.fields.iter().enumerate().filter(|(_, field)| !field.skipped()) {
        let part = declaration.checked.and_then(|checked| checked.fields.get(index)?.as_ref());
        let ty = rust_type(field.ty, names, mistakes)?;
        let (path, steps) = match part {
            Some(CheckedField { path, target, .. }) => (path.clone(), target.steps.clone()),
            None => {
                let path = match field.source() {
                    Some(FieldSource::Name(path) | FieldSource::Path(path)) => path,
                    None => String::new(),
                };
                let steps = Path::parse_steps(&path).ok().and_then(|path| path.unresolved(true).ok());
                (path, steps.unwrap_or_default())
            }
        };
        let way = Use { steps: &steps, whole: may_be_of_user(field) };
        let enums = &declaration.container.enums;
        let steps = path_steps(way, &mut |name| names.enumerator(enums, name, mistakes))?;
        let reduce = part.map_or_else(|| field.reduce(), |part| part.how.reduce).map(reduction);
        let name = text(&field.ident.unraw().to_string());
        let rule = Rule {
            keeps_later: keeps_later(declaration.checked, members.len(), field),
            saturating: field.attribute.saturating.is_some(),
        };
        names.source.rules.borrow_mut().insert((struct_name, name), rule);
        let member = RustMember::new(name, text(&path), steps, reduce, field.how().widen, ty);
        members.push(match field.reduce() {
            Some(how) => member.of_structs(reduction(how)),
            None => member,
        });
    }
    Some(slice(members))
}

/// Whether the field's type, or that of its elements, is a struct or an enum of the file.
pub(super) fn may_be_of_user(field: &Field<'_>) -> bool {
    fn unknown(kind: &FieldType) -> bool {
        match kind {
            FieldType::Unknown => true,
            FieldType::Array { element, .. } => unknown(element),
            FieldType::Vec(of)
            | FieldType::Option(of)
            | FieldType::PerCpu(of)
            | FieldType::Histogram { counter: of, .. } => unknown(of),
            FieldType::Rows { value, .. } => unknown(value),
            _ => false,
        }
    }
    field.kind.as_ref().is_ok_and(unknown)
}

/// The type of a map's value in C, without one the bytes of its size.
pub(super) fn value_type(map: &ktsnap_btf::Map) -> BtfType {
    map.value.clone().unwrap_or(BtfType::Bytes { size: map.value_size })
}
