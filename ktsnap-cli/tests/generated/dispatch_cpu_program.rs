use ktsnap::{FailureDumpReport, PerCpu, Snapshot, SnapshotSchema};

/// `struct cpu_stats`, the value of the map `cpu_stats` in dispatch.bpf.o.
/// Read the values of all CPUs with `PerCpu::<CpuStats>::from_snapshot(&snapshot)`.
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
        let ratio = counters.mean_run_ns()?;
        println!("mean_run_ns: {ratio:.3}");
    }
    Ok(())
}
