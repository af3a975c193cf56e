//! What a struct mirrors as a whole, according to its attributes.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{LitStr, Path};

use super::attributes::StructAttributes;
use crate::error::Errors;

/// What a struct mirrors, before the object is read.
pub enum StructTarget<'a> {
    /// A section of globals, with the name that `section` gives.
    Section(Option<&'a LitStr>),
    /// The entries of a map, by key.
    Entries { map: &'a LitStr, key: Option<&'a LitStr> },
    /// The value of a map.
    Value { map: &'a LitStr, value: &'a LitStr },
    /// A C struct: the Rust struct is the type of a field.
    Nested(&'a LitStr),
    /// An array of integers, whose elements the fields name: the Rust struct is the type of a field.
    Row { array: &'a LitStr, key: Option<&'a LitStr> },
    /// Structs of several sections and maps, one per field.
    Parts,
}

impl StructAttributes {
    /// The target that the attributes describe. If keys contradict each other, one of them counts, and the others are errors.
    pub fn target(&self, errors: &mut Errors) -> StructTarget<'_> {
        let Self { source, section, map, key, value, tag, parts, picker, allow_unmapped, enums, .. } = self;
        let tokens = |written: &Option<LitStr>| written.as_ref().map(ToTokens::to_token_stream);
        let path_tokens = |written: &Option<Path>| written.as_ref().map(ToTokens::to_token_stream);
        let mut conflict = |token: Option<TokenStream>, key: &str, with: &str, help: &str| {
            if let Some(token) = token {
                errors.push(token, format!("`{key}` can't be used with `{with}`"), help);
            }
        };
        if parts.is_some() {
            let of_one_map = [
                ("object", &source.object),
                ("layout", &source.layout),
                ("struct_ops", &source.struct_ops),
                ("section", section),
                ("map", map),
                ("key", key),
                ("value", value),
                ("type", tag),
            ];
            let move_it = |key: &str| format!("move `{key}` to the struct of each field");
            for (key, written) in of_one_map {
                conflict(tokens(written), key, "parts", &move_it(key));
            }
            conflict(path_tokens(picker), "picker", "parts", "remove `picker` or `parts`");
            conflict(path_tokens(allow_unmapped), "allow_unmapped", "parts", &move_it("allow_unmapped"));
            conflict(enums.first().map(ToTokens::to_token_stream), "enums", "parts", &move_it("enums"));
            return StructTarget::Parts;
        }
        if let Some(tag) = tag {
            conflict(path_tokens(allow_unmapped), "allow_unmapped", "type", "remove `allow_unmapped`");
            let is_row = tag.value().contains('[');
            let key_of_struct = key.as_ref().filter(|_| !is_row).cloned();
            for (key, written) in [("section", section), ("map", map), ("value", value), ("key", &key_of_struct)] {
                conflict(tokens(written), key, "type", &format!("remove `{key}` or `type`"));
            }
            conflict(path_tokens(picker), "picker", "type", "remove `picker` or `type`");
            if tag.value().is_empty() {
                errors.push(tag, "`type` is empty", "write `type = \"struct ...\"`");
            }
            if is_row {
                return StructTarget::Row { array: tag, key: key.as_ref() };
            }
            return StructTarget::Nested(tag);
        }
        let Some(map) = map else {
            for (key, written) in [("key", key), ("value", value)] {
                if let Some(written) = written {
                    let help = "add `map = \"...\"` with the name of a map in the object";
                    errors.push(written, format!("`{key}` requires `map`"), help);
                }
            }
            if let Some(allow_unmapped) = allow_unmapped {
                let help = "remove `allow_unmapped`";
                errors.push(allow_unmapped, "`allow_unmapped` only applies to per-CPU maps", help);
            }
            return StructTarget::Section(section.as_ref());
        };
        conflict(tokens(section), "section", "map", "remove `section` or `map`");
        match (value, key) {
            (Some(value), key) => {
                conflict(tokens(key), "key", "value", "remove `key` or `value`");
                StructTarget::Value { map, value }
            }
            (None, key) => StructTarget::Entries { map, key: key.as_ref() },
        }
    }
}
