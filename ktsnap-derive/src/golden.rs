//! Compares expansions with golden files.
//!
//! `tests/golden/NAME.rs` contains structs and enums, and `tests/golden/NAME.expanded.rs` their expansion.
//! `KTSNAP_BLESS=1 cargo test -p ktsnap-derive` updates the expansions. Review the difference before you commit it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Data, DeriveInput, File, Item};

use crate::{derive, enums};

/// The expansions of all items in a file.
fn expanded(name: &str) -> String {
    // The expansion depends on the variable.
    assert_eq!(env::var_os("KTSNAP_OBJECT_DIR"), None, "paths of objects must start at this package");
    let source = fs::read_to_string(path(&format!("{name}.rs"))).unwrap();
    let code: TokenStream = syn::parse_file(&source).unwrap().items.iter().map(expand).collect();
    let file: File = syn::parse2(code).unwrap();
    let expanded = prettyplease::unparse(&file);
    assert!(!expanded.contains("compile_error"), "tests/golden/{name}.rs does not compile:\n{expanded}");
    expanded
}

fn expand(item: &Item) -> TokenStream {
    let input: DeriveInput = syn::parse2(item.to_token_stream()).unwrap();
    match input.data {
        Data::Enum(_) => enums::derive(&input),
        _ => derive::derive(&input),
    }
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file)
}

#[track_caller]
fn assert_golden(name: &str) {
    let file = path(&format!("{name}.expanded.rs"));
    let now = expanded(name);
    if env::var_os("KTSNAP_BLESS").is_some() {
        fs::write(&file, &now).unwrap();
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    let differs = golden.lines().zip(now.lines()).position(|(golden, now)| golden != now);
    let line = differs.unwrap_or_else(|| golden.lines().count().min(now.lines().count()));
    assert!(
        golden == now,
        "the expansion of tests/golden/{name}.rs differs from tests/golden/{name}.expanded.rs at line {}:\n-{}\n+{}\n\
         set KTSNAP_BLESS=1 to update the file",
        line + 1,
        golden.lines().nth(line).unwrap_or_default(),
        now.lines().nth(line).unwrap_or_default()
    );
}

#[test]
fn the_globals_of_a_section() {
    assert_golden("section");
}

#[test]
fn the_entries_of_a_per_cpu_map() {
    assert_golden("map");
}

#[test]
fn c_structs_and_enums() {
    assert_golden("nested");
}

#[test]
fn parts_of_several_maps() {
    assert_golden("parts");
}

#[test]
fn rows_of_arrays() {
    assert_golden("row");
}

#[test]
fn named_terms_and_functions() {
    assert_golden("terms");
}

#[test]
fn the_rows_of_a_hash_map() {
    assert_golden("hash");
}

#[test]
fn indexes_that_are_read() {
    assert_golden("index");
}

#[test]
fn rows_with_names_and_flags() {
    assert_golden("labels");
}

#[test]
fn targets_of_pointers() {
    assert_golden("pointers");
}
