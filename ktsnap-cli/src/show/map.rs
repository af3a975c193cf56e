//! One map: its globals, or its keys and values.

use std::io::{self, Write};
use std::path::Path;

use anstyle::{Effects, Style};
use ktsnap_core::report::{FailureDumpMap, RenderedValue};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::percpu;
use super::summary::{kind, write_line};
use super::value::{Tree, ValueJson};
use crate::failure::Failure;
use crate::report::SnapshotKind;
use crate::report::contents::{EntryValues, MapContents, MapEntry, MapKey, has_raw_numbers};
use crate::report::copies::{ChosenCopy, CopyState, address};
use crate::report::leaves::named;
use crate::report::line::{key_text, short};
use crate::screen::Screen;
use crate::screen::text::{clean, count, cut, few, pad, width};

const BOLD: Style = Style::new().effects(Effects::BOLD);

/// The most columns for keys and names next to their values.
const NAMES: usize = 40;

/// The map to show.
pub(crate) struct MapView<'r> {
    pub(crate) chosen: &'r ChosenCopy<'r>,
    pub(crate) snapshot: &'r SnapshotKind,
    pub(crate) file: &'r Path,
}

impl MapView<'_> {
    pub(crate) fn write(&self, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
        let map = self.chosen.map;
        if screen.json {
            return Screen::json(out, &MapJson { view: self, contents: MapContents::of(map) });
        }
        let contents = MapContents::of(map);
        // Before the head, since the table can fail.
        let per_cpu = match &contents {
            MapContents::Entries(entries) if entries.iter().any(|entry| entry.cpus().is_some()) => {
                let mut table = Vec::new();
                percpu::write(self.file, map, entries, screen, &mut table)?;
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
                write_line(&super::summary::contents(map), screen, out)?;
            }
        }
        if let (Some(error), false) = (&map.error, matches!(MapContents::of(map), MapContents::Nothing)) {
            write_line(&format!("incomplete: {}", cut(error, 400)), screen, out)?;
        }
        Ok(())
    }

    /// Which copy this is, the reason, and the other copies.
    fn write_head(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let ChosenCopy { map, state, aside } = self.chosen;
        let name = cut(&clean(&map.name), 60).into_owned();
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
        let mut lines = crate::screen::text::wrap(&line, screen.width.into(), 2).into_iter();
        if let Some(first) = lines.next() {
            // The name is bold, unless the line breaks inside it.
            match first.strip_prefix(name.as_str()) {
                Some(rest) => writeln!(out, "{}{rest}", screen.paint(BOLD, &name))?,
                None => writeln!(out, "{first}")?,
            }
        }
        lines.try_for_each(|line| writeln!(out, "{line}"))?;
        if has_raw_numbers(map) {
            write_line("the values have no type and are shown as little-endian integers", screen, out)?;
        }
        writeln!(out)
    }
}

/// Writes a line per name, with its value shortened to the rest of the line.
fn write_members(members: &[(String, &RenderedValue)], columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let most = NAMES.min(columns / 2);
    let name = |name: &str| cut(&clean(name), most).into_owned();
    let names = members.iter().map(|(bare, _)| width(&name(bare))).max().unwrap_or_default();
    for (bare, value) in members {
        let value = short(value, columns.saturating_sub(names + 2));
        writeln!(out, "{}", format!("{}  {value}", pad(&name(bare), names)).trim_end())?;
    }
    Ok(())
}

/// Writes a line per key.
fn write_entries(entries: &[MapEntry<'_>], columns: usize, out: &mut dyn Write) -> io::Result<()> {
    let most = NAMES.min(columns / 2).saturating_sub(2);
    let key = |entry: &MapEntry<'_>| format!("[{}]", key_text(&entry.key, most));
    let names = entries.iter().map(|entry| width(&key(entry))).max().unwrap_or_default();
    for entry in entries {
        let left = columns.saturating_sub(names + 2);
        let value = match &entry.slots {
            EntryValues::One(Some(value)) => short(value, left),
            EntryValues::One(None) | EntryValues::PerCpu(_) => "(not captured)".to_owned(),
        };
        writeln!(out, "{}", format!("{}  {value}", pad(&key(entry), names)).trim_end())?;
        if let Some(payload) = entry.payload {
            let payload = short(payload, left.saturating_sub(2));
            writeln!(out, "{:names$}  → {payload}", "")?;
        }
    }
    Ok(())
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
        object.serialize_entry("type", &kind(map))?;
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
