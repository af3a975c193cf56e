//! A table of numbers as shades of gray.

use super::TextOptions;
use crate::name::{clean, width, wrapped};
use crate::shade::{Shade, grouped, largest_of};
use crate::{Heat, HeatScale, Number};

/// The sign of each quarter of the largest number.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];

/// The same in ASCII.
const ASCII_SHADES: [char; 5] = [' ', '.', ':', '+', '#'];

/// Columns between the labels of columns.
const LABEL_DISTANCE: usize = 8;

/// Draws a table as shades: the title, the columns, a row or two for each name, and what the shades mean.
///
/// If the names leave no room for the columns, each name is on a line of its own above its row. If there are more columns than the
/// width has, neighbors are grouped, and a group has the shade of its largest number.
///
/// ```
/// use ktsnap_plot::text::{self, TextOptions};
/// use ktsnap_plot::{Heat, HeatScale, Number};
///
/// let heat = Heat {
///     title: "cpu_stats".to_owned(),
///     rows: vec!["nr_runs".to_owned()],
///     columns: (0..4).map(|cpu| cpu.to_string()).collect(),
///     columns_name: "CPU".to_owned(),
///     cells: vec![vec![Some(Number::Int(8)), Some(Number::Int(3)), Some(Number::Int(0)), None]],
///     scale: HeatScale::Row,
/// };
/// let drawn = text::heat(&heat, &TextOptions { width: 60, ..TextOptions::default() });
/// assert_eq!(drawn[1..3], ["CPU      0     largest", "nr_runs  █▒ ?        8"]);
/// ```
#[must_use]
pub fn heat(heat: &Heat, options: &TextOptions) -> Vec<String> {
    let HeatParts { title, head, rows, legend } = heat_parts(heat, options);
    [title].into_iter().chain(head).chain(rows.into_iter().flatten()).chain(legend).collect()
}

/// The lines of a [`heat`] map, for a screen that scrolls through its rows.
///
/// ```
/// use ktsnap_plot::text::{self, TextOptions};
/// use ktsnap_plot::{Heat, Number};
///
/// let heat = Heat {
///     rows: vec!["nr_runs".to_owned()],
///     columns: vec!["0".to_owned(), "1".to_owned()],
///     cells: vec![vec![Some(Number::Int(8)), Some(Number::Int(3))]],
///     ..Heat::default()
/// };
/// let parts = text::heat_parts(&heat, &TextOptions::default());
/// assert_eq!(parts.rows, [["nr_runs  █▒        8"]]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeatParts {
    /// The title.
    pub title: String,
    /// The names of the columns.
    pub head: Vec<String>,
    /// The lines of each row.
    pub rows: Vec<Vec<String>>,
    /// What the shades mean.
    pub legend: Vec<String>,
}

/// Draws a table as shades, as [`heat`] does, in parts.
#[must_use]
pub fn heat_parts(heat: &Heat, options: &TextOptions) -> HeatParts {
    let mut parts = HeatParts { title: options.bold(&heat.title), ..HeatParts::default() };
    let columns = usize::from(options.width);
    let group = heat.columns.len().div_ceil(columns.max(1)).max(1);
    let cells = heat.columns.len().div_ceil(group);
    if cells == 0 || heat.rows.is_empty() {
        parts.head.push("no values to draw".to_owned());
        return parts;
    }
    let heading = clean(&heat.columns_name);
    let names = heat.rows.iter().map(|name| width(&clean(name))).max().unwrap_or(0).max(width(&heading));
    let largest: Vec<_> = heat.cells.iter().map(|row| largest_of(row)).collect();
    let table = largest_of(&largest);
    let number = |number: Option<Number>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let numbers: Vec<String> = largest.iter().map(|largest| number(*largest)).collect();
    let digits = numbers.iter().map(String::len).max().unwrap_or(0).max("largest".len());
    let is_beside = group == 1 && names + 2 + cells + 2 + digits <= columns;
    let labels = column_labels(heat, group, cells);
    parts.head = match is_beside {
        true => vec![format!("{heading:names$}  {labels:cells$}  {:>digits$}", "largest")],
        false => vec![heading.into_owned(), labels],
    };
    for ((name, row), (number, largest)) in heat.rows.iter().zip(&heat.cells).zip(numbers.iter().zip(&largest)) {
        let full = if heat.scale == HeatScale::Row { *largest } else { table };
        let shades: String = grouped(row, group, heat.columns.len()).map(|cell| sign(cell, full, options)).collect();
        let name = clean(name);
        parts.rows.push(if is_beside {
            let name = format!("{name}{}", " ".repeat(names.saturating_sub(width(&name))));
            vec![format!("{name}  {shades}  {number:>digits$}")]
        } else {
            let end = if shades.ends_with(' ') { "|" } else { "" };
            vec![name.into_owned(), format!("{shades}{end}"), format!("  largest {number}")]
        });
    }
    parts.legend = legend(heat, group, options, table);
    parts
}

