//! `ktsnap runs`: the runs in a directory of the harness.

mod document;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Effects, Style};
use ktsnap_core::runs::{Run, RunResult, Runs, SidecarError};

use crate::args::Runs as Args;
use crate::failure::Failure;
use crate::screen::text::{clean, count, cut, few, name};
use crate::screen::{Cell, Heading, Screen, Table};

const BOLD: Style = Style::new().effects(Effects::BOLD);

pub(crate) fn run(args: &Args, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let runs = Runs::open(&args.directory).map_err(|error| Failure::Message(error.to_string()))?;
    if runs.runs.is_empty() {
        let help = "give a directory that the harness writes, for example `target/ktstr`";
        return Err(Failure::of(&args.directory, "has no run of the harness", help));
    }
    if screen.json {
        screen.write_json(out, &document::document(&runs))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut directories: BTreeMap<&Path, Vec<&Run>> = BTreeMap::new();
    for run in &runs.runs {
        directories.entry(&run.directory).or_default().push(run);
    }
    for (at, (directory, of_directory)) in directories.into_iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write_directory(directory, &of_directory, &runs, screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write_directory(
    directory: &Path,
    of_directory: &[&Run],
    runs: &Runs,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let name = clean(&directory.to_string_lossy()).into_owned();
    writeln!(out, "{}: {}", screen.paint(BOLD, &name), count(of_directory.len(), "run", "runs"))?;
    let columns: [Heading; 7] = [
        "run".into(),
        Heading::from("scheduler").leaves(4),
        Heading::from("kernel").leaves(3),
        Heading::from("topology").leaves(2),
        "result".into(),
        ">reports".into(),
        Heading::from("written").leaves(1),
    ];
    let mut table = Table::new(screen, &columns);
    for run in of_directory {
        table.row(row(run));
    }
    write!(out, "{table}")?;
    for line in of_directory.iter().flat_map(|run| notes(run)) {
        screen.line(&line, out)?;
    }
    let others = runs.others.iter().filter(|other| other.path.parent() == Some(directory));
    let others: Vec<_> = others.map(|other| text_of(other.path.file_name().unwrap_or_default(), 256)).collect();
    if !others.is_empty() {
        let number = count(others.len(), "entry belongs", "entries belong");
        screen.line(&format!("{number} to no run: {}", few(others.iter().map(String::as_str), 6)), out)?;
    }
    Ok(())
}

fn row(run: &Run) -> [Cell; 7] {
    let sidecar = run.sidecar();
    let fact = |fact: Option<&String>| fact.map(|text| text_of(text, 40)).unwrap_or_default();
    let facts = sidecar.as_ref().ok();
    let result = match &sidecar {
        Ok(sidecar) => sidecar.result().map_or_else(|| "unknown".to_owned(), |result| result.to_string()),
        Err(SidecarError::Missing) => "no sidecar".to_owned(),
        Err(_) => "broken sidecar".to_owned(),
    };
    let color = match facts.and_then(|facts| facts.result()) {
        Some(RunResult::Passed) => Some(AnsiColor::Green),
        Some(RunResult::Failed) => Some(AnsiColor::Red),
        _ => None,
    };
    let result = Cell::new(result);
    [
        Cell::new(name(&run.name())),
        Cell::new(fact(facts.and_then(|sidecar| sidecar.scheduler.as_ref()))),
        Cell::new(fact(facts.and_then(|sidecar| sidecar.kernel_version.as_ref()))),
        Cell::new(fact(facts.and_then(|sidecar| sidecar.topology.as_ref()))),
        match color {
            Some(color) => result.styled(color.on_default()),
            None => result,
        },
        Cell::new(run.reports.len()),
        Cell::new(fact(facts.and_then(|sidecar| sidecar.timestamp.as_ref()))),
    ]
}

/// What the table has no column for.
fn notes(run: &Run) -> Vec<String> {
    let mut notes = Vec::new();
    let run_name = name(&run.name());
    match run.sidecar() {
        Ok(_) | Err(SidecarError::Missing) => {}
        Err(error) => notes.push(format!("{run_name}: {}", cut(&error.to_string(), 300))),
    }
    if !run.earlier.is_empty() {
        notes.push(format!(
            "{run_name}: {} of an earlier attempt",
            count(run.earlier.len(), "more report", "more reports")
        ));
    }
    let missing = run.missing();
    if !missing.is_empty() {
        let numbers: Vec<_> = missing.iter().map(|number| format!("{number:03}")).collect();
        let numbers = few(numbers.iter().map(String::as_str), 6);
        notes.push(format!("{run_name}: no file for {} {numbers}", count_word(missing.len())));
    }
    notes
}

fn count_word(number: usize) -> &'static str {
    if number == 1 { "periodic report" } else { "periodic reports" }
}

/// A text of a file or its name, for the terminal.
fn text_of(text: impl AsRef<std::ffi::OsStr>, columns: usize) -> String {
    cut(&clean(&text.as_ref().to_string_lossy()), columns).into_owned()
}
