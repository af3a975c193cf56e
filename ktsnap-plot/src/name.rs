//! Text that comes from elsewhere: its width, and characters that must not be printed.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

/// Replaces control characters, and characters that change the direction of writing.
///
/// Names can be whatever a program left in memory, and must not control a terminal. Such characters are not allowed in XML either.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
    };
    if text.contains(harmful) { Cow::Owned(text.replace(harmful, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// The width of a text in columns of a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Breaks words or entries into lines of at most this width. An entry that is wider has a line of its own.
pub(crate) fn wrapped(entries: impl IntoIterator<Item = String>, gap: &str, columns: usize) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut used = 0;
    for entry in entries {
        let more = width(&entry);
        match lines.last_mut() {
            Some(line) if used + width(gap) + more <= columns => {
                used += width(gap) + more;
                line.push(entry);
            }
            _ => {
                used = more;
                lines.push(vec![entry]);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_control_a_terminal_are_replaced() {
        assert_eq!(clean("nr_running"), "nr_running");
        assert_eq!(clean("a\x1b[31m\n\u{202e}b"), "a\u{fffd}[31m\u{fffd}\u{fffd}b");
    }

    #[test]
    fn entries_are_never_broken() {
        let entries = || ["aa", "bb", "a_long_entry", "c"].map(str::to_owned);
        assert_eq!(wrapped(entries(), " ", 5), [vec!["aa", "bb"], vec!["a_long_entry"], vec!["c"]]);
    }
}
