use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

/// Globals in `.bss` of scx_bpfland.json.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/scx_bpfland.json")]
#[snapshot(ratio(
    direct_fraction = nr_direct_dispatches / (nr_direct_dispatches + nr_shared_dispatches)
))]
pub struct Bss {
    pub nr_kthread_dispatches: u64,
    pub nr_direct_dispatches: u64,
    pub nr_shared_dispatches: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a report")?;
    let report = FailureDumpReport::from_path(file)?;
    let counters = Bss::from_snapshot(&Snapshot::new(&report))?;
    println!("{counters:#?}");
    let ratio = counters.direct_fraction()?;
    println!("direct_fraction: {ratio:.3}");
    Ok(())
}
