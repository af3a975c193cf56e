//! A map with a value per CPU, as a table with a column or a row for each CPU.

use std::collections::HashMap;
use std::io::{self, Write};

use super::View;
use super::map::KEY;
use crate::failure::Failure;
use crate::filter::is_selected;
use crate::report::leaves::{LeafValue, integer, leaves};
use crate::report::line::{key_text, short};
use crate::report::maps::{EntryValues, MapEntry};
use crate::screen::text::{clean, name, width};
use crate::screen::{Screen, Table};

/// An array with more elements is one cell of a per-CPU map.
const ELEMENTS: usize = 16;

/// The most columns for a cell of a per-CPU map.
const CELL: usize = 24;

/// A cell whose value was not captured.
const MISSING: &str = "-";

/// The number of cells that a table of a per-CPU map may have in any case. A larger table needs enough captured values.
const CELLS: usize = 100_000;

/// The most cells per captured value in a larger table. If the values of different CPUs have different members, most cells are
/// empty.
const CELLS_PER_VALUE: usize = 4;

/// A row with a value per CPU, and their sum if it was asked for.
struct CpuRow {
    name: String,
    cells: Vec<String>,
    sum: Option<i128>,
}

/// The captured values with one name, each with its CPU.
struct CpuValues {
    name: String,
    captured: Vec<(usize, String, Option<i128>)>,
    /// Whether a pattern selects them for a sum.
    is_summed: bool,
}

