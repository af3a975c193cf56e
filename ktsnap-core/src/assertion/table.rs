//! The struct of a failed assertion, as a table: the fields that the failed conditions name, then the others.

use std::fmt;

use super::names::is_part_of;
use crate::typed::inspect::Inspected;

/// The values that a table shows.
#[derive(Debug, Clone)]
pub enum Columns {
    /// One read.
    One(Inspected),
    /// Two reads, and their difference.
    Difference {
        /// The earlier read.
        earlier: Inspected,
        /// The later read.
        later: Inspected,
        /// The difference.
        change: Inspected,
    },
}

/// The most rows, unless the failed conditions name more.
const ROWS: usize = 16;
/// The most rows of fields that the failed conditions name, which can be elements of a long array.
const NAMED_ROWS: usize = 32;
/// The most elements of an array in one row.
const ELEMENTS: usize = 6;

/// A table with a row for each field.
#[derive(Debug)]
pub(super) struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Row>,
    left_out: usize,
}

#[derive(Debug, Clone)]
struct Row {
    is_named: bool,
    path: String,
    cells: Vec<String>,
    /// Whether the row is a counter. Other values have no difference.
    counts: bool,
}

impl Table {
    /// A table of the fields. Those at the paths in `named` are shown first.
    pub(super) fn new(columns: &Columns, named: &[Vec<String>]) -> Self {
        let (headings, rows) = match columns {
            Columns::One(read) => (vec!["field", "value"], rows(read, named)),
            Columns::Difference { earlier, later, change } => {
                let [earlier, later] = [earlier, later].map(|read| rows(read, named));
                let mut changes = rows(change, named);
                for row in &mut changes {
                    let of =
                        |rows: &[Row]| rows.iter().find(|other| other.path == row.path).map(|row| row.cells.concat());
                    let [before, after] = [&earlier, &later].map(|rows| of(rows).unwrap_or_default());
                    let change = row.cells.concat();
                    let change = match row.counts {
                        true if change.starts_with(|first: char| ('1'..='9').contains(&first)) => format!("+{change}"),
                        true => change,
                        false => String::new(),
                    };
                    row.cells = vec![before, after, change];
                }
                (vec!["field", "earlier", "later", "change"], changes)
            }
        };
        let len = rows.len();
        let (named, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.is_named);
        let of_others = ROWS.saturating_sub(named.len());
        let shown: Vec<_> = named.into_iter().take(NAMED_ROWS).chain(others.into_iter().take(of_others)).collect();
        let left_out = len - shown.len();
        Self { headings, rows: shown, left_out }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |text: &str| text.chars().count();
        let mut widths: Vec<usize> = self.headings.iter().map(|heading| width(heading)).collect();
        for row in &self.rows {
            let cells = std::iter::once(&row.path).chain(&row.cells);
            for (cell, most) in cells.zip(&mut widths) {
                *most = (*most).max(width(cell));
            }
        }
        let line = |mark: char, cells: &mut dyn Iterator<Item = &str>| {
            let mut line = format!("  {mark}");
            for (number, (cell, width)) in cells.zip(&widths).enumerate() {
                line += &match number {
                    0 => format!(" {cell:<width$}"),
                    _ => format!("  {cell:>width$}"),
                };
            }
            line.trim_end().to_owned()
        };
        f.write_str(&line(' ', &mut self.headings.iter().copied()))?;
        for row in &self.rows {
            let mut cells = std::iter::once(&row.path).chain(&row.cells).map(String::as_str);
            write!(f, "\n{}", line(if row.is_named { '>' } else { ' ' }, &mut cells))?;
        }
        match self.left_out {
            0 => Ok(()),
            1 => f.write_str("\n    1 more value"),
            more => write!(f, "\n    {more} more values"),
        }
    }
}

/// The value in one line.
pub(super) fn text(value: &Inspected) -> String {
    match value {
        Inspected::Integer { value, .. } => value.to_string(),
        Inspected::Float(value) => value.to_string(),
        Inspected::Text(text) => text.to_string(),
        Inspected::Absent => "absent".to_owned(),
        Inspected::Elements(elements) => list(elements.iter().map(text), elements.len(), ['[', ']']),
        Inspected::Rows(rows) => {
            list(rows.rows.iter().map(|(key, row)| format!("{key}: {}", text(row))), rows.rows.len(), ['{', '}'])
        }
        Inspected::Fields(fields) => {
            let fields_text = fields.iter().map(|field| format!("{}: {}", field.name, text(&field.value)));
            list(fields_text, fields.len(), ['{', '}'])
        }
    }
}

