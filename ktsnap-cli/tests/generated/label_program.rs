use std::ffi::CString;

use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

/// Globals in `.bss` of label.bpf.o.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/label.bpf.o")]
pub struct Bss {
    pub nr_seen: u64,
    /// `char[2][8]`
    pub labels: [CString; 2],
    /// `char[16]`
    pub label: CString,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a report")?;
    let report = FailureDumpReport::from_path(file)?;
    let counters = Bss::from_snapshot(&Snapshot::new(&report))?;
    println!("{counters:#?}");
    Ok(())
}