/// Writes a column per CPU, or a row per CPU if the columns do not fit.
pub(super) fn write(
    view: &View<'_, '_>,
    entries: &[MapEntry<'_>],
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (file, map) = (view.file, view.target.chosen.map);
    let cpus = entries.iter().filter_map(MapEntry::cpus).max().unwrap_or_default();
    let only = entries.len() == 1 && map.max_entries <= 1;
    let values: Vec<_> =
        entries.iter().flat_map(|entry| values(entry, only, &|name| is_selected(view.sum, &map.name, name))).collect();
    if values.is_empty() {
        return Ok(writeln!(out, "(nothing captured)")?);
    }
    if !is_dense(&values, cpus) {
        let (key, cpu) = entries.iter().find_map(captured).unwrap_or_default();
        let name = clean(&map.name);
        let fact = format!("has {} members on {cpus} CPUs in `{name}`, most of them only on some CPUs", values.len());
        return Err(Failure::of(
            file,
            fact,
            format!("name a key and a CPU, for example `{name}[{key}][{cpu}]`, or use `--json`"),
        ));
    }
    let rows: Vec<_> = values.into_iter().map(|values| values.row(cpus)).collect();
    if wide(&rows, cpus) <= usize::from(screen.width) {
        return Ok(by_columns(&rows, cpus, screen, out)?);
    }
    // As many names as fit next to each other, then the next names below.
    let room = usize::from(screen.width).saturating_sub(5);
    let mut rest = rows.as_slice();
    while let Some((first, others)) = rest.split_first() {
        // A name that does not fit is a block, whose values have the CPUs as headings.
        if column(first) + 2 > room {
            by_columns(std::slice::from_ref(first), cpus, screen, out)?;
            rest = others;
            continue;
        }
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

/// Whether the table has an acceptable number of cells for these values.
fn is_dense(values: &[CpuValues], cpus: usize) -> bool {
    let captured: usize = values.iter().map(|values| values.captured.len()).sum();
    values.len().saturating_mul(cpus) <= CELLS.max(captured.saturating_mul(CELLS_PER_VALUE))
}

/// A key and a CPU that have a value.
fn captured(entry: &MapEntry<'_>) -> Option<(String, usize)> {
    let EntryValues::PerCpu(slots) = &entry.slots else { return None };
    Some((key_text(&entry.key, KEY), slots.iter().position(Option::is_some)?))
}

/// The leaves of the values of a key.
fn values(entry: &MapEntry<'_>, only: bool, is_summed: &dyn Fn(&str) -> bool) -> Vec<CpuValues> {
    let EntryValues::PerCpu(slots) = &entry.slots else { return Vec::new() };
    let key = format!("[{}]", key_text(&entry.key, KEY));
    let place = |path: &str| match (only, path.is_empty(), path.starts_with('[')) {
        (true, false, _) => path.to_owned(),
        (_, true, _) => key.clone(),
        (false, _, true) => format!("{key}{path}"),
        (false, _, false) => format!("{key}.{path}"),
    };
    let of = |path: &str| {
        let place = place(path);
        let is_summed = is_summed(&place);
        CpuValues { name: name(&place), captured: Vec::new(), is_summed }
    };
    let mut found: Vec<CpuValues> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for (cpu, slot) in slots.iter().enumerate() {
        let Some(slot) = slot else { continue };
        leaves(slot, ELEMENTS, &mut |path, leaf| {
            let LeafValue::Value(value) = leaf else { return };
            let index = at.get(path).copied().unwrap_or_else(|| {
                at.insert(path.to_owned(), found.len());
                found.push(of(path));
                found.len() - 1
            });
            if let Some(CpuValues { captured, .. }) = found.get_mut(index) {
                // Two members can have the same path, for example `a.b` and `b` in `a`. Show the later one.
                captured.pop_if(|(before, ..)| *before == cpu);
                captured.push((cpu, short(value, CELL), integer(value)));
            }
        });
    }
    if found.is_empty() {
        found.push(of(""));
    }
    found
}

impl CpuValues {
    fn row(self, cpus: usize) -> CpuRow {
        let Self { name, captured, is_summed } = self;
        let mut cells = vec![MISSING.to_owned(); cpus];
        // No sum if a value is missing: it need not be zero.
        let integers = captured.iter().map(|(.., integer)| *integer).sum::<Option<i128>>();
        let sum = integers.filter(|_| is_summed && captured.len() == cpus);
        for (cpu, text, _) in captured {
            if let Some(cell) = cells.get_mut(cpu) {
                *cell = text;
            }
        }
        CpuRow { name, cells, sum }
    }
}

fn sum(row: &CpuRow) -> String {
    row.sum.map(|sum| sum.to_string()).unwrap_or_default()
}

/// The width of a table with a column per CPU.
fn wide(rows: &[CpuRow], cpus: usize) -> usize {
    let widest =
        |cells: &dyn Fn(&CpuRow) -> usize, heading: usize| rows.iter().map(cells).max().unwrap_or(0).max(heading);
    let name = widest(&|row| width(&row.name), 0);
    let sums = widest(&|row| sum(row).len(), 3);
    let cell = |cpu: usize| widest(&|row| row.cells.get(cpu).map_or(0, |cell| width(cell)), 4 + cpu.to_string().len());
    name + 2 + sums + (0..cpus).map(|cpu| cell(cpu) + 2).sum::<usize>()
}

fn column(row: &CpuRow) -> usize {
    row.cells.iter().map(|cell| width(cell)).max().unwrap_or(0).max(width(&row.name)).max(sum(row).len())
}

fn by_columns(rows: &[CpuRow], cpus: usize, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
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

fn by_rows(rows: &[CpuRow], cpus: usize, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let mut headings = vec![">cpu".to_owned()];
    headings.extend(rows.iter().map(|row| format!(">{}", row.name)));
    let mut table = Table::new(screen, &headings.iter().map(String::as_str).collect::<Vec<_>>());
    for cpu in 0..cpus {
        let cell = |row: &CpuRow| row.cells.get(cpu).cloned().unwrap_or_default();
        table.row(std::iter::once(cpu.to_string()).chain(rows.iter().map(cell)));
    }
    if rows.iter().any(|row| row.sum.is_some()) {
        table.row(std::iter::once("sum".to_owned()).chain(rows.iter().map(sum)));
    }
    write!(out, "{table}")
}
