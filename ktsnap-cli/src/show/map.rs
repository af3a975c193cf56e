//! One map: its globals, its keys and values, or its keys with a value per CPU.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{Effects, Style};
use ktsnap_btf::MapKind;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::value::{Tree, ValueJson};
use crate::failure::Failure;
use crate::filter::is_selected;
use crate::report::SnapshotKind;
use crate::report::leaves::{LeafValue, integer, leaves, named};
use crate::report::line::{key_text, short};
use crate::report::maps::{
    ChosenCopy, CopyState, EntryValues, MapContents, MapEntry, MapKey, address, contents_text, has_raw_numbers,
};
use crate::screen::text::{clean, count, cut, few, map_type, name, width, wrap_whole};
use crate::screen::{Screen, Table, write_pairs};

const BOLD: Style = Style::new().effects(Effects::BOLD);

/// The most columns of a key. A longer one is a struct or an array, which no argument names.
const KEY: usize = 100;

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

/// The map to show.
pub(crate) struct MapView<'r> {
    pub(crate) chosen: &'r ChosenCopy<'r>,
    pub(crate) snapshot: &'r SnapshotKind,
    pub(crate) file: &'r Path,
    /// The patterns of the values that have a sum over CPUs.
    pub(crate) sum: &'r [String],
    /// The names of the keys, if an object gives them.
    pub(crate) keys: &'r HashMap<u32, String>,
}

impl MapView<'_> {
    pub(crate) fn write(&self, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
        let map = self.chosen.map;
        let mut contents = MapContents::of(map);
        contents.name_keys(self.keys);
        if screen.json {
            return screen.write_json(out, &MapJson { view: self, contents });
        }
        // Before the head, since the table can fail.
        let per_cpu = match &contents {
            MapContents::Entries(entries) if entries.iter().any(|entry| entry.cpus().is_some()) => {
                let mut table = Vec::new();
                write_per_cpu(self, entries, screen, &mut table)?;
                Some(table)
            }
            _ => None,
        };
        self.write_head(screen, out)?;
        let columns = screen.width.into();
        match contents {
            MapContents::One(Some(value)) => match &*value {
                RenderedValue::Struct { members, .. } => write_members(&named(members), columns, out)?,
                value => Tree { out, columns }.value(value)?,
            },
            MapContents::Entries(entries) => match per_cpu {
                Some(table) => out.write_all(&table)?,
                None => write_entries(&entries, columns, out)?,
            },
            MapContents::One(None) | MapContents::Other(_) | MapContents::Nothing => {
                screen.line(&contents_text(map), out)?;
            }
        }
        if let (Some(error), false) = (&map.error, matches!(MapContents::of(map), MapContents::Nothing)) {
            screen.line(&format!("incomplete: {}", cut(error, 400)), out)?;
        }
        Ok(())
    }

    /// Which copy this is, the reason, and the other copies.
    fn write_head(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let ChosenCopy { map, state, aside } = self.chosen;
        let name = name(&map.name);
        let mut line = match map.map_kva {
            0 => name.clone(),
            _ => format!("{name} at {}", address(map)),
        };
        line.push_str(match (state, aside.is_empty()) {
            (CopyState::Live, _) => ", of the running scheduler",
            (CopyState::Dead, _) => ", not of the running scheduler",
            (CopyState::Unknown, true) => ", the only copy",
            (CopyState::Unknown, false) => "",
        });
        if !aside.is_empty() {
            let others: Vec<_> = aside.iter().map(|other| address(other)).collect();
            line.push_str("; ");
            line.push_str(&count(aside.len(), "other copy", "other copies"));
            if !others.iter().all(String::is_empty) {
                line.push_str(&format!(" at {}", few(others.iter().map(String::as_str), 4)));
            }
        }
        if matches!(self.snapshot, SnapshotKind::Late { .. }) {
            line.push_str("; late snapshot");
        } else if matches!(self.snapshot, SnapshotKind::Early) {
            line.push_str("; early snapshot");
        }
        let mut lines = wrap_whole(&line, screen.width.into(), 2).into_iter();
        if let Some(first) = lines.next() {
            // The name is bold, unless the line breaks inside it.
            match first.strip_prefix(name.as_str()) {
                Some(rest) => writeln!(out, "{}{rest}", screen.paint(BOLD, &name))?,
                None => writeln!(out, "{first}")?,
            }
        }
        lines.try_for_each(|line| writeln!(out, "{line}"))?;
        if has_raw_numbers(map) {
            screen.line("the values have no type and are shown as little-endian integers", out)?;
        }
        writeln!(out)
    }
}

