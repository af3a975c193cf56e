//! The number of instructions of each task on both sides, counted by callgrind, which runs this program a second time.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use benches::pairs::Inputs;

/// Set for the run under callgrind.
const COUNTED: &str = "KTSNAP_COUNTED";

fn main() -> Result<(), Box<dyn Error>> {
    let inputs = Inputs::load(&[])?;
    let pairs = inputs.pairs();
    if env::var_os(COUNTED).is_some() {
        for pair in &pairs {
            for side in [&pair.ours, &pair.theirs] {
                // Values that are computed once are computed here.
                side();
                counted(side);
            }
        }
        return Ok(());
    }

    let counts = counts(pairs.len() * 2)?;
    let mut table = None;
    for (pair, counts) in pairs.iter().zip(counts.chunks(2)) {
        let [ours, theirs] = counts else { continue };
        if table != Some(pair.table) {
            table = Some(pair.table);
            println!("\n{}", pair.table.title);
            println!("{:16} {:>14} {:>14} {:>12}", "", "ktsnap", "other", "times fewer");
        }
        println!("{:16} {ours:>14} {theirs:>14} {:>12.2}", pair.input, *theirs as f64 / *ours as f64);
    }
    Ok(())
}

/// Callgrind counts the instructions in this function, and writes a file after each call.
#[inline(never)]
fn counted(side: &dyn Fn()) {
    side();
    // Without this line the call would be a jump, and callgrind would take it for the function's end.
    black_box(side);
}

/// The counts, in the order of the calls.
fn counts(expected: usize) -> Result<Vec<u64>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("callgrind");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let out = folder.join("out");
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=instructions::counted", "--dump-after=instructions::counted"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe()?)
        .env(COUNTED, "1")
        .output()
        .map_err(|error| format!("valgrind: {error}; it is Debian's package `valgrind`"))?;
    if !run.status.success() {
        return Err(format!("valgrind: {}\n{}", run.status, String::from_utf8_lossy(&run.stderr)).into());
    }
    (1..=expected).map(|part| count(&folder.join(format!("out.{part}")))).collect()
}

/// The number of instructions in a file of callgrind.
fn count(file: &Path) -> Result<u64, Box<dyn Error>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: ")));
    total.and_then(|count| count.trim().parse().ok()).ok_or_else(|| format!("{}: no total", file.display()).into())
}
