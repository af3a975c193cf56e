//! Shows the message of an assertion that fails.
//!
//!     cargo run --package examples --bin assertion

use std::error::Error;

use ktsnap::series::Observed;
use ktsnap::{SnapshotSchema, check};

#[derive(SnapshotSchema)]
#[snapshot(object = "bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
struct Dispatch {
    nr_enqueued: u64,
    nr_mig_same: u64,
    nr_mig_cross: u64,
    #[snapshot(gauge)]
    nr_tasks: u32,
    #[snapshot(path = "waits.total_ns")]
    total_wait_ns: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let earlier = Observed::<Dispatch>::from_json_path("examples/captures/dispatch-a0.json")?;
    let later = Observed::<Dispatch>::from_json_path("examples/captures/dispatch-a1.json")?;
    let most = 0.5;
    if let Err(error) = check!(later.since(&earlier)?, cross_fraction() < most, nr_tasks > 100, nr_enqueued > 0) {
        println!("{error}");
    }
    Ok(())
}
