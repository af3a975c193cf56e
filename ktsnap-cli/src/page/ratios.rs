//! The ratios of the differences, from the first report to the last.

use ktsnap_plot::Number;
use ktsnap_plot::page::{Cell, Part, Section, Table};

use crate::series::{Columns, RatioSpan};

/// A table for each run of reports without a replacement of the ratios' maps.
pub(super) fn section(columns: &Columns, skipped: &mut Vec<String>) -> Option<Section> {
    skipped.extend(columns.without_value.iter().map(|(name, why)| format!("{name}: no value: {why}")));
    let reasons = columns.ratios.iter().flat_map(|span| &span.columns).filter_map(|ratio| ratio.why.clone());
    skipped.extend(reasons);
    let parts: Vec<_> = columns.ratios.iter().map(|span| Part::Table(table(columns, span))).collect();
    let note = "A ratio is computed from the differences of its counters within one instance.".to_owned();
    (!parts.is_empty()).then(|| Section { title: "Ratios".to_owned(), note, parts })
}

fn table(columns: &Columns, span: &RatioSpan) -> Table {
    let label = |at: Option<&usize>| at.map_or("", |at| columns.label(*at));
    let title = format!("{} to {}", label(span.points.first()), label(span.points.last()));
    let cell = |value: Option<f64>| value.map_or(Cell::Missing, |value| Cell::Number(Number::Float(value)));
    let rows = span.columns.iter().map(|ratio| vec![Cell::Text(ratio.name.clone()), cell(ratio.total)]).collect();
    Table { title, columns: vec!["ratio".to_owned(), "value".to_owned()], rows }
}
