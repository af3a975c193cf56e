use ktsnap::{FailureDumpReport, PerCpu, Snapshot, SnapshotSchema};

/// `struct cpu_stats`, the value of the map `cpu_stats` in dispatch.bpf.o.
/// Of each CPU: `PerCpu::<CpuStats>::from_snapshot(&snapshot)`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "cpu_stats", value = "struct cpu_stats")]
#[snapshot(ratio(mean_run_ns = busy_ns / nr_runs))]
pub struct CpuStats {
    pub nr_runs: u64,
    pub busy_ns: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a report")?;
    let report = FailureDumpReport::from_path(file)?;
    let all = PerCpu::<CpuStats>::from_snapshot(&Snapshot::new(&report))?;
    for (cpu, counters) in all.iter().enumerate() {
        let Some(counters) = counters else { continue };
        println!("CPU {cpu}: {counters:#?}");
        println!("mean_run_ns: {:.3}", counters.mean_run_ns()?);
    }
    Ok(())
}
