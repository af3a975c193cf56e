//! Reads the counters by name, with the harness only.

use anyhow::{Result, ensure};
use ktstr::assert::Verdict;
use ktstr::prelude::{SampleSeries, Snapshot, SnapshotResult};

/// Checks that few of the tasks that move leave their LLC, both since the start and between successive samples.
///
/// # Errors
///
/// The failed check, or the sample that could not be read.
pub fn check(series: &SampleSeries) -> Result<()> {
    let mut verdict = Verdict::new();
    // A misspelled name, or a counter that has become an array, only shows after the machine has booted and run.
    series.bpf_live_u64("nr_enqueued").strictly_increasing(&mut verdict);
    series.bpf("cross_fraction", cross_fraction).each(&mut verdict).at_most(0.66);
    verdict.into_anyhow_or_log()?;

    let samples: Vec<_> = series.iter_samples().filter(|sample| !sample.snapshot.is_placeholder()).collect();
    for pair in samples.windows(2) {
        let (same, cross) = moved(&pair[0].snapshot)?;
        let (later_same, later_cross) = moved(&pair[1].snapshot)?;
        // If the scheduler was replaced between the samples, this subtracts counters of two instances. If no task moved,
        // the fraction is NaN.
        let (same, cross) = (later_same - same, later_cross - cross);
        let fraction = cross / (same + cross);
        ensure!(fraction < 0.7, "from {} to {} the cross fraction is {fraction}", pair[0].tag, pair[1].tag);
    }
    Ok(())
}

fn cross_fraction(snap: &Snapshot<'_>) -> SnapshotResult<f64> {
    let (same, cross) = moved(snap)?;
    Ok(cross / (same + cross))
}

/// Without `active`, one of the two reads may come from a dead copy.
fn moved(snap: &Snapshot<'_>) -> SnapshotResult<(f64, f64)> {
    let active = snap.active()?;
    Ok((active.var("nr_mig_same").as_u64()? as f64, active.var("nr_mig_cross").as_u64()? as f64))
}
