//! `ktsnap query`: SQL over reports and tables.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ktsnap_cli::fleet::{Failure, Query as Args, Screen, note};
use ktsnap_query::{Input, Options, QueryError, Rows, Session};
use ktsnap_table::list;
use tokio::runtime::Runtime;

use crate::answer::{Answer, Form};
use crate::{columns, counters};

/// The most reports without a row that are printed.
const MOST: usize = 3;

pub(crate) fn run(args: &Args, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    if Path::new(&args.sql).exists() {
        let fact = format!("`{}` is a file or a folder, and the first argument is the query", args.sql);
        return Err(Failure::usage(fact, "write the query before the inputs"));
    }
    let inputs = inputs(args)?;
    let options = Options { strict: args.strict, memory: args.memory.saturating_mul(1 << 20), ..Options::default() };
    runtime()?.block_on(async {
        let session = session(args, inputs, &options).await?;
        let rows = session.sql(&args.sql).await.map_err(failure)?;
        let form = match (args.csv, screen.json) {
            (true, _) => Form::Csv,
            (_, true) => Form::Json,
            _ => Form::Table,
        };
        answer(rows, Answer::new(form, screen, out)).await
    })
}

#[allow(clippy::needless_pass_by_value, reason = "it is passed to `map_err`")]
pub(crate) fn failure(error: QueryError) -> Failure {
    match error.help() {
        Some(help) => Failure::new(error.message(), help),
        None => Failure::Message(error.message().to_owned()),
    }
}

/// The threads of queries and clusters.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    Runtime::new().map_err(|error| Failure::new(format!("can't start threads: {error}"), "end other programs"))
}

async fn answer(mut rows: Rows, mut answer: Answer<'_>) -> Result<ExitCode, Failure> {
    answer.begin(&rows.schema())?;
    while let Some(batch) = rows.next().await.map_err(failure)? {
        answer.add(&batch)?;
    }
    answer.end()?;
    let unreadable = rows.unreadable().await.map_err(failure)?;
    for report in unreadable.files.iter().take(MOST) {
        note(format_args!("the answer lacks {report}"));
    }
    let more = unreadable.files.len().saturating_sub(MOST) + unreadable.more;
    if more > 0 {
        note(format_args!("the answer lacks {more} more reports: `select * from errors` shows them"));
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "cluster")]
async fn session(args: &Args, inputs: Vec<Input>, options: &Options) -> Result<Session, Failure> {
    let session = match &args.cluster {
        Some(scheduler) => ktsnap_cluster::session(scheduler, &crate::cluster::factory(), &[], inputs, options).await,
        None => Session::open(inputs, options).await,
    };
    session.map_err(failure)
}

#[cfg(not(feature = "cluster"))]
async fn session(args: &Args, inputs: Vec<Input>, options: &Options) -> Result<Session, Failure> {
    if args.cluster.is_some() {
        return Err(crate::without("cluster"));
    }
    Session::open(inputs, options).await.map_err(failure)
}

/// The inputs: each table, and the reports of one name together.
fn inputs(args: &Args) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    let mut reports: Vec<(Option<&str>, Vec<PathBuf>)> = Vec::new();
    for written in &args.inputs {
        let (name, path) = named(written);
        if is_table(&path) {
            let input = Input::parquet(path);
            inputs.push(match name {
                Some(name) => input.named(name),
                None => input,
            });
        } else if let Some((_, paths)) = reports.iter_mut().find(|(known, _)| *known == name) {
            paths.push(path);
        } else {
            reports.push((name, vec![path]));
        }
    }
    if reports.is_empty() {
        return Ok(inputs);
    }
    let counters = counters::of_options(&args.columns)?;
    if args.cluster.is_some() && counters.spec().is_none() {
        let help = "describe the counters with `--object`, or write a table with `ktsnap table` and query that";
        return Err(Failure::usage("the executors of a cluster can't read the file of `--struct`", help));
    }
    for (name, paths) in reports {
        let listing = list(&paths).map_err(|error| Failure::Message(error.to_string()))?;
        let input = Input::reports(counters.clone(), columns::options(&args.columns), listing);
        inputs.push(match name {
            Some(name) => input.named(name),
            None => input,
        });
    }
    Ok(inputs)
}

/// The name before `=`, and the path. A path that exists has no name before it.
fn named(written: &Path) -> (Option<&str>, PathBuf) {
    let split = written.to_str().filter(|_| !written.exists()).and_then(|text| text.split_once('='));
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    match split.filter(|(name, _)| is_name(name)) {
        Some((name, path)) => (Some(name), path.into()),
        None => (None, written.to_owned()),
    }
}

/// Whether a path is that of a table, and not of reports.
fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "parquet") || path.join("_files.jsonl").is_file()
}
