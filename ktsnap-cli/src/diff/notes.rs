//! What stands below a table of counters, and below all of them.

use super::series::{Series, Span};
use crate::screen::text::{clean, count, few};

/// Names that a note lists.
const NAMES: usize = 5;

/// What a block does not show.
pub(super) fn of_span(span: &Span) -> Vec<String> {
    let mut notes = Vec::new();
    if span.missing > 0 {
        notes.push(format!("{} left out: not captured", count(span.missing, "value is", "values are")));
    }
    if span.raw {
        notes.push("the values have no type: they are read as little-endian integers".to_owned());
    }
    if let Some(error) = &span.error {
        notes.push(format!("incomplete: {}", clean(error)));
    }
    if !span.partly.is_empty() {
        // Of a key that came or went, the key is enough.
        let mut names: Vec<_> = span.partly.iter().map(|name| key_of(name).unwrap_or(name)).collect();
        names.dedup();
        notes.push(format!("not at both ends: {}", few(names, NAMES)));
    }
    notes
}

fn key_of(name: &str) -> Option<&str> {
    if name.starts_with('[') { name.get(..=name.find(']')?) } else { None }
}

/// Where a scheduler was replaced.
pub(super) fn swaps(series: &Series, labels: &[String]) -> Vec<String> {
    let label = |at: usize| labels.get(at).map_or("", String::as_str);
    let told = |swap: &super::series::Swap| {
        let maps = few(swap.maps.iter().map(String::as_str), NAMES);
        let what = if swap.live { "the scheduler was replaced" } else { "another map took its place" };
        format!("{maps}: {what} between {} and {}", label(swap.from), label(swap.to))
    };
    series.swaps.iter().map(told).collect()
}

/// What could not be compared.
pub(super) fn left_out(series: &Series, labels: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    for (report, label) in labels.iter().enumerate() {
        let only: Vec<_> = series.alone.iter().filter(|(_, at)| *at == report).map(|(map, _)| map.as_str()).collect();
        if !only.is_empty() {
            notes.push(format!("only in {label}: {}", few(only, NAMES)));
        }
    }
    for (why, maps) in &series.unread {
        notes.push(format!("not compared: {}: {}", few(maps.iter().map(String::as_str), NAMES), clean(why)));
    }
    notes
}
