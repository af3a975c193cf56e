//! Finds the mutations that compile.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Stdio;

use mutation_switch::END;
use serde_json::Value;

use crate::Failure;
use crate::mutation::{Mutation, number};
use crate::points::mutations_of;
use crate::rewrite::{Rewritten, rewrite};
use crate::sources::{CRATES, files_of};
use crate::workspace::Copy;

/// Writes all mutations into the copy, without those that the compiler refuses.
pub(crate) fn build_without_refused(copy: &Copy) -> Result<Vec<Mutation>, Failure> {
    let mut sources = BTreeMap::new();
    let mut mutations = Vec::new();
    for name in CRATES {
        for file in files_of(&copy.repository, name)? {
            let source = fs::read_to_string(copy.repository.join(&file))?;
            mutations.extend(mutations_of(&file, &source)?);
            sources.insert(file, source);
        }
    }
    number(&mut mutations);
    if mutations.last().is_some_and(|last| last.id >= END) {
        return Err(format!("{} mutations are too many for the switch", mutations.len()).into());
    }
    // The compiler reports some errors only if there are no others, so the build is repeated until there is none.
    let remembered = copy.scratch.join("refused.txt");
    let mut refused: BTreeSet<String> =
        fs::read_to_string(&remembered).unwrap_or_default().lines().map(str::to_owned).collect();
    loop {
        mutations.retain(|mutation| !refused.contains(&mutation.key()));
        let rewritten = write(copy, &sources, &mutations)?;
        let errors = check(copy)?;
        if errors.is_empty() {
            return Ok(mutations);
        }
        let before = refused.len();
        for error in &errors {
            let ids = about(error, &rewritten, &mutations);
            if ids.is_empty() {
                return Err(format!("no mutation is the cause of this error:\n{}", error.rendered).into());
            }
            refused.extend(mutations.iter().filter(|mutation| ids.contains(&mutation.id)).map(Mutation::key));
        }
        eprintln!("{} errors, {} mutations refused", errors.len(), refused.len());
        if refused.len() == before {
            return Err(format!("this error stays:\n{}", errors[0].rendered).into());
        }
        let lines: String = refused.iter().map(|key| format!("{key}\n")).collect();
        fs::write(&remembered, lines)?;
    }
}

type Files = BTreeMap<PathBuf, Rewritten>;

/// Writes the files with their mutations into the copy.
fn write(copy: &Copy, sources: &BTreeMap<PathBuf, String>, mutations: &[Mutation]) -> Result<Files, Failure> {
    let mut files = Files::new();
    for (file, source) in sources {
        let rewritten = rewrite(source, mutations.iter().filter(|mutation| mutation.file == *file));
        copy.write(file, rewritten.code.as_bytes())?;
        files.insert(file.clone(), rewritten);
    }
    Ok(files)
}

/// An error of the compiler, with its places. The main ones are first.
struct CompileError {
    places: Vec<(PathBuf, Range<usize>)>,
    rendered: String,
}

fn check(copy: &Copy) -> Result<Vec<CompileError>, Failure> {
    let mut cargo = copy.cargo();
    cargo.args(["check", "--lib", "--keep-going", "--message-format", "json"]);
    cargo.args(CRATES.map(|name| format!("--package={name}"))).stderr(Stdio::piped());
    let output = cargo.output()?;
    let errors: Vec<_> = String::from_utf8(output.stdout)?.lines().filter_map(compile_error).collect();
    if errors.is_empty() && !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(errors)
}

/// The error in a message of cargo.
fn compile_error(line: &str) -> Option<CompileError> {
    let message: Value = serde_json::from_str(line).ok()?;
    let message = message.get("message")?;
    if message.get("level")?.as_str()? != "error" {
        return None;
    }
    let spans = message.get("spans")?.as_array()?;
    // The last message says how many errors there are.
    if spans.is_empty() {
        return None;
    }
    let is_main = |span: &&Value| span.get("is_primary").and_then(Value::as_bool) == Some(true);
    let main = spans.iter().filter(is_main);
    let others = spans.iter().filter(|span| !is_main(span));
    let places = main.chain(others).filter_map(place).collect();
    Some(CompileError { places, rendered: message.get("rendered")?.as_str()?.to_owned() })
}

fn place(span: &Value) -> Option<(PathBuf, Range<usize>)> {
    let byte = |name| usize::try_from(span.get(name)?.as_u64()?).ok();
    Some((span.get("file_name")?.as_str()?.into(), byte("byte_start")?..byte("byte_end")?))
}

/// The mutations that an error is about. If it is not at a mutation, these are all of the function before it.
fn about(error: &CompileError, files: &Files, mutations: &[Mutation]) -> Vec<u32> {
    let places = || error.places.iter().filter_map(|(file, range)| Some((files.get(file)?, range)));
    let changed = places().find_map(|(file, range)| file.changed_at(range));
    let around = || places().find_map(|(file, range)| file.innermost_around(range));
    if let Some(id) = changed.or_else(around) {
        return vec![id];
    }
    let before = places().find_map(|(file, range)| file.last_before(range.start));
    let Some(before) = before.and_then(|id| mutations.iter().find(|mutation| mutation.id == id)) else {
        return Vec::new();
    };
    let same = mutations.iter().filter(|it| it.file == before.file && it.function == before.function);
    same.map(|mutation| mutation.id).collect()
}
