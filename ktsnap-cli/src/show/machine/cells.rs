//! Cells of tables: numbers with their units, and tables without blank columns.

pub(super) use crate::screen::text::name;
use crate::screen::{Screen, Table};

/// Nanoseconds as seconds, with all digits: `2.741226737`.
pub(super) fn seconds(ns: u64) -> String {
    match ns {
        0 => "0".to_owned(),
        ns => format!("{}.{:09}", ns / 1_000_000_000, ns % 1_000_000_000),
    }
}

/// An address, an id or flags.
pub(super) fn hex(number: u64) -> String {
    format!("{number:#x}")
}

/// The value as text, blank if there is none.
pub(super) fn if_any(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A table of the columns that are not blank in all rows.
pub(super) fn filled<const N: usize>(screen: &Screen, headings: [&str; N], rows: &[[String; N]]) -> Table {
    let mut shown = [false; N];
    for row in rows {
        for (is_shown, cell) in shown.iter_mut().zip(row) {
            *is_shown |= !cell.is_empty();
        }
    }
    let kept: Vec<_> = headings.iter().zip(shown).filter(|(_, is_shown)| *is_shown).map(|(text, _)| *text).collect();
    let mut table = Table::new(screen, &kept);
    for row in rows {
        table.row(row.iter().zip(shown).filter(|(_, is_shown)| *is_shown).map(|(cell, _)| cell));
    }
    table
}
