//! Layout files of real objects: a file describes all of an object's layout.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use ktsnap_btf::{Layout, LayoutFile};

/// Every object of the repository that has a layout, and those that `KTSNAP_OBJECTS` lists, as PATH does.
fn objects() -> Vec<(PathBuf, Layout)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["tests/bpf", "tests/bpf/raw", "examples/bpf", "examples/bpf/raw"] {
        let files = std::fs::read_dir(root.join(folder)).unwrap().map(|file| file.unwrap().path());
        paths.extend(files.filter(|path| path.extension().is_some_and(|end| end == "o")));
    }
    let more = std::env::var("KTSNAP_OBJECTS").unwrap_or_default();
    paths.extend(more.split(':').filter(|path| !path.is_empty()).map(PathBuf::from));
    paths.sort();
    let all = paths.into_iter().map(|path| {
        let layout = Layout::parse(&std::fs::read(&path).unwrap());
        (path, layout)
    });
    // One of them has no BTF.
    all.filter_map(|(path, layout)| Some((path, layout.ok()?))).collect()
}

fn layout(path: &str) -> Layout {
    Layout::parse(&std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()).unwrap()
}

#[test]
fn a_file_says_again_what_it_was_made_of() {
    let objects = objects();
    assert!(objects.len() >= 14, "{}", objects.len());
    for (path, object) in objects {
        let file = LayoutFile::new(&object);
        let text = file.to_json();
        let again = LayoutFile::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(again == file, "{}", path.display());
        assert_eq!(again.to_json(), text, "{}", path.display());
        // Tools can sort the fields, or write the file on one line.
        let sorted = serde_json::from_str::<serde_json::Value>(&text).unwrap().to_string();
        assert!(LayoutFile::parse(sorted.as_bytes()).unwrap() == file, "{}", path.display());
        assert!(LayoutFile::new(again.layout()) == file, "{}", path.display());
        assert!(LayoutFile::new(file.layout()) == file, "{}", path.display());
        assert_eq!(again.differences(&object), [], "{}", path.display());
        assert_eq!(file.differences(again.layout()), [], "{}", path.display());

        for of_file in [file.layout(), again.layout()] {
            let globals = of_file.global_sections().collect::<Vec<_>>();
            assert_eq!(globals, object.global_sections().collect::<Vec<_>>(), "{}", path.display());
            assert_eq!(of_file.maps, object.maps, "{}", path.display());
            assert_eq!(of_file.big_endian, object.big_endian);
            assert_eq!(of_file.struct_ops, object.struct_ops, "{}", path.display());
            // The order matters, because a message names the first of several.
            let names = |layout: &Layout| {
                let mut names: Vec<_> = layout.enumerator_names().map(str::to_owned).collect();
                names.dedup();
                names
            };
            assert_eq!(names(of_file), names(&object), "{}", path.display());
            for tag in of_file.type_names() {
                assert_eq!(of_file.type_by_name(tag), object.type_by_name(tag), "{} {tag}", path.display());
            }
            // The sections of each name, including statics and variables that are not global.
            for section in &object.sections {
                let same = of_file.section(&section.name).unwrap();
                assert_eq!(same.holds_globals(), section.holds_globals());
                for var in &section.vars {
                    let places = |layout: &Layout| {
                        let mut places: Vec<_> =
                            layout.find(&var.name).map(|(section, _)| section.name.clone()).collect();
                        places.dedup();
                        places
                    };
                    assert_eq!(places(of_file), places(&object), "{} {}", path.display(), var.name);
                }
            }
        }
    }
}

#[test]
fn linking_and_byte_order_make_no_difference() {
    for (one, other) in [
        ("examples/bpf/dispatch.bpf.o", "examples/bpf/raw/dispatch.bpf.o"),
        ("examples/bpf/nr_counters.bpf.o", "examples/bpf/raw/nr_counters.bpf.o"),
        ("tests/bpf/rich.bpf.o", "tests/bpf/raw/rich.bpf.o"),
        ("tests/bpf/shapes.bpf.o", "tests/bpf/raw/shapes.bpf.o"),
        ("tests/bpf/shapes.bpf.o", "tests/bpf/shapes.be.bpf.o"),
        ("tests/bpf/shapes.bpf.o", "tests/bpf/raw/shapes.be.bpf.o"),
        ("tests/bpf/shapes.bpf.o", "tests/bpf/shapes.hdr32.bpf.o"),
    ] {
        let [one, other] = [one, other].map(layout);
        assert_eq!(LayoutFile::new(&one).differences(&other), []);
        assert_eq!(LayoutFile::new(&other).differences(&one), []);
        if one.big_endian == other.big_endian {
            assert_eq!(LayoutFile::new(&one).to_json(), LayoutFile::new(&other).to_json());
        } else {
            let swapped =
                LayoutFile::new(&other).to_json().replace(r#""byte_order": "big""#, r#""byte_order": "little""#);
            assert_eq!(LayoutFile::new(&one).to_json(), swapped);
        }
    }
}

#[test]
fn a_committed_layout_file_has_the_text_that_ktsnap_writes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in [
        "examples/packages/layout-file/schemas/dispatch.json",
        "ktsnap-cli/tests/generated/schemas/scx_bpfland.json",
        "ktsnap-cli/tests/generated/schemas/scx_rusty.json",
        "tests/layouts/nr_counters.json",
        "tests/layouts/renamed.json",
        "tests/machine/schemas/scx_bpfland.json",
        "tests/machine/schemas/scx_rusty.json",
        "tests/real-schedulers/schemas/scx_mitosis.json",
    ] {
        let text = std::fs::read_to_string(root.join(path)).unwrap();
        let file = LayoutFile::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{path} {error}"));
        assert!(file.to_json() == text, "{path}");
    }
}
