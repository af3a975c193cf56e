use ktsnap::histogram::{Histogram, Log2};
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

/// All entries of the map `wait_hist` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "wait_hist")]
#[snapshot(ratio(longest_pct = percent(entries[15] / sum(entries))))]
pub struct WaitHist {
    #[snapshot(key = "*")]
    pub entries: Histogram<Log2>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a report")?;
    let report = FailureDumpReport::from_path(file)?;
    let counters = WaitHist::from_snapshot(&Snapshot::new(&report))?;
    println!("{counters:#?}");
    let ratio = counters.longest_pct()?;
    println!("longest_pct: {ratio:.3}");
    Ok(())
}
