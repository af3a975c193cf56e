//! The pages of the book, and what their commands print. Packages run the pages about their commands.

use std::fmt::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A page writes this for lines that it leaves out.
const ELISION: &str = "...";
/// The root of the repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) struct Page {
    /// From the root of the repository.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// A fenced block.
pub(crate) struct Block<'a> {
    pub(crate) language: &'a str,
    /// The number of its first line, from 0.
    pub(crate) start: usize,
    pub(crate) lines: Vec<&'a str>,
}

impl Page {
    pub(crate) fn new(name: &str) -> Self {
        let text = fs::read_to_string(repository().join(name)).unwrap();
        Self { name: name.to_owned(), text }
    }

    pub(crate) fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        let mut open: Option<Block<'_>> = None;
        for (number, line) in self.text.lines().enumerate() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(language)) => open = Some(Block { language, start: number + 1, lines: Vec::new() }),
                (Some(_), Some("")) => blocks.extend(open.take()),
                (Some(block), _) => block.lines.push(line),
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{}: a block has no end", self.name);
        blocks
    }
}

/// A command of a console block.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    command: String,
    /// The numbers of the page's lines that show the output.
    output: std::ops::Range<usize>,
    expected: Vec<&'a str>,
}

pub(crate) fn runs<'a>(page: &Page, block: &Block<'a>) -> Vec<Run<'a>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut continues = false;
    for (line, number) in block.lines.iter().zip(block.start..) {
        let at = format!("{}:{}", page.name, number + 1);
        if continues {
            let run = runs.last_mut().unwrap();
            write!(run.command, "\n{line}").unwrap();
            run.output = number + 1..number + 1;
            continues = line.ends_with('\\');
        } else if let Some(command) = line.strip_prefix("$ ") {
            runs.push(Run { command: command.to_owned(), output: number + 1..number + 1, expected: Vec::new() });
            continues = command.ends_with('\\');
        } else {
            let run = runs.last_mut().unwrap_or_else(|| panic!("{at}: output without a command"));
            run.output.end = number + 1;
            run.expected.push(line);
        }
    }
    runs
}

/// The folder where the commands of one page run, and the folder with the program `ktsnap`.
struct Folder<'p> {
    path: PathBuf,
    programs: &'p Path,
}

impl<'p> Folder<'p> {
    fn new(page: &Page, programs: &'p Path) -> Self {
        let name = format!("{}-{}", page.name.replace('/', "-"), std::process::id());
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("Cargo.toml"), "[package]\nname = \"my_sched\"\n").unwrap();
        let root = fs::canonicalize(repository()).unwrap();
        for name in ["examples", "captures", "tests"] {
            symlink(root.join(name), path.join(name)).unwrap();
        }
        Self { path, programs }
    }

    fn output(&self, command: &str, at: &str) -> String {
        let is_cargo = command.starts_with("cargo ");
        let path = env::var_os("PATH").unwrap_or_default();
        let path = [self.programs.to_owned()].into_iter().chain(env::split_paths(&path));
        let path = env::join_paths(path).unwrap();
        // In the order in which a terminal would show them.
        let script = if is_cargo { command.to_owned() } else { format!("exec 2>&1\n{command}") };
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(if is_cargo { repository() } else { self.path.clone() })
            .env("PATH", path)
            .env_remove("COLUMNS")
            .env_remove("NO_COLOR")
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!is_cargo || output.status.success(), "{at}: `{command}`\n{errors}");
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Folder<'_> {
    fn drop(&mut self) {
        // Best effort: the folder is in the target folder.
        _ = fs::remove_dir_all(&self.path);
    }
}

/// Whether these lines are the output, if each `...` matches any number of lines.
fn shows(expected: &[&str], actual: &[&str]) -> bool {
    let mut parts = expected.split(|line| *line == ELISION).peekable();
    let Some(mut rest) = parts.next().and_then(|first| actual.strip_prefix(first)) else { return false };
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        let at = if parts.peek().is_none() {
            rest.len().checked_sub(part.len()).filter(|at| rest[*at..] == *part)
        } else if part.is_empty() {
            Some(0)
        } else {
            rest.windows(part.len()).position(|lines| lines == part)
        };
        let Some(at) = at else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

/// The same lines of new output: as many before each `...`, and between two of them the ones that start with the same word.
fn blessed<'a>(expected: &[&'a str], actual: &[&'a str]) -> Option<Vec<&'a str>> {
    let parts: Vec<_> = expected.split(|line| *line == ELISION).collect();
    let [first, middle @ .., last] = parts.as_slice() else { return Some(actual.to_vec()) };
    let mut lines = actual.get(..first.len())?.to_vec();
    for part in middle {
        let word = |line: &str| line.split_whitespace().next().map(str::to_owned);
        let at = actual.iter().position(|line| part.first().is_some_and(|first| word(first) == word(line)))?;
        lines.push(ELISION);
        lines.extend(actual.get(at..at + part.len())?);
    }
    lines.push(ELISION);
    lines.extend(&actual[actual.len().checked_sub(last.len())?..]);
    Some(lines)
}

/// Whether the pages are rewritten.
pub(crate) fn bless() -> bool {
    env::var_os("KTSNAP_BLESS").is_some_and(|value| value != "0")
}

/// Runs the commands of these pages, and compares what they print. `programs` is the folder with the program `ktsnap`.
pub(crate) fn assert_shown(pages: &[Page], programs: &Path) {
    let mut wrong = String::new();
    for page in pages {
        let blocks = page.blocks();
        let folder = Folder::new(page, programs);
        let mut lines: Vec<String> = page.text.lines().map(str::to_owned).collect();
        let mut edits = Vec::new();
        for run in blocks.iter().filter(|block| block.language == "console").flat_map(|block| runs(page, block)) {
            let at = format!("{}:{}", page.name, run.output.start);
            let output = folder.output(&run.command, &at);
            let actual: Vec<_> = output.lines().collect();
            if shows(&run.expected, &actual) {
                continue;
            }
            if bless() {
                let blessed = blessed(&run.expected, &actual)
                    .unwrap_or_else(|| panic!("{at}: edit by hand what replaces `{ELISION}`; the output is\n{output}"));
                edits.push((run.output, blessed.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()));
            } else {
                let expected = run.expected.join("\n");
                write!(wrong, "\n{at}: `{}` printed\n{output}\ninstead of\n{expected}\n", run.command).unwrap();
            }
        }
        if !edits.is_empty() {
            for (range, output) in edits.into_iter().rev() {
                lines.splice(range, output);
            }
            fs::write(repository().join(&page.name), lines.join("\n") + "\n").unwrap();
        }
    }
    assert!(wrong.is_empty(), "KTSNAP_BLESS=1 rewrites the pages\n{wrong}");
}
