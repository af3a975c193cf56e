//! Values over reports, in memory that only grows when a value changes.

/// A value for each report, by the number of the report. Equal values of successive reports are stored once.
#[derive(Debug, Clone)]
pub(super) struct History<T> {
    /// The first report of each run of equal values, in order, and the value. There is none before the first run.
    runs: Vec<(usize, Option<T>)>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { runs: Vec::new() }
    }
}

impl<T: Clone + PartialEq> History<T> {
    /// Sets the value from a report on. Reports are noted in order; a second value of the same report replaces the first.
    pub(super) fn set(&mut self, report: usize, value: Option<T>) {
        self.runs.pop_if(|(from, _)| *from >= report);
        let last = self.runs.last().and_then(|(_, last)| last.as_ref());
        if last != value.as_ref() {
            self.runs.push((report, value));
        }
    }

    /// Whether no report has another value.
    pub(super) fn is_constant(&self) -> bool {
        self.runs.len() < 2
    }

    /// The value in a report.
    pub(super) fn at(&self, report: usize) -> Option<&T> {
        let next = self.runs.partition_point(|(from, _)| *from <= report);
        self.runs.get(next.checked_sub(1)?)?.1.as_ref()
    }

    /// The value in each of some reports, which are in order.
    pub(super) fn over<'h>(&'h self, reports: &'h [usize]) -> impl Iterator<Item = Option<&'h T>> {
        let mut next = 0;
        reports.iter().map(move |report| {
            while self.runs.get(next).is_some_and(|(from, _)| from <= report) {
                next += 1;
            }
            self.runs.get(next.checked_sub(1)?)?.1.as_ref()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::History;

    #[test]
    fn a_value_is_stored_when_it_changes() {
        let mut history = History::default();
        for (report, value) in [(1, Some(5)), (2, Some(5)), (3, None), (4, None), (5, Some(6)), (5, Some(7))] {
            history.set(report, value);
        }
        assert_eq!(history.runs.len(), 3);
        assert_eq!((0..7).map(|at| history.at(at).copied()).collect::<Vec<_>>(), {
            [None, Some(5), Some(5), None, None, Some(7), Some(7)]
        });
        assert_eq!(
            history.over(&[0, 2, 3, 6]).map(Option::<&i32>::copied).collect::<Vec<_>>(),
            [None, Some(5), None, Some(7)]
        );
    }
}
