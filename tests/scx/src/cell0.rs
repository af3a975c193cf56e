//! Two cgroups whose cpusets take all CPUs of the machine, so that cell 0, which has every other task, is left without CPUs.

use anyhow::{Result, ensure};
use ktstr::prelude::SampleSeries;

use crate::bridge::TypedSamples;
use crate::mitosis::{Config, Owners};

/// Checks that cell 0 owns a CPU in every sample that has a cell for each cgroup.
///
/// # Errors
///
/// The sample in which it owns none, or the sample that could not be read.
pub fn check(series: &SampleSeries) -> Result<()> {
    let (configs, owners) = (series.typed::<Config>(), series.typed::<Owners>());
    let mut configured = 0;
    for (config, owners) in configs.samples.iter().zip(&owners.samples) {
        let config = config.value.as_ref().map_err(Clone::clone)?;
        let cpus = &owners.value.as_ref().map_err(Clone::clone)?.cpus;
        if config.num_cells < 3 {
            continue;
        }
        configured += 1;
        ensure!(
            cpus.get(&0).is_some(),
            "{}: cell 0 owns no CPU after {} configurations; the other cells own {:?}",
            owners.tag,
            config.applied,
            cpus.iter().collect::<Vec<_>>()
        );
    }
    ensure!(configured > 0, "no sample has a cell for each of the two cgroups");
    Ok(())
}
