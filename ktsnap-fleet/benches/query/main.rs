//! One question over the reports that the benchmark `table` leaves in a folder, answered in three ways: `ktsnap query` straight over the
//! reports; serde_json, which parses each report and writes a table as JSON, and DataFusion over that; and DuckDB's `read_json`, if
//! Python has the module `duckdb`. Each is a process, and they take turns.
//!
//! `cargo bench --bench query -- FOLDER`

#![allow(clippy::indexing_slicing, reason = "the data is that of this program")]

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{env, thread};

use datafusion::prelude::{JsonReadOptions, SessionContext};
use serde_json::{Value, json};

const ROUNDS: usize = 3;

const LAYOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/machine/schemas/scx_rusty.json");
const DUCKDB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/query/read_json.py");

const SQL: &str = "select directory, count(*) as n, sum(tune_params_gen) as total from counters group by directory order by directory";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["json", folder] => json_table(Path::new(folder)).map(|()| ExitCode::SUCCESS),
        [folder] => compare(Path::new(folder)).map(|()| ExitCode::SUCCESS),
        _ => Err("give the folder of `cargo bench --no-default-features --bench table -- FOLDER`".into()),
    }
}

fn compare(folder: &Path) -> Result<(), Box<dyn Error>> {
    let runs = folder.join("runs");
    let options = ["--csv", "--object", LAYOUT, "--only", "tune_params_gen"].map(OsStr::new);
    let ours: Vec<&OsStr> = ["query".as_ref(), SQL.as_ref(), runs.as_os_str()].into_iter().chain(options).collect();
    let own = env::current_exe()?;
    let ways: [(&str, &OsStr, Vec<&OsStr>); 3] = [
        ("ktsnap query", env!("CARGO_BIN_EXE_ktsnap-fleet").as_ref(), ours),
        ("serde_json", own.as_ref(), vec!["json".as_ref(), folder.as_ref()]),
        ("DuckDB", "python3".as_ref(), vec![DUCKDB.as_ref(), runs.as_os_str()]),
    ];
    let mut seconds = vec![Vec::new(); ways.len()];
    let mut answer: Option<String> = None;
    for _ in 0..ROUNDS {
        for ((name, program, arguments), seconds) in ways.iter().zip(&mut seconds) {
            let start = Instant::now();
            let output = Command::new(program).args(arguments).output()?;
            if !output.status.success() {
                println!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim());
                continue;
            }
            seconds.push(start.elapsed().as_secs_f64());
            let found = String::from_utf8(output.stdout)?;
            let expected = answer.get_or_insert_with(|| found.clone());
            if *expected != found {
                return Err(format!("{name} answers\n{found}instead of\n{expected}").into());
            }
        }
    }
    let mut medians = seconds.into_iter().map(median);
    let ours = medians.next().unwrap_or(f64::NAN);
    println!("{:14} {:>8} {:>8}", "", "seconds", "ratio");
    println!("{:14} {ours:>8.2} {:>8.2}", ways[0].0, 1.0);
    for ((name, ..), other) in ways.iter().skip(1).zip(medians) {
        println!("{name:14} {other:>8.2} {:>8.2}", other / ours);
    }
    Ok(())
}

/// Parses each report with serde_json on all cores, writes a table as JSON, and asks DataFusion.
fn json_table(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for directory in fs::read_dir(folder.join("runs"))? {
        files.extend(fs::read_dir(directory?.path())?.filter_map(|file| Some(file.ok()?.path())));
    }
    files.retain(|file| !file.to_string_lossy().ends_with(".ktstr.json"));
    let table = folder.join("counters.json");
    let (out, next) = (Mutex::new(BufWriter::new(fs::File::create(&table)?)), AtomicUsize::new(0));
    let failed = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let line = row(file).map(|row| format!("{row}\n"));
                    let written = match (line, out.lock()) {
                        (Some(line), Ok(mut out)) => out.write_all(line.as_bytes()).is_ok(),
                        _ => false,
                    };
                    failed.fetch_add(usize::from(!written), Ordering::Relaxed);
                }
            });
        }
    });
    out.into_inner().map_err(|_| "a thread failed")?.flush()?;
    if failed.into_inner() > 0 {
        return Err("a report was not read".into());
    }
    let answer = tokio::runtime::Runtime::new()?.block_on(async {
        let context = SessionContext::new();
        context.register_json("counters", &*table.to_string_lossy(), JsonReadOptions::default()).await?;
        context.sql(SQL).await?.collect().await
    })?;
    let mut csv = arrow_csv::WriterBuilder::new().with_header(true).build(std::io::stdout());
    answer.iter().try_for_each(|batch| csv.write(batch))?;
    Ok(())
}

fn row(file: &Path) -> Option<Value> {
    let report: Value = serde_json::from_str(&fs::read_to_string(file).ok()?).ok()?;
    let bss = report["maps"].as_array()?.iter().find(|map| map["name"] == "bpf_bpf.bss")?;
    let members = bss["value"]["members"].as_array()?;
    let counter = &members.iter().find(|member| member["name"] == "tune_params_gen")?["value"]["value"];
    let directory = file.parent()?.file_name()?.to_string_lossy();
    Some(json!({ "directory": directory, "tune_params_gen": counter }))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