fn sign(cell: Option<Number>, full: Option<Number>, options: &TextOptions) -> char {
    let signs = if options.ascii { ASCII_SHADES } else { SHADES };
    match Shade::of(cell, full) {
        Shade::Missing => '?',
        Shade::Negative => '-',
        Shade::Part(part) => signs.get(part.quarter()).copied().unwrap_or('?'),
    }
}

/// The names of some columns, each at its column.
fn column_labels(heat: &Heat, group: usize, cells: usize) -> String {
    let mut labels = String::new();
    for (at, name) in heat.columns.iter().step_by(group).enumerate().step_by(LABEL_DISTANCE) {
        let name = clean(name);
        if at == 0 || (at > width(&labels) && at + width(&name) <= cells) {
            labels.push_str(&" ".repeat(at - width(&labels).min(at)));
            labels.push_str(&name);
        }
    }
    labels
}

fn legend(heat: &Heat, group: usize, options: &TextOptions, table: Option<Number>) -> Vec<String> {
    let signs = if options.ascii { ASCII_SHADES } else { SHADES };
    let of = match (heat.scale, table) {
        (HeatScale::Table, Some(table)) => format!("the largest number of the table, {table}"),
        _ => "the largest number of the row".to_owned(),
    };
    let [_, first, second, third, full] = signs;
    let mut legend = format!("{first} up to 25 %, {second} 50 %, {third} 75 %, {full} 100 % of {of}; blank is 0");
    let cells = || heat.cells.iter().flatten();
    if cells().any(Option::is_none) || heat.cells.iter().any(|row| row.len() < heat.columns.len()) {
        legend.push_str("; ? is not in the report");
    }
    if cells().any(|cell| Shade::of(*cell, None) == Shade::Negative) {
        legend.push_str("; - is negative");
    }
    if group > 1 {
        let name = clean(&heat.columns_name);
        legend.push_str(&format!("; each column shows the largest number of {group} neighbors ({name})"));
    }
    let lines = wrapped(legend.split(' ').map(str::to_owned), " ", options.width.into());
    lines.iter().map(|line| line.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cpus(rows: &[(&str, &[Option<i128>])], scale: HeatScale) -> Heat {
        let columns = rows.iter().map(|(_, row)| row.len()).max().unwrap_or(0);
        Heat {
            title: "stats".into(),
            rows: rows.iter().map(|(name, _)| (*name).to_owned()).collect(),
            columns: (0..columns).map(|cpu| cpu.to_string()).collect(),
            columns_name: "CPU".into(),
            cells: rows.iter().map(|(_, row)| row.iter().map(|cell| cell.map(Number::Int)).collect()).collect(),
            scale,
        }
    }

    fn drawn(heat_of: &Heat, width: u16) -> Vec<String> {
        heat(heat_of, &TextOptions { width, ..TextOptions::default() })
    }

    #[test]
    fn shades_are_parts_of_the_largest_number_of_the_row_or_the_table() {
        let rows: [(&str, &[Option<i128>]); 2] =
            [("a", &[Some(0), Some(1), Some(4)]), ("b", &[Some(100), Some(51), Some(75)])];
        let by_row = drawn(&cpus(&rows, HeatScale::Row), 90);
        assert_eq!(
            by_row,
            [
                "stats",
                "CPU  0    largest",
                "a     ░█        4",
                "b    █▓▓      100",
                "░ up to 25 %, ▒ 50 %, ▓ 75 %, █ 100 % of the largest number of the row; blank is 0",
            ]
        );
        let by_table = drawn(&cpus(&rows, HeatScale::Table), 90);
        assert_eq!(by_table[2..4], ["a     ░░        4", "b    █▓▓      100"]);
        assert!(by_table[4].contains("the largest number of the table, 100"), "{by_table:?}");
    }

    #[test]
    fn a_missing_number_is_not_blank() {
        let lines = drawn(&cpus(&[("a", &[None, Some(0), Some(3), Some(-1)])], HeatScale::Row), 120);
        assert_eq!(lines[2], "a    ? █-        3");
        assert!(lines[3..].join(" ").ends_with("; ? is not in the report; - is negative"), "{lines:?}");
    }

    #[test]
    fn a_row_with_too_few_numbers_has_missing_ones() {
        let lines = drawn(&cpus(&[("a", &[Some(1)]), ("b", &[Some(1), Some(1)])], HeatScale::Row), 100);
        assert_eq!(lines[2], "a    █?        1");
    }

    #[test]
    fn as_many_columns_as_the_width_has_are_shown_one_by_one() {
        let row: Vec<_> = (0..128).map(Some).collect();
        let lines = drawn(&cpus(&[("a_name_that_leaves_no_room", &row)], HeatScale::Row), 128);
        assert_eq!(lines[3], "a_name_that_leaves_no_room");
        assert_eq!(lines[4].chars().count(), 128);
        assert!(lines.iter().all(|line| width(line) <= 128), "{lines:#?}");
        assert!(!lines.iter().any(|line| line.contains("neighbors")), "{lines:#?}");
        assert!(lines[2].ends_with("112     120"), "{lines:#?}");
    }

    #[test]
    fn more_columns_than_the_width_has_are_grouped() {
        let mut row: Vec<_> = vec![Some(1); 256];
        (row[3], row[6]) = (Some(4), None);
        let lines = drawn(&cpus(&[("a", &row)], HeatScale::Row), 128);
        assert_eq!(lines[2].split_whitespace().take(3).collect::<Vec<_>>(), ["0", "16", "32"]);
        assert!(lines[4].starts_with("░█░?░░"), "{lines:#?}");
        assert_eq!(lines[4].chars().count(), 128);
        assert!(lines.join(" ").contains("each column shows the largest number of 2 neighbors (CPU)"), "{lines:#?}");
    }

    #[test]
    fn names_are_whole_at_every_width() {
        let long = "layer_stats[some_layer_with_a_long_name].nr_enqueued_by_others";
        for columns in 40..=200 {
            let row: Vec<_> = (0..64).map(Some).collect();
            let lines = drawn(&cpus(&[(long, &row), ("b", &row)], HeatScale::Row), columns);
            assert!(lines.iter().any(|line| line.starts_with(long)), "{columns} {lines:#?}");
            let fits = |line: &String| line == long || width(line) <= usize::from(columns);
            assert!(lines.iter().all(fits), "{columns} {lines:#?}");
        }
    }

    #[test]
    fn a_name_does_not_control_the_terminal() {
        let lines = drawn(&cpus(&[("a\x1b[31m", &[Some(1)])], HeatScale::Row), 80);
        assert!(!lines.join("").contains('\x1b'));
    }

    #[test]
    fn a_table_without_numbers_is_drawn() {
        assert_eq!(drawn(&cpus(&[], HeatScale::Row), 80), ["stats", "no values to draw"]);
        assert_eq!(drawn(&cpus(&[("a", &[None])], HeatScale::Table), 80)[2], "a    ?        -");
    }
}
