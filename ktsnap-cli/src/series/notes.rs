//! What the values of a series do not show, and rates of its changes.

use super::{Aside, Columns, Instance, Unsummed};
use crate::screen::text::{clean, count, few};

/// How many names a note lists.
pub(crate) const NAMES: usize = 5;

/// Notes about what a table does not show.
pub(crate) fn notes_of_instance(instance: &Instance) -> Vec<String> {
    let mut notes = Vec::new();
    if instance.missing > 0 {
        notes.push(format!("{} not captured", count(instance.missing, "value was", "values were")));
    }
    if instance.raw {
        notes.push("the values have no type and are read as little-endian integers".to_owned());
    }
    if let Some(error) = &instance.error {
        notes.push(format!("incomplete: {}", clean(error)));
    }
    if !instance.partly.is_empty() {
        // If a whole key was added or removed, list only the key.
        let mut names: Vec<_> = instance.partly.iter().map(|name| key_of(name).unwrap_or(name)).collect();
        names.dedup();
        notes.push(format!("not in both the first and the last report: {}", few(names, NAMES)));
    }
    notes
}

fn key_of(name: &str) -> Option<&str> {
    if name.starts_with('[') { name.get(..=name.find(']')?) } else { None }
}

/// Why copies of a map without addresses are not compared.
pub(crate) const UNKNOWN: &str = "a report has several copies and does not say which is which";

/// Why the values of all CPUs have no sum.
pub(crate) fn reason(why: Unsummed) -> &'static str {
    match why {
        Unsummed::Decreases => "a value decreases or is signed",
        Unsummed::Name => "the name is that of a time, an extreme or a state",
        Unsummed::Clock => "the values are times of the capture's clock",
        Unsummed::Gauge => "`--gauge` names them",
    }
}

/// Notes about values per CPU without a sum.
pub(crate) fn unsummed(columns: &Columns) -> Vec<String> {
    let note = |aside: &Aside| match aside {
        Aside::Unsummed { map, names, why } => {
            let names = few(names.iter().map(String::as_str), NAMES);
            Some(format!("not summed over CPUs: {}: {names}: {}", clean(map), reason(*why)))
        }
        _ => None,
    };
    let mut notes: Vec<_> = columns.aside.iter().filter_map(note).collect();
    if !notes.is_empty() {
        notes.push("`--per-cpu` shows the values, and `--sum PATTERN` adds them up".to_owned());
    }
    notes
}

/// Notes about maps that were not compared.
pub(crate) fn left_out(columns: &Columns) -> Vec<String> {
    let mut notes = Vec::new();
    for (report, point) in columns.points.iter().enumerate() {
        let only: Vec<_> = columns.aside.iter().filter_map(|aside| aside.only_in(report)).collect();
        if !only.is_empty() {
            notes.push(format!("only in {}: {}", point.label, few(only, NAMES)));
        }
    }
    for aside in &columns.aside {
        match aside {
            Aside::Alone { .. } | Aside::Unsummed { .. } | Aside::Unnamed { .. } => {}
            Aside::NotIntegers { fields, .. } => {
                let fields = few(fields.iter().map(String::as_str), NAMES);
                notes.push(format!("not integers, and not compared: {fields}"));
            }
            Aside::Unread { maps, reason } => {
                notes.push(format!("not compared: {}: {}", few(maps.iter().map(String::as_str), NAMES), clean(reason)));
            }
            Aside::Unknown { map } => notes.push(format!("not compared: {}: {UNKNOWN}", clean(map))),
        }
    }
    notes
}

/// A rate. 53 bits are more precise than a rate is.
pub(crate) fn per_second(change: i128, seconds: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate need not be exact")]
    let change = change as f64;
    change / seconds
}
