//! `ktsnap show`: one map or one value of a report, tables of its other parts, or the report as a whole.

mod cpus;
mod declared;
mod degraded;
mod json;
mod machine;
mod map;
mod missing;
mod names;
mod path;
mod picture;
mod place;
mod ratio_table;
mod ratios;
mod summary;
mod tree;
mod value;

use std::borrow::Cow;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use ktsnap_core::FailureDumpReport;
use serde_json::json;

use crate::args::Show;
use crate::declared::Declared;
use crate::failure::Failure;
use crate::object::Describing;
use crate::report::input::shown;
use crate::report::maps::{EntryValues, MapContents, RunningScheduler, Slot};
use crate::report::{OpenedReport, SnapshotKind, degraded, no_maps, open};
use crate::screen::Screen;
use crate::series::{ElementNames, entry_path};
use place::MapTarget;
use ratio_table::add_fields;
use ratios::{Ratios, Values};

pub(crate) fn run(args: &Show, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    check(args)?;
    // A mistake in the struct is reported before the report is read.
    let struct_of = Declared::of(&args.declared, &args.of)?;
    let file = shown(&args.report, args.early)?;
    let file = file.as_path();
    let reads_maps = args.place.is_some() || !args.ratio.is_empty() || struct_of.is_some() || args.tables.any();
    match open(file, args.early)? {
        OpenedReport::Degraded(report) if reads_maps => return Err(degraded(file, &report)),
        OpenedReport::Degraded(report) => degraded::write(&report, screen, out)?,
        OpenedReport::Report(report, _) if report.is_placeholder && reads_maps => return Err(no_maps(file)),
        OpenedReport::Report(report, snapshot) => {
            if args.tables.any() {
                machine::write(file, (&report, snapshot.name()), &args.tables, screen, out)?;
            } else if let Some(struct_of) = struct_of {
                declared::write(file, &report, (&struct_of, &args.drawn.pictures), screen, out)?;
            } else {
                maps(args, file, (&report, &snapshot), screen, out)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses options that have no effect, which the argument parser does not recognise.
fn check(args: &Show) -> Result<(), Failure> {
    let has_values = args.place.is_some() || !args.ratio.is_empty();
    let needs = |option: &str, is_given: bool| match is_given && !has_values {
        true => Err(Failure::usage(format!("`{option}` needs a map"), "name it after the report, or add `--ratio`")),
        false => Ok(()),
    };
    needs("--sum", !args.sum.is_empty())?;
    needs("--rows", !args.rows.is_empty())?;
    if !args.ratio.is_empty() && args.declared.name.is_some() {
        let help = "write `#[snapshot(ratio(...))]` on the struct, or omit `--struct`";
        return Err(Failure::usage("`--struct` shows the ratios of the struct", help));
    }
    Ok(())
}

/// Shows a map, a value in it, ratios, or all maps.
fn maps(
    args: &Show,
    file: &Path,
    (report, snapshot): (&FailureDumpReport, &SnapshotKind),
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let running = RunningScheduler::of(report);
    let target = args.place.as_deref().map(|wanted| place::place(file, report, &running, wanted)).transpose()?;
    let map = target.as_ref().map(|target| target.chosen.map);
    let (describing, names) = names::describing(args, file, report, map)?.unzip();
    let names = names.unwrap_or_default();
    let ratios = ratios_of(args, file, &running, target.as_ref(), describing.as_ref())?;
    let Some(target) = &target else {
        let Some(ratios) = ratios else {
            return summary::Summary { file, report, snapshot, running: &running }.write(screen, out);
        };
        if screen.json {
            let mut document = json!({"file": file.to_string_lossy(), "snapshot": snapshot.name()});
            add_fields(&mut document, ratios.fields());
            return screen.write_json(out, &document);
        }
        return ratios.write(None, screen, out);
    };
    let view = View { file, snapshot, target, sum: &args.sum, names, ratios };
    if args.drawn.any() || args.drawn.pictures.svg.is_some() {
        picture::write(&view, &args.drawn, screen, out)
    } else if target.path.is_empty() {
        map::write(&view, screen, out)
    } else {
        value::write(&view, target.path, screen, out)
    }
}

/// The ratios of `--ratio`.
fn ratios_of<'r>(
    args: &Show,
    file: &Path,
    running: &RunningScheduler<'r>,
    target: Option<&MapTarget<'r, '_>>,
    describing: Option<&Describing>,
) -> Result<Option<Ratios<'r>>, Failure> {
    if args.ratio.is_empty() {
        return Ok(None);
    }
    let map = target.map(|target| target.chosen.map);
    let names = describing.map(|describing| names::of_ratios(args, describing, map)).transpose()?;
    let values = Values { file, running, target };
    Ratios::of(&values, &names::ratios(args), names, &args.sum).map(Some)
}

/// A map to show, or a value in it.
struct View<'v, 'r> {
    file: &'v Path,
    snapshot: &'v SnapshotKind,
    target: &'v MapTarget<'r, 'v>,
    /// The patterns of the values that have a sum over CPUs.
    sum: &'v [String],
    names: ElementNames,
    ratios: Option<Ratios<'r>>,
}

impl View<'_, '_> {
    /// The name of a key of the map.
    fn key_name(&self, key: u32) -> Option<String> {
        self.names.name("", &key.to_string()).map(str::to_owned)
    }

    /// The contents of the map, with the names of its entries and elements.
    fn named<'c>(&self, mut contents: MapContents<'c>) -> MapContents<'c> {
        if self.names.is_empty() {
            return contents;
        }
        let map = self.target.chosen.map;
        match &mut contents {
            MapContents::One(slot) => self.name_slot(slot, ""),
            MapContents::Entries(entries) => {
                let count = entries.len();
                for entry in entries {
                    let at = entry_path(map, count, &entry.key);
                    match &mut entry.slots {
                        EntryValues::One(slot) => self.name_slot(slot, &at),
                        EntryValues::PerCpu(slots) => slots.iter_mut().for_each(|slot| self.name_slot(slot, &at)),
                    }
                }
            }
            MapContents::Other(_) | MapContents::Nothing => {}
        }
        contents.name_keys(&|key| self.key_name(key));
        contents
    }

    fn name_slot(&self, slot: &mut Slot<'_>, at: &str) {
        if let Some(value) = slot {
            *value = Cow::Owned(self.names.applied(value, at).into_owned());
        }
    }

    /// Writes the ratios below the value or map.
    fn write_ratios(&self, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
        let Some(ratios) = &self.ratios else { return Ok(()) };
        writeln!(out)?;
        ratios.write(Some(self.target.chosen.map), screen, out)
    }
}
