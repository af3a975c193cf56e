//! The allocations of each task on both sides: their number, and the peak of allocated bytes. Both are the same in every run, so
//! this program checks the limits that the project promises.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use allocation_counter::{AllocationInfo, measure};
use benches::pairs::{BYTES, FRESH, Inputs, SAME, TYPED};
use benches::reads::Rusty;
use ktsnap::SnapshotSchema;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let inputs = Inputs::load(&[1, 4, 16, 50])?;
    let mut broken = Vec::new();
    let mut table = None;
    for pair in inputs.pairs() {
        if table != Some(pair.table) {
            table = Some(pair.table);
            println!("\n{}", pair.table.title);
            println!(
                "{:16} {:>10} {:>12} {:>10} {:>12} {:>12}",
                "", "ktsnap", "peak bytes", "other", "peak bytes", "of its peak"
            );
        }
        let (ours, theirs) = (measure(&pair.ours), measure(&pair.theirs));
        println!(
            "{:16} {:>10} {:>12} {:>10} {:>12} {:>12}",
            pair.input,
            ours.count_total,
            ours.bytes_max,
            theirs.count_total,
            theirs.bytes_max,
            share(ours, theirs)
        );
        if pair.table == TYPED && ours.bytes_max * 10 > theirs.bytes_max * 6 {
            broken.push(format!("a parse of {} holds more than 60 % of the bytes that ktstr holds", pair.input));
        }
        if [FRESH, SAME, BYTES].contains(&pair.table) && ours.count_total > 0 {
            broken.push(format!("a read of {} allocates", pair.input));
        }
    }

    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scx_rusty.json");
    fs::write(&file, &inputs.reports.rusty)?;
    let held = measure(|| _ = Rusty::from_json_path(&file)).bytes_max;
    let size = fs::metadata(&file)?.len();
    println!("\nRead counters from a file of {size} bytes: at most {held} held, {} more", held.saturating_sub(size));
    if held > size + 1_000_000 {
        broken.push("a read from a file holds more than the file and 1 MB".to_owned());
    }

    for promise in &broken {
        eprintln!("not as promised: {promise}");
    }
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn share(ours: AllocationInfo, theirs: AllocationInfo) -> String {
    match theirs.bytes_max {
        0 => String::new(),
        most => format!("{:.0} %", 100.0 * ours.bytes_max as f64 / most as f64),
    }
}
