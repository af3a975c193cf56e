//! Run directories with many reports, made from one report of scx_rusty. Each report has other values of two counters.

use std::error::Error;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

/// A report of 1.6 MB.
const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../benches/data/scx_rusty.json.gz");

/// The reports of one run.
const OF_RUN: usize = 16;

/// The runs in one directory.
const OF_DIRECTORY: usize = 125;

const TOPOLOGIES: [&str; 4] = ["1n1l2c1t", "1n2l4c2t", "2n4l4c2t", "1n4l8c2t"];

/// The counters that differ between the reports, and the values of a report.
pub(crate) const COUNTERS: [&str; 2] = ["tune_params_gen", "slice_ns"];

pub(crate) fn values(report: usize) -> [u64; 2] {
    let report = report as u64;
    [report * report + 1, 20_000_000 + report % 977]
}

/// A report between whose parts the values are written, in the order of the report.
struct Template {
    parts: Vec<String>,
    counters: Vec<usize>,
}

impl Template {
    fn of(report: &str) -> Result<Self, Box<dyn Error>> {
        let mut places = Vec::new();
        for (counter, name) in COUNTERS.iter().enumerate() {
            let begin = format!(r#""name":"{name}","value":{{"kind":"uint","bits":64,"value":"#);
            let at = report.find(&begin).ok_or_else(|| format!("the report has no `{name}`"))? + begin.len();
            let end = report[at..].find('}').ok_or("the report ends in a value")? + at;
            places.push((at, end, counter));
        }
        places.sort_unstable();
        let (mut parts, mut from) = (Vec::new(), 0);
        for (at, end, _) in &places {
            parts.push(report[from..*at].to_owned());
            from = *end;
        }
        parts.push(report[from..].to_owned());
        Ok(Self { parts, counters: places.iter().map(|(.., counter)| *counter).collect() })
    }

    fn text(&self, report: usize) -> String {
        let values = values(report);
        let mut text = self.parts[0].clone();
        for (part, counter) in self.parts[1..].iter().zip(&self.counters) {
            text.push_str(&values[*counter].to_string());
            text.push_str(part);
        }
        text
    }
}

/// Writes run directories with this many reports of 1.6 MB, and this many of some kilobytes.
pub(crate) fn write(folder: &Path, large: usize, small: usize) -> Result<(), Box<dyn Error>> {
    let mut report = String::new();
    GzDecoder::new(File::open(REPORT)?).read_to_string(&mut report)?;
    let (of_large, of_small) = (Template::of(&report)?, Template::of(&shortened(&report)?)?);
    for number in 0..large + small {
        let run = number / OF_RUN;
        let directory = folder.join(format!("6.16.{}-3f2a9c{:x}", run / OF_DIRECTORY, run / OF_DIRECTORY));
        let stem = format!("balance_{}-{run:016x}", run % 8);
        if number % OF_RUN == 0 {
            fs::create_dir_all(&directory)?;
            fs::write(directory.join(format!("{stem}.ktstr.json")), sidecar(run).to_string())?;
        }
        let template = if number < large { &of_large } else { &of_small };
        let file = directory.join(format!("{stem}.snapshot.periodic_{:03}.json", number % OF_RUN));
        fs::write(file, template.text(number))?;
    }
    Ok(())
}

/// The report with one section, without the variable that has most of its bytes.
fn shortened(report: &str) -> Result<String, Box<dyn Error>> {
    let mut report: Value = serde_json::from_str(report)?;
    let maps = report["maps"].as_array_mut().ok_or("the report has no maps")?;
    maps.retain(|map| map["name"] == "bpf_bpf.bss");
    for map in maps {
        let members = map["value"]["members"].as_array_mut().ok_or("the section has no members")?;
        members.retain(|member| member["name"] != "pcpu_ctx");
    }
    Ok(report.to_string())
}

fn sidecar(run: usize) -> Value {
    json!({
        "test_name": format!("balance_{}", run % 8), "topology": TOPOLOGIES[run % TOPOLOGIES.len()],
        "scheduler": "scx_rusty", "kernel_version": format!("6.16.{}", run / OF_DIRECTORY),
        "project_commit": format!("{:07x}", 0x03f2_a9c0 + run / OF_DIRECTORY), "passed": true, "skipped": false,
        "inconclusive": false, "timestamp": format!("2026-03-{:02}T12:{:02}:00Z", run / OF_DIRECTORY + 1, run % 60),
        "periodic_fired": OF_RUN, "periodic_target": OF_RUN,
    })
}
