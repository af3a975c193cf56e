//! What the command takes for 1,000 reports, against a program that reads the same counters of the same files as a struct, one file
//! after the other. The two take turns, five times, and the ratio is the median of the five rounds.

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use flate2::read::GzDecoder;
use ktsnap::SnapshotSchema;

/// The reports, and the page that is made of them.
const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/series");

const REPORTS: usize = 1000;
const ROUNDS: usize = 5;

/// The most time of the command, as a multiple of the time of the reads.
const WANTED: f64 = 1.5;

#[derive(SnapshotSchema)]
#[snapshot(layout = "../tests/machine/schemas/scx_rusty.json")]
struct Rusty {
    tune_params_gen: u64,
    slice_ns: u64,
}

/// The fields of [`Rusty`].
const COUNTERS: [&str; 2] = ["tune_params_gen", "slice_ns"];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let Some((first, files)) = arguments.split_first()
        && first == "typed"
    {
        return read(files).map(|()| ExitCode::SUCCESS);
    }
    let files = written()?;
    let page = Path::new(FOLDER).join("page.html");
    let tasks: [(&str, &str, &[&OsStr]); 3] = [
        ("diff", "--only", &["diff".as_ref(), "--all".as_ref()]),
        ("diff --plot", "--plot", &["diff".as_ref()]),
        ("page", "--only", &["page".as_ref(), "--force".as_ref(), "-o".as_ref(), page.as_ref()]),
    ];
    println!("Read 2 counters of {REPORTS} reports of 1.6 MB; typed reads, one after the other");
    println!("{:12} {:>9} {:>9} {:>9}", "", "seconds", "elapsed", "CPU time");
    let mut broken = Vec::new();
    for (name, option, arguments) in tasks {
        let mut ours: Vec<&OsStr> = arguments.to_vec();
        ours.extend(COUNTERS.iter().flat_map(|counter| [option.as_ref(), OsStr::new(*counter)]));
        ours.extend(files.iter().map(|file| -> &OsStr { file.as_ref() }));
        let theirs: Vec<&OsStr> = ["typed".as_ref()].into_iter().chain(files.iter().map(AsRef::as_ref)).collect();
        let (mut seconds, mut elapsed, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let ours = taken(env!("CARGO_BIN_EXE_ktsnap").as_ref(), &ours)?;
            let theirs = taken(std::env::current_exe()?.as_ref(), &theirs)?;
            seconds.push(ours.elapsed);
            elapsed.push(ours.elapsed / theirs.elapsed);
            cpu.push(ours.cpu / theirs.cpu);
        }
        let [seconds, elapsed, cpu] = [seconds, elapsed, cpu].map(median);
        println!("{name:12} {seconds:>9.2} {elapsed:>9.2} {cpu:>9.2}");
        if elapsed.max(cpu) > WANTED {
            broken.push(format!("`{name}` takes more than {WANTED} of the time of the reads"));
        }
    }
    println!("{:12} {:>9} {WANTED:>9.2} {WANTED:>9.2}", "at most", "");
    fs::remove_dir_all(FOLDER)?;
    broken.iter().for_each(|promise| eprintln!("not as promised: {promise}"));
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A series of reports: scx_rusty, with another time and another value of a counter in each.
fn written() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut report = String::new();
    GzDecoder::new(File::open("../benches/data/scx_rusty.json.gz")?).read_to_string(&mut report)?;
    let counter = r#""name":"tune_params_gen","value":{"kind":"uint","bits":64,"value":"#;
    let (before, after) = report.split_once(counter).ok_or("the report has no `tune_params_gen`")?;
    let (value, after) = after.split_once('}').ok_or("the report ends in a value")?;
    let after = after.trim_end().strip_suffix('}').ok_or("the report does not end with a brace")?;
    let first: usize = value.parse()?;
    fs::create_dir_all(FOLDER)?;
    let file = |turn: usize| {
        let file = Path::new(FOLDER).join(format!("{turn:04}.json"));
        let (value, time) = (first + turn * turn, 1_000_000_000 * (turn + 1));
        let stamp = format!(r#""ktsnap_capture":{{"boot_id":"b","monotonic_ns":{time},"realtime_ns":{time}}}"#);
        fs::write(&file, format!("{before}{counter}{value}}}{after},{stamp}}}"))?;
        Ok(file)
    };
    (0..REPORTS).map(file).collect()
}

/// The other side: reads each file as a struct.
fn read(files: &[OsString]) -> Result<(), Box<dyn Error>> {
    let mut sum = 0;
    for file in files {
        let Rusty { tune_params_gen, slice_ns } = Rusty::from_json_path(Path::new(file))?;
        sum += tune_params_gen + slice_ns;
    }
    println!("{sum}");
    Ok(())
}

/// What a process took, in seconds.
struct Taken {
    elapsed: f64,
    /// Of the process and in the kernel.
    cpu: f64,
}

fn taken(program: &OsStr, arguments: &[&OsStr]) -> Result<Taken, Box<dyn Error>> {
    let (start, before) = (Instant::now(), cpu_of_children()?);
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).status()?;
    let elapsed = start.elapsed().as_secs_f64();
    if !status.success() {
        return Err(format!("{}: {status}", program.to_string_lossy()).into());
    }
    Ok(Taken { elapsed, cpu: cpu_of_children()? - before })
}

/// The CPU time of all children that ended: fields 16 and 17 of `/proc/PID/stat`, in units of 10 ms. See proc(5).
fn cpu_of_children() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program may contain blanks.
    let (_, fields) = stat.rsplit_once(") ").ok_or("/proc/self/stat names no program")?;
    let fields: Vec<_> = fields.split(' ').collect();
    let ticks = |number: usize| {
        fields.get(number - 3).ok_or("/proc/self/stat is short")?.parse().map_err(Box::<dyn Error>::from)
    };
    let (user, system): (f64, f64) = (ticks(16)?, ticks(17)?);
    Ok((user + system) / 100.0)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
