//! Text that stands in columns: its width, what is cut off, and what must not reach a terminal.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text as a terminal can take it: control characters, and those that turn the direction of writing, become escapes.
///
/// Names and texts of a report are what some program left in memory.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => clean.push_str("\\n"),
            '\t' => clean.push_str("\\t"),
            c if is_harmful(c) => _ = write!(clean, "\\u{{{:x}}}", u32::from(c)),
            c => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

fn is_harmful(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a JSON document can hold that character as it is, and a terminal can't take it.
pub(crate) fn is_harmful_in_json(c: char) -> bool {
    c > ' ' && is_harmful(c)
}

/// The columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Characters that may share a column, as a letter and its accents do. A text can have any number of them.
const CHARACTERS: usize = 8;

/// The text, or as much of its beginning as fits beside an ellipsis.
pub(crate) fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if text.len() <= columns || (width(text) <= columns && text.len() <= most_bytes(columns)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}…", head(text, columns.saturating_sub(1))))
}

/// As much of the text's beginning as fits.
pub(crate) fn head(text: &str, columns: usize) -> &str {
    let mut left = columns;
    for (at, c) in text.char_indices() {
        match left.checked_sub(c.width().unwrap_or(0)) {
            Some(less) if at < most_bytes(columns) => left = less,
            _ => return text.get(..at).unwrap_or(text),
        }
    }
    text
}

/// The bytes that a text of so many columns may take.
fn most_bytes(columns: usize) -> usize {
    columns.saturating_add(1).saturating_mul(CHARACTERS)
}

/// The same, but one character at least: one that is wider than the line has to go somewhere.
pub(crate) fn some_head(text: &str, columns: usize) -> &str {
    match (head(text, columns), text.chars().next()) {
        ("", Some(first)) => text.get(..first.len_utf8()).unwrap_or(text),
        (head, _) => head,
    }
}

/// The text and blanks behind it up to that many columns.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(width(text)))
}

/// The text in lines, broken between words, all but the first indented by `hang` columns. A word that is longer than a
/// line is broken.
pub(crate) fn wrap(text: &str, columns: usize, hang: usize) -> Vec<String> {
    let hang = hang.min(columns / 2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let (mut used, mut is_empty) = (0, true);
    for word in text.split(' ') {
        if !is_empty && used + 1 + width(word) > columns {
            lines.push(std::mem::replace(&mut line, " ".repeat(hang)));
            (used, is_empty) = (hang, true);
        } else if !is_empty {
            line.push(' ');
            used += 1;
        }
        let mut rest = word;
        while !rest.is_empty() {
            let part = some_head(rest, columns.saturating_sub(used));
            line.push_str(part);
            (used, is_empty) = (used + width(part), false);
            rest = rest.get(part.len()..).unwrap_or_default();
            if !rest.is_empty() {
                lines.push(std::mem::replace(&mut line, " ".repeat(hang)));
                (used, is_empty) = (hang, true);
            }
        }
    }
    lines.push(line);
    lines
}

/// `1 map`, `2 maps`.
pub(crate) fn count(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// The first few of a list, and how many more there are.
pub(crate) fn few<'t>(texts: impl IntoIterator<Item = &'t str>, most: usize) -> String {
    let mut texts = texts.into_iter();
    let shown: Vec<_> = texts.by_ref().take(most).map(|text| cut(&clean(text), 60).into_owned()).collect();
    match texts.count() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Names that an error lists.
const LISTED: usize = 8;

/// `a`, `b` and so on; of many, the first.
pub(crate) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(LISTED);
    let shown = names.into_iter().take(LISTED).collect::<Vec<_>>().join(", ");
    match (shown.as_str(), more) {
        ("", _) => "none".to_owned(),
        (_, 0) => shown,
        _ => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_a_terminal_becomes_an_escape() {
        assert_eq!(clean("nr_running"), "nr_running");
        assert_eq!(clean("a\x1b[31mb\n"), "a\\u{1b}[31mb\\n");
        assert_eq!(clean("\u{9b}\u{202e}"), "\\u{9b}\\u{202e}");
    }

    #[test]
    fn a_text_is_cut_by_the_columns_that_it_takes() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("調度器", 5), "調度…");
        assert_eq!(cut("調度器", 4), "調…");
    }

    #[test]
    fn characters_without_a_width_are_cut_too() {
        assert_eq!(cut("e\u{301}te\u{301}", 3), "e\u{301}te\u{301}");
        for length in [1_000, 100_000] {
            let accents = "\u{301}".repeat(length);
            assert!(cut(&accents, 10).len() < 100 && head(&accents, 10).len() < 100, "{length}");
        }
    }

    #[test]
    fn lines_break_between_words_and_inside_those_that_are_too_long() {
        assert_eq!(wrap("one two three", 8, 2), ["one two", "  three"]);
        assert_eq!(wrap("abcdefghijkl mn", 6, 1), ["abcdef", " ghijk", " l mn"]);
        assert_eq!(wrap("", 6, 1), [""]);
        for columns in 1..20 {
            for line in wrap("a bb ccc dddd eeeee ffffff 調度器 ggggggg", columns, 3) {
                assert!(width(&line) <= columns.max(3), "{columns} {line:?}");
            }
        }
    }
}
