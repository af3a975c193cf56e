//! The first report compared with the last.

use ktsnap_plot::Number;
use ktsnap_plot::page::{Cell, Part, Section, Table};

use crate::series::{Column, Columns, Instance, notes_of_instance, per_second};

/// Rows of all tables together, which limits the size of a page.
const MOST: usize = 2000;

/// A table for each instance of a map.
pub(super) fn section(
    columns: &Columns,
    is_shown: &dyn Fn(&str, &Column) -> bool,
    skipped: &mut Vec<String>,
) -> Option<Section> {
    let (mut parts, mut left, mut left_out) = (Vec::new(), MOST, 0);
    for instance in &columns.instances {
        let name = match instance.is_part {
            true => format!("{} at {}", instance.map, instance.kva),
            false => instance.map.clone(),
        };
        skipped.extend(notes_of_instance(instance).into_iter().map(|note| format!("{name}: {note}")));
        let shown: Vec<_> = instance.columns.iter().filter(|column| is_shown(&instance.map, column)).collect();
        left_out += shown.len().saturating_sub(left);
        let rows: Vec<_> = shown.into_iter().take(left).map(|column| row(columns, instance, column)).collect();
        left -= rows.len();
        if !rows.is_empty() {
            parts.push(Part::Table(table(columns, instance, name, rows)));
        }
    }
    if left_out > 0 {
        skipped.push(format!("{left_out} more counters changed: select counters with `--only`"));
    }
    let note = "A difference is only taken within one instance of a map.".to_owned();
    (!parts.is_empty()).then(|| Section { title: "First and last".to_owned(), note, parts })
}

fn table(columns: &Columns, instance: &Instance, name: String, rows: Vec<Vec<Cell>>) -> Table {
    let label = |at: Option<&usize>| at.map_or("", |at| columns.label(*at));
    let (first, last) = (label(instance.points.first()), label(instance.points.last()));
    let mut headings = vec!["counter".to_owned(), first.to_owned(), last.to_owned(), "change".to_owned()];
    if columns.elapsed(instance).is_some() {
        headings.push("per second".to_owned());
    }
    Table { title: name, columns: headings, rows }
}

fn row(columns: &Columns, instance: &Instance, column: &Column) -> Vec<Cell> {
    let numbers = [column.first(), column.last(), column.change()].map(|number| Cell::Number(Number::Int(number)));
    let rate =
        columns.elapsed(instance).map(|elapsed| Cell::Number(Number::Float(per_second(column.change(), elapsed))));
    std::iter::once(Cell::Text(column.label())).chain(numbers).chain(rate).collect()
}
