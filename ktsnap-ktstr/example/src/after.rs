//! Reads the counters as a struct, which was checked against the scheduler's object when the test was compiled.

use anyhow::{Result, ensure};
use ktsnap::SnapshotSchema;
use ktstr::assert::Verdict;
use ktstr::prelude::SampleSeries;

use crate::bridge::{TypedColumns, TypedSamples};

/// The scheduler's counters.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "$OUT_DIR/bpf.bpf.o")]
#[snapshot(ratio(
    /// The fraction of the moved tasks that left their LLC.
    pub cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)
))]
pub struct Dispatch {
    /// Tasks that were queued.
    pub nr_enqueued: u64,
    /// Tasks that moved within their LLC.
    pub nr_mig_same: u64,
    /// Tasks that moved to another LLC.
    pub nr_mig_cross: u64,
}

/// Checks that few of the tasks that move leave their LLC, both since the start and between successive samples.
///
/// # Errors
///
/// The failed check, or the sample that could not be read.
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
