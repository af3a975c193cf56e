//! The values of per-CPU maps in the last report.

use ktsnap_core::FailureDumpReport;
use ktsnap_plot::Heat;
use ktsnap_plot::page::{Part, Section};

use crate::pictures::cpus::heat;
use crate::report::maps::RunningScheduler;
use crate::series::Names;

/// Rows of all tables together, which limits the size of a page.
const MOST: usize = 64;

/// The per-CPU maps of a report.
#[derive(Default)]
pub(super) struct PerCpu {
    tables: Vec<(Heat, usize)>,
}

impl PerCpu {
    /// The maps of the running scheduler, or the only copies. A map that is not the one that the object declares has numbers for its
    /// keys, and the page says so.
    pub(super) fn of(report: &FailureDumpReport, names: &Names, is_wanted: &dyn Fn(&str, &str) -> bool) -> Self {
        let running = RunningScheduler::of(report);
        let is_chosen = |map: &&_| {
            let map: &ktsnap_core::report::FailureDumpMap = map;
            running.choose(running.copies(&map.name)).is_ok_and(|chosen| std::ptr::eq(chosen.map, map))
        };
        let of_map = |map: &ktsnap_core::report::FailureDumpMap| {
            let names = names.elements(map).unwrap_or_default();
            let is_wanted =
                |counter: &str| is_wanted(&map.name, counter) || is_wanted(&map.name, &names.named(counter));
            let (mut heat, left_out) = heat(map, &is_wanted)?;
            heat.rows.iter_mut().for_each(|row| *row = names.named(row));
            Some((heat, left_out))
        };
        Self { tables: report.maps.iter().filter(is_chosen).filter_map(of_map).collect() }
    }

    /// The per-CPU fields of a struct.
    pub(super) fn of_struct(heat: Option<Heat>, is_wanted: &dyn Fn(&str) -> bool) -> Self {
        let wanted = |mut heat: Heat| {
            let rows = heat.rows.into_iter().zip(heat.cells).filter(|(row, _)| is_wanted(row));
            (heat.rows, heat.cells) = rows.unzip();
            (heat, 0)
        };
        Self { tables: heat.into_iter().map(wanted).collect() }
    }

    pub(super) fn section(self, report: &str, skipped: &mut Vec<String>) -> Option<Section> {
        let (mut parts, mut left) = (Vec::new(), MOST);
        for (mut heat, mut left_out) in self.tables {
            let rows = heat.rows.len().min(left);
            left_out += heat.rows.len() - rows;
            left -= rows;
            heat.rows.truncate(rows);
            heat.cells.truncate(rows);
            if left_out > 0 {
                let name = &heat.title;
                skipped
                    .push(format!("{left_out} counters of {name} are not shown by CPU: select counters with `--only`"));
            }
            if rows > 0 {
                parts.push(Part::Heat(heat));
            }
        }
        let note = format!("Values in {report}, the last report. They count from the start of each instance.");
        (!parts.is_empty()).then(|| Section { title: "By CPU".to_owned(), note, parts })
    }
}
