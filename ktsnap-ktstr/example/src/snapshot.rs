//! Shorter reads, each by name and as a struct. `docs/ktstr.md` shows them next to each other.

use anyhow::Result;
use ktsnap::SnapshotSchema;
use ktstr::assert::{AssertResult, Verdict};
use ktstr::prelude::{FailureDumpReport, SampleSeries, Snapshot, pickers};

use crate::after::Dispatch;
use crate::bridge::TypedSamples;

/// How tasks were dispatched.
#[derive(SnapshotSchema)]
#[snapshot(object = "$OUT_DIR/bpf.bpf.o", map = "stats", key = "enum dsp_stat")]
pub struct Stats {
    /// To the queue of an idle CPU, over all CPUs.
    #[snapshot(key = "DSP_LOCAL", sum)]
    pub local: u64,
}

/// The fraction of the moved tasks that left their LLC.
///
/// # Errors
///
/// A read that failed.
pub fn fraction_by_name(report: &FailureDumpReport) -> Result<f64> {
    let snap = Snapshot::new(report);
    let active = snap.active()?;
    let same = active.var("nr_mig_same").as_u64()? as f64;
    let cross = active.var("nr_mig_cross").as_u64()? as f64;
    let fraction = cross / (same + cross);
    Ok(fraction)
}

/// The same as a struct.
///
/// # Errors
///
/// A read that failed, or a denominator of zero.
pub fn fraction(report: &FailureDumpReport) -> Result<f64> {
    let snap = Snapshot::new(report);
    let fraction = Dispatch::from_report(snap.report())?.cross_fraction()?;
    Ok(fraction)
}

/// Adds the result of an assertion to a verdict: a failure has the whole message.
///
/// # Errors
///
/// A read that failed.
pub fn few_leave(report: &FailureDumpReport, verdict: &mut Verdict) -> Result<()> {
    let snap = Snapshot::new(report);
    if let Err(error) = ktsnap::check!(Dispatch::from_report(snap.report())?, nr_enqueued > 0, cross_fraction() < 0.5) {
        verdict.merge(AssertResult::fail_msg(error.to_string()));
    }
    Ok(())
}

/// The moved tasks of the copy that a picker chooses.
///
/// # Errors
///
/// A read that failed.
pub fn picked_by_name(report: &FailureDumpReport) -> Result<(u64, u64)> {
    let snap = Snapshot::new(report);
    let fields = snap.live_vars_via(&["nr_mig_same", "nr_mig_cross"], pickers::max_by_sum_u64)?;
    let (same, cross) = (fields[0].as_u64()?, fields[1].as_u64()?);
    Ok((same, cross))
}

/// The same as a struct.
///
/// # Errors
///
/// A read that failed.
pub fn picked(report: &FailureDumpReport) -> Result<(u64, u64)> {
    let snap = Snapshot::new(report);
    let dispatch = Dispatch::from_report_via(snap.report(), ktsnap::pickers::max_by_sum_u64)?;
    Ok((dispatch.nr_mig_same, dispatch.nr_mig_cross))
}

/// The tasks that were dispatched to idle CPUs, from a per-CPU map.
///
/// # Errors
///
/// A read that failed.
pub fn local_by_name(report: &FailureDumpReport) -> Result<u64> {
    let snap = Snapshot::new(report);
    let local = snap.map("stats")?.at(0).cpu_sum_u64("")?;
    Ok(local)
}

/// The same as a struct.
///
/// # Errors
///
/// A read that failed.
pub fn local(report: &FailureDumpReport) -> Result<u64> {
    let snap = Snapshot::new(report);
    let local = Stats::from_report(snap.report())?.local;
    Ok(local)
}

/// The moved tasks of each sample, from the copy that a picker chooses.
pub fn series_by_name(series: &SampleSeries) -> Vec<Option<(u64, u64)>> {
    let [same, cross] = series.live_bpf_vars_via(["nr_mig_same", "nr_mig_cross"], pickers::max_by_sum_u64);
    let pairs = same.values_iter().zip(cross.values_iter());
    pairs.map(|(same, cross)| same.as_ref().ok().copied().zip(cross.as_ref().ok().copied())).collect()
}

/// The same as a struct.
pub fn series(series: &SampleSeries) -> Vec<Option<(u64, u64)>> {
    let dispatch = series.typed_via::<Dispatch>(ktsnap::pickers::max_by_sum_u64);
    let read = |value: &Dispatch| (value.nr_mig_same, value.nr_mig_cross);
    dispatch.samples.iter().map(|sample| sample.value.as_ref().ok().map(read)).collect()
}
