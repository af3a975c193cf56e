//! The fields of a struct: what each mirrors, and its type.

use std::collections::HashMap;

use ktsnap_btf::{Conversion, FieldType, Reduce};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, Ident, Path, Type};

use super::attributes::FieldAttributes;
use super::field_type::{ForeignType, field_type};
use crate::error::{Errors, unspaced};

/// One field.
pub struct Field<'i> {
    pub ident: &'i Ident,
    pub ty: &'i Type,
    /// The type as its tokens show it, or why no field can have this type.
    pub kind: Result<FieldType, ForeignType>,
    pub attribute: FieldAttributes,
    /// The path of the runtime crate, for types in a help.
    krate: Option<&'i Path>,
}

/// The name or path that a field mirrors.
pub enum FieldSource {
    /// The name of the field, or `rename`.
    Name(String),
    /// The text of `path`.
    Path(String),
}

impl Field<'_> {
    /// The name or path that the field mirrors; `None` if its attributes failed to parse.
    pub fn source(&self) -> Option<FieldSource> {
        let FieldAttributes { rename, path, damaged, .. } = &self.attribute;
        match (rename, path) {
            _ if *damaged => None,
            (_, Some(path)) => Some(FieldSource::Path(path.value())),
            (Some(rename), None) => Some(FieldSource::Name(rename.value())),
            (None, None) => Some(FieldSource::Name(self.ident.unraw().to_string())),
        }
    }

    /// The name of the variable or member in C, unless the field has a `path`.
    pub fn c_name(&self) -> Option<String> {
        match self.source()? {
            FieldSource::Name(name) => Some(name),
            FieldSource::Path(_) => None,
        }
    }

    /// The variable that the field is in, for a struct of globals: the name in C, or the first name of the path.
    pub fn root(&self) -> Option<String> {
        let named = self.source().filter(|_| !self.skipped())?;
        Some(match named {
            FieldSource::Name(name) => name,
            FieldSource::Path(path) => path.split(['.', '[']).next().unwrap_or_default().to_owned(),
        })
    }

    /// The token that names the variable or member.
    pub fn name_token(&self) -> TokenStream {
        match (&self.attribute.path, &self.attribute.rename) {
            (Some(written), _) | (None, Some(written)) => written.to_token_stream(),
            (None, None) => self.ident.to_token_stream(),
        }
    }

    pub fn reduce(&self) -> Option<Reduce> {
        self.attribute.reduce.as_ref().map(|(how, _)| *how)
    }

    pub fn how(&self) -> Conversion {
        Conversion { reduce: self.reduce(), widen: self.attribute.widen.is_some() }
    }

    /// Whether the field mirrors nothing: it has `skip`, or it is the total of other fields.
    pub fn skipped(&self) -> bool {
        self.attribute.skip.is_some() || self.attribute.of_fields.is_some()
    }

    /// Whether a difference of two reads keeps the later value.
    pub fn keeps_later(&self) -> bool {
        let FieldAttributes { gauge, count, .. } = &self.attribute;
        gauge.is_some() || count.is_some() || matches!(self.reduce(), Some(Reduce::Max | Reduce::Min))
    }

    /// A type as written in a help. `PerCpu`, `Ptr`, `CpuSet` and `Rows` get the path of the crate, unless the field's type already
    /// has the name.
    pub fn spelled(&self, ty: &str) -> String {
        let krate = self.krate.map_or_else(|| "ktsnap".to_owned(), unspaced);
        let written = unspaced(self.ty);
        let words =
            |text: &str, name: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
        let names =
            ["PerCpu", "Ptr", "CpuSet", "Rows"].into_iter().filter(|name| words(ty, name) && !words(&written, name));
        names.fold(ty.to_owned(), |ty, name| ty.replace(name, &format!("{krate}::{name}")))
    }

    /// Whether the field has a row for each CPU, element or entry, or for each group of them.
    pub fn has_slots(&self) -> bool {
        self.attribute.by.is_some() || self.attribute.only.is_some()
    }

    /// Whether the tokens of the type show rows of a map.
    pub fn has_rows(&self) -> bool {
        matches!(self.kind, Ok(FieldType::Rows { .. }))
    }

    /// Whether the tokens of the type show rows of a map that may be captured only in part.
    pub fn is_partial(&self) -> bool {
        matches!(self.kind, Ok(FieldType::Rows { partial: true, .. }))
    }

    /// Whether the path of the field follows a pointer.
    pub fn has_arrow(&self) -> bool {
        self.attribute.path.as_ref().is_some_and(|path| path.value().contains("->"))
    }

    /// Whether the tokens of the type show an `Option`.
    pub fn optional(&self) -> bool {
        matches!(self.kind, Ok(FieldType::Option(_)))
    }
}

