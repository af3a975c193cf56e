//! Compares the errors of the derives with the expected messages of the cases in `ui-tests/`, at their lines and columns.
//!
//! `tests/ui.rs` has the compiler build the same cases, which also shows what it says about the code that the derives write.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use proc_macro2::{LineColumn, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, DeriveInput, Item};

use crate::{derive, enums};

/// The folder at which relative paths of objects start.
const OBJECT_DIR: &str = "KTSNAP_OBJECT_DIR";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The files and folders in a folder.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// The cases in a folder of `ui-tests`.
fn cases(folder: &str) -> Vec<PathBuf> {
    let mut cases = entries(&repository().join("ui-tests").join(folder));
    cases.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    cases
}

/// Runs a test with the root of the repository as the folder of objects and layout files. A process with threads can't soundly
/// change its own environment, so the test runs itself again.
fn at_the_root(test: &str, run: impl FnOnce()) {
    let root = repository();
    if env::var_os(OBJECT_DIR).is_some_and(|dir| Path::new(&dir) == root) {
        return run();
    }
    let mut command = Command::new(env::current_exe().unwrap());
    command.env(OBJECT_DIR, &root).env("CARGO_MANIFEST_DIR", &root).args(["--exact", &format!("messages::{test}")]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// The errors that the derives report, as the compiler prints them.
fn errors(case: &Path) -> BTreeSet<String> {
    let source = fs::read_to_string(case).unwrap();
    errors_of(&syn::parse_file(&source).unwrap().items)
}

fn errors_of(items: &[Item]) -> BTreeSet<String> {
    let of_item = |item: &Item| match item {
        Item::Mod(module) => module.content.iter().flat_map(|(_, items)| errors_of(items)).collect(),
        _ => errors_in(&expanded(item)),
    };
    items.iter().flat_map(of_item).collect()
}

fn expanded(item: &Item) -> TokenStream {
    let tokens = item.to_token_stream();
    let Ok(input) = syn::parse2::<DeriveInput>(tokens) else { return TokenStream::new() };
    match derived(&input.attrs).as_deref() {
        Some("SnapshotSchema") => derive::derive(&input),
        Some("SnapshotEnum") => enums::derive(&input),
        _ => TokenStream::new(),
    }
}

/// The derive of this crate among the attributes of an item.
fn derived(attributes: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        attribute
            .parse_nested_meta(|meta| {
                let derive = meta.path.segments.last().unwrap().ident.to_string();
                name = name.take().or(Some(derive).filter(|derive| derive.starts_with("Snapshot")));
                Ok(())
            })
            .unwrap();
    }
    name
}

/// The calls of `compile_error!` in an expansion.
fn errors_in(tokens: &TokenStream) -> Vec<String> {
    let tokens: Vec<_> = tokens.clone().into_iter().collect();
    let mut errors = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        // `compile_error` has the place where the error starts, and the text that where it ends.
        let name = at.checked_sub(2).map(|name| &tokens[name]);
        let Some(TokenTree::Ident(name)) = name.filter(|name| name.to_string() == "compile_error") else {
            errors.extend(errors_in(&group.stream()));
            continue;
        };
        let text: syn::LitStr = syn::parse2(group.stream()).unwrap();
        let LineColumn { line, column } = name.span().start();
        errors.push(format!("{line}:{}: {}", column + 1, text.value()));
    }
    errors
}

/// The blanks before all lines of a message but the first.
const INDENTATION: &str = "       ";

/// The errors without a code in the expected output of a case. Those with a code are the compiler's own.
fn expected(case: &Path) -> BTreeSet<String> {
    let output = fs::read_to_string(case.with_extension("stderr")).unwrap();
    let mut errors = BTreeSet::new();
    let mut lines = output.lines();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("error: ") else { continue };
        let mut text = first.to_owned();
        for line in lines.by_ref() {
            if let Some((_, place)) = line.split_once(".rs:").filter(|_| line.trim_start().starts_with("--> ")) {
                errors.insert(format!("{place}: {text}"));
                break;
            }
            text = format!("{text}\n{}", line.strip_prefix(INDENTATION).unwrap());
        }
    }
    errors
}

/// Compares the messages of the cases in a folder of `ui-tests/fail`.
fn compare(theme: &str) {
    let root = repository().to_str().unwrap().to_owned();
    let cases = cases(&format!("fail/{theme}"));
    assert!(!cases.is_empty());
    for case in cases {
        // trybuild writes the folder of its package in this way, which is the root.
        let errors: BTreeSet<_> = errors(&case).iter().map(|error| error.replace(&root, "$DIR")).collect();
        assert_eq!(errors, expected(&case), "{}", case.display());
    }
}

/// Tests with the names of the folders.
macro_rules! themes {
    ($($theme:ident)*) => {
        const THEMES: &[&str] = &[$(stringify!($theme)),*];

        mod of_folder {
            $(
                #[test]
                fn $theme() {
                    super::at_the_root(concat!("of_folder::", stringify!($theme)), || super::compare(stringify!($theme)));
                }
            )*
        }
    };
}

themes! {
    attributes differences entries enums field_totals groups hashes histograms in_use keys labels layouts maps names nested objects parts paths ratios reductions resized rows sections several shapes types values widen
}

#[test]
fn each_folder_has_a_test() {
    let folders = entries(&repository().join("ui-tests/fail"));
    let names: Vec<_> = folders.iter().map(|folder| folder.file_name().unwrap().to_str().unwrap()).collect();
    // The cases of `assertions` are calls of `expect!` and `check!`.
    let themes: Vec<_> = names.into_iter().filter(|name| *name != "assertions").collect();
    assert_eq!(themes, THEMES);
}

#[test]
fn cases_that_must_compile_have_no_message() {
    at_the_root("cases_that_must_compile_have_no_message", || {
        let folders = |of: &str| entries(&repository().join("ui-tests").join(of));
        for theme in folders("pass").into_iter().chain(folders("mended")).filter(|path| path.is_dir()) {
            for case in cases(theme.to_str().unwrap()) {
                // The compiler removes what `cfg` disables before it calls a derive.
                if !fs::read_to_string(&case).unwrap().contains("#[cfg") {
                    assert_eq!(errors(&case), BTreeSet::new(), "{}", case.display());
                }
            }
        }
    });
}
