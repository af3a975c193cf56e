//! Which mutations each test reaches, and how long it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};
use std::{fs, thread};

use mutation_switch::{REACHED, SELECTED};

use crate::Failure;
use crate::limits::{Limits, succeeds};
use crate::programs::{LONGEST, Program};
use crate::workspace::Copy;

/// A test that passes without a mutation.
pub(crate) struct Test<'a> {
    pub(crate) program: &'a Program,
    pub(crate) name: String,
    pub(crate) time: Duration,
    pub(crate) reached: BTreeSet<u32>,
}

/// Runs every test alone.
pub(crate) fn record<'a>(copy: &Copy, programs: &'a [Program], jobs: usize) -> Result<Vec<Test<'a>>, Failure> {
    eprintln!("recording what the tests of {} programs reach", programs.len());
    let folder = copy.scratch.join("reached");
    fs::create_dir_all(&folder)?;
    let tests = Mutex::new(Vec::new());
    in_parallel(jobs, programs, |program| {
        let mut recorded = of_program(program, &folder)?;
        for test in recorded.extract_if(.., |test| test.time > LONGEST) {
            eprintln!("left out: {} {} takes {} s", program.name, test.name, test.time.as_secs());
        }
        tests.lock().map_err(|_| "a thread has failed")?.extend(recorded);
        Ok(())
    })?;
    tests.into_inner().map_err(|_| "a thread has failed".into())
}

/// Calls `run` for each item, on some threads.
pub(crate) fn in_parallel<'a, T: Sync>(
    jobs: usize,
    items: &'a [T],
    run: impl Fn(&'a T) -> Result<(), Failure> + Sync,
) -> Result<(), Failure> {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let work = || {
            while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                run(item)?;
            }
            Ok(())
        };
        let threads: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread has failed")?)
    })
}

/// The tests of a program, which an earlier run of the same build may have recorded.
fn of_program<'a>(program: &'a Program, folder: &Path) -> Result<Vec<Test<'a>>, Failure> {
    let name = program.path.file_name().unwrap_or_default();
    let file = folder.join(name);
    let built = format!("{} {}", written(&program.path)?, command_of(program)?);
    if let Some(tests) = fs::read_to_string(&file).ok().and_then(|text| read(&text, &built, program)) {
        return Ok(tests);
    }
    let mut tests = Vec::new();
    for name in program.tests()? {
        let list = file.with_extension("ids");
        let _ = fs::remove_file(&list);
        let limits = Limits::for_tests_of(LONGEST);
        let mut command = program.command(limits);
        command.env(REACHED, &list).args(["--exact", &name]).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        succeeds(&mut command, limits)?;
        let time = start.elapsed();
        let ids = fs::read_to_string(&list).unwrap_or_default();
        let reached = ids.lines().filter_map(|id| id.parse().ok()).collect();
        tests.push(Test { program, name, time, reached });
    }
    keep_passing(program, &mut tests)?;
    fs::write(file, write(&tests, &built))?;
    Ok(tests)
}

/// Drops the tests that fail without a mutation. Those that take long run alone, as the trial of a mutation runs them.
fn keep_passing(program: &Program, tests: &mut Vec<Test>) -> Result<(), Failure> {
    let passes = |names: &[&str], time: Duration| {
        let limits = Limits::for_tests_of(time);
        let mut command = program.command(limits);
        command.env(SELECTED, "0").arg("--exact").args(names).stdout(Stdio::null()).stderr(Stdio::null());
        succeeds(&mut command, limits)
    };
    let names: Vec<_> = tests.iter().map(|test| test.name.as_str()).collect();
    if names.is_empty() || passes(&names, tests.iter().map(|test| test.time).sum())? {
        return Ok(());
    }
    let mut failing = BTreeSet::new();
    for test in &*tests {
        if !passes(&[&test.name], test.time)? {
            eprintln!("left out: {} {} fails without a mutation", program.name, test.name);
            failing.insert(test.name.clone());
        }
    }
    tests.retain(|test| !failing.contains(&test.name));
    Ok(())
}

/// When a file was written, in nanoseconds since 1970.
fn written(path: &Path) -> Result<u128, Failure> {
    let written = fs::metadata(path)?.modified()?;
    Ok(written.duration_since(SystemTime::UNIX_EPOCH)?.as_nanos())
}

/// When the program that the tests of the command start was built.
fn command_of(program: &Program) -> Result<u128, Failure> {
    let command = program.path.parent().and_then(Path::parent).map(|folder| folder.join("ktsnap"));
    command.filter(|path| program.is_of_command() && path.exists()).map_or(Ok(0), |path| written(&path))
}

/// The first line is the build, each of the others a test: its name, milliseconds, and numbers of mutations.
fn write(tests: &[Test], built: &str) -> String {
    let mut text = format!("{built}\n");
    for test in tests {
        let ids: Vec<_> = test.reached.iter().map(u32::to_string).collect();
        text += &format!("{} {} {}\n", test.name, test.time.as_millis(), ids.join(","));
    }
    text
}

fn read<'a>(text: &str, built: &str, program: &'a Program) -> Option<Vec<Test<'a>>> {
    let (first, tests) = text.split_once('\n')?;
    if first != built {
        return None;
    }
    let test = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let name = words.next()?.to_owned();
        let time = Duration::from_millis(words.next()?.parse().ok()?);
        let reached = words.next()?.split(',').filter_map(|id| id.parse().ok()).collect();
        Some(Test { program, name, time, reached })
    };
    tests.lines().map(test).collect()
}

/// The tests that reach each mutation.
pub(crate) fn by_mutation<'t, 'p>(tests: &'t [Test<'p>]) -> BTreeMap<u32, Vec<&'t Test<'p>>> {
    let mut reaching = BTreeMap::<u32, Vec<&Test>>::new();
    for test in tests {
        for id in &test.reached {
            reaching.entry(*id).or_default().push(test);
        }
    }
    reaching
}
