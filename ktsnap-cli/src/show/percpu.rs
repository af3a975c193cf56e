//! The entries of a per-CPU map: a column a CPU, or a row a CPU where there are more than fit.

use std::collections::HashMap;
use std::io::{self, Write};

use ktsnap_core::report::FailureDumpMap;

use crate::report::contents::{Entry, Slots};
use crate::report::leaves::{Leaf, integer, leaves};
use crate::report::line::{key_text, short};
use crate::screen::Screen;
use crate::screen::text::{clean, cut, width};
use crate::table::Table;

/// Longer arrays are one cell.
const ELEMENTS: usize = 16;

/// Columns that one cell and one name may take.
const CELL: usize = 24;
const NAME: usize = 30;

/// What a slot that was not captured shows.
const MISSING: &str = "-";

/// One value a CPU, and their sum.
struct Row {
    name: String,
    cells: Vec<String>,
    sum: Option<i128>,
}

pub(crate) fn write(
    map: &FailureDumpMap,
    entries: &[Entry<'_>],
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let cpus = entries.iter().filter_map(Entry::cpus).max().unwrap_or_default();
    let only = entries.len() == 1 && map.max_entries <= 1;
    let rows: Vec<_> = entries.iter().flat_map(|entry| rows(entry, cpus, only)).collect();
    if rows.is_empty() {
        return writeln!(out, "(nothing captured)");
    }
    if wide(&rows, cpus) <= usize::from(screen.width) {
        return by_columns(&rows, cpus, screen, out);
    }
    // As many names as fit beside each other, then the next ones below.
    let room = usize::from(screen.width).saturating_sub(5);
    let mut rest = rows.as_slice();
    while !rest.is_empty() {
        let mut used = 0;
        let fits = rest.iter().take_while(|row| {
            used += column(row) + 2;
            used <= room
        });
        let (now, later) = rest.split_at(fits.count().max(1));
        by_rows(now, cpus, screen, out)?;
        rest = later;
        if !rest.is_empty() {
            writeln!(out)?;
        }
    }
    Ok(())
}

/// A value's text, and its number if it is one; none where the slot was not captured.
type Cell = Option<(String, Option<i128>)>;

/// The leaves of one key's slots.
fn rows(entry: &Entry<'_>, cpus: usize, only: bool) -> Vec<Row> {
    let Slots::PerCpu(slots) = &entry.slots else { return Vec::new() };
    let key = format!("[{}]", key_text(&entry.key, NAME - 10));
    let mut names: Vec<String> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut values: Vec<Vec<Cell>> = Vec::new();
    for (cpu, slot) in slots.iter().enumerate() {
        let Some(slot) = slot else { continue };
        leaves(slot, ELEMENTS, &mut |path, leaf| {
            let Leaf::Value(value) = leaf else { return };
            let row = *at.entry(path.to_owned()).or_insert_with(|| {
                names.push(path.to_owned());
                values.push(vec![None; cpus]);
                names.len() - 1
            });
            if let Some(cell) = values.get_mut(row).and_then(|row| row.get_mut(cpu)) {
                *cell = Some((short(value, CELL), integer(value)));
            }
        });
    }
    if names.is_empty() {
        names.push(String::new());
        values.push(vec![None; cpus]);
    }
    let named = |path: String| {
        let name = match (only, path.is_empty(), path.starts_with('[')) {
            (true, false, _) => path,
            (_, true, _) => key.clone(),
            (false, _, true) => format!("{key}{path}"),
            (false, _, false) => format!("{key}.{path}"),
        };
        cut(&clean(&name), NAME).into_owned()
    };
    let row = |(path, cells): (String, Vec<Cell>)| Row {
        name: named(path),
        // A slot that was not captured is no zero.
        sum: cells.iter().map(|cell| cell.as_ref()?.1).sum(),
        cells: cells.into_iter().map(|cell| cell.map_or_else(|| MISSING.to_owned(), |(text, _)| text)).collect(),
    };
    names.into_iter().zip(values).map(row).collect()
}

fn sum(row: &Row) -> String {
    row.sum.map(|sum| sum.to_string()).unwrap_or_default()
}

/// The columns of a table with a column a CPU.
fn wide(rows: &[Row], cpus: usize) -> usize {
    let widest = |cells: &dyn Fn(&Row) -> usize, heading: usize| rows.iter().map(cells).max().unwrap_or(0).max(heading);
    let name = widest(&|row| width(&row.name), 0);
    let sums = widest(&|row| sum(row).len(), 3);
    let cell = |cpu: usize| widest(&|row| row.cells.get(cpu).map_or(0, |cell| width(cell)), 4 + cpu.to_string().len());
    name + 2 + sums + (0..cpus).map(|cpu| cell(cpu) + 2).sum::<usize>()
}

fn column(row: &Row) -> usize {
    row.cells.iter().map(|cell| width(cell)).max().unwrap_or(0).max(width(&row.name)).max(sum(row).len())
}

fn by_columns(rows: &[Row], cpus: usize, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let has_sums = rows.iter().any(|row| row.sum.is_some());
    let mut headings = vec![String::new()];
    headings.extend((0..cpus).map(|cpu| format!(">cpu {cpu}")));
    if has_sums {
        headings.push(">sum".to_owned());
    }
    let mut table = Table::new(screen, &headings.iter().map(String::as_str).collect::<Vec<_>>());
    for row in rows {
        let sum = has_sums.then(|| sum(row));
        table.row(std::iter::once(row.name.clone()).chain(row.cells.iter().cloned()).chain(sum));
    }
    write!(out, "{table}")
}

fn by_rows(rows: &[Row], cpus: usize, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let mut headings = vec![">cpu".to_owned()];
    headings.extend(rows.iter().map(|row| format!(">{}", row.name)));
    let mut table = Table::new(screen, &headings.iter().map(String::as_str).collect::<Vec<_>>());
    for cpu in 0..cpus {
        let cell = |row: &Row| row.cells.get(cpu).cloned().unwrap_or_default();
        table.row(std::iter::once(cpu.to_string()).chain(rows.iter().map(cell)));
    }
    if rows.iter().any(|row| row.sum.is_some()) {
        table.row(std::iter::once("sum".to_owned()).chain(rows.iter().map(sum)));
    }
    write!(out, "{table}")
}
