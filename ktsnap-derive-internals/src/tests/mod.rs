//! Compares the errors of declarations with the files in `cases/`.
//!
//! A file has paragraphs. The first one describes an object, see [`layouts`]. Each of the others has an item with
//! `#[snapshot(...)]`, and a line for each of its errors: the tokens at which it is reported, the fact, and the help. An item
//! without such lines has no errors. `KTSNAP_BLESS=1 cargo test -p ktsnap-derive-internals` updates the errors. Review the
//! difference before you commit it.

mod layouts;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs};

use syn::{Data, DeriveInput};

use crate::declaration::{self, Declaration};
use crate::object::Origin;
use crate::schema::{CType, VarSchema};
use crate::{enums, error::Errors};

/// The name of the object in the items.
const OBJECT: &str = "sched.bpf.o";

/// What a line with an error starts with.
const ERROR: &str = "> ";

/// The lines for the errors of an item.
fn errors(item: &str, origin: &Origin) -> Vec<String> {
    let input: DeriveInput = syn::parse_str(item).unwrap_or_else(|error| panic!("{error}: {item}"));
    match input.data {
        Data::Enum(_) => lines(&enums::read(&input, origin).errors),
        _ => declaration::read(&input, origin, |read| {
            if read.errors.count() == 0 {
                assert_complete(&read, item);
            }
            lines(read.errors)
        }),
    }
}

fn lines(errors: &Errors) -> Vec<String> {
    let line = |error: &syn::Error| {
        let at = error.span().source_text().unwrap_or_default();
        format!("{ERROR}{at} | {}", error.to_string().replace("\nhelp: ", " | "))
    };
    errors.iter().map(line).collect()
}

/// Checks that nothing is missing in a declaration without errors.
fn assert_complete(read: &Declaration<'_>, item: &str) {
    if let Some(checked) = read.checked {
        for (field, part) in read.fields.iter().zip(&checked.fields) {
            assert_eq!(part.is_some(), !field.skipped(), "`{}` of {item}", field.ident);
            assert_eq!(part.as_ref().is_some_and(|part| part.groups.is_some()), field.has_slots(), "{item}");
        }
    }
    assert!(read.ratios.iter().all(|ratio| ratio.expression.is_some()), "{item}");
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/cases").join(name).with_extension("txt")
}

/// Compares the errors of all items in a file.
fn compare(name: &str) {
    let text = fs::read_to_string(file(name)).unwrap();
    let (description, items) = text.trim_end().split_once("\n\n").unwrap();
    let layout = Arc::new(layouts::layout(description));
    let mut now = vec![description.to_owned()];
    for paragraph in items.split("\n\n") {
        let item: Vec<_> = paragraph.lines().filter(|line| !line.starts_with(ERROR)).collect();
        let item = item.join("\n");
        let object = Some((OBJECT.to_owned(), Arc::clone(&layout))).filter(|_| item.contains(OBJECT));
        let origin = Origin { package: None, object };
        let mut lines = vec![item.clone()];
        lines.extend(errors(&item, &origin));
        let found = lines.join("\n");
        if env::var_os("KTSNAP_BLESS").is_none() {
            assert_eq!(found, paragraph, "set KTSNAP_BLESS=1 to update the file");
        }
        now.push(found);
    }
    if env::var_os("KTSNAP_BLESS").is_some() {
        fs::write(file(name), now.join("\n\n") + "\n").unwrap();
    }
}

#[test]
fn a_map_whose_number_of_entries_is_unknown_has_no_last_index() {
    let layout = layouts::layout("map unsized ARRAY 0: u32 -> u64\nmap single ARRAY 1: u32 -> u64");
    let origin = Origin { package: None, object: Some((OBJECT.to_owned(), Arc::new(layout))) };
    for (map, expected) in [("unsized", usize::MAX), ("single", 1)] {
        let item = format!("#[snapshot(map = \"{map}\")] struct First {{ #[snapshot(key = \"0\")] first: u64 }}");
        let found = declaration::read(&syn::parse_str(&item).unwrap(), &origin, |read| {
            match read.described().schema().unwrap().vars.as_slice() {
                [VarSchema { ty: CType::Array { len, .. }, .. }] => Some(*len),
                _ => None,
            }
        });
        assert_eq!(found, Some(expected));
    }
}

/// Tests with the names of the files.
macro_rules! files {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                compare(stringify!($name));
            }
        )*

        #[test]
        fn each_file_has_a_test() {
            let files = fs::read_dir(file("any").parent().unwrap()).unwrap();
            let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            assert_eq!(names, [$(concat!(stringify!($name), ".txt")),*]);
        }
    };
}

files! {
    attributes constants entries enums groups indexes keys names pointers ratios rows suggestions tags totals types
}
