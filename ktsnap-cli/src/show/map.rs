//! One map: which copy it is, then its globals, its keys and values, or its keys with a value per CPU.

use std::io::{self, Write};

use anstyle::{Effects, Style};
use ktsnap_core::report::RenderedValue;

use super::View;
use super::cpus;
use super::json::MapJson;
use super::tree::Tree;
use crate::failure::Failure;
use crate::report::SnapshotKind;
use crate::report::leaves::named;
use crate::report::line::{key_text, short};
use crate::report::maps::{
    ChosenCopy, CopyState, EntryValues, MapContents, MapEntry, address, contents_text, has_raw_numbers,
};
use crate::screen::text::{count, cut, few, name, wrap_whole};
use crate::screen::{Screen, write_pairs};

const BOLD: Style = Style::new().effects(Effects::BOLD);

/// The most columns of a key. A longer one is a struct or an array, which no argument names.
pub(super) const KEY: usize = 100;

/// Writes the map.
pub(super) fn write(view: &View<'_, '_>, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
    let map = view.target.chosen.map;
    let contents = view.named(MapContents::of(map));
    if screen.json {
        return screen.write_json(out, &MapJson { view, contents });
    }
    // Before the head, since the table can fail.
    let per_cpu = match &contents {
        MapContents::Entries(entries) if entries.iter().any(|entry| entry.cpus().is_some()) => {
            let mut table = Vec::new();
            cpus::write(view, entries, screen, &mut table)?;
            Some(table)
        }
        _ => None,
    };
    write_head(view, screen, out)?;
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
    view.write_ratios(screen, out)
}

/// Which copy this is, the reason, and the other copies.
fn write_head(view: &View<'_, '_>, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let map = view.target.chosen.map;
    let name = name(&map.name);
    let mut line = copy_text(&view.target.chosen);
    if matches!(view.snapshot, SnapshotKind::Late { .. }) {
        line.push_str("; late snapshot");
    } else if matches!(view.snapshot, SnapshotKind::Early) {
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

/// Which copy of a map this is, the reason, and the other copies.
pub(super) fn copy_text(chosen: &ChosenCopy<'_>) -> String {
    let ChosenCopy { map, state, aside } = chosen;
    let name = name(&map.name);
    let mut line = match map.map_kva {
        0 => name,
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
    line
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
