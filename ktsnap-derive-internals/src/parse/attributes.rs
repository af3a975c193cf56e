//! The keys of `#[snapshot(...)]` on a struct, a field, an enum and a variant.

use ktsnap_btf::Reduce;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Path};

use super::keys::{each_key, flag, misplaced, paths, set, skip_value, unknown};
use super::of_fields::{self, OfFields};
use super::ratio::{self, RatioAttribute};
use super::take::{self, Takes};
use crate::error::Errors;

/// The object or layout file that a struct or enum is checked against.
#[derive(Default)]
pub struct ObjectSource {
    pub object: Option<LitStr>,
    pub layout: Option<LitStr>,
    pub struct_ops: Option<LitStr>,
}

/// The attributes of a struct.
#[derive(Default)]
pub struct StructAttributes {
    pub source: ObjectSource,
    pub section: Option<LitStr>,
    pub map: Option<LitStr>,
    pub key: Option<LitStr>,
    pub value: Option<LitStr>,
    pub tag: Option<LitStr>,
    /// Whether the fields are structs of several sections and maps.
    pub parts: Option<Path>,
    pub picker: Option<Path>,
    pub krate: Option<Path>,
    /// Ratios and named terms, in their order.
    pub ratios: Vec<RatioAttribute>,
    pub allow_unmapped: Option<Path>,
    /// Rust enums whose variants name keys and elements.
    pub enums: Vec<Path>,
    /// Set when an attribute failed to parse; suppresses follow-on errors about missing keys.
    pub damaged: bool,
}

/// The attributes of a field.
#[derive(Default)]
pub struct FieldAttributes {
    pub rename: Option<LitStr>,
    pub path: Option<LitStr>,
    pub key: Option<LitStr>,
    /// `sum`, `max` or `min`, with its token.
    pub reduce: Option<(Reduce, Path)>,
    /// The fields whose total the field is.
    pub of_fields: Option<OfFields>,
    /// The value that names the row or the group of a CPU, element or entry.
    pub by: Option<LitStr>,
    /// The value that is not zero in a CPU, element or entry that is in use.
    pub only: Option<LitStr>,
    /// Whether the values are the sizes of the groups. It also counts as a reduction.
    pub count: Option<Path>,
    pub widen: Option<Path>,
    pub gauge: Option<Path>,
    /// The rows that are in use.
    pub take: Takes,
    pub saturating: Option<Path>,
    pub skip: Option<Path>,
    pub allow_unmapped: Option<Path>,
    /// Set when an attribute failed to parse; suppresses follow-on errors.
    pub damaged: bool,
}

/// The attributes of an enum.
#[derive(Default)]
pub struct EnumAttributes {
    pub source: ObjectSource,
    pub tag: Option<LitStr>,
    pub krate: Option<Path>,
}

/// The attributes of a variant.
#[derive(Default)]
pub struct VariantAttributes {
    pub rename: Option<LitStr>,
    pub non_exhaustive: Option<Path>,
}

const CONTAINER_KEYS: [&str; 15] = [
    "object",
    "layout",
    "struct_ops",
    "section",
    "map",
    "key",
    "value",
    "type",
    "parts",
    "picker",
    "ratio",
    "let",
    "crate",
    "enums",
    "allow_unmapped",
];
const FIELD_KEYS: [&str; 16] = [
    "rename",
    "path",
    "key",
    "sum",
    "max",
    "min",
    "by",
    "only",
    "count",
    "widen",
    "gauge",
    "saturating",
    "skip",
    "allow_unmapped",
    "take",
    "ring",
];
const ENUM_KEYS: [&str; 5] = ["object", "layout", "struct_ops", "type", "crate"];
const VARIANT_KEYS: [&str; 2] = ["rename", "non_exhaustive"];

impl ObjectSource {
    fn set(&mut self, key: &str, meta: &ParseNestedMeta<'_>, errors: &mut Errors) -> syn::Result<()> {
        let (slot, like) = match key {
            "layout" => (&mut self.layout, "..."),
            "struct_ops" => (&mut self.struct_ops, "..."),
            _ => (&mut self.object, "..."),
        };
        set(slot, key, meta, errors, like)
    }
}

impl StructAttributes {
    pub fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut container = Self::default();
        let before = errors.count();
        each_key(attributes, "object = \"...\"", errors, |key, meta, errors| match key {
            "object" | "layout" | "struct_ops" => container.source.set(key, meta, errors),
            "section" => set(&mut container.section, key, meta, errors, ".bss"),
            "map" => set(&mut container.map, key, meta, errors, "..."),
            "key" => set(&mut container.key, key, meta, errors, "enum ..."),
            "value" => set(&mut container.value, key, meta, errors, "struct ..."),
            "type" => set(&mut container.tag, key, meta, errors, "struct ..."),
            "parts" => flag(&mut container.parts, key, meta, errors),
            "picker" => set(&mut container.picker, key, meta, errors, "ktsnap::pickers::max_by_sum_u64"),
            "crate" => set(&mut container.krate, key, meta, errors, "ktsnap"),
            "ratio" | "let" => {
                ratio::read(ratio::Key { is_ratio: key == "ratio" }, &mut container.ratios, meta, errors)
            }
            "enums" => paths(&mut container.enums, key, meta, errors),
            "allow_unmapped" => flag(&mut container.allow_unmapped, key, meta, errors),
            _ if FIELD_KEYS.contains(&key) => misplaced(key, "fields", "move it to a field", meta, errors),
            _ => unknown(&CONTAINER_KEYS, meta, errors),
        });
        container.damaged = errors.count() > before;
        container
    }
}

