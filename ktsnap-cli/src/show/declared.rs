//! The fields and ratios of a struct, with their values in a report.

use std::io::Write;
use std::path::Path;

use ktsnap_core::{FailureDumpReport, Snapshot};
use serde_json::{Map, Value, json};

use crate::declared::Declared;
use crate::declared::print::{json_value, shown};
use crate::failure::{Failure, note};
use crate::screen::text::clean;
use crate::screen::{Screen, Table};

/// Writes the values of a struct.
pub(super) fn write(
    file: &Path,
    report: &FailureDumpReport,
    declared: &Declared,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (values, pick) = declared.values(&Snapshot::new(report), file)?;
    let ratios: Vec<_> = declared.ratios.iter().map(|ratio| (&ratio.name, ratio.over(&values))).collect();
    declared.notes.iter().for_each(note);
    if screen.json {
        let numbers = ratios.iter().map(|(name, value)| ((*name).clone(), value.as_ref().ok().copied().into()));
        let failures = ratios.iter().filter_map(|(name, value)| Some(((*name).clone(), value.as_ref().err()?)));
        let failures = failures.map(|(name, error)| (name, error.to_string().into()));
        let document = json!({
            "file": file.to_string_lossy(),
            "struct": declared.name,
            "map": pick.map.name,
            "map_kva": (pick.map.map_kva != 0).then(|| format!("{:#x}", pick.map.map_kva)),
            "reason": pick.reason.to_string(),
            "fields": json_value(&values),
            "ratios": numbers.collect::<Map<String, Value>>(),
            "ratios_without_value": failures.collect::<Map<String, Value>>(),
        });
        return screen.write_json(out, &document);
    }
    screen.line(&format!("{}: {pick}", declared.name), out)?;
    writeln!(out)?;
    let mut table = Table::new(screen, &["field", ">value"]);
    values.each_leaf(&mut |leaf| {
        let shown = shown(leaf.value);
        table.row([clean(leaf.path).into_owned(), shown]);
    });
    write!(out, "{table}")?;
    if ratios.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let mut table = Table::new(screen, &["ratio", ">value"]);
    for (name, value) in ratios {
        let shown = match value {
            Ok(value) => value.to_string(),
            // The error begins with the name of the ratio.
            Err(error) => error.to_string().trim_start_matches(&format!("{name}: ")).to_owned(),
        };
        table.row([clean(name).into_owned(), clean(&shown).into_owned()]);
    }
    write!(out, "{table}")?;
    Ok(())
}
