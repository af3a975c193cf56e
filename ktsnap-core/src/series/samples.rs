//! [`Series`]: a struct read from several samples of one run.

use super::change::{Order, between};
use super::{Change, ChangeError, Difference, Sample};
use crate::typed::{Integer, SchemaError, SnapshotSchema};

/// A struct read from each of several samples of one run.
///
/// Reports of `ktsnap capture` contain their times, and [`of_reports`](Self::of_reports) sorts them. For other reports, the
/// caller passes the captures to [`read`](Self::read) in order, with their times. A test harness that has read the samples itself
/// passes them to [`new`](Self::new).
///
/// Differences skip the samples whose reports hold nothing because the guest failed before they could be taken
/// ([`Sample::is_placeholder`]).
///
/// ```
/// use std::time::Duration;
/// use ktsnap::{Captured, FailureDumpReport, Series, Snapshot, SnapshotSchema};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_cross: u64,
/// }
///
/// let files = ["../examples/captures/dispatch-a0.json", "../examples/captures/dispatch-a1.json"];
/// let reports = files.iter().map(FailureDumpReport::from_path).collect::<Result<Vec<_>, _>>()?;
/// let captures = reports.iter().enumerate().map(|(index, report)| {
///     Captured::new(Duration::from_secs(2) * index as u32, Snapshot::new(report))
/// });
/// let series = Series::<Dispatch>::read(captures);
/// for change in series.changes() {
///     println!("{:?} per second", change?.per_second(|change| change.nr_mig_cross));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Series<T, E = SchemaError> {
    /// The samples, in the order of time.
    pub samples: Vec<Sample<T, E>>,
    /// Who said that this is the order.
    pub(super) order: Order,
}

impl<T, E> Series<T, E> {
    /// A series of samples in the order in which the machine took them.
    ///
    /// ```
    /// use ktsnap_core::Series;
    /// use ktsnap_core::series::Sample;
    ///
    /// let series: Series<u64> = Series::new(vec![Sample::new("periodic_000", Ok(3)), Sample::new("periodic_001", Ok(8))]);
    /// assert_eq!(series.samples.len(), 2);
    /// ```
    #[must_use]
    pub fn new(samples: Vec<Sample<T, E>>) -> Self {
        Self { samples, order: Order::Recorded }
    }

    /// The samples that differences compare: all but placeholders.
    pub(super) fn compared(&self) -> impl Iterator<Item = &Sample<T, E>> {
        self.samples.iter().filter(|sample| !sample.is_placeholder())
    }
}

impl<T: SnapshotSchema, E: Clone> Series<T, E> {
    /// The difference between each sample and the next. Placeholders are skipped, so their neighbours are compared.
    ///
    /// Two samples of different instances of the scheduler have no difference, and neither have samples that could not be read.
    pub fn changes(&self) -> impl Iterator<Item = Result<Change<T>, ChangeError<E>>> {
        self.pairs().map(|(earlier, later)| between(earlier, later, self.order))
    }

    /// The difference between the first and the last sample. `None` for fewer than two samples. Every sample between them must
    /// be of the same instance, without a counter that decreased.
    ///
    /// # Errors
    ///
    /// The first of [`changes`](Self::changes).
    pub fn total(&self) -> Option<Result<Change<T>, ChangeError<E>>> {
        through(&self.compared().collect::<Vec<_>>(), self.order)
    }

    /// The [`total`](Self::total) difference, with the first and the last read: an assertion about it shows them, the maps that
    /// were read, and the samples that were skipped. `None` for fewer than two samples.
    ///
    /// # Errors
    ///
    /// Those of `total`.
    ///
    /// ```
    /// use ktsnap::{FailureDumpReport, Series, SnapshotSchema, expect};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// fn few_moves(reports: &[FailureDumpReport]) -> Result<(), Box<dyn std::error::Error>> {
    ///     let series = Series::<Dispatch>::of_reports(reports)?;
    ///     expect!(series.difference().ok_or("two reports are needed")??, nr_mig_cross < 1_000);
    ///     Ok(())
    /// }
    /// # let _ = few_moves;
    /// ```
    pub fn difference(&self) -> Option<Result<Difference<'_, T>, ChangeError<E>>>
    where
        E: std::fmt::Display,
    {
        let (first, last) = (self.compared().next()?, self.compared().last()?);
        let change = match self.total()? {
            Ok(change) => change.value,
            Err(error) => return Some(Err(error)),
        };
        let (Ok(earlier), Ok(later)) = (&first.value, &last.value) else { return None };
        let skipped = self.samples.iter().filter(|sample| sample.is_placeholder());
        let evidence = [first, last].into_iter().chain(skipped).map(Sample::evidence).collect();
        Some(Ok(Difference { earlier, later, change, evidence }))
    }

    /// The difference between two successive samples in which a counter grew fastest, the first of equal ones. `None` if there
    /// are fewer than two samples, or no time passed between any two.
    ///
    /// # Errors
    ///
    /// The first of [`changes`](Self::changes).
    ///
    /// ```no_run
    /// use ktsnap::{FailureDumpReport, Series, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// let files = ["captures/0.json", "captures/1.json", "captures/2.json"];
    /// let reports = files.iter().map(FailureDumpReport::from_path).collect::<Result<Vec<_>, _>>()?;
    /// if let Some(peak) = Series::<Dispatch>::of_reports(&reports)?.peak(|change| change.nr_mig_cross) {
    ///     println!("at most {:?} per second", peak?.per_second(|change| change.nr_mig_cross));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn peak<N: Integer>(&self, of: impl Fn(&T) -> N) -> Option<Result<Change<T>, ChangeError<E>>> {
        let mut fastest: Option<(f64, Change<T>)> = None;
        for change in self.changes() {
            let change = match change {
                Ok(change) => change,
                Err(error) => return Some(Err(error)),
            };
            let Some(rate) = change.per_second(&of) else { continue };
            if fastest.as_ref().is_none_or(|(most, _)| rate > *most) {
                fastest = Some((rate, change));
            }
        }
        fastest.map(|(_, change)| Ok(change))
    }

    /// Each sample that differences compare, and the next.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&Sample<T, E>, &Sample<T, E>)> {
        self.compared().zip(self.compared().skip(1))
    }
}

/// The difference between the first and the last of some samples, all of one instance and without a counter that decreased.
/// `None` for fewer than two.
pub(super) fn through<T: SnapshotSchema, E: Clone>(
    samples: &[&Sample<T, E>],
    order: Order,
) -> Option<Result<Change<T>, ChangeError<E>>> {
    let [first, .., last] = samples else { return None };
    let successive = samples.iter().zip(samples.iter().skip(1));
    let broken = successive.map(|(earlier, later)| between(earlier, later, order)).find_map(Result::err);
    Some(broken.map_or_else(|| between(first, last, order), Err))
}
