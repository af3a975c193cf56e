//! Names that a ratio can't have: a ratio is a method, and would hide another one.

use quote::ToTokens;
use syn::Ident;

use crate::error::Errors;

/// The items of `SnapshotSchema`.
const OF_SCHEMA: [&str; 16] = [
    "SCHEMA",
    "from_json_path",
    "from_json_paths",
    "from_json_slice",
    "from_section_bytes",
    "from_snapshot",
    "from_snapshot_via",
    "from_snapshot_via_with_pick",
    "from_snapshot_with_pick",
    "from_variable_bytes",
    "from_variable_values",
    "pick",
    "picker",
    "rate",
    "read",
    "since",
];

/// The methods of traits that the standard library can derive. A macro does not see which of them the struct derives.
const OF_DERIVED: [(&str, &[&str]); 7] = [
    ("Clone", &["clone", "clone_from"]),
    ("Debug", &["fmt"]),
    ("Default", &["default"]),
    ("Hash", &["hash", "hash_slice"]),
    ("PartialEq", &["eq", "ne"]),
    ("PartialOrd", &["partial_cmp", "lt", "le", "gt", "ge"]),
    ("Ord", &["cmp", "max", "min", "clamp"]),
];

/// Whether a method can have the name. Reports why not.
pub(super) fn check(name: &Ident, errors: &mut Errors) -> bool {
    let text = name.to_string();
    if syn::parse2::<Ident>(name.to_token_stream()).is_err() {
        let help = match text.as_str() {
            "_" | "self" | "Self" | "super" | "crate" => "choose another name".to_owned(),
            _ => format!("write `r#{text}`, or choose another name"),
        };
        errors.push(name, format!("`{text}` is a Rust keyword"), help);
        return false;
    }
    let derived = OF_DERIVED.iter().find(|(_, methods)| methods.contains(&text.as_str()));
    let of = match derived {
        _ if OF_SCHEMA.contains(&text.as_str()) => "SnapshotSchema",
        Some((of, _)) => of,
        None => return true,
    };
    errors.push(name, format!("`{text}` is a method of `{of}`"), "give the ratio another name");
    false
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use syn::{Item, TraitItem};

    use super::OF_SCHEMA;

    /// What `trait SnapshotSchema` declares.
    fn declared() -> BTreeSet<String> {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ktsnap-core/src/typed/snapshot_schema.rs");
        let file = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
        let items = file.items.into_iter().find_map(|item| match item {
            Item::Trait(of) if of.ident == "SnapshotSchema" => Some(of.items),
            _ => None,
        });
        let name = |item: TraitItem| match item {
            TraitItem::Fn(of) => of.sig.ident.to_string(),
            TraitItem::Const(of) => of.ident.to_string(),
            TraitItem::Type(of) => of.ident.to_string(),
            _ => panic!("an item of another kind"),
        };
        items.unwrap().into_iter().map(name).collect()
    }

    #[test]
    fn the_items_of_the_trait_are_taken() {
        assert_eq!(OF_SCHEMA.map(str::to_owned).into_iter().collect::<BTreeSet<_>>(), declared());
    }
}
