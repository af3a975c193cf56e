//! What is watched: the counters of a plan, or the fields of a struct.

use crate::counters::Plan;

/// The texts about it on a page and in a printed turn.
#[derive(Debug, Clone)]
pub(super) struct Subject<'s> {
    /// Notes about what has no row.
    pub(super) notes: &'s [String],
    /// The names of the sections and maps.
    pub(super) places: &'s [String],
    /// The file of the object, or the name of the struct.
    pub(super) object: &'s str,
    /// Whether there are rows.
    pub(super) has_rows: bool,
    /// The number of histograms.
    pub(super) histograms: usize,
}

impl<'p> Subject<'p> {
    /// The counters of a plan.
    pub(super) fn of(plan: &'p Plan) -> Self {
        let Plan { notes, places, object, rows, histograms, .. } = plan;
        Self { notes, places, object, has_rows: *rows > 0, histograms: histograms.len() }
    }
}
