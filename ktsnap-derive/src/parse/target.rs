//! What a struct mirrors as a whole, according to its attributes.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::LitStr;

use super::attributes::StructAttributes;
use crate::error::Errors;

/// What the attributes ask for, before any object is looked at.
pub(crate) enum StructTarget<'a> {
    /// A global section, which may be named.
    Section(Option<&'a LitStr>),
    /// The entries of a map, by key.
    Entries { map: &'a LitStr, key: Option<&'a LitStr> },
    /// The value of a map.
    Value { map: &'a LitStr, value: &'a LitStr },
    /// A struct of C, as a field of another struct.
    Nested(&'a LitStr),
}

impl StructAttributes {
    /// What the attributes ask for. Of keys that contradict each other one counts, and the others are errors.
    pub(crate) fn target(&self, errors: &mut Errors) -> StructTarget<'_> {
        let Self { section, map, key, value, tag, picker, allow_unmapped, .. } = self;
        let mut useless = |token: Option<TokenStream>, key: &str, with: &str, help: &str| {
            if let Some(token) = token {
                errors.push(token, format!("`{key}` has no meaning beside `{with}`"), help);
            }
        };
        let tokens = |written: &Option<LitStr>| written.as_ref().map(ToTokens::to_token_stream);
        if let Some(tag) = tag {
            let allow_unmapped = allow_unmapped.as_ref().map(ToTokens::to_token_stream);
            useless(
                allow_unmapped,
                "allow_unmapped",
                "type",
                "a struct with `type` has no reduction over CPUs: remove it",
            );
            let help = "a struct with `type` is read as a field of another: remove one of the two";
            for (key, written) in [("section", section), ("map", map), ("value", value), ("key", key)] {
                useless(tokens(written), key, "type", help);
            }
            useless(picker.as_ref().map(ToTokens::to_token_stream), "picker", "type", help);
            if tag.value().is_empty() {
                errors.push(tag, "`type` is empty", "write `type = \"struct ...\"`");
            }
            return StructTarget::Nested(tag);
        }
        let Some(map) = map else {
            let help = "add `map = \"...\"`, the map that the object defines";
            for (key, written) in [("key", key), ("value", value)] {
                if let Some(written) = written {
                    errors.push(written, format!("`{key}` requires `map`"), help);
                }
            }
            if let Some(allow_unmapped) = allow_unmapped {
                errors.push(allow_unmapped, "`allow_unmapped` only applies to per-CPU maps", "remove it");
            }
            return StructTarget::Section(section.as_ref());
        };
        useless(tokens(section), "section", "map", "a map is not in a section: remove one of the two");
        match (value, key) {
            (Some(value), key) => {
                let help = "with `value` the fields are members of the map's value: remove one of the two";
                useless(tokens(key), "key", "value", help);
                StructTarget::Value { map, value }
            }
            (None, key) => StructTarget::Entries { map, key: key.as_ref() },
        }
    }
}
