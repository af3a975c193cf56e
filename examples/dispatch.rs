use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
struct Dispatch {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    dsp_stats: [u64; 3],
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let report = FailureDumpReport::from_json(include_str!("captures/dispatch-swap.json"))?;
    let snapshot = Snapshot::new(&report);
    let d = Dispatch::from_snapshot(&snapshot)?;
    println!("{d:?} {} {}", d.cross_fraction()?, Dispatch::pick(&snapshot)?);
    Ok(())
}
