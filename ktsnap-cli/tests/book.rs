//! The book: README.md, CONTRIBUTING.md and the pages in `docs/`.
//!
//! - A ```` ```console ```` block is run. Each line that starts with `$ ` is a command (a `\` at its end continues it), and
//!   the lines after it are what the command prints. A line `...` matches any number of lines. `ktsnap` runs in an empty
//!   package with links to `examples`, `captures` and `tests`, the same for all blocks of a page; `cargo` runs in the
//!   repository, without its progress messages.
//! - A ```` ```console,ignore ```` block needs root or a running scheduler. Its prompt is `# `, and like a ```` ```sh ````
//!   block, it may only use subcommands and options that exist.
//! - A ```` ```text ```` block that starts with `error: ` and names a file in `ui-tests/` is part of that case's message.
//! - A ```` ```diff ```` block of docs/ktstr.md shows code of ktsnap-ktstr/example.
//! - A ```` ```rust ```` block is a documentation test: `src/book.rs` lists the pages.
//!
//! `KTSNAP_BLESS=1 cargo test -p ktsnap-cli --test book -- --test-threads 1` rewrites output and messages.

#[allow(dead_code, reason = "only some of the helpers are needed here")]
mod support;

use std::fmt::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use support::{Scratch, repository};

/// A page writes this for lines that it leaves out.
const ELISION: &str = "...";
/// Each is tested by another package, with the file that has the test.
const TESTED_ELSEWHERE: [(&str, &str); 2] =
    [("docs/live.md", "ktsnap-live/src/lib.rs"), ("docs/schedulers.md", "tests/real-schedulers/tests/page.rs")];

struct Page {
    /// From the root of the repository.
    name: String,
    text: String,
}

/// A fenced block.
struct Block<'a> {
    language: &'a str,
    /// The number of its first line, from 0.
    start: usize,
    lines: Vec<&'a str>,
}

impl Page {
    fn new(name: &str) -> Self {
        let text = fs::read_to_string(repository().join(name)).unwrap();
        Self { name: name.to_owned(), text }
    }

    fn blocks(&self) -> Vec<Block<'_>> {
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

fn pages() -> Vec<Page> {
    let mut names = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    for entry in fs::read_dir(repository().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // A picture of a page is part of the book.
        if name.ends_with(".webp") {
            continue;
        }
        assert!(name.ends_with(".md"), "docs/{name}: mdBook copies it into the book");
        names.push(format!("docs/{name}"));
    }
    names.sort();
    names.iter().map(|name| Page::new(name)).collect()
}

/// A command of a console block.
#[derive(Debug)]
struct Run<'a> {
    command: String,
    /// The numbers of the page's lines that show the output.
    output: std::ops::Range<usize>,
    expected: Vec<&'a str>,
}

fn runs<'a>(page: &Page, block: &Block<'a>) -> Vec<Run<'a>> {
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

/// The folder where the commands of one page run.
struct Folder {
    path: PathBuf,
    /// Removes the folder.
    _scratch: Scratch,
}

impl Folder {
    fn new(page: &Page) -> Self {
        let scratch = Scratch::new(&page.name.replace('/', "-"));
        let manifest = scratch.file("Cargo.toml", b"[package]\nname = \"my_sched\"\n");
        let folder = Path::new(&manifest).parent().unwrap().to_owned();
        let root = fs::canonicalize(repository()).unwrap();
        for name in ["examples", "captures", "tests"] {
            symlink(root.join(name), folder.join(name)).unwrap();
        }
        Self { path: folder, _scratch: scratch }
    }

