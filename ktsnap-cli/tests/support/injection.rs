//! Runs of the command in which one system call fails, injected by strace.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::repository;

/// A command and the folder that it writes to.
pub(crate) struct Injected {
    args: Vec<String>,
    folder: PathBuf,
    /// The files in the folder before each run.
    old: Files,
}

type Files = BTreeMap<String, Vec<u8>>;

/// The answer of a run.
#[derive(PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
    /// The files in the folder after the run.
    pub(crate) files: Files,
}

/// One call of a run.
pub(crate) struct Call {
    /// The name of the system call.
    pub(crate) name: String,
    /// Its number among the calls of that name, from 1.
    pub(crate) number: usize,
    /// The whole line of strace.
    pub(crate) line: String,
}

impl Injected {
    /// A command that writes to this folder.
    pub(crate) fn new(folder: impl AsRef<Path>, args: &[&str]) -> Self {
        let folder = folder.as_ref().to_owned();
        fs::create_dir_all(&folder).unwrap();
        Self { args: args.iter().map(|&arg| arg.to_owned()).collect(), folder, old: Files::new() }
    }

    /// With a file in the folder before each run.
    pub(crate) fn over(mut self, name: &str, contents: &[u8]) -> Self {
        self.old.insert(name.to_owned(), contents.to_owned());
        self
    }

    /// The files in the folder before each run.
    pub(crate) fn old(&self) -> &Files {
        &self.old
    }

    /// Runs the command without a fault.
    pub(crate) fn whole(&self) -> Outcome {
        self.run(Command::new(env!("CARGO_BIN_EXE_ktsnap")).args(&self.args))
    }

    /// Runs the command with a fault, for example `error=ENOSPC`, at one call.
    pub(crate) fn with(&self, call: &Call, fault: &str) -> Outcome {
        self.injected(&format!("inject={}:{fault}:when={}", call.name, call.number))
    }

    /// Runs the command with a fault at one call and all later ones of that name.
    pub(crate) fn from(&self, call: &Call, fault: &str) -> Outcome {
        self.injected(&format!("inject={}:{fault}:when={}+", call.name, call.number))
    }

    fn injected(&self, inject: &str) -> Outcome {
        self.run(self.strace("/dev/null").args(["-e", inject, env!("CARGO_BIN_EXE_ktsnap")]).args(&self.args))
    }

    /// The calls with these names, separated by commas, that the command makes once the libraries are loaded.
    pub(crate) fn calls(&self, names: &str) -> Vec<Call> {
        let trace = self.folder.with_extension("strace");
        let mut strace = self.strace(trace.to_str().unwrap());
        self.run(strace.arg(env!("CARGO_BIN_EXE_ktsnap")).args(&self.args));
        let lines = fs::read_to_string(&trace).unwrap();
        fs::remove_file(&trace).unwrap();
        // strace counts the calls of each thread on its own.
        assert!(!lines.contains("clone"), "the command has several threads");
        let (mut counts, mut started, mut calls) = (BTreeMap::<&str, usize>::new(), 0, Vec::new());
        for line in lines.lines() {
            let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
            let Some((name, _)) = line.split_once('(') else { continue };
            let number = counts.entry(name).and_modify(|count| *count += 1).or_insert(1);
            // The last of the calls by which the runtime of Rust prepares the stack of `main`.
            started += usize::from(name == "sigaltstack");
            if started >= 2 && names.split(',').any(|wanted| wanted == name) {
                calls.push(Call { name: name.to_owned(), number: *number, line: line.to_owned() });
            }
        }
        calls
    }

    fn strace(&self, trace: &str) -> Command {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-o", trace]);
        strace
    }

    /// Runs a command that may have other limits than this process.
    pub(crate) fn run(&self, command: &mut Command) -> Outcome {
        for file in fs::read_dir(&self.folder).unwrap() {
            fs::remove_file(file.unwrap().path()).unwrap();
        }
        for (name, contents) in &self.old {
            fs::write(self.folder.join(name), contents).unwrap();
        }
        command.current_dir(repository()).env_remove("COLUMNS").env_remove("NO_COLOR");
        let ran = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let files = fs::read_dir(&self.folder).unwrap().map(|file| file.unwrap());
        let files = files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap()));
        Outcome {
            code: ran.status.code(),
            signal: ran.status.signal(),
            out: ran.stdout,
            err: String::from_utf8(ran.stderr).unwrap(),
            files: files.collect(),
        }
    }
}

impl Drop for Injected {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.folder);
    }
}

impl Outcome {
    /// Whether the command failed as documented: with exit code 1 and one line, which gives one of these reasons; nothing in the
    /// folder has changed. Notes before the line are those of the run without a fault.
    pub(crate) fn is_refused(&self, whole: &Self, old: &Files, reasons: &[&str]) -> bool {
        let notes = whole.err.lines().collect::<Vec<_>>();
        let lines: Vec<_> = self.err.lines().filter(|line| !notes.contains(line)).collect();
        let [line] = lines.as_slice() else { return false };
        self.code == Some(1)
            && line.starts_with("ktsnap: ")
            && reasons.iter().any(|reason| line.contains(reason))
            && &self.files == old
    }

    /// The answer in a failure of a test.
    pub(crate) fn described(&self) -> String {
        let files: Vec<_> =
            self.files.iter().map(|(name, contents)| format!("{name}: {} bytes", contents.len())).collect();
        format!("code {:?}, signal {:?}, files {files:?}, standard error {:?}", self.code, self.signal, self.err)
    }
}
