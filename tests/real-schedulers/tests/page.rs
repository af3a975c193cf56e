//! `docs/schedulers.md` shows the current code of this package.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");
/// Marks lines that the page omits.
const LEFT_OUT: &str = "// ...";
/// A scheduler that is not published as a crate. Its module names a layout file instead of a version.
const UNPUBLISHED: &str = "mitosis";

fn file(path: &str) -> String {
    fs::read_to_string(format!("{PACKAGE}/{path}")).unwrap()
}

fn page() -> String {
    file("../../docs/schedulers.md")
}

/// The version in each scheduler's heading, and the text below the heading.
fn sections(page: &str) -> BTreeMap<&str, (&str, &str)> {
    page.split("\n## ")
        .filter_map(|part| {
            let (heading, text) = part.split_once('\n')?;
            let (name, version) = heading.split_once(' ').unwrap_or((heading, ""));
            Some((name.strip_prefix("scx_")?, (version, text)))
        })
        .collect()
}

/// The fenced blocks of Rust.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    text.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap())
}

/// The rows of the table: a scheduler and its cells.
fn rows(page: &str) -> BTreeMap<&str, Vec<&str>> {
    page.lines()
        .filter_map(|line| {
            let name = line.strip_prefix("| [scx_")?.split(']').next()?;
            Some((name, line.trim_matches('|').split(" | ").map(str::trim).collect()))
        })
        .collect()
}

/// The modules of the package.
fn modules() -> BTreeSet<String> {
    let name = |line: &str| Some(line.strip_prefix("pub mod ")?.trim_end_matches(';').to_owned());
    file("src/lib.rs").lines().filter_map(name).collect()
}

#[test]
fn the_code_on_the_page_is_the_package_s() {
    let page = page();
    for (name, (_, text)) in sections(&page) {
        assert!(blocks(text).count() > 0, "scx_{name} has no code");
        let module = file(&format!("src/{name}.rs"));
        for block in blocks(text) {
            assert!(block.contains("pub struct"), "{block}");
            let mut rest = module.as_str();
            // Each item in order, and in each the lines around the omitted lines.
            for part in block.split(LEFT_OUT).flat_map(|part| part.split("\n\n")) {
                let part = part.trim();
                let at = rest.find(part);
                let at = at.unwrap_or_else(|| panic!("src/{name}.rs does not have, or not in this order:\n{part}"));
                rest = &rest[at + part.len()..];
            }
        }
    }
}

#[test]
fn the_page_shows_every_struct_of_the_package() {
    let page = page();
    let sections = sections(&page);
    for name in modules() {
        let (_, text) = sections.get(name.as_str()).unwrap_or_else(|| panic!("the page has no section `scx_{name}`"));
        let module = file(&format!("src/{name}.rs"));
        let item = |line: &&str| line.starts_with("pub struct ") || line.starts_with("pub enum ");
        for line in module.lines().filter(item) {
            assert!(text.contains(line), "`{line}` of scx_{name} is not on the page");
        }
    }
}

#[test]
fn the_table_has_all_schedulers_and_says_which_are_compiled() {
    let page = page();
    let (rows, sections, modules) = (rows(&page), sections(&page), modules());
    assert_eq!(rows.len(), 16);
    assert_eq!(rows.keys().collect::<Vec<_>>(), sections.keys().collect::<Vec<_>>());
    for (name, cells) in &rows {
        let [_, location, structs, ratios, compiled] = cells.as_slice() else { panic!("{cells:?}") };
        assert!(!location.is_empty() && !ratios.is_empty(), "{cells:?}");
        for named in structs.split(", ").map(|named| named.trim_matches('`')) {
            let shown = format!("struct {named} {{\n");
            assert!(sections[name].1.contains(&shown), "scx_{name}: no code for `{named}`");
        }
        assert!(modules.contains(*name), "scx_{name}");
        let expected = if *name == UNPUBLISHED { "from a layout file" } else { "yes" };
        assert!(compiled.starts_with(expected), "scx_{name}: {compiled}");
    }
}

#[test]
fn the_versions_are_those_of_the_modules_and_of_ci() {
    let (page, ci) = (page(), file("../../.ci/run"));
    for (name, (version, _)) in sections(&page).into_iter().filter(|(name, _)| *name != UNPUBLISHED) {
        let module = file(&format!("src/{name}.rs"));
        assert!(module.starts_with(&format!("//! scx_{name} {version}: ")), "scx_{name} {version}");
        assert!(ci.contains(&format!("scx_{name}@{version}")), "scx_{name} {version}: what .ci/run installs");
    }
}
