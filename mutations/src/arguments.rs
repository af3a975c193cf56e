//! The arguments of the command line.

use std::path::PathBuf;

use crate::Failure;
use crate::mutation::Mutation;
use crate::sources::CRATES;

const USAGE: &str = "\
Usage: mutations [OPTIONS]

Runs each mutation of the code that decides values with the tests that reach it. The exit code is 1 if fewer than 95 %
of the mutations of a crate are noticed.

Options:
      --package NAME   Only mutations of this crate; can be given several times
      --jobs N         Test programs that run at the same time [default: the CPUs]
      --scratch DIR    Where the copy and its build are [default: ~/.cache/ktsnap/mutations]
      --results FILE   The file for the outcomes. Mutations that it lists as noticed don't run again
                       [default: outcomes.txt in the scratch folder]
      --program NAME   Only tests of this test program; can be given several times
      --fast           Only tests that take at most a second
      --again          Run all mutations again
      --list           Run nothing, and print the outcomes so far";

/// What the command line asks for.
pub(crate) struct Arguments {
    pub(crate) packages: Vec<String>,
    pub(crate) jobs: usize,
    pub(crate) scratch: PathBuf,
    pub(crate) results: PathBuf,
    pub(crate) programs: Vec<String>,
    pub(crate) fast: bool,
    pub(crate) again: bool,
    pub(crate) list: bool,
}

impl Arguments {
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut packages = Vec::new();
        let mut jobs = std::thread::available_parallelism().map_or(1, usize::from);
        let mut scratch = default_scratch();
        let mut results = None;
        let mut programs = Vec::new();
        let mut fast = false;
        let mut again = false;
        let mut list = false;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value\n\n{USAGE}"));
            match argument.as_str() {
                "--package" => packages.push(package(value()?)?),
                "--jobs" => jobs = value()?.parse()?,
                "--scratch" => scratch = value()?.into(),
                "--results" => results = Some(value()?.into()),
                "--program" => programs.push(value()?),
                "--fast" => fast = true,
                "--again" => again = true,
                "--list" => list = true,
                _ => return Err(format!("unknown argument {argument}\n\n{USAGE}").into()),
            }
        }
        if packages.is_empty() {
            packages = CRATES.map(str::to_owned).into();
        }
        let results = results.unwrap_or_else(|| scratch.join("outcomes.txt"));
        Ok(Self { packages, jobs: jobs.max(1), scratch, results, programs, fast, again, list })
    }

    /// Whether a mutation is in a crate that is asked for.
    pub(crate) fn wants(&self, mutation: &Mutation) -> bool {
        self.packages.iter().any(|package| package == mutation.package())
    }
}

fn package(name: String) -> Result<String, Failure> {
    match CRATES.contains(&name.as_str()) {
        true => Ok(name),
        false => Err(format!("{name} is none of {}", CRATES.join(", ")).into()),
    }
}

/// The home folder rather than the temporary one, which can be in memory.
fn default_scratch() -> PathBuf {
    let home = std::env::var_os("HOME").map_or_else(std::env::temp_dir, PathBuf::from);
    home.join(".cache/ktsnap/mutations")
}
