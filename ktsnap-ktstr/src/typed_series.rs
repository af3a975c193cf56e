//! Typed reads of every sample in the harness's series.

use std::collections::{BTreeMap, BTreeSet};

use ktsnap::SnapshotSchema;
use ktsnap::series::InstanceId;
use ktsnap::typed::{OneMap, Schema};
use ktstr::prelude::{FailureDumpReport, Phase, Sample, SampleSeries, SeriesField, SnapshotError, SnapshotField};

use crate::ktstr_error::KtstrError;
use crate::measured::Measured;
use crate::read::{read, read_via};

/// Typed reads of the harness's series, implemented for [`SampleSeries`].
///
/// ```
/// use ktsnap::SnapshotSchema;
/// use ktsnap_ktstr::TypedSamples;
/// use ktstr::assert::Verdict;
/// use ktstr::prelude::SampleSeries;
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
/// struct Dispatch {
///     nr_enqueued: u64,
///     nr_mig_same: u64,
///     nr_mig_cross: u64,
/// }
///
/// let sample = |(name, at): (&str, u64)| {
///     let json = std::fs::read_to_string(format!("../examples/captures/dispatch-{name}.json")).unwrap();
///     (format!("periodic_{name}"), serde_json::from_str(&json).unwrap(), None, Some(at))
/// };
/// let series = SampleSeries::from_drained([("a0", 0), ("a1", 2000), ("a2", 4000)].map(sample).into(), None);
///
/// let dispatch = series.typed::<Dispatch>();
/// let mut verdict = Verdict::new();
/// dispatch.field("nr_enqueued", |dispatch| dispatch.nr_enqueued).nondecreasing(&mut verdict);
/// dispatch.field("cross_fraction", Dispatch::cross_fraction).each(&mut verdict).at_most(0.9);
/// assert!(verdict.into_result().is_pass());
/// ```
pub trait TypedSamples {
    /// Reads the struct from each sample with [`from_ktstr`](crate::FromKtstr::from_ktstr).
    ///
    /// Two kinds of samples give a [`KtstrError::Sample`], with the error that the harness's own columns of live variables
    /// have for them: [`PlaceholderSample`](SnapshotError::PlaceholderSample) for a placeholder, and
    /// [`WalkerDriftedWithinPhase`](SnapshotError::WalkerDriftedWithinPhase) for a sample whose list of live maps differs
    /// from that of the first readable sample of its phase, or is empty although another sample of the phase has a list.
    fn typed<T: SnapshotSchema>(&self) -> TypedSeries<T>;

    /// Reads the struct from each sample with [`from_ktstr_via`](crate::FromKtstr::from_ktstr_via), the typed form of
    /// [`live_bpf_vars_via`](SampleSeries::live_bpf_vars_via). A placeholder gives the same error as in
    /// [`typed`](Self::typed). The samples' lists of live maps are ignored.
    ///
    /// ```
    /// use ktsnap::typed::OneMap;
    /// use ktsnap_ktstr::{TypedSamples, TypedSeries};
    /// use ktstr::prelude::{SampleSeries, pickers};
    ///
    /// /// Reads the copy with the largest counters in each sample.
    /// fn busiest<T: OneMap>(series: &SampleSeries) -> TypedSeries<T> {
    ///     series.typed_via(pickers::max_by_sum_u64)
    /// }
    /// ```
    fn typed_via<T: OneMap>(
        &self,
        picker: impl for<'r> Fn(&[(&'r str, Vec<SnapshotField<'r>>)]) -> Option<usize>,
    ) -> TypedSeries<T>;
}

impl TypedSamples for SampleSeries {
    fn typed<T: SnapshotSchema>(&self) -> TypedSeries<T> {
        let mut pins = Pins::of(self);
        each(self, |sample| {
            let live = &sample.snapshot.report().active_map_kvas;
            let (value, maps) = read::<T>(&sample.snapshot)?;
            let instance = InstanceId::of_maps(maps.iter().map(|(name, map_kva)| (name.as_str(), *map_kva)), live);
            let drifted = pins.drifted(sample, &T::schemas());
            Ok((drifted.map_or(Ok(value), |error| Err(KtstrError::Sample(error))), instance))
        })
    }

    fn typed_via<T: OneMap>(
        &self,
        picker: impl for<'r> Fn(&[(&'r str, Vec<SnapshotField<'r>>)]) -> Option<usize>,
    ) -> TypedSeries<T> {
        each(self, |sample| {
            // The report lists the running scheduler's maps, and the picker may have chosen another instance's.
            let (value, (map, map_kva)) = read_via(&sample.snapshot, &picker)?;
            Ok((Ok(value), InstanceId::new(map, map_kva, &[])))
        })
    }
}

/// A struct for each sample of a series, as [`TypedSamples::typed`] reads them.
///
/// ```
/// use ktsnap_ktstr::TypedSeries;
///
/// /// The tags of the samples that could not be read.
/// fn unread<T>(series: &TypedSeries<T>) -> Vec<&str> {
///     series.samples.iter().filter(|sample| sample.value.is_err()).map(|sample| sample.tag.as_str()).collect()
/// }
/// # let _ = unread::<()>;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TypedSeries<T> {
    /// The samples, in the order of the series.
    pub samples: Vec<TypedSample<T>>,
}

