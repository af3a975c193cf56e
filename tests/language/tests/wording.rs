//! What people read in this repository avoids the wordings of `idioms.txt`.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use language::{Passage, allowed, hits, idioms, passages};

/// The repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Every file that may hold prose, except this package's.
fn files() -> Vec<PathBuf> {
    let walk = WalkBuilder::new(ROOT).hidden(false).require_git(false).build();
    let files = walk.map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file());
    let is_other = |path: &PathBuf| {
        let path = path.strip_prefix(ROOT).unwrap();
        !path.starts_with(".git")
            && !path.starts_with("tests/language")
            && path.file_name().is_some_and(|name| name != "LICENSE")
    };
    files.filter(is_other).collect()
}

#[test]
fn nothing_is_worded_in_a_way_to_avoid() {
    let (idioms, allowed) = (idioms(), allowed());
    let mut found = Vec::new();
    let mut read = 0;
    for file in files() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let shown = file.strip_prefix(ROOT).unwrap().display().to_string();
        for passage in passages(Path::new(&file), &text) {
            read += 1;
            for hit in hits(&passage, &idioms, &allowed) {
                let (line, words) = (hit.line, hit.text.trim());
                found.push(format!("{shown}:{line}: `{words}`: {}", hit.idiom.instead));
            }
        }
    }
    assert!(read > 10_000, "only {read} passages were read");
    found.sort();
    assert!(found.is_empty(), "{} wordings to avoid:\n{}", found.len(), found.join("\n"));
}

#[test]
fn each_pattern_finds_its_example() {
    for idiom in idioms() {
        let passage = Passage { line: 1, text: idiom.example.clone() };
        let own = hits(&passage, std::slice::from_ref(&idiom), &[]);
        assert_eq!(own.len(), 1, "{idiom:?}");
    }
}

#[test]
fn each_allowed_phrase_is_used() {
    let texts: Vec<_> =
        files().iter().filter_map(|file| Some(passages(file, &fs::read_to_string(file).ok()?))).collect();
    for phrase in allowed() {
        let is_used = texts.iter().flatten().any(|passage| passage.text.contains(phrase));
        assert!(is_used, "no text contains `{phrase}`");
    }
}
