//! What was counted in each phase of a scenario.

use std::collections::{BTreeMap, BTreeSet};

use super::samples::through;
use super::{Change, ChangeError, Comparison, Phase, Sample, Series};
use crate::typed::SnapshotSchema;

impl<T: SnapshotSchema, E: Clone> Series<T, E> {
    /// The difference of each phase that a sample is of: [`change_in`](Self::change_in) for each.
    ///
    /// ```
    /// use ktsnap::{Series, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
    /// struct Dispatch {
    ///     nr_mig_same: u64,
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// fn print(series: &Series<Dispatch>) -> Result<(), Box<dyn std::error::Error>> {
    ///     for (phase, change) in series.changes_by_phase() {
    ///         println!("{phase}: {:.2}", change?.value.cross_fraction()?);
    ///     }
    ///     Ok(())
    /// }
    /// # let _ = print;
    /// ```
    pub fn changes_by_phase(&self) -> BTreeMap<Phase, Result<Change<T>, ChangeError<E>>> {
        self.phases().into_iter().map(|phase| (phase, self.change_in(phase))).collect()
    }

    /// The difference between the first and the last sample of a phase. Every sample between them must be of the same instance,
    /// without a counter that decreased.
    ///
    /// Only samples that were taken during the phase belong to it. What was counted between the last sample of a phase and the
    /// first of the next belongs to neither, so a phase needs two samples. Placeholders and samples without a known phase are
    /// skipped.
    ///
    /// # Errors
    ///
    /// The first error of the differences within the phase. [`ChangeError::NoSuchPhase`] and [`ChangeError::TooFewSamples`] if
    /// there are no two samples, and [`ChangeError::Interrupted`] if the phase has a sample before and a sample after another
    /// phase.
    pub fn change_in(&self, phase: Phase) -> Result<Change<T>, ChangeError<E>> {
        through(&self.samples_of(phase)?, self.order).unwrap_or_else(|| {
            let samples = self.compared().filter(|sample| sample.phase == Some(phase)).count();
            Err(ChangeError::TooFewSamples { phase, samples })
        })
    }

    /// Compares two phases, as an A/B test does: what was counted in each, the rates, and the ratios with their difference.
    ///
    /// Each phase must be of one instance of the scheduler. The two may be of different instances, because a test may restart the
    /// scheduler between them: [`Comparison::same_instance`].
    ///
    /// # Errors
    ///
    /// Those of [`change_in`](Self::change_in), for `a` first.
    ///
    /// ```
    /// use ktsnap::series::Phase;
    /// use ktsnap::{Series, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
    /// struct Dispatch {
    ///     nr_mig_same: u64,
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// /// Whether fewer tasks left their LLC in the second step than in the first.
    /// fn improved(series: &Series<Dispatch>) -> Result<bool, Box<dyn std::error::Error>> {
    ///     let steps = series.compare(Phase::step(0), Phase::step(1))?;
    ///     Ok(steps.of(Dispatch::cross_fraction).difference()? < 0.0)
    /// }
    /// # let _ = improved;
    /// ```
    pub fn compare(&self, a: Phase, b: Phase) -> Result<Comparison<T>, ChangeError<E>> {
        let changes = (self.change_in(a)?, self.change_in(b)?);
        let instance =
            |phase| self.samples_of(phase).map(|samples| samples.first().and_then(|it| it.instance.as_ref()));
        let same_instance = match (instance(a)?, instance(b)?) {
            (Some(a), Some(b)) => !b.is_other_than(a),
            _ => true,
        };
        Ok(Comparison { a: changes.0, b: changes.1, same_instance })
    }

    fn phases(&self) -> BTreeSet<Phase> {
        self.samples.iter().filter_map(|sample| sample.phase).collect()
    }

    /// The samples of a phase that hold something, all before or after every other phase.
    fn samples_of(&self, phase: Phase) -> Result<Vec<&Sample<T, E>>, ChangeError<E>> {
        let mut samples: Vec<&Sample<T, E>> = Vec::new();
        let mut other: Option<(&Sample<T, E>, Phase)> = None;
        for sample in &self.samples {
            let Some(found) = sample.phase else { continue };
            match (samples.last(), other) {
                _ if found == phase && sample.is_placeholder() => {}
                _ if found != phase => other = other.or(samples.last().map(|_| (sample, found))),
                (Some(last), Some((between, other_phase))) => {
                    let [from, to, other] = [last, sample, between].map(|sample| sample.tag.clone());
                    return Err(ChangeError::Interrupted { phase, from, to, other, other_phase });
                }
                _ => samples.push(sample),
            }
        }
        let phases = self.phases();
        if phases.contains(&phase) {
            Ok(samples)
        } else {
            Err(ChangeError::NoSuchPhase { phase, phases: phases.into_iter().collect() })
        }
    }
}