/// Writes a line per name, with its value shortened to the rest of the line.
fn write_members(members: &[(String, &RenderedValue)], columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<_> = members.iter().map(|(bare, _)| name(bare)).collect();
    let value = |at: usize, columns| members.get(at).map(|(_, value)| short(value, columns)).into_iter().collect();
    write_pairs(names.iter().map(String::as_str), columns, out, value)
}

/// Writes a line per key.
fn write_entries(entries: &[MapEntry<'_>], columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let keys: Vec<_> = entries.iter().map(|entry| format!("[{}]", key_text(&entry.key, KEY))).collect();
    write_pairs(keys.iter().map(String::as_str), columns, out, |at, columns| {
        let Some(entry) = entries.get(at) else { return Vec::new() };
        let value = match &entry.slots {
            EntryValues::One(Some(value)) => short(value, columns),
            EntryValues::One(None) | EntryValues::PerCpu(_) => "(not captured)".to_owned(),
        };
        let payload = entry.payload.map(|payload| format!("→ {}", short(payload, columns.saturating_sub(2))));
        std::iter::once(value).chain(payload).collect()
    })
}

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
fn write_per_cpu(
    view: &MapView<'_>,
    entries: &[MapEntry<'_>],
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (file, map) = (view.file, view.chosen.map);
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

/// The map as JSON.
struct MapJson<'d, 'r> {
    view: &'d MapView<'r>,
    contents: MapContents<'r>,
}

impl Serialize for MapJson<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let ChosenCopy { map, state, aside } = self.view.chosen;
        let kva = |map: &FailureDumpMap| (map.map_kva != 0).then(|| address(map));
        let mut object = to.serialize_map(None)?;
        object.serialize_entry("map", &map.name)?;
        object.serialize_entry("map_kva", &kva(map))?;
        object.serialize_entry("type", &map_type(MapKind::from_number(map.map_type)))?;
        object.serialize_entry("copy", state)?;
        object.serialize_entry("other_copies", &aside.iter().map(|map| kva(map)).collect::<Vec<_>>())?;
        object.serialize_entry(
            "snapshot",
            match self.view.snapshot {
                SnapshotKind::Only => &None,
                SnapshotKind::Early => &Some("early"),
                SnapshotKind::Late { .. } => &Some("late"),
            },
        )?;
        object.serialize_entry("error", &map.error)?;
        match &self.contents {
            MapContents::One(value) => object.serialize_entry("value", &value.as_deref().map(ValueJson))?,
            MapContents::Entries(entries) => {
                object.serialize_entry("entries", &entries.iter().map(EntryJson).collect::<Vec<_>>())?;
            }
            MapContents::Other(what) => object.serialize_entry("contents", what)?,
            MapContents::Nothing => object.serialize_entry("value", &None::<()>)?,
        }
        object.end()
    }
}

struct EntryJson<'e, 'r>(&'e MapEntry<'r>);

impl Serialize for EntryJson<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        match &self.0.key {
            MapKey::Index(index) => object.serialize_entry("key", index)?,
            MapKey::Named(index, name) => {
                object.serialize_entry("key", index)?;
                object.serialize_entry("name", name)?;
            }
            MapKey::Rendered(key, _) => object.serialize_entry("key", &ValueJson(key))?,
            MapKey::Hex(hex) => object.serialize_entry("key", hex)?,
        }
        match &self.0.slots {
            EntryValues::One(value) => object.serialize_entry("value", &value.as_deref().map(ValueJson))?,
            EntryValues::PerCpu(slots) => {
                let slots: Vec<_> = slots.iter().map(|slot| slot.as_deref().map(ValueJson)).collect();
                object.serialize_entry("per_cpu", &slots)?;
            }
        }
        if let Some(payload) = self.0.payload {
            object.serialize_entry("payload", &ValueJson(payload))?;
        }
        object.end()
    }
}