impl FieldAttributes {
    pub fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut field = Self::default();
        let before = errors.count();
        each_key(attributes, "path = \"...\"", errors, |key, meta, errors| match key {
            "rename" => set(&mut field.rename, key, meta, errors, "..."),
            "path" => set(&mut field.path, key, meta, errors, "..."),
            "key" => set(&mut field.key, key, meta, errors, "..."),
            "sum" => field.reduction(Reduce::Sum, key, meta, errors),
            "max" => field.reduction(Reduce::Max, key, meta, errors),
            "min" => field.reduction(Reduce::Min, key, meta, errors),
            "by" => set(&mut field.by, key, meta, errors, "..."),
            "only" => set(&mut field.only, key, meta, errors, "..."),
            "count" => flag(&mut field.count, key, meta, errors),
            "widen" => flag(&mut field.widen, key, meta, errors),
            "gauge" => flag(&mut field.gauge, key, meta, errors),
            "saturating" => flag(&mut field.saturating, key, meta, errors),
            "skip" => flag(&mut field.skip, key, meta, errors),
            "allow_unmapped" => flag(&mut field.allow_unmapped, key, meta, errors),
            "take" => take::read(&mut field.take, meta, errors),
            "ring" => take::in_use(&mut field.take.in_use, key, meta, errors),
            _ if CONTAINER_KEYS.contains(&key) => misplaced(key, "structs", "move it to the struct", meta, errors),
            _ => unknown(&FIELD_KEYS, meta, errors),
        });
        field.damaged = errors.count() > before;
        field
    }

    /// The keys that only apply to a variable or a member, each with its token.
    pub fn of_variables(&self) -> Vec<(String, TokenStream)> {
        let mut keys = vec![
            ("rename".to_owned(), self.rename.to_token_stream()),
            ("path".to_owned(), self.path.to_token_stream()),
            ("key".to_owned(), self.key.to_token_stream()),
            ("by".to_owned(), self.by.to_token_stream()),
            ("only".to_owned(), self.only.to_token_stream()),
            ("count".to_owned(), self.count.to_token_stream()),
            ("widen".to_owned(), self.widen.to_token_stream()),
            ("gauge".to_owned(), self.gauge.to_token_stream()),
            ("saturating".to_owned(), self.saturating.to_token_stream()),
            ("allow_unmapped".to_owned(), self.allow_unmapped.to_token_stream()),
        ];
        let reduce = self.reduce.as_ref().filter(|_| self.count.is_none());
        keys.extend(reduce.map(|(how, token)| (how.to_string(), token.to_token_stream())));
        keys.retain(|(_, token)| !token.is_empty());
        keys
    }

    fn reduction(
        &mut self,
        how: Reduce,
        key: &str,
        meta: &ParseNestedMeta<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        if meta.input.peek(syn::token::Paren) {
            let read = of_fields::read(how, meta, errors)?;
            if self.of_fields.is_some() {
                let help = "remove it, or move it to another field";
                errors.push(&meta.path, "a field is the total of one list of fields", help);
            } else {
                self.of_fields = read;
            }
            return Ok(());
        }
        if let Some((other, _)) = self.reduce.as_ref().filter(|(other, _)| *other != how) {
            let help = format!("remove `{key}`, or move it to another field");
            errors.push(&meta.path, format!("`{key}` can't be used with `{other}`"), help);
            return skip_value(meta);
        }
        let mut token = self.reduce.take().map(|(_, token)| token);
        let read = flag(&mut token, key, meta, errors);
        self.reduce = token.map(|token| (how, token));
        read
    }
}

impl EnumAttributes {
    pub fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = Self::default();
        each_key(attributes, "type = \"enum ...\"", errors, |key, meta, errors| match key {
            "object" | "layout" | "struct_ops" => read.source.set(key, meta, errors),
            "type" => set(&mut read.tag, key, meta, errors, "enum ..."),
            "crate" => set(&mut read.krate, key, meta, errors, "ktsnap"),
            "non_exhaustive" => {
                misplaced(key, "variants", "move it to a variant for all other values: `Other(u32)`", meta, errors)
            }
            _ if VARIANT_KEYS.contains(&key) => misplaced(key, "variants", "move it to a variant", meta, errors),
            _ => unknown(&ENUM_KEYS, meta, errors),
        });
        read
    }
}

impl VariantAttributes {
    pub fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut variant = Self::default();
        each_key(attributes, "rename = \"...\"", errors, |key, meta, errors| match key {
            "rename" => set(&mut variant.rename, key, meta, errors, "..."),
            "non_exhaustive" => flag(&mut variant.non_exhaustive, key, meta, errors),
            _ if ENUM_KEYS.contains(&key) => misplaced(key, "enums", "move it to the enum", meta, errors),
            _ => unknown(&VARIANT_KEYS, meta, errors),
        });
        variant
    }
}
