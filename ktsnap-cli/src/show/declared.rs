//! The fields and ratios of a struct, with their values in a report.

use std::io::Write;
use std::path::Path;

use ktsnap_core::{FailureDumpReport, Snapshot};
use serde_json::json;

use super::ratio_table::{RatioTable, add_fields};
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
    let ratio =
        |ratio: &crate::declared::Ratio| (ratio.name.clone(), ratio.over(&values).map_err(|why| why.to_string()));
    let ratios = RatioTable(declared.ratios.iter().map(ratio).collect());
    declared.notes.iter().for_each(note);
    if screen.json {
        let mut document = json!({
            "file": file.to_string_lossy(),
            "struct": declared.name,
            "map": pick.map.name,
            "map_kva": (pick.map.map_kva != 0).then(|| format!("{:#x}", pick.map.map_kva)),
            "reason": pick.reason.to_string(),
            "fields": json_value(&values),
        });
        add_fields(&mut document, ratios.fields());
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
    if !ratios.0.is_empty() {
        writeln!(out)?;
    }
    ratios.write(screen, out)
}
