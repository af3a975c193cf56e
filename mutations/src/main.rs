//! Changes the code that decides values in a copy of the workspace, and counts the changes that a test notices.
//!
//! All mutations are in one build. An environment variable turns one of them on, see the package `mutation-switch`. A
//! mutation only runs with the tests that reach it.

mod arguments;
mod compile;
mod equivalent;
mod limits;
mod mutation;
mod outcomes;
mod points;
mod programs;
mod reach;
mod rewrite;
mod sources;
mod table;
mod trial;
mod workspace;

use std::process::ExitCode;
use std::time::Duration;

use arguments::Arguments;
use equivalent::Equivalents;
use outcomes::Outcomes;
use workspace::Copy;

/// A test that takes longer is not part of a fast run.
const FAST: Duration = Duration::from_secs(1);

/// The reason why the tool stops.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    match Arguments::parse(std::env::args().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(2)
        }
    }
}

/// Whether enough mutations are noticed.
fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let copy = Copy::make(arguments)?;
    let mutations = compile::build_without_refused(&copy)?;
    eprintln!("{} mutations compile", mutations.len());
    let equivalents = Equivalents::read(&copy.repository.join(equivalent::FILE))?;
    let mut outcomes = Outcomes::read(&arguments.results)?;
    if !arguments.list {
        let mut programs = programs::build(&copy)?;
        programs.retain(|program| arguments.programs.is_empty() || arguments.programs.contains(&program.name));
        let mut tests = reach::record(&copy, &programs, arguments.jobs)?;
        tests.retain(|test| !arguments.fast || test.time <= FAST);
        trial::run(&mutations, &tests, &equivalents, &mut outcomes, arguments)?;
    }
    table::print(&mutations, &outcomes, &equivalents, arguments)
}
