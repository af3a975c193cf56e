//! Text in columns: its width, cutting and wrapping, and escapes for characters that must not reach a terminal.

use std::borrow::Cow;
use std::fmt::Write;

use ktsnap_btf::MapKind;
use ktsnap_btf::suggest::{LISTED, first_of};
use textwrap::{WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Escapes control characters, and characters that change the direction of writing.
///
/// Names and texts in a report are whatever a program left in memory, and must not control the terminal.
pub fn clean(text: &str) -> Cow<'_, str> {
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

/// Whether a character is harmful to a terminal, although JSON does not require an escape for it.
pub(crate) fn is_harmful_in_json(c: char) -> bool {
    c > ' ' && is_harmful(c)
}

/// The width of a text in columns.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// How many characters may share a column, for example a letter and its accents. A text can stack any number of accents.
const CHARACTERS: usize = 8;

/// Cuts a text to a width; an ellipsis replaces what is cut off.
pub(crate) fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if text.len() <= columns || (width(text) <= columns && text.len() <= most_bytes(columns)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}…", head(text, columns.saturating_sub(1))))
}

/// The longest beginning of a text that fits.
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

/// The most bytes that a text of this width may have.
fn most_bytes(columns: usize) -> usize {
    columns.saturating_add(1).saturating_mul(CHARACTERS)
}

/// Like [`head`], but at least one character, so that a loop over lines makes progress even if a character is wider than the line.
pub(crate) fn some_head(text: &str, columns: usize) -> &str {
    match (head(text, columns), text.chars().next()) {
        ("", Some(first)) => text.get(..first.len_utf8()).unwrap_or(text),
        (head, _) => head,
    }
}

/// The most columns of a name. BTF has no longer ones, but a hostile report can.
const NAME: usize = 256;

/// A name as it is, so that a user can copy it. Control characters are escaped.
pub(crate) fn name(text: &str) -> String {
    cut(&clean(text), NAME).into_owned()
}

/// Pads a text with spaces to a width.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(width(text)))
}

/// Breaks a text between words into lines. All lines except the first are indented by `hang` columns. A word that is longer
/// than a line is broken.
pub(crate) fn wrap(text: &str, columns: usize, hang: usize) -> Vec<String> {
    wrapped(text, columns, hang, true)
}

/// Like [`wrap`], but a word that is longer than a line has a line of its own, because it can be a name.
pub(crate) fn wrap_whole(text: &str, columns: usize, hang: usize) -> Vec<String> {
    wrapped(text, columns, hang, false)
}

fn wrapped(text: &str, columns: usize, hang: usize, breaks: bool) -> Vec<String> {
    let indent = " ".repeat(hang.min(columns / 2));
    let options = textwrap::Options::new(columns)
        .subsequent_indent(&indent)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(breaks)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(Cow::into_owned).collect()
}

/// `1 map`, `2 maps`.
pub fn count(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// The type of a map as bpftool prints it: `percpu_array`.
pub(crate) fn map_type(kind: MapKind) -> String {
    let name = kind.name();
    name.strip_prefix("BPF_MAP_TYPE_").unwrap_or(&name).to_ascii_lowercase()
}

/// The first `most` names of a list, and the number of the others.
pub(crate) fn few<'t>(texts: impl IntoIterator<Item = &'t str>, most: usize) -> String {
    first_of(texts.into_iter().map(name), most)
}

/// A list of names for an error: `a`, `b` and 3 more.
pub(crate) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let list = first_of(names.map(|name| format!("`{name}`")), LISTED);
    if list.is_empty() { "none".to_owned() } else { list }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_control_a_terminal_are_escaped() {
        assert_eq!(clean("nr_running"), "nr_running");
        assert_eq!(clean("a\x1b[31mb\n"), "a\\u{1b}[31mb\\n");
        assert_eq!(clean("\u{9b}\u{202e}"), "\\u{9b}\\u{202e}");
    }

    #[test]
    fn a_text_is_cut_by_its_width() {
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
    fn a_map_type_is_spelled_as_bpftool_spells_it() {
        assert_eq!(map_type(MapKind::PercpuArray), "percpu_array");
        assert_eq!(map_type(MapKind::from_number(29)), "task_storage");
        assert_eq!(map_type(MapKind::from_number(1000)), "map type 1000");
    }

    #[test]
    fn lines_break_between_words_and_inside_words_that_are_too_long() {
        assert_eq!(wrap("one two three", 8, 2), ["one two", "  three"]);
        assert_eq!(wrap("abcdefghijkl mn", 6, 1), ["abcde", " fghij", " kl mn"]);
        assert_eq!(wrap_whole("one abcdefghijkl mn", 6, 1), ["one", " abcdefghijkl", " mn"]);
        assert_eq!(wrap("", 6, 1), [""]);
        for columns in 1..20 {
            for line in wrap("a bb ccc dddd eeeee ffffff 調度器 ggggggg", columns, 3) {
                assert!(width(&line) <= columns.max(3), "{columns} {line:?}");
            }
        }
    }
}
