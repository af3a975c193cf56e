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

#[path = "support/pages.rs"]
mod pages;

use std::fs;
use std::path::Path;
use std::process::Command;

use pages::{Block, Page, assert_shown, bless, runs};
use support::repository;

/// Each is tested by another package, with the file that has the test.
const TESTED_ELSEWHERE: [(&str, &str); 3] = [
    ("docs/live.md", "ktsnap-live/src/lib.rs"),
    ("docs/schedulers.md", "tests/real-schedulers/tests/page.rs"),
    ("docs/tables.md", "ktsnap-fleet/table/src/lib.rs"),
];

/// Pages whose commands the package ktsnap-fleet runs.
const OF_FLEET: [&str; 3] = ["docs/cluster.md", "docs/query.md", "docs/tables.md"];

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

#[test]
fn the_commands_print_what_the_pages_show() {
    let (of_fleet, pages): (Vec<_>, Vec<_>) = pages().into_iter().partition(|page| OF_FLEET.contains(&&*page.name));
    let test = fs::read_to_string(repository().join("ktsnap-fleet/tests/pages.rs")).unwrap();
    assert!(of_fleet.iter().all(|page| test.contains(&page.name)), "ktsnap-fleet tests each of {OF_FLEET:?}");
    assert_shown(&pages, Path::new(env!("CARGO_BIN_EXE_ktsnap")).parent().unwrap());
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
    // The second word is a subcommand or an argument, which does not change the help.
    let help = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_ktsnap")).args(words).arg("--help").output().unwrap();
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
                let words: Vec<_> = words.collect();
                let second = words.first().filter(|word| !word.starts_with(['-', '\'', '"']));
                let help = help(&[subcommand].into_iter().chain(second.copied()).collect::<Vec<_>>());
                let help = help.unwrap_or_else(|| panic!("{at} has an unknown subcommand"));
                for option in words.iter().filter(|word| word.starts_with('-')) {
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
