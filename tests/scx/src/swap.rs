//! A scheduler is replaced by a copy of itself. The first copy's `.bss` is pinned, so that the reports of the second step hold
//! both, under the same name.

use anyhow::{Result, bail, ensure};
use ktsnap::series::{Phase, SampleError};
use ktsnap::{KtstrError, SchemaError, SnapshotError, SnapshotSchema};
use ktstr::prelude::{Sample, SampleSeries};

use crate::bridge::TypedSamples;

/// The section that is pinned.
pub const BSS: &str = "dispatch.bss";

/// A counter of the scheduler.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
pub struct Dispatch {
    /// Tasks that were queued.
    pub nr_enqueued: u64,
}

/// The step after the replacement.
const AFTER: Phase = Phase::step(1);

/// Checks that the struct is read from the running copy, before and after the replacement.
///
/// A read that can't choose between the copies fails the check in any sample, and so does a list of live maps that excludes all
/// of them. Other errors are accepted while no scheduler is attached.
///
/// # Errors
///
/// The condition that is not met.
pub fn check(series: &SampleSeries) -> Result<()> {
    let dispatch = series.typed::<Dispatch>();
    ensure!(!dispatch.samples.is_empty(), "the run took no samples");

    let mut failed = Vec::new();
    for sample in &dispatch.samples {
        let Err(error) = &sample.value else { continue };
        match error {
            SampleError::Read(KtstrError::Schema(SchemaError::Ambiguous { .. })) => {
                bail!("{}: the read does not choose a copy: {error}", sample.tag)
            }
            SampleError::Read(KtstrError::Schema(SchemaError::Snapshot(SnapshotError::ActiveFilterExcludedMaps {
                ..
            }))) => {
                bail!("{}: the live maps exclude every copy: {error}", sample.tag)
            }
            _ => failed.push(format!("{}: {error}", sample.tag)),
        }
    }
    ensure!(failed.len() < dispatch.samples.len(), "no sample could be read: {failed:?}");

    let after = || dispatch.samples.iter().filter(|sample| sample.phase == Some(AFTER));
    ensure!(after().next().is_some(), "no sample was taken after the replacement");
    ensure!(after().any(|sample| sample.value.is_ok()), "no sample after the replacement could be read: {failed:?}");

    let is_after = |sample: &Sample<'_>| sample.step_index.map(Phase::from) == Some(AFTER);
    let holds_both =
        |sample: &Sample<'_>| sample.snapshot.report().maps.iter().filter(|map| map.name == BSS).count() >= 2;
    let lists_live = |sample: &Sample<'_>| !sample.snapshot.report().active_map_kvas.is_empty();
    ensure!(
        series.iter_samples().any(|sample| is_after(&sample) && holds_both(&sample)),
        "no report after the replacement holds both copies, although {BSS} is pinned"
    );
    ensure!(
        series.iter_samples().any(|sample| is_after(&sample) && lists_live(&sample)),
        "no report after the replacement lists the live maps"
    );
    Ok(())
}