/// One sample of a [`TypedSeries`].
///
/// ```
/// use ktsnap_ktstr::TypedSample;
///
/// fn is_settling<T>(sample: &TypedSample<T>) -> bool {
///     sample.phase.is_some_and(|phase| phase.is_baseline())
/// }
/// # let _ = is_settling::<()>;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TypedSample<T> {
    /// The harness's name for the sample: `periodic_000`.
    pub tag: String,
    /// Milliseconds since the run began. `None` if the harness did not record the time.
    pub elapsed_ms: Option<u64>,
    /// The scenario's step during which the sample was taken, if the harness recorded it.
    pub phase: Option<Phase>,
    /// The struct, or the reason why it could not be read.
    pub value: Result<T, KtstrError>,
    /// The instance whose map was read. `None` if no map was picked.
    pub instance: Option<InstanceId>,
}

impl<T> TypedSeries<T> {
    /// Makes a column for the harness's patterns. It has a slot for each sample, with the sample's tag, time and phase and
    /// the value that `of` returns for the struct, usually a counter or a [ratio](ktsnap::ratio). A slot holds an error if
    /// the sample could not be read or the ratio has no value.
    ///
    /// The patterns' messages show `label`.
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    /// use ktsnap_ktstr::TypedSeries;
    /// use ktstr::assert::Verdict;
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_enqueued: u64,
    /// }
    ///
    /// fn only_rises(series: &TypedSeries<Dispatch>, verdict: &mut Verdict) {
    ///     series.field("nr_enqueued", |dispatch| dispatch.nr_enqueued).nondecreasing(verdict);
    /// }
    /// # let _ = only_rises;
    /// ```
    pub fn field<M: Measured>(&self, label: impl Into<String>, of: impl Fn(&T) -> M) -> SeriesField<M::Value> {
        let value = |sample: &TypedSample<T>| match &sample.value {
            Ok(value) => of(value).measured(),
            Err(error) => Err(error.clone().into()),
        };
        SeriesField::from_parts_with_phases_opt(
            label,
            self.samples.iter().map(|sample| sample.tag.clone()).collect(),
            self.samples.iter().map(|sample| sample.elapsed_ms).collect(),
            self.samples.iter().map(value).collect(),
            self.samples.iter().map(|sample| sample.phase).collect(),
        )
    }
}

/// The struct of a sample, and the instance whose map was picked for it.
type SampleRead<T> = (Result<T, KtstrError>, InstanceId);

/// Reads all samples that are not placeholders.
fn each<T>(
    series: &SampleSeries,
    mut read: impl FnMut(&Sample<'_>) -> Result<SampleRead<T>, KtstrError>,
) -> TypedSeries<T> {
    let typed = |sample: Sample<'_>| {
        let report = sample.snapshot.report();
        let read = if report.is_placeholder {
            Err(KtstrError::Sample(placeholder(sample.tag, report)))
        } else {
            read(&sample)
        };
        let (value, instance) = match read {
            Ok((value, instance)) => (value, Some(instance)),
            Err(error) => (Err(error), None),
        };
        let phase = phase(&sample);
        TypedSample { tag: sample.tag.to_owned(), elapsed_ms: sample.elapsed_ms, phase, value, instance }
    };
    TypedSeries { samples: series.iter_samples().map(typed).collect() }
}

fn phase(sample: &Sample<'_>) -> Option<Phase> {
    sample.step_index.map(Phase::from)
}

fn placeholder(tag: &str, report: &FailureDumpReport) -> SnapshotError {
    let reason = report.scx_walker_unavailable.clone().unwrap_or_else(|| "the report is a placeholder".to_owned());
    SnapshotError::PlaceholderSample { tag: tag.to_owned(), reason }
}

/// The live maps that all samples of a phase must list: those of the phase's first readable sample. The harness checks its
/// columns of live variables in the same way (`bpf_live_u64` in its `scenario/sample/bpf.rs`).
struct Pins {
    phases_that_list: BTreeSet<Phase>,
    pinned: BTreeMap<Phase, Vec<u64>>,
}

impl Pins {
    fn of(series: &SampleSeries) -> Self {
        let lists = |sample: &Sample<'_>| {
            let report = sample.snapshot.report();
            !report.is_placeholder && !report.active_map_kvas.is_empty()
        };
        let phases = series.iter_samples().filter(lists).filter_map(|sample| phase(&sample));
        Self { phases_that_list: phases.collect(), pinned: BTreeMap::new() }
    }

    /// The error for a readable sample whose list differs from its phase's.
    fn drifted(&mut self, sample: &Sample<'_>, schemas: &[&Schema]) -> Option<SnapshotError> {
        let phase = phase(sample)?;
        let kvas = &sample.snapshot.report().active_map_kvas;
        let pinned = if kvas.is_empty() {
            if !self.phases_that_list.contains(&phase) {
                return None;
            }
            self.pinned.get(&phase).cloned().unwrap_or_default()
        } else {
            let pinned = self.pinned.entry(phase).or_insert_with(|| kvas.clone());
            if pinned == kvas {
                return None;
            }
            pinned.clone()
        };
        let names: Vec<_> = schemas.iter().flat_map(|schema| schema.names()).collect();
        Some(SnapshotError::WalkerDriftedWithinPhase {
            phase,
            pinned_kvas: pinned,
            sample_kvas: kvas.clone(),
            requested: format!("[{}]", names.join(", ")),
        })
    }
}
