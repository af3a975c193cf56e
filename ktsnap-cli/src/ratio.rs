//! `--ratio 'name = expression'`, before its operands are looked up.

use ktsnap_ratio::{Parsed, RatioFault, definition, lex};

use crate::failure::Failure;

/// A ratio of the command line.
#[derive(Debug)]
pub(crate) struct Definition {
    /// The name, with `r#` if it is a keyword.
    pub(crate) name: String,
    /// The expression, without faults.
    pub(crate) parsed: Parsed,
}

/// Parses ratios. No two have the same name.
pub(crate) fn definitions(written: &[String]) -> Result<Vec<Definition>, Failure> {
    let mut definitions: Vec<Definition> = Vec::new();
    for text in written {
        let parsed = definition(&lex(text));
        if let Some(RatioFault { fact, help, .. }) = parsed.faults.first() {
            return Err(failure(text, fact, help));
        }
        let name = parsed.name.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
        if definitions.iter().any(|other| other.name == name) {
            return Err(Failure::new(format!("two ratios are called `{name}`"), "rename one of the two"));
        }
        definitions.push(Definition { name, parsed });
    }
    Ok(definitions)
}

/// What is wrong with the ratio that was written so.
pub(crate) fn failure(written: &str, fact: &str, help: &str) -> Failure {
    Failure::new(format!("`--ratio '{written}'`: {fact}"), help)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The ratios that all front ends agree about, each with its expression, or with its error and help.
    pub(crate) fn table() -> impl Iterator<Item = (&'static str, Result<&'static str, &'static str>)> {
        let table = include_str!("../../ktsnap-ratio/tests/table.txt");
        let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| line.split_once("=> ").expect(line)).map(|(written, expected)| {
            (written.trim(), if expected.contains(": ") { Err(expected) } else { Ok(expected) })
        })
    }

    #[test]
    fn two_ratios_of_one_name_are_refused() {
        let failure = definitions(&["a = 1".to_owned(), "b = 2".to_owned(), "a = 3".to_owned()]).unwrap_err();
        assert!(format!("{failure:?}").contains("two ratios are called `a`"), "{failure:?}");
    }
}
