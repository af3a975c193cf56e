//! Reading several variables from one copy of one map.
//!
//! Both [`Snapshot::live_vars_via`](crate::Snapshot::live_vars_via) and typed reads use these routines, so that their pickers see
//! the same rows.

use super::field::{SnapshotField, lookup_member};
use crate::error::{SnapshotError, SnapshotResult};
use crate::report::FailureDumpMap;

/// The row that a picker sees for a map: its name, and the requested variables in the requested order.
pub(crate) type Row<'a> = (&'a str, Vec<SnapshotField<'a>>);

/// The maps that hold every one of the names.
#[derive(Default)]
pub(crate) struct Rows<'a> {
    /// A row per map, in capture order.
    pub(crate) rows: Vec<Row<'a>>,
    /// The map of each row.
    pub(crate) maps: Vec<&'a FailureDumpMap>,
    /// The first map that was not rendered. It may hold the names too.
    pub(crate) unrendered: Option<&'a FailureDumpMap>,
}

impl<'a> Rows<'a> {
    /// Looks up every name in each map. A map that lacks a name has no row.
    pub(crate) fn collect(maps: impl IntoIterator<Item = &'a FailureDumpMap>, names: &[&str]) -> Self {
        let mut found = Self::default();
        for map in maps {
            let Some(value) = &map.value else {
                if map.error.is_some() {
                    found.unrendered.get_or_insert(map);
                }
                continue;
            };
            let fields: Option<Vec<_>> =
                names.iter().map(|name| lookup_member(value, name).map(SnapshotField::Value)).collect();
            if let Some(fields) = fields {
                found.rows.push((&map.name, fields));
                found.maps.push(map);
            }
        }
        found
    }

    /// The error if there is no row. A map that was not rendered may hold the names; otherwise they are absent.
    pub(crate) fn not_found(&self, requested: String, available: Vec<String>) -> SnapshotError {
        match self.unrendered {
            Some(map) => render_incomplete(map),
            None => SnapshotError::VarNotFound { requested, available },
        }
    }
}

pub(crate) fn render_incomplete(map: &FailureDumpMap) -> SnapshotError {
    SnapshotError::MapRenderIncomplete { map: map.name.clone(), error: map.error.clone().unwrap_or_default() }
}

/// Lets a picker choose a row, and checks that the index is in range.
pub(crate) fn choose<R>(
    rows: Vec<R>,
    picker: impl FnOnce(&[R]) -> Option<usize>,
    requested: &str,
) -> SnapshotResult<(usize, R)> {
    let count = rows.len();
    let failed = |reason: String| SnapshotError::ProjectionFailed { reason };
    let index = picker(&rows).ok_or_else(|| {
        failed(format!("the picker for `{requested}` chose none of {count} copies; use one that accepts their values"))
    })?;
    let row = rows.into_iter().nth(index).ok_or_else(|| {
        failed(format!(
            "the picker for `{requested}` chose copy {index} of {count}; it must return an index below the count"
        ))
    })?;
    Ok((index, row))
}

/// The names in the form that errors show: `[a, b]`.
pub(crate) fn joined(names: &[&str]) -> String {
    format!("[{}]", names.join(", "))
}

/// The names that a map lacks, in the given order.
pub(crate) fn lacking<'n>(map: &FailureDumpMap, names: &[&'n str]) -> Vec<&'n str> {
    names
        .iter()
        .copied()
        .filter(|name| map.value.as_ref().and_then(|value| lookup_member(value, name)).is_none())
        .collect()
}
