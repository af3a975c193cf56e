//! The names that a ratio can't have: a ratio is a method, and would hide another method.

use std::fmt;

/// The items of `SnapshotSchema`.
const OF_SCHEMA: [&str; 12] = [
    "from_json_path",
    "from_json_slice",
    "from_report",
    "from_report_via",
    "from_section_bytes",
    "from_snapshot",
    "from_snapshot_via",
    "pick",
    "picks",
    "schema",
    "schemas",
    "since",
];

/// The methods of traits that the standard library can derive. A macro can't see which of them the struct derives.
const OF_DERIVED: [(&str, &[&str]); 7] = [
    ("Clone", &["clone", "clone_from"]),
    ("Debug", &["fmt"]),
    ("Default", &["default"]),
    ("Hash", &["hash", "hash_slice"]),
    ("PartialEq", &["eq", "ne"]),
    ("PartialOrd", &["partial_cmp", "lt", "le", "gt", "ge"]),
    ("Ord", &["cmp", "max", "min", "clamp"]),
];

/// Keywords that can't be raw identifiers.
const NEVER_RAW: [&str; 5] = ["_", "self", "Self", "super", "crate"];

/// All other keywords, those of later editions and those reserved included.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether the word is a Rust keyword, and can't name a field or method as it is.
///
/// ```
/// use ktsnap_ratio::is_keyword;
///
/// assert!(is_keyword("type"));
/// assert!(!is_keyword("r#type") && !is_keyword("hits"));
/// ```
#[must_use]
pub fn is_keyword(word: &str) -> bool {
    NEVER_RAW.contains(&word) || KEYWORDS.contains(&word)
}

/// Whether a keyword becomes a name with `r#`.
pub(crate) fn can_be_raw(keyword: &str) -> bool {
    !NEVER_RAW.contains(&keyword)
}

/// A name as an expression has it: with `r#` if it is a keyword.
pub(crate) struct AsWritten<'n>(pub(crate) &'n str);

impl fmt::Display for AsWritten<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw = if is_keyword(self.0) && can_be_raw(self.0) { "r#" } else { "" };
        write!(f, "{raw}{}", self.0)
    }
}

/// Checks whether a ratio can have the name.
///
/// # Errors
///
/// The fact and the remedy.
///
/// ```
/// use ktsnap_ratio::check_name;
///
/// assert_eq!(check_name("cross_fraction"), Ok(()));
/// let (fact, help) = check_name("type").unwrap_err();
/// assert_eq!((&*fact, &*help), ("`type` is a Rust keyword", "write `r#type`, or choose another name"));
/// ```
pub fn check_name(name: &str) -> Result<(), (String, String)> {
    check_keyword(name)?;
    let derived = OF_DERIVED.iter().find(|(_, methods)| methods.contains(&name));
    let owner = match derived {
        _ if OF_SCHEMA.contains(&name) => "SnapshotSchema",
        Some((owner, _)) => owner,
        None => return Ok(()),
    };
    Err((format!("`{name}` is a method of `{owner}`"), "give the ratio another name".to_owned()))
}

/// Checks whether a named term can have the name.
pub(crate) fn check_keyword(name: &str) -> Result<(), (String, String)> {
    if !is_keyword(name) {
        return Ok(());
    }
    let help = match can_be_raw(name) {
        true => format!("write `r#{name}`, or choose another name"),
        false => "choose another name".to_owned(),
    };
    Err((format!("`{name}` is a Rust keyword"), help))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use syn::{Item, TraitItem};

    use super::*;

    /// The items that `trait SnapshotSchema` declares.
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
    fn a_ratio_has_no_name_of_the_trait() {
        assert_eq!(OF_SCHEMA.map(str::to_owned).into_iter().collect::<BTreeSet<_>>(), declared());
    }

    #[test]
    fn keywords_are_those_of_rust() {
        // `gen` is a keyword only since the edition of 2024.
        for keyword in KEYWORDS.iter().filter(|keyword| **keyword != "gen") {
            assert!(syn::parse_str::<syn::Ident>(keyword).is_err(), "{keyword}");
            assert!(syn::parse_str::<syn::Ident>(&format!("r#{keyword}")).is_ok(), "{keyword}");
        }
        for keyword in NEVER_RAW {
            assert!(syn::parse_str::<syn::Ident>(keyword).is_err(), "{keyword}");
        }
    }
}
