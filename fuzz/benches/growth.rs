//! How the work of each entry point grows with each dimension of its input. Callgrind counts the instructions for an input and for one
//! of twice the size. The exponent is 1 if the work doubles.
//!
//! The program fails if an exponent is above the limit.

#![allow(clippy::unwrap_used, clippy::panic, reason = "an input that can't be made is a fault of this program")]

#[allow(unreachable_pub, reason = "the package of the benchmarks exports it")]
#[path = "../../benches/src/callgrind.rs"]
mod callgrind;
#[path = "growth/declarations.rs"]
mod declarations;
#[path = "growth/objects.rs"]
mod objects;
#[path = "growth/reports.rs"]
mod reports;
#[path = "growth/task.rs"]
mod task;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use callgrind::instructions;
use task::Growth;

/// The largest exponent of work that is linear.
const LIMIT: f64 = 1.1;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let rows: Vec<Growth> = [reports::all(), objects::all(), declarations::all()].into_iter().flatten().collect();
    let tasks: Vec<&dyn Fn()> = rows.iter().flat_map(|row| [&*row.once, &*row.twice]).collect();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("growth");
    let Some(counts) = instructions(&tasks, &folder)? else { return Ok(ExitCode::SUCCESS) };
    let mut status = ExitCode::SUCCESS;
    println!("{:34} {:34} {:>12} {:>9}", "entry point", "dimension", "instructions", "exponent");
    for (row, counts) in rows.iter().zip(counts.chunks(2)) {
        let [once, twice] = counts else { continue };
        let exponent = (*twice as f64 / *once as f64).log2();
        let is_above = exponent > LIMIT;
        if is_above {
            status = ExitCode::FAILURE;
        }
        let note = if is_above { "  above the limit" } else { "" };
        println!("{:34} {:34} {once:>12} {exponent:>9.2}{note}", row.entry, row.dimension);
    }
    Ok(status)
}
