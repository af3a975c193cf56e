//! The struct as it was written: what each field asks for, and what its type is.

use ktsnap_btf::{FieldType, How, Reduce};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Expr, ExprLit, Fields, GenericArgument, Ident, Lit, PathArguments, Type};

use crate::attr;
use crate::error::Errors;

/// One field.
pub(crate) struct Field<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) ty: &'i Type,
    /// What the macro can read of the type; or why no field can have it.
    pub(crate) kind: Result<FieldType, &'static str>,
    pub(crate) attribute: attr::Field,
}

/// How a field names what it mirrors.
pub(crate) enum Named {
    /// By its own name, or by `rename`.
    Name(String),
    /// By `path`.
    Path(String),
}

impl Field<'_> {
    /// What it mirrors, as it is written; `None` where that could not be read, which was said.
    pub(crate) fn named(&self) -> Option<Named> {
        let attr::Field { rename, path, damaged, .. } = &self.attribute;
        match (rename, path) {
            _ if *damaged => None,
            (_, Some(path)) => Some(Named::Path(path.value())),
            (Some(rename), None) => Some(Named::Name(rename.value())),
            (None, None) => Some(Named::Name(self.ident.unraw().to_string())),
        }
    }

    /// The variable or member that bears the field's name in C, if it is named so.
    pub(crate) fn c_name(&self) -> Option<String> {
        match self.named()? {
            Named::Name(name) => Some(name),
            Named::Path(_) => None,
        }
    }

    /// The token that names what it mirrors.
    pub(crate) fn name_token(&self) -> TokenStream {
        match (&self.attribute.path, &self.attribute.rename) {
            (Some(written), _) | (None, Some(written)) => written.to_token_stream(),
            (None, None) => self.ident.to_token_stream(),
        }
    }

    pub(crate) fn reduce(&self) -> Option<Reduce> {
        self.attribute.reduce.as_ref().map(|(how, _)| *how)
    }

    pub(crate) fn how(&self) -> How {
        How { reduce: self.reduce(), widen: self.attribute.widen.is_some() }
    }

    pub(crate) fn skipped(&self) -> bool {
        self.attribute.skip.is_some()
    }

    /// Whether a difference keeps the later value.
    pub(crate) fn keeps_later(&self) -> bool {
        self.attribute.gauge.is_some() || matches!(self.reduce(), Some(Reduce::Max | Reduce::Min))
    }

    /// Whether the type is an `Option`, as far as a macro can tell.
    pub(crate) fn optional(&self) -> bool {
        matches!(self.kind, Ok(FieldType::Option(_)))
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
        Data::Enum(_) => {
            errors.push(
                ident,
                format!("`{ident}` is an enum, and globals are mirrored by a struct"),
                "derive `SnapshotEnum` to mirror an enum of C",
            );
            return Vec::new();
        }
        Data::Union(_) => {
            errors.push(ident, format!("`{ident}` is a union, and globals are mirrored by a struct"), named);
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
        let mut attribute = attr::Field::read(&field.attrs, errors);
        agree(&mut attribute, ident, errors);
        let field = Field { ident, ty: &field.ty, kind: kind(&field.ty), attribute };
        match read.iter().find(|other| mirrors_the_same(other, &field)) {
            Some(other) => errors.push(
                field.name_token(),
                format!(
                    "`{}` is mirrored twice, by `{}` and `{ident}`",
                    field.c_name().unwrap_or_default(),
                    other.ident
                ),
                "remove one of the two fields",
            ),
            None => read.push(field),
        }
    }
    read
}

/// Whether two fields name one variable, and the same of it. Through a path, a key or a reduction they may well.
fn mirrors_the_same(one: &Field<'_>, other: &Field<'_>) -> bool {
    let plain = |field: &Field<'_>| field.attribute.key.is_none() && field.reduce().is_none() && !field.skipped();
    plain(one) && plain(other) && one.c_name().is_some() && one.c_name() == other.c_name()
}

/// Holds the keys of one field against each other.
fn agree(attribute: &mut attr::Field, ident: &Ident, errors: &mut Errors) {
    for (key, written) in [("rename", &attribute.rename), ("path", &attribute.path), ("key", &attribute.key)] {
        if let Some(empty) = written.as_ref().filter(|written| written.value().is_empty()) {
            let help = match key {
                "rename" => "write the global's name in C",
                "path" => "write the way to what the field mirrors: `\"stats.hits\"`",
                _ => "write the enumerator or number of the entry",
            };
            errors.push(empty, format!("`{key}` is empty"), help);
            attribute.damaged = true;
        }
    }
    if let (Some(path), Some(_)) = (&attribute.path, &attribute.rename) {
        errors.push(path, "`path` and `rename` both say what the field mirrors", "keep `path`, and remove `rename`");
    }
    if attribute.skip.is_some() {
        let reduce = attribute.reduce.as_ref();
        let others = [
            ("rename", attribute.rename.to_token_stream()),
            ("path", attribute.path.to_token_stream()),
            ("key", attribute.key.to_token_stream()),
            ("widen", attribute.widen.to_token_stream()),
            ("gauge", attribute.gauge.to_token_stream()),
            ("allow_unmapped", attribute.allow_unmapped.to_token_stream()),
            (
                &reduce.map_or_else(String::new, |(how, _)| how.to_string()),
                reduce.map(|(_, token)| token).to_token_stream(),
            ),
        ];
        for (key, token) in others.into_iter().filter(|(_, token)| !token.is_empty()) {
            let fact = format!("`{ident}` is skipped, so `{key}` says nothing");
            errors.push(token, fact, format!("remove `{key}`, or remove `skip` to have the field read"));
        }
    }
}

/// What can be told of a type from its tokens alone.
pub(crate) fn kind(ty: &Type) -> Result<FieldType, &'static str> {
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
                "str" => Err("has no length of its own"),
                "String" if alone => Ok(FieldType::Text),
                "CString" => Ok(FieldType::CString),
                "Ptr" => Ok(FieldType::Ptr),
                "CpuSet" => Ok(FieldType::CpuSet),
                "Vec" => Ok(argument(&last.arguments)?.map_or(FieldType::Unknown, FieldType::Vec)),
                "Option" => Ok(argument(&last.arguments)?.map_or(FieldType::Unknown, FieldType::Option)),
                "PerCpu" => Ok(argument(&last.arguments)?.map_or(FieldType::Unknown, FieldType::PerCpu)),
                "Box" | "Rc" | "Arc" => Err("points to memory of this process"),
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

/// What the only type argument says; `None` without one.
fn argument(arguments: &PathArguments) -> Result<Option<Box<FieldType>>, &'static str> {
    match arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(ty)) if arguments.args.len() == 1 => Ok(Some(Box::new(kind(ty)?))),
            _ => Ok(None),
        },
        PathArguments::None | PathArguments::Parenthesized(_) => Ok(None),
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
