//! The fields and ratios of a struct, with their values in a report.

use std::io::Write;
use std::path::Path;

use ktsnap_core::__private::{Inspected, InspectedField};
use ktsnap_core::select::Pick;
use ktsnap_core::{FailureDumpReport, Snapshot};
use serde_json::{Value, json};

use super::ratio_table::{RatioTable, add_fields};
use crate::args::Pictures;
use crate::declared::Declared;
use crate::declared::print::{json_value, shown};
use crate::failure::{Failure, note};
use crate::pictures::{Picture, draw, draw_text};
use crate::screen::text::clean;
use crate::screen::{Screen, Table};

/// Writes the values of a struct.
pub(super) fn write(
    file: &Path,
    report: &FailureDumpReport,
    (declared, pictures): (&Declared, &Pictures),
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (values, picks) = declared.values_of_maps(&Snapshot::new(report), file)?;
    let ratio =
        |ratio: &crate::declared::Ratio| (ratio.name.clone(), ratio.over(&values).map_err(|why| why.to_string()));
    let ratios = RatioTable(declared.ratios.iter().map(ratio).collect());
    declared.notes.iter().for_each(note);
    for (path, captured) in truncated(&values) {
        note(format!("`{path}` has the {captured} entries that were captured, and the map can have more"));
    }
    let histograms = declared.histograms(&values);
    if pictures.svg.is_some() {
        if histograms.is_empty() {
            let fact =
                format!("`--svg` draws histograms, and `{}` has none with buckets that are known here", declared.name);
            return Err(Failure::usage(fact, "omit `--svg`"));
        }
        let bars: Vec<_> = histograms.into_iter().map(Picture::Bars).collect();
        return draw(&bars, pictures, Some(file), screen, out);
    }
    if screen.json {
        let mut document = json!({ "file": file.to_string_lossy(), "struct": declared.name });
        match picks.as_slice() {
            [pick] => add_fields(&mut document, map(pick)),
            picks => {
                let maps = picks.iter().map(|pick| Value::from_iter(map(pick))).collect();
                add_fields(&mut document, [("maps", maps)]);
            }
        }
        add_fields(&mut document, [("fields", json_value(&values))]);
        if !histograms.is_empty() {
            let bars = serde_json::to_value(&histograms).unwrap_or_default();
            add_fields(&mut document, [("histograms", bars)]);
        }
        add_fields(&mut document, ratios.fields());
        return screen.write_json(out, &document);
    }
    for pick in &picks {
        screen.line(&format!("{}: {pick}", declared.name), out)?;
    }
    writeln!(out)?;
    let mut rows = Vec::new();
    values.each_leaf(&mut |leaf| {
        if !histograms.iter().any(|bars| is_bucket(leaf.path, &bars.title)) {
            rows.push([clean(leaf.path).into_owned(), shown(leaf.value)]);
        }
    });
    let mut has_part = !rows.is_empty();
    if has_part {
        let mut table = Table::new(screen, &["field", ">value"]);
        rows.into_iter().for_each(|row| table.row(row));
        write!(out, "{table}")?;
    }
    for bars in histograms {
        if has_part {
            writeln!(out)?;
        }
        draw_text(&[Picture::Bars(bars)], pictures.ascii, screen, out)?;
        has_part = true;
    }
    if has_part && !ratios.0.is_empty() {
        writeln!(out)?;
    }
    ratios.write(screen, out)
}

/// Whether a value is a bucket of the histogram at that path.
fn is_bucket(path: &str, histogram: &str) -> bool {
    let bucket = path.strip_prefix(histogram).and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']'));
    bucket.is_some_and(|bucket| !bucket.contains([']', '.']))
}

/// A map that was read, as fields of a JSON object.
fn map(pick: &Pick<'_>) -> [(&'static str, Value); 3] {
    let address = (pick.map.map_kva != 0).then(|| format!("{:#x}", pick.map.map_kva));
    [("map", pick.map.name.into()), ("map_kva", address.into()), ("reason", pick.reason.to_string().into())]
}

/// The rows that need not be all, and how many were captured.
fn truncated(values: &Inspected) -> Vec<(&'static str, usize)> {
    let Inspected::Fields(fields) = values else { return Vec::new() };
    let of_field = |field: &InspectedField| match &field.value {
        Inspected::Rows(of_map) if of_map.is_truncated => vec![(field.name, of_map.rows.len())],
        part @ Inspected::Fields(_) => truncated(part),
        _ => Vec::new(),
    };
    fields.iter().flat_map(of_field).collect()
}
