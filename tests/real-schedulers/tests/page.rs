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

/// The fields and the ratios of a struct.
#[derive(Default)]
struct Declared {
    fields: BTreeSet<String>,
    ratios: BTreeSet<String>,
}

/// The structs of a module, from its source.
fn declared(module: &str) -> BTreeMap<String, Declared> {
    let name = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
    let mut structs = BTreeMap::new();
    let mut ratios = BTreeSet::new();
    let mut open: Option<(String, Declared)> = None;
    for line in module.lines() {
        if let Some(start) = line.strip_prefix("pub struct ") {
            let ratios = std::mem::take(&mut ratios);
            open = Some((name(start), Declared { ratios, ..Declared::default() }));
        } else if line == "}" {
            structs.extend(open.take());
        } else if let Some((_, declared)) = &mut open {
            declared.fields.extend(line.strip_prefix("    pub ").map(name));
        } else {
            let before_equals = line.split("pub ").skip(1).filter(|part| part.contains(" = "));
            ratios.extend(before_equals.map(name));
        }
    }
    structs
}

/// A row of a scheduler's table of quantities.
struct Quantity<'p> {
    /// More than one if the row is of a family of names.
    count: usize,
    declared_as: &'p str,
    status: &'p str,
}

/// The rows of the table of quantities in a section, and how many names are listed as outside BPF memory.
fn quantities(text: &str) -> Option<(Vec<Quantity<'_>>, usize)> {
    let (_, table) = text.split_once("| in user space | what it is | declared as | status |\n|---|---|---|---|\n")?;
    let row = |line| {
        let cells: Vec<&str> = str::trim_matches(line, '|').split(" | ").map(str::trim).collect();
        let [name, _, declared_as, status] = cells.as_slice() else { panic!("{line}") };
        let family = name.split(' ').next().and_then(|first| first.parse().ok());
        assert!(family.is_some() || name.starts_with('`'), "{line}");
        Quantity { count: family.unwrap_or(1), declared_as, status }
    };
    let rows = table.lines().take_while(|line| line.starts_with("| ")).map(row).collect();
    let outside = text.split_once("Outside BPF memory:\n\n").map_or("", |(_, list)| list);
    let listed = outside.lines().take_while(|line| line.starts_with("- `") || line.starts_with("  ")).filter(|line| {
        let (name, _) = line.strip_prefix("- `").map_or(("", ""), |name| name.split_once("`: ").unwrap());
        !name.is_empty()
    });
    Some((rows, listed.count()))
}

/// The names in backquotes.
fn code(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_declaration_that_the_tables_name_is_in_the_package_and_in_a_test() {
    let page = page();
    let tests =
        ["bytes", "bpfland", "histograms", "machine", "parts"].map(|test| file(&format!("tests/{test}.rs"))).concat();
    let words: BTreeSet<&str> = tests.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut named = 0;
    for (scheduler, (_, text)) in sections(&page) {
        let Some((rows, _)) = quantities(text) else { continue };
        let structs = declared(&file(&format!("src/{scheduler}.rs")));
        for Quantity { count, declared_as, status } in rows {
            let is_declared = !status.starts_with("no");
            if count > 1 {
                let (of, name) = (declared_as.split(' ').nth(1).unwrap(), code(declared_as).next().unwrap());
                let Declared { fields, ratios } = &structs[name];
                let members = if of == "fields" { fields } else { ratios };
                assert_eq!((members.len(), is_declared), (count, true), "scx_{scheduler}: {declared_as}");
                let unread = members.iter().find(|member| !words.contains(member.as_str()));
                assert_eq!(unread, None, "scx_{scheduler}: no test reads it");
            } else {
                assert!(!is_declared || code(declared_as).count() > 0, "scx_{scheduler}: {declared_as}: {status}");
                for name in code(declared_as) {
                    let (of, member) = name.split_once("::").unwrap_or_else(|| panic!("scx_{scheduler}: {name}"));
                    let found = structs
                        .get(of)
                        .is_some_and(|Declared { fields, ratios }| fields.contains(member) || ratios.contains(member));
                    assert!(found, "scx_{scheduler}: src/{scheduler}.rs has no `{name}`");
                    assert!(words.contains(member), "scx_{scheduler}: no test reads `{name}`");
                }
            }
            named += count;
        }
    }
    assert!(named > 500, "{named}");
}

#[test]
fn the_summary_counts_the_rows_of_the_tables() {
    let page = page();
    let sections = sections(&page);
    let (_, table) = page.split_once("| scheduler | quantities | declared |").unwrap();
    let counts = |line: &str| -> Vec<usize> {
        line.trim_matches('|').split(" | ").skip(1).map(|cell| cell.trim().parse().unwrap()).collect()
    };
    let mut total = vec![0; 5];
    let mut lines = table.lines().skip(2);
    let mut summarised = BTreeSet::new();
    for line in lines.by_ref().take_while(|line| line.starts_with("| scx_")).chain([""]) {
        let Some(name) = line.strip_prefix("| scx_").and_then(|rest| rest.split(' ').next()) else { break };
        let (rows, outside) = quantities(sections[name].1).unwrap();
        let of = |status: &str| -> usize {
            rows.iter().filter(|row| row.status.starts_with(status)).map(|row| row.count).sum()
        };
        let [yes, nearly, no] = ["yes", "nearly: ", "no: "].map(of);
        let expected = [yes + nearly + no + outside, yes + nearly, nearly, no, outside];
        assert_eq!(counts(line), expected, "scx_{name}");
        total.iter_mut().zip(expected).for_each(|(total, count)| *total += count);
        summarised.insert(name);
    }
    let all = table.lines().find(|line| line.starts_with("| all |")).unwrap();
    assert_eq!(counts(all), total);
    let with_a_table = sections.iter().filter(|(_, (_, text))| quantities(text).is_some());
    assert_eq!(with_a_table.map(|(name, _)| *name).collect::<BTreeSet<_>>(), summarised);
    assert_eq!(summarised.len(), 8);
}

#[test]
fn every_status_is_explained() {
    let page = page();
    let (_, explained) = page.split_once("A status is one of these:\n").unwrap();
    let mut used = BTreeSet::new();
    for (scheduler, (_, text)) in sections(&page) {
        for Quantity { status, .. } in quantities(text).map(|(rows, _)| rows).into_iter().flatten() {
            let (status, reasons) = status.split_once(": ").unwrap_or((status, ""));
            assert!(["yes", "nearly", "no"].contains(&status), "scx_{scheduler}: {status}");
            assert_eq!(status == "yes", reasons.is_empty(), "scx_{scheduler}: {status}");
            used.extend(reasons.split(", ").filter(|reason| !reason.is_empty()));
        }
    }
    let reason = |line: &'_ str| Some(line.strip_prefix("  - *")?.split_once("*: ")?.0.to_owned());
    let (explained, _) = explained.split_once("\n\nUser space").unwrap();
    let explained: BTreeSet<String> = explained.lines().filter_map(reason).collect();
    assert_eq!(explained, used.into_iter().map(str::to_owned).collect());
}
