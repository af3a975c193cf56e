//! The struct as it was written: what each field asks for, and what its type is.

use ktsnap_btf::{Conversion, FieldType, Reduce};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, Path, Type};

use super::attributes::FieldAttributes;
use super::field_type::{ForeignType, field_type};
use crate::error::{Errors, unspaced};

/// One field.
pub(crate) struct Field<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) ty: &'i Type,
    /// What the macro can read of the type; or what it is, if no field can have it.
    pub(crate) kind: Result<FieldType, ForeignType>,
    pub(crate) attribute: FieldAttributes,
    /// The crate by whose path a help names a type.
    krate: Option<&'i Path>,
}

/// How a field names what it mirrors.
pub(crate) enum FieldSource {
    /// By its own name, or by `rename`.
    Name(String),
    /// By `path`.
    Path(String),
}

impl Field<'_> {
    /// What it mirrors, as it is written; `None` where that could not be read, which was said.
    pub(crate) fn source(&self) -> Option<FieldSource> {
        let FieldAttributes { rename, path, damaged, .. } = &self.attribute;
        match (rename, path) {
            _ if *damaged => None,
            (_, Some(path)) => Some(FieldSource::Path(path.value())),
            (Some(rename), None) => Some(FieldSource::Name(rename.value())),
            (None, None) => Some(FieldSource::Name(self.ident.unraw().to_string())),
        }
    }

    /// The variable or member that bears the field's name in C, if it is named so.
    pub(crate) fn c_name(&self) -> Option<String> {
        match self.source()? {
            FieldSource::Name(name) => Some(name),
            FieldSource::Path(_) => None,
        }
    }

    /// The variable that it is in, if the struct reads globals: all of its name in C, or the path up to its first step.
    pub(crate) fn root(&self) -> Option<String> {
        let named = self.source().filter(|_| !self.skipped())?;
        Some(match named {
            FieldSource::Name(name) => name,
            FieldSource::Path(path) => path.split(['.', '[']).next().unwrap_or_default().to_owned(),
        })
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

    pub(crate) fn how(&self) -> Conversion {
        Conversion { reduce: self.reduce(), widen: self.attribute.widen.is_some() }
    }

    pub(crate) fn skipped(&self) -> bool {
        self.attribute.skip.is_some()
    }

    /// Whether a difference keeps the later value.
    pub(crate) fn keeps_later(&self) -> bool {
        self.attribute.gauge.is_some() || matches!(self.reduce(), Some(Reduce::Max | Reduce::Min))
    }

    /// A type as a help writes it: types of this crate are named by their path, unless the field's type has the name already.
    pub(crate) fn spelled(&self, ty: &str) -> String {
        let krate = self.krate.map_or_else(|| "ktsnap".to_owned(), unspaced);
        let written = unspaced(self.ty);
        let words =
            |text: &str, name: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
        let names = ["PerCpu", "Ptr", "CpuSet"].into_iter().filter(|name| words(ty, name) && !words(&written, name));
        names.fold(ty.to_owned(), |ty, name| ty.replace(name, &format!("{krate}::{name}")))
    }

    /// Whether the type is an `Option`, as far as a macro can tell.
    pub(crate) fn optional(&self) -> bool {
        matches!(self.kind, Ok(FieldType::Option(_)))
    }
}

/// Reads the fields of a struct. What has no named fields gives none, and an error.
/// `krate` is what the attribute `crate` names.
pub(crate) fn fields<'i>(input: &'i DeriveInput, krate: Option<&'i Path>, errors: &mut Errors) -> Vec<Field<'i>> {
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
        let mut attribute = FieldAttributes::read(&field.attrs, errors);
        agree(&mut attribute, ident, errors);
        let field = Field { ident, ty: &field.ty, kind: field_type(&field.ty), attribute, krate };
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
fn agree(attribute: &mut FieldAttributes, ident: &Ident, errors: &mut Errors) {
    for (key, written) in [("rename", &attribute.rename), ("path", &attribute.path), ("key", &attribute.key)] {
        if let Some(empty) = written.as_ref().filter(|written| written.value().is_empty()) {
            let help = match key {
                "rename" => "write the global's name in C",
                "path" => "write a name and what leads on from it, as in `stats.hits` and `stats[0]`",
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
            let fact = format!("`{ident}` is skipped, so `{key}` has no effect");
            errors.push(token, fact, format!("remove `{key}`, or remove `skip` to have the field read"));
        }
    }
}
