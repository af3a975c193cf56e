//! Runs of a command in which one system call fails, injected by strace. The test names the program: `PROGRAM`.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::PROGRAM;

/// Errors, and what the message says of each.
pub(crate) type Errors = &'static [(&'static str, &'static str)];

/// Errors of calls that write.
pub(crate) const WRITING: Errors =
    &[("ENOSPC", "No space left on device"), ("EIO", "Input/output error"), ("EDQUOT", "Disk quota exceeded")];
/// Errors of calls that open and read.
pub(crate) const READING: Errors =
    &[("EACCES", "Permission denied"), ("EMFILE", "Too many open files"), ("EIO", "Input/output error")];
/// Errors of calls that give a file its name.
pub(crate) const NAMING: Errors = &[
    ("EXDEV", "Invalid cross-device link"),
    ("ENOSPC", "No space left on device"),
    ("EACCES", "Permission denied"),
    ("EINTR", "Interrupted system call"),
];

/// The calls that fail, and their errors.
pub(crate) const FAULTS: [(&str, Errors); 3] = [
    ("write,pwrite64,fsync,fdatasync,ftruncate,fchmod", WRITING),
    ("open,openat,read,fstat,newfstatat,readlinkat", READING),
    ("rename,renameat,renameat2,link,linkat", NAMING),
];

/// The calls that a signal can interrupt before they have done anything.
pub(crate) const INTERRUPTED: &str = "open,openat,read,write,fstat,newfstatat,fchmod,fsync,getrandom";

/// A command and the folder that it writes to.
pub(crate) struct Injected {
    args: Vec<String>,
    folder: PathBuf,
    /// The files in the folder before each run.
    old: Files,
}

/// The contents of files, by their paths in the folder.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

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
    /// Its number among the calls of that name in its thread, from 1. strace counts those of each thread on its own, so a fault
    /// hits the call of this number in every thread.
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

    /// With these files in the folder before each run.
    pub(crate) fn over_all(mut self, old: Files) -> Self {
        self.old = old;
        self
    }

    /// The files in the folder before each run.
    pub(crate) fn old(&self) -> &Files {
        &self.old
    }

    /// Runs the command without a fault.
    pub(crate) fn whole(&self) -> Outcome {
        self.run(Command::new(PROGRAM).args(&self.args))
    }

    /// Runs the command once more, over the files that the last run left.
    pub(crate) fn again(&self) -> Outcome {
        self.run_here(Command::new(PROGRAM).args(&self.args))
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
        self.run(self.strace("/dev/null").args(["-e", inject, PROGRAM]).args(&self.args))
    }

    /// The calls with these names, separated by commas, that the command makes once the libraries are loaded.
    pub(crate) fn calls(&self, names: &str) -> Vec<Call> {
        let trace = self.folder.with_extension("strace");
        let mut strace = self.strace(trace.to_str().unwrap());
        self.run(strace.arg(PROGRAM).args(&self.args));
        let lines = fs::read_to_string(&trace).unwrap();
        fs::remove_file(&trace).unwrap();
        let (mut counts, mut loading, mut started) = (BTreeMap::<(&str, &str), usize>::new(), BTreeMap::new(), 0);
        let (mut main, mut calls) = (None, Vec::<Call>::new());
        for line in lines.lines() {
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (thread, line) = line.split_at(digits);
            let is_main = *main.get_or_insert(thread) == thread;
            let Some((name, _)) = line.trim_start().split_once('(') else { continue };
            let number = *counts.entry((thread, name)).and_modify(|count| *count += 1).or_insert(1);
            // The last of the calls by which the runtime of Rust prepares the stack of `main`.
            started += usize::from(is_main && name == "sigaltstack");
            if started < 2 {
                loading.insert(name, number);
            }
            // The loader's calls of this number would fail too.
            let is_own = started >= 2 && loading.get(name).is_none_or(|last| number > *last);
            let is_new = || calls.iter().all(|call| call.name != name || call.number != number);
            if is_own && names.split(',').any(|wanted| wanted == name) && is_new() {
                calls.push(Call { name: name.to_owned(), number, line: line.trim_start().to_owned() });
            }
        }
        calls
    }

    fn strace(&self, trace: &str) -> Command {
        // A shell ignores SIGINT in what it starts in the background, and programs inherit that.
        let mut strace = Command::new("env");
        strace.args(["--default-signal=INT", "strace", "-f", "-o", trace]);
        strace
    }

    /// Runs a command that may have other limits than this process.
    pub(crate) fn run(&self, command: &mut Command) -> Outcome {
        for entry in fs::read_dir(&self.folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
        }
        for (name, contents) in &self.old {
            let path = self.folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
        self.run_here(command)
    }

    fn run_here(&self, command: &mut Command) -> Outcome {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        command.current_dir(repository).env_remove("COLUMNS").env_remove("NO_COLOR");
        let ran = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut files = Files::new();
        add_files(&self.folder, "", &mut files);
        Outcome {
            code: ran.status.code(),
            signal: ran.status.signal(),
            out: ran.stdout,
            err: String::from_utf8(ran.stderr).unwrap(),
            files,
        }
    }
}

/// Adds the files in a folder and its folders.
fn add_files(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        match path.is_dir() {
            true => add_files(&path, &format!("{name}/"), files),
            false => _ = files.insert(name, fs::read(&path).unwrap()),
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
