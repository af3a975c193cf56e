//! The input reports: two captures, and larger variants of the first.

use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use ktsnap::FailureDumpReport;

/// Every report that is measured.
pub struct Reports {
    /// scx_bpfland on 8 CPUs, two copies of it: 278 KB.
    pub bpfland: String,
    /// scx_rusty, as `ktsnap capture` wrote it: 1.6 MB.
    pub rusty: String,
    /// scx_bpfland as a later harness might write it: with a field in each map and in each 64-bit integer that ktsnap does not
    /// know.
    pub extended: String,
    /// A document with scx_rusty in both halves: 3.2 MB.
    pub dual: String,
    /// scx_bpfland with so many copies of its sections.
    pub copies: Vec<(u32, FailureDumpReport)>,
    /// scx_bpfland among so many megabytes of other maps.
    pub grown: Vec<(u32, String)>,
}

impl Reports {
    /// Reads the captures, and makes larger reports of so many megabytes.
    ///
    /// # Errors
    ///
    /// If a file can't be read or is not a report.
    pub fn load(megabytes: &[u32]) -> Result<Self, Box<dyn Error>> {
        let repository = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let bpfland = fs::read_to_string(repository.join("captures/scx_bpfland-b0.json"))?;
        let extended = bpfland
            .replace(r#","max_entries":"#, r#","numa_node":0,"max_entries":"#)
            .replace(r#""kind":"uint","bits":64,"#, r#""kind":"uint","bits":64,"since":0,"#);
        let mut rusty = String::new();
        GzDecoder::new(fs::File::open(repository.join("benches/data/scx_rusty.json.gz"))?)
            .read_to_string(&mut rusty)?;
        // The file ends with a newline, which the harness does not write after a half.
        let half = rusty.trim_end();
        let dual = format!(r#"{{"schema":"dual","early":{half},"late":{half}}}"#);
        let report = FailureDumpReport::from_json(&bpfland)?;
        let copies = [1, 4, 16, 64].map(|copies| (copies, with_copies(&report, copies)));
        let mut grown = Vec::new();
        for &megabytes in megabytes {
            grown.push((megabytes, among_others(&report, bpfland.len(), megabytes)?));
        }
        Ok(Self { bpfland, extended, rusty, dual, copies: copies.into(), grown })
    }
}

/// The report with so many copies of the running scheduler's sections. The live copy is the last.
fn with_copies(report: &FailureDumpReport, copies: u32) -> FailureDumpReport {
    let (sections, others): (Vec<_>, Vec<_>) =
        report.maps.iter().cloned().partition(|map| map.name.starts_with("bpf_bpf."));
    let live: Vec<_> = sections.into_iter().filter(|map| report.active_map_kvas.contains(&map.map_kva)).collect();
    let mut copied = report.clone();
    copied.maps.clear();
    for copy in (0..copies).rev() {
        copied.maps.extend(live.iter().cloned().map(|mut map| {
            map.map_kva ^= u64::from(copy);
            map
        }));
    }
    copied.maps.extend(others);
    copied
}

/// The report's text, enlarged to so many megabytes with copies of its maps under other names.
fn among_others(report: &FailureDumpReport, len: usize, megabytes: u32) -> Result<String, Box<dyn Error>> {
    let mut grown = report.clone();
    for copy in 1..(megabytes as usize * 1_000_000).div_ceil(len) {
        grown.maps.extend(report.maps.iter().cloned().map(|mut map| {
            map.name = format!("other{copy}_{}", map.name.replace('.', "_"));
            map.map_kva = 0;
            map
        }));
    }
    Ok(serde_json::to_string(&grown)?)
}