    fn output(&self, command: &str, at: &str) -> String {
        let is_cargo = command.starts_with("cargo ");
        let ktsnap = Path::new(env!("CARGO_BIN_EXE_ktsnap")).parent().unwrap().to_owned();
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([ktsnap].into_iter().chain(env::split_paths(&path))).unwrap();
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

fn bless() -> bool {
    env::var_os("KTSNAP_BLESS").is_some_and(|value| value != "0")
}

#[test]
fn the_commands_print_what_the_pages_show() {
    let mut wrong = String::new();
    for page in pages() {
        let blocks = page.blocks();
        let folder = Folder::new(&page);
        let mut lines: Vec<String> = page.text.lines().map(str::to_owned).collect();
        let mut edits = Vec::new();
        for run in blocks.iter().filter(|block| block.language == "console").flat_map(|block| runs(&page, block)) {
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

/// The commands of a block that is not run, one a line.
fn shell_commands(block: &Block<'_>) -> Vec<String> {
    let text = block.lines.join("\n").replace("\\\n", " ");
    let lines = text.lines().filter(|line| block.language == "sh" || line.starts_with("# "));
    let lines = lines.map(|line| if block.language == "sh" { line } else { &line[2..] });
    lines.flat_map(|line| line.split([';', '|', '&', '>'])).map(|command| command.trim().to_owned()).collect()
}

#[test]
fn commands_that_are_not_run_use_subcommands_and_options_that_exist() {
    let help = |subcommand: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_ktsnap")).args([subcommand, "--help"]).output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    };
    for page in pages() {
        for block in page.blocks().iter().filter(|block| ["sh", "console,ignore"].contains(&block.language)) {
            for command in shell_commands(block) {
                let command = command.strip_prefix("sudo ").unwrap_or(&command);
                let mut words = command.split_whitespace().take_while(|word| !word.starts_with('#'));
                if words.next() != Some("ktsnap") {
                    continue;
                }
                let at = format!("{}: `{command}`", page.name);
                let subcommand = words.next().unwrap_or_else(|| panic!("{at} has no subcommand"));
                let help = help(subcommand).unwrap_or_else(|| panic!("{at} has an unknown subcommand"));
                for option in words.filter(|word| word.starts_with('-')) {
                    let option = option.split('=').next().unwrap();
                    let is_known = help.split([' ', ',', '\n']).any(|word| word == option);
                    assert!(is_known, "{at}: `{option}` is not an option of it");
                }
            }
        }
    }
}

#[test]
fn only_commands_that_need_root_are_not_run() {
    for page in pages() {
        for block in page.blocks().iter().filter(|block| block.language.starts_with("console")) {
            let at = format!("{}:{}", page.name, block.start);
            match block.language {
                "console" => assert!(!runs(&page, block).is_empty(), "{at}: no line starts with `$ `"),
                "console,ignore" => {
                    assert!(block.lines[0].starts_with("# "), "{at}: a block that is ignored starts with `# `");
                    assert!(!block.lines.iter().any(|line| line.starts_with("$ ")), "{at}: run this command");
                }
                other => panic!("{at}: unknown block `{other}`"),
            }
        }
    }
}

#[test]
fn compile_errors_are_those_of_a_case() {
    for page in pages().iter().filter(|page| page.name != "docs/diagnostics.md") {
        let mut text = page.text.clone();
        for block in page.blocks().iter().filter(|block| block.language == "text") {
            let shown = block.lines.join("\n");
            let place = shown.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
            let Some((case, _)) = place.and_then(|place| place.split_once(".rs:")) else { continue };
            if !case.starts_with("ui-tests/") {
                continue;
            }
            let message = fs::read_to_string(repository().join(format!("{case}.stderr"))).unwrap();
            if bless() && !message.contains(&shown) {
                text = text.replace(&shown, message.trim_end());
            } else {
                assert!(message.contains(&shown), "{}:{}: {case}.stderr is\n{message}", page.name, block.start);
            }
        }
        if text != page.text {
            fs::write(repository().join(&page.name), text).unwrap();
        }
    }
}

#[test]
fn the_page_about_the_harness_shows_code_of_the_example() {
    let read = |name: &str| fs::read_to_string(repository().join("ktsnap-ktstr/example").join(name)).unwrap();
    let before = read("src/before.rs") + &read("src/snapshot.rs");
    let after = read("src/after.rs") + &read("src/snapshot.rs") + &read("src/lib.rs");
    let page = Page::new("docs/ktstr.md");
    for block in page.blocks().iter().filter(|block| block.language == "diff") {
        for line in block.lines.iter().filter(|line| !line.contains("package = ")) {
            let (code, line) = match line.split_at(1) {
                ("-", line) => (&before, line.trim()),
                ("+", line) => (&after, line.trim()),
                _ => continue,
            };
            assert!(code.lines().any(|known| known.trim() == line), "the example does not have `{line}`");
        }
    }
}

#[test]
fn every_page_with_rust_is_tested_and_in_the_table_of_contents() {
    let book = fs::read_to_string(repository().join("src/book.rs")).unwrap();
    let summary = Page::new("docs/SUMMARY.md");
    for page in pages() {
        let has_rust = page.blocks().iter().any(|block| block.language.starts_with("rust"));
        let elsewhere = TESTED_ELSEWHERE.iter().find(|(name, _)| *name == page.name);
        if let Some((_, test)) = elsewhere {
            let test = fs::read_to_string(repository().join(test)).unwrap();
            assert!(test.contains(&page.name), "no test names {}", page.name);
        } else if has_rust {
            assert!(book.contains(&format!("\"../{}\"", page.name)), "src/book.rs lacks {}", page.name);
        }
        if let Some(name) = page.name.strip_prefix("docs/").filter(|name| *name != "SUMMARY.md") {
            assert!(summary.text.contains(&format!("]({name})")), "docs/SUMMARY.md lacks {name}");
        }
    }
}

/// The targets of the links outside of blocks.
fn links(page: &Page) -> Vec<String> {
    let mut is_code = false;
    let mut links = Vec::new();
    for line in page.text.lines() {
        is_code ^= line.starts_with("```");
        if !is_code {
            let ends = line.split("](").skip(1);
            links.extend(ends.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())));
        }
    }
    links
}

/// The anchors of a page's headings, as forges and mdBook make them.
fn anchors(page: &Page) -> Vec<String> {
    let mut is_code = false;
    let mut anchors: Vec<String> = Vec::new();
    for line in page.text.lines() {
        is_code ^= line.starts_with("```");
        let heading = line.trim_start_matches('#');
        if !is_code && heading.len() < line.len() {
            let kept = heading.trim().to_lowercase();
            let kept = kept.chars().filter(|c| c.is_alphanumeric() || ['-', '_', ' '].contains(c));
            anchors.push(kept.map(|c| if c == ' ' { '-' } else { c }).collect());
        }
    }
    anchors
}

#[test]
fn links_lead_to_files_and_headings_of_the_repository() {
    for page in pages() {
        for link in links(&page).iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = Path::new(&page.name).parent().unwrap();
            let target =
                if file.is_empty() { page.name.clone() } else { folder.join(file).to_str().unwrap().to_owned() };
            assert!(repository().join(&target).exists(), "{}: {link} leads to nothing", page.name);
            if !anchor.is_empty() {
                let target = Page::new(&target);
                assert!(anchors(&target).iter().any(|known| known == anchor), "{}: {link}: no such heading", page.name);
            }
        }
    }
}

#[test]
fn the_readme_is_short() {
    let page = Page::new("README.md");
    assert!(page.text.len() <= 8 * 1024, "README.md has {} bytes; longer text belongs in docs/", page.text.len());
}
