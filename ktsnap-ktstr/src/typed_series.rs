//! Typed reads of every sample in the harness's series.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use ktsnap::SnapshotSchema;
use ktsnap::series::{InstanceId, Measured, Phase, SampleError, Series};
use ktsnap::typed::OneMap;
use ktstr::prelude::{Sample, SampleSeries, SeriesField, SnapshotField};

use crate::columns::harness_column;
use crate::ktstr_error::KtstrError;
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
    /// As in the harness's own columns of live variables, two kinds of samples are errors: a
    /// [placeholder](SampleError::Placeholder), and a sample whose [list of live maps](SampleError::LiveMapsChanged) differs from
    /// that of the first readable sample of its phase, or is empty although another sample of the phase has a list.
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
        let series = each(self, |sample| {
            let live = &sample.snapshot.report().active_map_kvas;
            let (value, maps) = read::<T>(&sample.snapshot)?;
            Ok((value, InstanceId::of_maps(maps.iter().map(|(name, map_kva)| (name.as_str(), *map_kva)), live)))
        });
        TypedSeries { series: series.check_live_maps() }
    }

    fn typed_via<T: OneMap>(
        &self,
        picker: impl for<'r> Fn(&[(&'r str, Vec<SnapshotField<'r>>)]) -> Option<usize>,
    ) -> TypedSeries<T> {
        let series = each(self, |sample| {
            // The report lists the running scheduler's maps, and the picker may have chosen another instance's.
            let (value, (map, map_kva)) = read_via(&sample.snapshot, &picker)?;
            Ok((value, InstanceId::new(map, map_kva, &[])))
        });
        TypedSeries { series }
    }
}

/// A struct for each sample of the harness's series, as [`TypedSamples::typed`] reads them: a
/// [`Series`] whose columns are the harness's.
///
/// The differences ([`changes`](Series::changes), [`total`](Series::total)) are those of [`Series`].
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
pub struct TypedSeries<T> {
    series: Series<T, KtstrError>,
}

impl<T> Deref for TypedSeries<T> {
    type Target = Series<T, KtstrError>;

    fn deref(&self) -> &Self::Target {
        &self.series
    }
}

impl<T> DerefMut for TypedSeries<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.series
    }
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
        harness_column(self.series.field(label, of))
    }
}

impl<T: SnapshotSchema> TypedSeries<T> {
    /// Makes a column of the differences for the harness's patterns. It has a slot for each sample after the first, with the
    /// sample's tag, time and phase and the value that `of` returns for the difference to the sample before it. Placeholders have
    /// no slot. A slot holds an error if the two samples have no difference or the ratio has no value.
    ///
    /// ```
    /// use ktsnap::SnapshotSchema;
    /// use ktsnap_ktstr::TypedSeries;
    /// use ktstr::assert::Verdict;
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
    /// struct Dispatch {
    ///     nr_mig_same: u64,
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// /// Few of the tasks that move between any two samples leave their LLC.
    /// fn stays_local(series: &TypedSeries<Dispatch>, verdict: &mut Verdict) {
    ///     series.change_field("cross_fraction", Dispatch::cross_fraction).each(verdict).at_most(0.7);
    /// }
    /// # let _ = stays_local;
    /// ```
    pub fn change_field<M: Measured>(&self, label: impl Into<String>, of: impl Fn(&T) -> M) -> SeriesField<M::Value> {
        harness_column(self.series.change_field(label, of))
    }
}

/// Reads all samples that are not placeholders.
fn each<T>(
    series: &SampleSeries,
    read: impl Fn(&Sample<'_>) -> Result<(T, InstanceId), KtstrError>,
) -> Series<T, KtstrError> {
    let typed = |sample: Sample<'_>| {
        let report = sample.snapshot.report();
        let (value, instance) = if report.is_placeholder {
            let reason = report.scx_walker_unavailable.clone();
            let reason = reason.unwrap_or_else(|| "the report is a placeholder".to_owned());
            (Err(SampleError::Placeholder { reason }), None)
        } else {
            match read(&sample) {
                Ok((value, instance)) => (Ok(value), Some(instance)),
                Err(error) => (Err(SampleError::Read(error)), None),
            }
        };
        ktsnap::series::Sample::new(sample.tag, value)
            .at(sample.elapsed_ms.map(Duration::from_millis))
            .in_phase(sample.step_index.map(Phase::from))
            .of_instance(instance)
            .with_live_maps(&report.active_map_kvas)
    };
    Series::new(series.iter_samples().map(typed).collect())
}
