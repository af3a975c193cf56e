//! The manifests agree on lints, profiles and versions, and `.ci/run` and the pages agree with the packages and files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// Its unsafe code needs other lints.
const UNSAFE_CODE: &str = "ktsnap-mapping";

fn manifest(folder: &Path) -> Table {
    fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap()
}

fn root() -> Table {
    manifest(Path::new("."))
}

/// The packages outside the workspace, each the root of a workspace of its own.
fn outside() -> Vec<PathBuf> {
    let root = root();
    root["workspace"]["exclude"].as_array().unwrap().iter().map(|path| path.as_str().unwrap().into()).collect()
}

/// Every package of the repository.
fn packages() -> BTreeMap<String, Table> {
    fn add(folder: &Path, packages: &mut BTreeMap<String, Table>) {
        if folder.join("Cargo.toml").exists() {
            let manifest = manifest(folder);
            packages.insert(manifest["package"]["name"].as_str().unwrap().to_owned(), manifest);
        }
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if path.is_dir() && !name.starts_with('.') && name != "target" && name != "src" {
                add(&path, packages);
            }
        }
    }
    let mut packages = BTreeMap::new();
    add(Path::new("."), &mut packages);
    assert!(packages.len() >= 18, "{:?}", packages.keys());
    packages
}

#[test]
fn every_workspace_has_the_same_lints_and_profile() {
    let root = root();
    for folder in outside() {
        let manifest = manifest(&folder);
        let lints = manifest["workspace"].get("lints");
        assert_eq!(lints, root["workspace"].get("lints"), "the lints of {}", folder.display());
        let profile = |manifest: &Table| {
            let dev = &manifest["profile"]["dev"];
            (dev["debug"].clone(), dev["package"]["*"]["debug"].clone())
        };
        assert_eq!(profile(&manifest), profile(&root), "the profile of {}", folder.display());
    }
}

#[test]
fn every_package_has_the_lints_of_its_workspace() {
    let root = root();
    for (name, manifest) in packages() {
        if name != UNSAFE_CODE {
            assert_eq!(manifest["lints"].get("workspace"), Some(&Value::Boolean(true)), "the lints of {name}");
            continue;
        }
        for (tool, lints) in root["workspace"]["lints"].as_table().unwrap() {
            for (lint, level) in lints.as_table().unwrap().iter().filter(|(lint, _)| *lint != "unsafe_code") {
                assert_eq!(manifest["lints"][tool].get(lint), Some(level), "{tool}::{lint} of {name}");
            }
        }
    }
}

#[test]
fn all_published_packages_have_one_version_and_licence() {
    let root = root();
    let inherited = &root["workspace"]["package"];
    for (name, manifest) in packages() {
        let package = &manifest["package"];
        if package.get("publish") == Some(&Value::Boolean(false)) {
            continue;
        }
        for key in ["version", "license", "edition"] {
            let value = package[key].as_table().map_or(&package[key], |_| &inherited[key]);
            assert_eq!(value, &inherited[key], "{key} of {name}");
        }
        assert!(package.get("description").is_some() && package.get("readme").is_some(), "{name}");
    }
}

#[test]
fn a_release_publishes_each_package_after_those_that_it_depends_on() {
    let page = fs::read_to_string("RELEASE.md").unwrap();
    let name = |line: &str| {
        let arguments = line.trim().strip_prefix("cargo publish ")?;
        let path = arguments.strip_prefix("-p ").or_else(|| arguments.strip_prefix("--manifest-path "))?;
        let folder = path.trim_end_matches("/Cargo.toml");
        // The packages of ktsnap-fleet are in folders without the prefix.
        Some(folder.strip_prefix("ktsnap-fleet/").map_or(folder.to_owned(), |member| format!("ktsnap-{member}")))
    };
    let order: Vec<_> = page.lines().filter_map(name).collect();
    let packages = packages();
    let is_published = |manifest: &Table| manifest["package"].get("publish") != Some(&Value::Boolean(false));
    let published: Vec<_> = packages.iter().filter(|(_, manifest)| is_published(manifest)).collect();
    assert_eq!(order.iter().collect::<BTreeSet<_>>(), published.iter().map(|(name, _)| *name).collect());
    let position = |name: &str| order.iter().position(|published| published == name);
    for (name, manifest) in published {
        for (dependency, _) in manifest.get("dependencies").and_then(Value::as_table).into_iter().flatten() {
            let before = position(dependency).is_none_or(|at| Some(at) < position(name));
            assert!(before, "{name} is published before {dependency}");
        }
    }
}

