//! Two tenants share a machine, each in a cgroup and so in a cell of its own: first under scx_mitosis, and then under the
//! kernel's own scheduler.

use anyhow::{Context, Result, bail, ensure};
use ktsnap::series::{Phase, SampleError};
use ktstr::claim;
use ktstr::prelude::{SampleSeries, Verdict, VmResult};

use crate::bridge::TypedSamples;
use crate::mitosis::Cells;

/// The cells of the tenants. Cell 0 is the rest of the machine.
const TENANTS: [usize; 2] = [1, 2];

/// The most of a tenant's tasks that may run on CPUs of other cells.
const MOST_BORROWED: f64 = 0.5;

/// Compares both tenants under scx_mitosis and without it, as the harness measured them.
///
/// # Errors
///
/// The claims that failed, or a tenant that was not measured.
pub fn tenants(result: &VmResult) -> Result<()> {
    let measured = |tenant: &str, step: u16| {
        let stats = result.phase_cgroup(ktstr::prelude::Phase::step(step), tenant);
        stats.with_context(|| format!("step {step} has no measurement of `{tenant}`"))
    };
    let work = |tenant: &str, step| -> Result<f64> { Ok(measured(tenant, step)?.total_iterations as f64) };
    let waited = |step| -> Result<f64> {
        Ok(measured("small", step)?.run_delay_summary().with_context(|| format!("step {step} has no delays"))?.0)
    };
    let (small_work, large_work, small_delay) = (work("small", 0)?, work("large", 0)?, waited(0)?);
    let mut verdict = Verdict::new();
    claim!(verdict, small_work).at_least(1.3 * work("small", 1)?);
    claim!(verdict, small_delay).at_most(0.7 * waited(1)?);
    claim!(verdict, large_work).at_least(0.5 * work("large", 1)?);
    verdict.into_anyhow_or_log()
}

/// Checks what scx_mitosis counted for the cells of both tenants, and that it is detached in the second step.
///
/// # Errors
///
/// The check that failed, or the sample that could not be read.
pub fn cells(series: &SampleSeries) -> Result<()> {
    let samples = series.typed::<Cells>();
    let change = samples.change_in(Phase::step(0))?;
    for cell in TENANTS {
        ensure!(change.value.running_ns[cell] > 0, "no task of cell {cell} ran from {} to {}", change.from, change.to);
        let fraction = change.value.queued[cell].borrowed_fraction()?;
        ensure!(fraction <= MOST_BORROWED, "cell {cell} borrowed CPUs for {fraction} of its decisions");
    }

    for sample in samples.samples.iter().filter(|sample| sample.phase == Some(Phase::step(1))) {
        match &sample.value {
            Err(SampleError::Read(_)) => {}
            Err(error) => bail!("{}: {error}", sample.tag),
            Ok(_) => bail!("{} still has the maps of scx_mitosis after it was detached", sample.tag),
        }
    }
    Ok(())
}
