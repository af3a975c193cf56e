//! Output to the terminal: its width, its colors, tables, or JSON.

mod json;
pub(crate) mod progress;
pub(crate) mod text;

use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, IsTerminal, Write};

use anstyle::Style;
use comfy_table::{Attribute, Cell, CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};
use terminal_size::terminal_size;

use crate::args::{Output, When};
use text::{clean, width, wrap};

/// Columns if neither the arguments, the terminal nor `COLUMNS` give a number.
const WIDTH: u16 = 100;

/// Spaces between two columns of a table.
const GAP: u16 = 2;

/// The least width that a column of a table is narrowed to.
const LEAST: u16 = 8;

/// The properties of standard output.
pub(crate) struct Screen {
    /// Width in columns.
    pub(crate) width: u16,
    /// Whether to use colors.
    pub(crate) color: bool,
    /// Whether to print JSON.
    pub(crate) json: bool,
    /// Whether integers that a `double` can't hold are strings in JSON.
    pub(crate) json_strings: bool,
}

impl Screen {
    pub(crate) fn of(output: &Output) -> Self {
        let terminal = || terminal_size().filter(|_| io::stdout().is_terminal()).map(|(width, _)| width.0);
        let columns = || env::var("COLUMNS").ok()?.parse().ok();
        let width = output.width.or_else(terminal).or_else(columns).filter(|&width| width > 0).unwrap_or(WIDTH);
        let color = has_color(output.color, io::stdout().is_terminal(), env::var_os("NO_COLOR").as_deref());
        // `--json-strings` only says how the JSON is written, so it asks for JSON too.
        Self { width, color, json: output.json || output.json_strings, json_strings: output.json_strings }
    }

    /// Styles a text, if the screen uses colors.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Writes a line, wrapped to the width of the screen. Control characters are escaped.
    pub(crate) fn line(&self, line: &str, out: &mut dyn Write) -> io::Result<()> {
        wrap(&clean(line), self.width.into(), 2).iter().try_for_each(|line| writeln!(out, "{line}"))
    }
}

fn has_color(when: When, is_terminal: bool, no_color: Option<&OsStr>) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        // https://no-color.org: set and not empty.
        When::Auto => is_terminal && no_color.is_none_or(OsStr::is_empty),
    }
}

/// A table without lines. If it is too wide for the screen, the widest columns are narrowed and their cells wrapped, between words
/// if possible.
pub(crate) struct Table {
    table: comfy_table::Table,
    width: u16,
    /// The width of the longest word in each column.
    words: Vec<u16>,
}

impl Table {
    /// Creates a table with these headings. A leading `>` marks a right-aligned column.
    pub(crate) fn new(screen: &Screen, headings: &[&str]) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(screen.width);
        if screen.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        let bare =
            |heading: &&str| Cell::new(heading.strip_prefix('>').unwrap_or(heading)).add_attribute(Attribute::Bold);
        table.set_header(headings.iter().map(bare));
        let count = headings.len();
        for (at, (column, heading)) in table.column_iter_mut().zip(headings).enumerate() {
            column.set_padding((0, if at + 1 == count { 0 } else { GAP }));
            if heading.starts_with('>') {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        let words = headings.iter().map(|heading| longest_word(heading.strip_prefix('>').unwrap_or(heading))).collect();
        Self { table, width: screen.width, words }
    }

    /// Adds a row.
    pub(crate) fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let cells: Vec<Cell> = cells.into_iter().map(Into::into).collect();
        for (word, cell) in self.words.iter_mut().zip(&cells) {
            *word = longest_word(&cell.content()).max(*word);
        }
        self.table.add_row(cells);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = self.table.clone();
        let widths = self.table.column_max_content_widths();
        let gaps = GAP.saturating_mul(u16::try_from(widths.len().saturating_sub(1)).unwrap_or(u16::MAX));
        // If there are too many columns for any widths, leave it to the library.
        let room = self.width.saturating_sub(gaps);
        let in_words = narrowed(&widths, &self.words, room);
        if let Some(widths) = in_words.or_else(|| narrowed(&widths, &vec![LEAST; widths.len()], room)) {
            let last = widths.len().saturating_sub(1);
            for (at, (column, width)) in table.column_iter_mut().zip(widths).enumerate() {
                let width = if at == last { width } else { width + GAP };
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            }
        }
        for line in table.lines() {
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn longest_word(text: &str) -> u16 {
    text.split_whitespace().map(width).max().and_then(|word| u16::try_from(word).ok()).unwrap_or_default()
}

/// Narrows columns to at most `room` in total: the widest first, and none below its `least` width.
fn narrowed(widths: &[u16], least: &[u16], room: u16) -> Option<Vec<u16>> {
    let at = |limit: u16| widths.iter().zip(least).map(move |(&width, &least)| width.min(limit.max(least)));
    let total = |limit: u16| at(limit).map(u32::from).sum::<u32>();
    // Binary search for the largest limit that fits, since the total grows with the limit.
    let (mut fits, mut beyond) = (0_u16, room);
    if total(fits) > room.into() {
        return None;
    }
    while fits < beyond {
        let middle = fits + (beyond - fits).div_ceil(2);
        if total(middle) <= room.into() { fits = middle } else { beyond = middle - 1 }
    }
    let limit = fits;
    let mut left = u32::from(room) - total(limit);
    let widen = |(now, &width): (u16, &u16)| {
        let more = u16::from(now < width && left > 0);
        left -= u32::from(more);
        now + more
    };
    Some(at(limit).zip(widths).map(widen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_applies_unless_the_arguments_decide() {
        let no = Some(OsStr::new("1"));
        assert!(has_color(When::Auto, true, None));
        assert!(has_color(When::Auto, true, Some(OsStr::new(""))));
        assert!(!has_color(When::Auto, true, no));
        assert!(!has_color(When::Auto, false, None));
        assert!(has_color(When::Always, false, no));
        assert!(!has_color(When::Never, true, None));
    }

    #[test]
    fn the_widest_columns_are_narrowed_first() {
        let narrowed = |widths: &[u16], room| narrowed(widths, &vec![8; widths.len()], room);
        assert_eq!(narrowed(&[10, 20, 30], 60), Some(vec![10, 20, 30]));
        assert_eq!(narrowed(&[10, 20, 30], 50), Some(vec![10, 20, 20]));
        assert_eq!(narrowed(&[10, 20, 31], 45), Some(vec![10, 18, 17]));
        assert_eq!(narrowed(&[10, 20, 30], 20), None);
    }

    #[test]
    fn words_stay_whole_if_possible() {
        assert_eq!(narrowed(&[10, 20, 30], &[10, 20, 5], 45), Some(vec![10, 20, 15]));
    }
}