#[test]
fn ci_knows_the_packages_outside_the_workspace() {
    let script = fs::read_to_string(".ci/run").unwrap();
    let list = script.split("\noutside=(").nth(1).unwrap().split(')').next().unwrap();
    let listed: BTreeSet<_> = list.split_whitespace().map(PathBuf::from).collect();
    assert_eq!(listed, outside().into_iter().collect());
}

/// The keys of an attribute, in a list of the derive.
fn keys(of: &str) -> BTreeSet<String> {
    fn find(folder: &Path, declaration: &str) -> Option<BTreeSet<String>> {
        fs::read_dir(folder).unwrap().find_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                return find(&path, declaration);
            }
            let source = fs::read_to_string(path).unwrap();
            let list = source.split(declaration).nth(1)?.split(';').nth(1)?;
            Some(list.split('"').skip(1).step_by(2).map(str::to_owned).collect())
        })
    }
    find(Path::new("ktsnap-derive-internals/src"), &format!("const {of}_KEYS: "))
        .unwrap_or_else(|| panic!("no {of}_KEYS"))
}

#[test]
fn the_page_of_attributes_has_every_key_of_the_derives() {
    let page = fs::read_to_string("docs/attributes.md").unwrap();
    let sections: Vec<_> = page.split("\n## ").skip(1).collect();
    let headings =
        [("CONTAINER", "On a struct"), ("FIELD", "On a field"), ("ENUM", "On an enum"), ("VARIANT", "On a variant")];
    for (list, heading) in headings {
        let section = sections.iter().find(|section| section.starts_with(heading)).unwrap();
        let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
        let word = |code: &str| code.split([' ', '(', '=']).next().unwrap().to_owned();
        let shown: BTreeSet<_> =
            cells.flat_map(|cell| cell.split(", ").map(|key| word(key.trim_matches('`')))).collect();
        assert_eq!(shown, keys(list), "{heading}");
    }
}

#[test]
fn the_page_on_the_architecture_shows_the_dependencies_of_each_crate() {
    let page = fs::read_to_string("docs/architecture.md").unwrap();
    let is_name = |word: &&str| word.starts_with("ktsnap");
    let names =
        |text: &str| -> BTreeSet<String> { text.split([' ', ',']).filter(is_name).map(str::to_owned).collect() };
    let shown: BTreeMap<String, BTreeSet<String>> = page
        .lines()
        .filter_map(|line| line.split_once(" -> "))
        .map(|(name, dependencies)| (name.trim().to_owned(), names(dependencies)))
        .collect();
    assert_eq!(shown.len(), 13, "{shown:?}");
    for (name, manifest) in packages().iter().filter(|(name, _)| name.starts_with("ktsnap")) {
        let dependencies = manifest.get("dependencies").and_then(Value::as_table);
        let own = dependencies.into_iter().flatten().map(|(name, _)| name.clone());
        let own: BTreeSet<_> = own.filter(|name| name.starts_with("ktsnap")).collect();
        assert_eq!(shown.get(name).cloned().unwrap_or_default(), own, "{name}");
    }
}

#[test]
fn the_paths_on_the_pages_exist() {
    const ROOTS: [&str; 6] = ["ktsnap-", "tests/", "ui-tests/", "docs/", "examples/", "captures/"];
    let docs = fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path());
    let pages = docs.chain(["README.md", "CONTRIBUTING.md", "RELEASE.md"].map(PathBuf::from));
    // `ui-tests/fail/THEME/CASE.rs` names no file.
    let is_placeholder = |part: &str| part.len() > 1 && part.trim_end_matches(".rs").chars().all(char::is_uppercase);
    let mut checked = 0;
    for page in pages.filter(|page| page.extension().is_some_and(|extension| extension == "md")) {
        let text = fs::read_to_string(&page).unwrap();
        for path in text.split('`').skip(1).step_by(2) {
            let is_path = path.contains('/') && !path.contains([' ', '*', '{', '<', '$', '\n', ':']);
            let is_path = is_path && !path.split('/').any(is_placeholder);
            if is_path && ROOTS.iter().any(|root| path.starts_with(root)) {
                assert!(Path::new(path).exists(), "{} names {path}", page.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 100, "{checked}");
}