fn list(items: impl Iterator<Item = String>, len: usize, [open, close]: [char; 2]) -> String {
    let mut items: Vec<_> = items.take(ELEMENTS).collect();
    if len > ELEMENTS {
        items.push(format!("... {} more", len - ELEMENTS));
    }
    format!("{open}{}{close}", items.join(", "))
}

/// A row for each part that fits one: an array that no condition names is one row.
fn rows(of: &Inspected, named: &[Vec<String>]) -> Vec<Row> {
    let mut rows = Vec::new();
    add(of, &mut String::new(), true, named, &mut rows);
    rows
}

fn add(value: &Inspected, path: &mut String, counts: bool, named: &[Vec<String>], rows: &mut Vec<Row>) {
    let length = path.len();
    let is_named = is_part_of(path, named);
    let mut parts: Vec<(String, &Inspected, bool)> = Vec::new();
    match value {
        Inspected::Fields(fields) => parts.extend(fields.iter().map(|field| {
            let dot = if length > 0 { "." } else { "" };
            (format!("{dot}{}", field.name), &field.value, counts && !field.keeps_later)
        })),
        Inspected::Elements(elements) if is_named || elements.iter().any(has_fields) => {
            parts.extend(elements.iter().enumerate().map(|(index, element)| (format!("[{index}]"), element, counts)));
        }
        Inspected::Rows(of_map) if is_named || of_map.rows.iter().any(|(_, row)| has_fields(row)) => {
            parts.extend(of_map.rows.iter().map(|(key, row)| (format!("[{key}]"), row, counts)));
        }
        _ => {
            let is_counter =
                matches!(value, Inspected::Integer { counts: true, .. } | Inspected::Elements(_) | Inspected::Rows(_));
            let cells = vec![text(value)];
            return rows.push(Row { is_named, path: path.clone(), cells, counts: counts && is_counter });
        }
    }
    for (step, part, counts) in parts {
        path.push_str(&step);
        add(part, path, counts, named, rows);
        path.truncate(length);
    }
}

fn has_fields(value: &Inspected) -> bool {
    match value {
        Inspected::Fields(_) => true,
        Inspected::Elements(elements) => elements.iter().any(has_fields),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed::inspect::{InspectedField, InspectedRows};

    fn integer(value: i128) -> Inspected {
        Inspected::Integer { value, counts: true }
    }

    fn fields(fields: Vec<(&'static str, Inspected)>) -> Inspected {
        let field = |(name, value)| InspectedField { name, keeps_later: false, saturating: false, value };
        Inspected::Fields(fields.into_iter().map(field).collect())
    }

    fn table(read: Inspected, named: &[&str]) -> String {
        let named: Vec<_> = named.iter().map(|name| vec![(*name).to_owned()]).collect();
        Table::new(&Columns::One(read), &named).to_string()
    }

    #[test]
    fn more_than_six_elements_are_cut() {
        let of = |len| text(&Inspected::Elements((0..len).map(integer).collect()));
        assert_eq!(of(6), "[0, 1, 2, 3, 4, 5]");
        assert_eq!(of(8), "[0, 1, 2, 3, 4, 5, ... 2 more]");
    }

    #[test]
    fn a_path_has_a_dot_between_names_of_any_length() {
        let read = fields(vec![("a", fields(vec![("b", integer(1))]))]);
        assert_eq!(table(read, &[]), "    field  value\n    a.b        1");
    }

    #[test]
    fn rows_of_a_map_are_shown_one_by_one_if_they_are_named_or_structs() {
        let rows = |row: fn(i128) -> Inspected| {
            let rows = InspectedRows {
                rows: vec![("x".to_owned(), row(1)), ("y".to_owned(), row(2))],
                keys: Vec::new(),
                slots: Vec::new(),
                is_truncated: false,
            };
            fields(vec![("by_key", Inspected::Rows(rows))])
        };
        assert_eq!(table(rows(integer), &[]), "    field          value\n    by_key  {x: 1, y: 2}");
        assert_eq!(
            table(rows(integer), &["by_key"]),
            "    field      value\n  > by_key[x]      1\n  > by_key[y]      2"
        );
        assert_eq!(
            table(rows(|value| fields(vec![("n", integer(value))])), &[]),
            "    field        value\n    by_key[x].n      1\n    by_key[y].n      2"
        );
    }
}
