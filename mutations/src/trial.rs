//! Runs a mutation with the tests that reach it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mutation_switch::SELECTED;

use crate::Failure;
use crate::arguments::Arguments;
use crate::equivalent::Equivalents;
use crate::limits::{Limits, succeeds};
use crate::mutation::Mutation;
use crate::outcomes::{Outcome, Outcomes};
use crate::programs::Program;
use crate::reach::{Test, by_mutation, in_parallel};

/// Tests of a program that run in one process take about this long, so that the trial ends soon after the first failure.
const SOON: Duration = Duration::from_millis(500);

/// Runs the mutations of the wanted crates whose outcome is not known.
pub(crate) fn run(
    mutations: &[Mutation],
    tests: &[Test],
    equivalents: &Equivalents,
    outcomes: &mut Outcomes,
    arguments: &Arguments,
) -> Result<(), Failure> {
    let reaching = by_mutation(tests);
    let is_open = |mutation: &&Mutation| {
        let key = mutation.key();
        let is_noticed = outcomes.get(&key) == Some(Outcome::Noticed) && !arguments.again;
        arguments.wants(mutation) && !is_noticed && !equivalents.contains(&key)
    };
    let open: Vec<_> = mutations.iter().filter(is_open).collect();
    eprintln!("running {} mutations", open.len());
    let done = AtomicUsize::new(0);
    let outcomes = Mutex::new(outcomes);
    let successful = Successful::default();
    in_parallel(arguments.jobs, &open, |mutation| {
        let tests = reaching.get(&mutation.id).map(Vec::as_slice).unwrap_or_default();
        let (outcome, by) = outcome(mutation, tests, &successful)?;
        outcomes.lock().map_err(|_| "a thread has failed")?.add(mutation.key(), outcome, &by)?;
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(100) {
            eprintln!("{done} of {} mutations", open.len());
        }
        Ok(())
    })
}

/// The test program that noticed the last mutation of each file. It probably notices the next one too.
#[derive(Default)]
struct Successful(Mutex<HashMap<PathBuf, PathBuf>>);

impl Successful {
    fn get(&self, file: &Path) -> Option<PathBuf> {
        self.0.lock().ok()?.get(file).cloned()
    }

    fn set(&self, file: &Path, program: &Path) {
        if let Ok(mut programs) = self.0.lock() {
            programs.insert(file.to_owned(), program.to_owned());
        }
    }
}

/// The outcome, and the tests that failed.
fn outcome(mutation: &Mutation, tests: &[&Test], successful: &Successful) -> Result<(Outcome, String), Failure> {
    if tests.is_empty() {
        return Ok((Outcome::Unreached, String::new()));
    }
    let mut groups = groups(tests);
    let last = successful.get(&mutation.file);
    groups.sort_by_key(|group| last.as_ref() != Some(&group.program.path));
    for group in groups {
        if !group.passes(mutation.id)? {
            successful.set(&mutation.file, &group.program.path);
            let first = group.names.first().copied().unwrap_or_default();
            return Ok((Outcome::Noticed, format!("{} {} {first}", group.program.package, group.program.name)));
        }
    }
    Ok((Outcome::Survived, String::new()))
}

/// Tests that run in one process.
struct Group<'a> {
    program: &'a Program,
    names: Vec<&'a str>,
    time: Duration,
}

impl Group<'_> {
    fn passes(&self, id: u32) -> Result<bool, Failure> {
        let _alone = self.program.is_of_command().then(|| self.program.alone.lock());
        let limits = Limits::for_tests_of(self.time);
        let mut command = self.program.command(limits);
        command.env(SELECTED, id.to_string()).arg("--exact").args(&self.names);
        succeeds(command.stdout(Stdio::null()).stderr(Stdio::null()), limits)
    }
}

/// The tests in the order in which they run: the fastest first, those that start the command last.
fn groups<'a>(tests: &[&'a Test]) -> Vec<Group<'a>> {
    let mut programs = BTreeMap::<&Path, Vec<&Test>>::new();
    for test in tests {
        programs.entry(&test.program.path).or_default().push(test);
    }
    let mut groups: Vec<Group> = Vec::new();
    for mut tests in programs.into_values() {
        tests.sort_by_key(|test| test.time);
        let mut limit = Duration::ZERO;
        for test in tests {
            match groups.last_mut() {
                Some(group) if group.program.path == test.program.path && group.time + test.time <= limit => {
                    group.names.push(&test.name);
                    group.time += test.time;
                }
                last => {
                    let is_next = last.is_some_and(|group| group.program.path == test.program.path);
                    limit = if is_next { limit * 2 } else { SOON };
                    groups.push(Group { program: test.program, names: vec![&test.name], time: test.time });
                }
            }
        }
    }
    groups.sort_by_key(|group| (group.program.is_of_command(), group.time));
    groups
}
