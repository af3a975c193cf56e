//! Reads the counters of a scheduler that was just replaced, from a report with two copies of every global.
//!
//!     cargo run --package examples --bin dispatch

use std::error::Error;

use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

/// Each field is a global of `examples/bpf/dispatch.bpf.c`. If you change a name or a type, it no longer compiles.
#[derive(SnapshotSchema)]
#[snapshot(object = "bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
struct Dispatch {
    nr_enqueued: u64,
    nr_mig_same: u64,
    nr_mig_cross: u64,
    #[snapshot(gauge)]
    nr_tasks: u32,
    lag_ns: i64,
    saw_cross: bool,
    /// By `enum dsp_stat`: local, shared, kick.
    dsp_stats: [u64; 3],
}

fn main() -> Result<(), Box<dyn Error>> {
    let report = FailureDumpReport::from_json(include_str!("captures/dispatch-swap.json"))?;
    let snapshot = Snapshot::new(&report);

    let counters = Dispatch::from_snapshot(&snapshot)?;
    let [local, shared, kick] = counters.dsp_stats;
    println!("enqueued         {:>6}", counters.nr_enqueued);
    println!("moved, same LLC  {:>6}", counters.nr_mig_same);
    println!("moved, cross LLC {:>6}", counters.nr_mig_cross);
    println!("cross fraction   {:>6.3}", counters.cross_fraction()?);
    println!("inserted         {local} local, {shared} shared, {kick} kicks");
    println!(
        "tasks {}, lag {} ms, cross-LLC seen: {}",
        counters.nr_tasks,
        counters.lag_ns / 1_000_000,
        counters.saw_cross
    );

    let pick = Dispatch::pick(&snapshot)?;
    println!();
    println!("read        {}: it is {}", pick.map, pick.reason);
    for copy in &pick.passed_over {
        println!("ignored     {copy}: its scheduler is gone");
    }
    Ok(())
}