/// Reads the fields of a struct. Without named fields it reports an error and returns none. `krate` is the path in the
/// attribute `crate`.
pub fn fields<'i>(input: &'i DeriveInput, krate: Option<&'i Path>, errors: &mut Errors) -> Vec<Field<'i>> {
    let ident = &input.ident;
    let help = "write a struct with a field for each global variable to read";
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => &fields.named,
            Fields::Named(_) | Fields::Unit => {
                errors.push(ident, format!("`{ident}` has no fields"), help);
                return Vec::new();
            }
            Fields::Unnamed(_) => {
                errors.push(ident, format!("the fields of `{ident}` have no names"), help);
                return Vec::new();
            }
        },
        Data::Enum(_) => {
            errors.push(
                ident,
                "`SnapshotSchema` can't be derived for an enum",
                "derive `SnapshotEnum` to mirror a C enum",
            );
            return Vec::new();
        }
        Data::Union(_) => {
            errors.push(ident, "`SnapshotSchema` can't be derived for a union", help);
            return Vec::new();
        }
    };
    if !input.generics.params.is_empty() {
        errors.push(
            &input.generics,
            "`SnapshotSchema` can't be derived for a generic struct",
            "remove the parameters, and write the types of the fields",
        );
    }
    let mut read: Vec<Field<'i>> = Vec::new();
    let mut mirrored: HashMap<String, &Ident> = HashMap::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let mut attribute = FieldAttributes::read(&field.attrs, errors);
        agree(&mut attribute, ident, errors);
        let field = Field { ident, ty: &field.ty, kind: field_type(&field.ty), attribute, krate };
        if let Some(name) = mirrors_alone(&field) {
            if let Some(other) = mirrored.get(&name) {
                let fact = format!("`{other}` and `{ident}` both mirror `{name}`");
                errors.push(field.name_token(), fact, "remove one of the fields");
                continue;
            }
            mirrored.insert(name, ident);
        }
        read.push(field);
    }
    read
}

/// The name in C of a field that no other field may mirror. Two paths, keys or reductions may read the same variable.
fn mirrors_alone(field: &Field<'_>) -> Option<String> {
    let is_plain = field.attribute.key.is_none() && field.reduce().is_none() && !field.skipped() && !field.has_slots();
    field.c_name().filter(|_| is_plain)
}

