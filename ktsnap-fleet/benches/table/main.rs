//! `ktsnap table` over 10,000 reports, against reads of the same counters of the same files on all cores that make no table. The two take
//! turns, and the ratio is the median of the rounds.
//!
//! `cargo bench --no-default-features --bench table` builds no DataFusion. With a folder as argument, the reports and the table
//! stay there for other programs.

#![allow(clippy::indexing_slicing, reason = "the data is that of this program")]

mod reports;

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, thread};

use ktsnap_cli::fleet::{Reader, ReaderSpec};

const LARGE: usize = 2000;
const SMALL: usize = 8000;
const ROUNDS: usize = 3;

/// The least rate of the table, as a part of that of the reads.
const WANTED: f64 = 0.8;

const LAYOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/machine/schemas/scx_rusty.json");

/// The struct that `ktsnap derive` writes for the options of [`table`].
const STRUCT: &str = r#"
#[derive(ktsnap::SnapshotSchema)]
#[snapshot(layout = "object")]
#[snapshot(ratio(share = tune_params_gen / (tune_params_gen + slice_ns)))]
struct Bss { slice_ns: u64, tune_params_gen: u64 }
"#;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [task, folder] = arguments.as_slice()
        && task == "reads"
    {
        return reads(Path::new(folder)).map(|()| ExitCode::SUCCESS);
    }
    let kept = arguments.first().map(PathBuf::from);
    let folder = kept.clone().unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("table"));
    let (runs, table) = (folder.join("runs"), folder.join("counters.parquet"));
    if !runs.exists() {
        reports::write(&runs, LARGE, SMALL)?;
    }
    println!("{LARGE} reports of 1.6 MB and {SMALL} of 15 KB, 2 counters and a ratio");
    println!("{:10} {:>9} {:>10} {:>10}", "", "seconds", "reports/s", "MB of RAM");
    let (mut ratios, mut taken) = (Vec::new(), [Vec::new(), Vec::new()]);
    for _ in 0..ROUNDS {
        if table.exists() {
            fs::remove_dir_all(&table)?;
        }
        let own = env::current_exe()?;
        let read = measured(own.as_os_str(), &["reads".as_ref(), runs.as_os_str()])?;
        let written = measured(env!("CARGO_BIN_EXE_ktsnap-fleet").as_ref(), &arguments_of(&runs, &table))?;
        ratios.push(read.0 / written.0);
        taken[0].push(read);
        taken[1].push(written);
    }
    for (name, rounds) in ["reads", "table"].iter().zip(&taken) {
        let seconds = median(rounds.iter().map(|(seconds, _)| *seconds).collect());
        let memory = rounds.iter().map(|(_, memory)| *memory).max().unwrap_or_default();
        let rate = f64::from(u32::try_from(LARGE + SMALL)?) / seconds;
        println!("{name:10} {seconds:>9.2} {rate:>10.0} {:>10}", memory / 1000);
    }
    let ratio = median(ratios);
    println!("rate of the table, as a part of that of the reads: {ratio:.2}, at least {WANTED:.2}");
    if kept.is_none() {
        fs::remove_dir_all(folder)?;
    }
    Ok(if ratio < WANTED { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn arguments_of<'a>(runs: &'a Path, table: &'a Path) -> Vec<&'a OsStr> {
    let counters = reports::COUNTERS.iter().flat_map(|counter| ["--only", counter]);
    let ratio = "share = tune_params_gen / (tune_params_gen + slice_ns)";
    let options = ["--object", LAYOUT, "--ratio", ratio].into_iter().chain(counters);
    ["table".as_ref(), runs.as_os_str(), "-o".as_ref(), table.as_os_str()]
        .into_iter()
        .chain(options.map(OsStr::new))
        .collect()
}

/// Reads the counters of each report, on all cores.
fn reads(runs: &Path) -> Result<(), Box<dyn Error>> {
    let layout = fs::read_to_string(LAYOUT)?;
    let spec = ReaderSpec { source: STRUCT.to_owned(), name: "Bss".to_owned(), layout };
    let reader = Reader::of_spec(spec).map_err(|failure| format!("{failure:?}"))?;
    let files = ktsnap_table::list([runs])?.files;
    let (next, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let read = fs::read_to_string(&file.path).map(|text| reader.read(&text, &file.path, &[0, 1], &[0]));
            if !matches!(read, Ok(Ok(_))) {
                failed.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            scope.spawn(work);
        }
    });
    match failed.into_inner() {
        0 => Ok(()),
        failed => Err(format!("{failed} reports were not read").into()),
    }
}

/// The seconds that a program takes, and the most memory that it has, in kilobytes.
fn measured(program: &OsStr, arguments: &[&OsStr]) -> Result<(f64, u64), Box<dyn Error>> {
    let start = Instant::now();
    let mut child = Command::new(program).args(arguments).stdout(Stdio::null()).spawn()?;
    let (status, mut memory) = (format!("/proc/{}/status", child.id()), 0);
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        memory = peak.unwrap_or(memory);
        match child.try_wait()? {
            None => thread::sleep(Duration::from_millis(5)),
            Some(code) if code.success() => return Ok((start.elapsed().as_secs_f64(), memory)),
            Some(code) => return Err(format!("{}: {code}", program.to_string_lossy()).into()),
        }
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
