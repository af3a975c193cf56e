//! The list of mutations that change nothing a user can see.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::Failure;

/// The list, from the root of the repository.
pub(crate) const FILE: &str = "mutations/equivalent.txt";

/// Reasons by the keys of the mutations.
pub(crate) struct Equivalents(BTreeMap<String, String>);

impl Equivalents {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        Self::parse(&fs::read_to_string(path)?)
    }

    /// A reason in a line of its own, after a line break and blanks, applies to all keys since the last reason.
    fn parse(text: &str) -> Result<Self, Failure> {
        let mut reasons = BTreeMap::new();
        let mut keys = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if !line.starts_with(' ') {
                keys.push(line);
                continue;
            }
            if keys.is_empty() {
                return Err(format!("no mutation is before the reason: {}", line.trim()).into());
            }
            for key in keys.drain(..) {
                reasons.insert(key.to_owned(), line.trim().to_owned());
            }
        }
        match keys.first() {
            Some(key) => Err(format!("no reason is after the mutation: {key}").into()),
            None => Ok(Self(reasons)),
        }
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Equivalents;

    #[test]
    fn a_reason_applies_to_all_mutations_since_the_last_one() {
        let list = Equivalents::parse("# A comment.\na\nb\n    reason\n\nc\n    other\n").unwrap();
        assert_eq!(list.0["a"], "reason");
        assert_eq!(list.0["b"], "reason");
        assert_eq!(list.0["c"], "other");
    }

    #[test]
    fn a_mutation_needs_a_reason() {
        assert!(Equivalents::parse("a\n    reason\nb\n").is_err());
        assert!(Equivalents::parse("    reason\n").is_err());
    }
}
