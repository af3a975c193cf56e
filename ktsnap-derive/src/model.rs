//! The struct as it was written: which C variable each field names, and what its type is.

use ktsnap_btf::check::FieldType;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Expr, ExprLit, Fields, Ident, Lit, LitStr, Type};

use crate::attr;
use crate::error::Errors;

/// One field.
pub(crate) struct Field<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) ty: &'i Type,
    /// What the macro can read of the type; or why no field can have it.
    pub(crate) kind: Result<FieldType, &'static str>,
    /// The variable's name in C. `None` where the attribute that may name it could not be read.
    pub(crate) name: Option<String>,
    rename: Option<LitStr>,
}

impl Field<'_> {
    /// The token that names the variable.
    pub(crate) fn name_token(&self) -> TokenStream {
        match &self.rename {
            Some(rename) => rename.to_token_stream(),
            None => self.ident.to_token_stream(),
        }
    }
}

/// Reads the fields of a struct. What has no named fields gives none, and an error.
pub(crate) fn fields<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Vec<Field<'i>> {
    let ident = &input.ident;
    let named = "give each field the name of a global of the scheduler";
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => &fields.named,
            Fields::Named(_) | Fields::Unit => {
                errors.push(ident, format!("`{ident}` has no fields, so there is nothing to read"), named);
                return Vec::new();
            }
            Fields::Unnamed(_) => {
                errors.push(ident, format!("the fields of `{ident}` have no names"), named);
                return Vec::new();
            }
        },
        Data::Enum(_) | Data::Union(_) => {
            let what = if matches!(input.data, Data::Enum(_)) { "an enum" } else { "a union" };
            errors.push(ident, format!("`{ident}` is {what}, and globals are mirrored by a struct"), named);
            return Vec::new();
        }
    };
    if !input.generics.params.is_empty() {
        errors.push(
            &input.generics,
            format!("`{ident}` is generic, and BTF gives each global one type"),
            "write the fields' types out",
        );
    }
    let mut read: Vec<Field<'i>> = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let attribute = attr::Field::read(&field.attrs, errors);
        let name = match &attribute.rename {
            Some(rename) => rename.value(),
            None => ident.unraw().to_string(),
        };
        let mut name = Some(name).filter(|_| !attribute.damaged);
        if let Some(rename) = attribute.rename.as_ref().filter(|rename| rename.value().is_empty()) {
            errors.push(rename, "`rename` is empty", "write the global's name in C");
            name = None;
        }
        let field = Field { ident, ty: &field.ty, kind: kind(&field.ty), name, rename: attribute.rename };
        match read.iter().find(|other| field.name.is_some() && other.name == field.name) {
            Some(other) => errors.push(
                field.name_token(),
                format!(
                    "`{}` is mirrored twice, by `{}` and `{ident}`",
                    field.name.as_deref().unwrap_or_default(),
                    other.ident
                ),
                "remove one of the two fields",
            ),
            None => read.push(field),
        }
    }
    read
}

/// What can be told of a type from its tokens alone.
fn kind(ty: &Type) -> Result<FieldType, &'static str> {
    match ty {
        Type::Group(group) => kind(&group.elem),
        Type::Paren(paren) => kind(&paren.elem),
        Type::Array(array) => Ok(FieldType::Array { element: Box::new(kind(&array.elem)?), len: literal(&array.len) }),
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else {
                return Ok(FieldType::Unknown);
            };
            let alone = path.path.segments.len() == 1;
            match last.ident.to_string().as_str() {
                "bool" if alone => Ok(FieldType::Bool),
                "f32" if alone => Ok(FieldType::Float { bits: 32 }),
                "f64" if alone => Ok(FieldType::Float { bits: 64 }),
                "usize" | "isize" => Err("is as wide as the machine that runs the test"),
                "u128" | "i128" => Err("is wider than a report renders"),
                "char" => Err("is a Unicode character, not C's `char`"),
                "Vec" | "Option" | "String" => Err("can't mirror a global yet"),
                name if alone => Ok(integer(name).unwrap_or(FieldType::Unknown)),
                _ => Ok(FieldType::Unknown),
            }
        }
        Type::Reference(_) | Type::Ptr(_) => Err("points to memory of this process"),
        Type::Slice(_) => Err("has no length of its own"),
        Type::Tuple(_) => Err("is no type of C's"),
        _ => Ok(FieldType::Unknown),
    }
}

fn integer(name: &str) -> Option<FieldType> {
    let signed = name.starts_with('i');
    let bits = name.strip_prefix(['i', 'u'])?;
    ["8", "16", "32", "64"].contains(&bits).then_some(())?;
    Some(FieldType::Int { bits: bits.parse().ok()?, signed })
}

fn literal(len: &Expr) -> Option<u64> {
    match len {
        Expr::Group(group) => literal(&group.expr),
        Expr::Lit(ExprLit { lit: Lit::Int(len), .. }) => len.base10_parse().ok(),
        _ => None,
    }
}
