//! The wordings that the project avoids.

use regex::Regex;

use crate::prose::Passage;

/// A wording to avoid.
#[derive(Debug)]
pub struct Idiom {
    /// Matches the wording.
    pub pattern: Regex,
    /// What to write instead.
    pub instead: String,
    /// A sentence with the wording.
    pub example: String,
}

/// A wording that was found.
#[derive(Debug)]
pub struct Hit<'i> {
    /// The line on which the passage starts, counted from 1.
    pub line: usize,
    /// The words, with some of the text around them.
    pub text: String,
    /// The idiom.
    pub idiom: &'i Idiom,
}

/// The list in `idioms.txt`.
///
/// # Panics
///
/// If a line is not a pattern, what to write instead and an example, separated by ` | `.
#[must_use]
pub fn idioms() -> Vec<Idiom> {
    lines(include_str!("../idioms.txt"))
        .map(|line| {
            let parts: Vec<_> = line.split(" | ").map(str::trim).collect();
            let [pattern, instead, example] = parts[..] else { panic!("three parts separated by ` | `: {line}") };
            let pattern = Regex::new(&format!("(?i){pattern}")).unwrap();
            Idiom { pattern, instead: instead.to_owned(), example: example.to_owned() }
        })
        .collect()
}

/// The phrases in which a wording may stay: the list in `allowed.txt`.
#[must_use]
pub fn allowed() -> Vec<&'static str> {
    lines(include_str!("../allowed.txt")).collect()
}

/// The lines of a list. A line that starts with `#` is a comment.
fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The idioms in a passage. `allowed` are phrases in which one may stay.
pub fn hits<'i>(passage: &Passage, idioms: &'i [Idiom], allowed: &[&str]) -> Vec<Hit<'i>> {
    let mut text = passage.text.clone();
    for phrase in allowed {
        text = text.replace(phrase, "");
    }
    let found = idioms.iter().filter_map(|idiom| Some((idiom, idiom.pattern.find(&text)?)));
    found
        .map(|(idiom, found)| {
            let before: Vec<char> = text[..found.start()].chars().rev().take(40).collect();
            let around = before.into_iter().rev().chain(text[found.start()..].chars().take(found.len() + 40));
            Hit { line: passage.line, text: around.collect(), idiom }
        })
        .collect()
}