/// Reports keys of one field that are empty or contradict each other.
fn agree(attribute: &mut FieldAttributes, ident: &Ident, errors: &mut Errors) {
    let written =
        [("rename", &attribute.rename), ("path", &attribute.path), ("key", &attribute.key), ("by", &attribute.by)];
    for (key, written) in written.into_iter().chain([("only", &attribute.only)]) {
        if let Some(empty) = written.as_ref().filter(|written| written.value().is_empty()) {
            let help = match key {
                "rename" => "write the name of the variable in C",
                "path" => "write a path, for example `stats.hits` or `stats[0]`",
                "by" => "write the name of the member that names the group",
                "only" => "write the name of the member that is not zero in a row that is in use",
                _ => "write an enumerator or a number",
            };
            errors.push(empty, format!("`{key}` is empty"), help);
            attribute.damaged = true;
        }
    }
    if let (Some(path), Some(_)) = (&attribute.path, &attribute.rename) {
        errors.push(path, "`path` can't be used with `rename`", "remove `rename`");
    }
    groups(attribute, errors);
    let keeps_later = match (&attribute.gauge, &attribute.reduce) {
        (Some(_), _) => Some("gauge".to_owned()),
        _ if attribute.count.is_some() => Some("count".to_owned()),
        (None, Some((how @ (Reduce::Max | Reduce::Min), _))) => Some(how.to_string()),
        (None, _) => None,
    };
    if let (Some(saturating), Some(key)) = (&attribute.saturating, keeps_later) {
        let fact = format!("`saturating` can't be used with `{key}`, which keeps the later value");
        errors.push(saturating, fact, "remove `saturating`");
        attribute.saturating = None;
    }
    let no_effect = match (&attribute.skip, &attribute.of_fields) {
        (Some(_), _) => Some(("skipped".to_owned(), ", or remove `skip` to read the field")),
        (None, Some(of)) => Some((format!("the {} of other fields", of.how), "")),
        (None, None) => None,
    };
    if let Some((what, or)) = no_effect {
        let take = attribute.take.of_part.iter().map(|take| ("take".to_owned(), take.key.to_token_stream()));
        let in_use = attribute.take.in_use.iter().map(|in_use| (unspaced(&in_use.key), in_use.key.to_token_stream()));
        let total = attribute.of_fields.as_ref().filter(|_| attribute.skip.is_some());
        let total = total.map(|of| (format!("{}(...)", of.how), of.key.to_token_stream()));
        for (key, token) in attribute.of_variables().into_iter().chain(take).chain(in_use).chain(total) {
            let fact = format!("`{ident}` is {what}, so `{key}` has no effect");
            errors.push(token, fact, format!("remove `{key}`{or}"));
        }
    }
}

/// Reports keys about groups that are incomplete or contradict each other. A count is a sum: each CPU, element or entry is one.
fn groups(attribute: &mut FieldAttributes, errors: &mut Errors) {
    if let (Some(count), None) = (&attribute.count, &attribute.by) {
        errors.push(count, "`count` requires `by`", "add `by = \"...\"` with the member that names the group");
        attribute.damaged = true;
    }
    match (&attribute.count, &attribute.reduce, &attribute.by) {
        (Some(_), Some((reduce, token)), _) => {
            errors.push(token, format!("`{reduce}` can't be used with `count`"), format!("remove `{reduce}`"));
        }
        (Some(count), None, _) => attribute.reduce = Some((Reduce::Sum, count.clone())),
        (None, Some((reduce, token)), None) if attribute.only.is_some() => {
            let help = format!("add `by = \"...\"` with the member that names the group, or remove `{reduce}`");
            errors.push(token, format!("`{reduce}` with `only` requires `by`"), help);
            attribute.damaged = true;
        }
        _ => {}
    }
    if let (Some(_), Some(widen)) = (&attribute.count, &attribute.widen) {
        errors.push(widen, "`widen` can't be used with `count`", "remove `widen`");
        attribute.widen = None;
    }
}

#[cfg(test)]
mod tests {
    use super::fields;
    use crate::error::Errors;

    #[test]
    fn rows_of_a_part_of_a_map_are_rows_too() {
        let source = "struct Counters { all: Rows<u32, u64>, some: ktsnap::PartialRows<u32, u64>, list: Vec<u64> }";
        let (input, mut errors) = (syn::parse_str(source).unwrap(), Errors::default());
        let read = fields(&input, None, &mut errors);
        let found: Vec<_> = read.iter().map(|field| (field.has_rows(), field.is_partial())).collect();
        assert_eq!((found, errors.count()), (vec![(true, false), (true, true), (false, false)], 0));
    }
}
