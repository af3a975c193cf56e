//! Shows how a scheduler's counters change over several captures, and that a restart is noticed.
//!
//!     cargo run --example change

use std::error::Error;

use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

/// Some counters of scx_bpfland, each a plain global.
#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/nr_counters.bpf.o")]
#[snapshot(ratio(direct_fraction = nr_direct_dispatches / (nr_direct_dispatches + nr_shared_dispatches)))]
struct Bpfland {
    nr_direct_dispatches: u64,
    nr_shared_dispatches: u64,
    /// A gauge: it goes up and down.
    nr_running: u64,
}

/// In the order they were taken: one instance, then, after a restart, its dead copy beside a second one.
const CAPTURES: [(&str, &str); 5] = [
    ("a0", include_str!("../captures/scx_bpfland-a0.json")),
    ("a1", include_str!("../captures/scx_bpfland-a1.json")),
    ("a2", include_str!("../captures/scx_bpfland-a2.json")),
    ("b0", include_str!("../captures/scx_bpfland-b0.json")),
    ("b1", include_str!("../captures/scx_bpfland-b1.json")),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("     running    direct    shared   direct fraction");
    let mut earlier: Option<(Bpfland, u64)> = None;
    for (name, json) in CAPTURES {
        let report = FailureDumpReport::from_json(json)?;
        let snapshot = Snapshot::new(&report);
        let now = Bpfland::from_snapshot(&snapshot)?;
        let instance = Bpfland::pick(&snapshot)?.map.map_kva;

        println!(
            "{name}   {:>7}   {:>7}   {:>7}   {:>15.3}",
            now.nr_running,
            now.nr_direct_dispatches,
            now.nr_shared_dispatches,
            now.direct_fraction()?
        );
        match &earlier {
            Some((before, same)) if *same == instance => println!(
                "               {:>+7}   {:>+7}",
                difference(now.nr_direct_dispatches, before.nr_direct_dispatches),
                difference(now.nr_shared_dispatches, before.nr_shared_dispatches),
            ),
            Some(_) => println!("               another instance runs: its counters began at zero"),
            None => {}
        }
        earlier = Some((now, instance));
    }
    Ok(())
}

fn difference(now: u64, before: u64) -> i128 {
    i128::from(now) - i128::from(before)
}
