//! As a struct that was checked against the scheduler's object while the test compiled.

use anyhow::{Result, ensure};
use ktsnap::{SnapshotSchema, TypedSamples};
use ktstr::assert::Verdict;
use ktstr::prelude::SampleSeries;

/// What the scheduler counts.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "$OUT_DIR/bpf.bpf.o")]
#[snapshot(ratio(
    /// The part of the tasks that moved to another CPU which left their LLC.
    pub cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)
))]
pub struct Dispatch {
    /// Tasks put into a queue.
    pub nr_enqueued: u64,
    /// Tasks that moved within their LLC.
    pub nr_mig_same: u64,
    /// Tasks that moved to another.
    pub nr_mig_cross: u64,
}

/// Of the tasks that move, few enough leave their LLC: up to any sample, and from each sample to the next.
///
/// # Errors
///
/// What the series shows instead.
pub fn check(series: &SampleSeries) -> Result<()> {
    let mut verdict = Verdict::new();
    let dispatch = series.typed::<Dispatch>();
    dispatch.field("nr_enqueued", |it| it.nr_enqueued).strictly_increasing(&mut verdict);
    dispatch.field("cross_fraction", Dispatch::cross_fraction).each(&mut verdict).at_most(0.66);
    verdict.into_anyhow_or_log()?;

    for change in dispatch.changes() {
        let change = change?;
        let fraction = change.value.cross_fraction()?;
        ensure!(fraction < 0.7, "from {} to {} the cross fraction is {fraction}", change.from, change.to);
    }
    Ok(())
}
