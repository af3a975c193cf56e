//! Shows how the counters of a scheduler change over several captures, and how a restart is noticed.
//!
//!     cargo run --package examples --bin change

use std::error::Error;
use std::time::Duration;

use ktsnap::series::{Captured, ChangeError, Series};
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

/// Some counters of scx_bpfland, each a plain global.
#[derive(SnapshotSchema)]
#[snapshot(object = "bpf/nr_counters.bpf.o")]
#[snapshot(ratio(direct_fraction = nr_direct_dispatches / (nr_direct_dispatches + nr_shared_dispatches)))]
struct Bpfland {
    nr_direct_dispatches: u64,
    nr_shared_dispatches: u64,
    /// It goes up and down, so a difference keeps the later value.
    #[snapshot(gauge)]
    nr_running: u64,
}

/// Two seconds apart. The last two, after a restart, hold the dead copy of the first instance and the live copy of the second.
const CAPTURES: [(&str, &str); 5] = [
    ("a0", include_str!("../captures/scx_bpfland-a0.json")),
    ("a1", include_str!("../captures/scx_bpfland-a1.json")),
    ("a2", include_str!("../captures/scx_bpfland-a2.json")),
    ("b0", include_str!("../captures/scx_bpfland-b0.json")),
    ("b1", include_str!("../captures/scx_bpfland-b1.json")),
];

fn main() -> Result<(), Box<dyn Error>> {
    let reports = CAPTURES.iter().map(|(_, json)| FailureDumpReport::from_json(json)).collect::<Result<Vec<_>, _>>()?;
    let times = (0..).map(|index| Duration::from_secs(2 * index));
    let captures = times.zip(&reports).zip(CAPTURES);
    let captures = captures.map(|((at, report), (name, _))| Captured::new(at, Snapshot::new(report)).named(name));
    let series = Series::<Bpfland>::read(captures);

    println!("           direct/s   shared/s   running   direct fraction");
    for change in series.changes() {
        match change {
            Ok(change) => println!(
                "{} to {}   {:>8.1}   {:>8.1}   {:>7}   {:>15.3}",
                change.from,
                change.to,
                change.per_second(|counted| counted.nr_direct_dispatches).unwrap_or_default(),
                change.per_second(|counted| counted.nr_shared_dispatches).unwrap_or_default(),
                change.value.nr_running,
                change.value.direct_fraction()?,
            ),
            Err(ChangeError::InstanceChanged { from, to, .. }) => {
                println!("{from} to {to}   the scheduler was replaced");
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}
