//! Objects with unreadable parts, and files without an object: the answers of each command.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, str};

use ktsnap_btf::{Layout, LayoutFile};
use serde_json::Value;

const CHANGED: &str = "../tests/bpf/changed_statics.bpf.o";
const VOLATILE: &str = "../tests/bpf/raw/volatile_statics.bpf.o";
const ODD_MAPS: &str = "../tests/bpf/raw/odd_maps.bpf.o";
const REMEDY: &str = "declare it `volatile` in C, or make it global";

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("COLUMNS").env_remove("NO_COLOR").args(args);
    command.output().unwrap()
}

#[track_caller]
fn shown(args: &[&str]) -> String {
    let Output { status, stdout, stderr } = run(args);
    assert!(status.success(), "{args:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

#[track_caller]
fn refused(args: &[&str]) -> String {
    let Output { status, stderr, .. } = run(args);
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), stderr.lines().count()), (Some(1), 1), "{stderr}");
    stderr.trim_end().to_owned()
}

fn temporary(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

#[test]
fn layout_lists_a_changed_static_without_a_rust_type_and_says_why() {
    let table = shown(&["layout", CHANGED]);
    let row = |name: &str| {
        let row = table.lines().find(|line| line.starts_with(&format!("{name} "))).unwrap_or_else(|| panic!("{table}"));
        row.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("mode"), ["mode", "int", "-", "0", "1", "static"]);
    assert_eq!(row("nr_runs"), ["nr_runs", "u64", "u64", "8", "8"]);
    for fact in [
        "clang changed the static `mode`: it has 1 byte, but its type `int` has 4",
        "clang split the static `kinds`: `kinds.2` has 8 bytes, but its type `u64[3]` has 24",
    ] {
        assert!(table.replace("\n  ", " ").lines().any(|line| line == format!("{fact}: {REMEDY}")), "{table}");
    }
    assert!(table.lines().all(|line| line.len() <= 100), "{table}");
    // By the name in C, too.
    assert!(shown(&["layout", CHANGED, "--only", "kinds"]).contains("kinds.1"));

    let json: Value = serde_json::from_str(&shown(&["layout", CHANGED, "--json"])).unwrap();
    let vars = json["sections"][".bss"]["vars"].as_array().unwrap();
    let faults: Vec<_> = vars.iter().filter(|var| var.get("fault").is_some()).collect();
    assert_eq!((vars.len(), faults.len()), (9, 7));
    assert!(faults.iter().all(|var| var["rust"].is_null() && var["fault"].as_str().unwrap().ends_with(REMEDY)));
}

#[test]
fn derive_leaves_a_changed_static_out_and_says_why() {
    let source = shown(&["derive", CHANGED]);
    assert!(source.contains("nr_runs: u64") && source.contains("nr_enqueued: u64"), "{source}");
    assert!(!source.contains("mode:") && source.contains("clang changed the static `mode`"), "{source}");
    for name in ["mode", "kinds", "level"] {
        let line = refused(&["derive", CHANGED, "--only", name]);
        assert!(line.contains("can't be a field") && line.ends_with(REMEDY), "{line}");
    }
    let source = shown(&["derive", VOLATILE, "--only", "mode", "--only", "kinds"]);
    assert!(source.contains("mode: i32") && source.contains("kinds: [u64; 3]"), "{source}");
}

#[test]
fn a_layout_file_of_such_an_object_gives_the_same_answers() {
    let file = temporary("changed.json");
    _ = fs::remove_file(&file);
    let path = file.to_str().unwrap();
    shown(&["export", CHANGED, "-o", path]);
    assert!(shown(&["check", path, "--object", CHANGED]).contains(" matches "));
    let object = Layout::parse(&fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(CHANGED)).unwrap()).unwrap();
    let read = LayoutFile::parse(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(read.layout().section(".bss"), object.section(".bss"));
    assert_eq!(shown(&["layout", path, "--section", ".bss"]), shown(&["layout", CHANGED, "--section", ".bss"]));
    assert!(refused(&["derive", path, "--only", "mode"]).ends_with(REMEDY));
    // Once the statics are volatile, the file is out of date.
    let Output { stdout, .. } = run(&["check", path, "--object", VOLATILE]);
    let difference = str::from_utf8(&stdout).unwrap();
    assert!(difference.contains("-mode: ") && difference.contains("+mode: "), "{difference}");
}

#[test]
fn a_map_that_libbpf_does_not_read_is_named_with_the_reason() {
    let why = "`nested` is not a map that libbpf can create: its definition is a struct inside another struct, like those of aya";
    let table = shown(&["layout", ODD_MAPS]);
    assert!(table.replace("\n  ", " ").lines().any(|line| line == why), "{table}");
    let json: Value = serde_json::from_str(&shown(&["layout", ODD_MAPS, "--json"])).unwrap();
    assert_eq!(json["unsupported_maps"][0]["name"], "nested");
    assert!(refused(&["derive", ODD_MAPS, "--map", "nested"]).ends_with(why));
}

#[test]
fn an_object_with_nothing_in_it_is_an_error_of_layout() {
    let file = temporary("nothing.btf");
    // The header of BTF, no types, and the empty name.
    let mut btf = vec![0x9f, 0xeb, 1, 0];
    for word in [24_u32, 0, 0, 0, 1] {
        btf.extend(word.to_le_bytes());
    }
    btf.push(0);
    fs::write(&file, btf).unwrap();
    let path = file.to_str().unwrap();
    for args in [&["layout", path][..], &["layout", path, "--json"]] {
        let expected = format!(
            "ktsnap: {path} has no globals and no maps: give the BPF object that declares the scheduler's globals and maps"
        );
        assert_eq!(refused(args), expected);
    }
}

#[test]
fn an_object_elsewhere_in_a_program_can_be_cut_out_as_the_error_says() {
    let line = refused(&["layout", "../tests/bpf/elsewhere"]);
    let command = line.split('`').find(|code| code.starts_with("tail ")).unwrap_or_else(|| panic!("{line}"));
    let output = temporary("object.bpf.o");
    let command = command.replace("FILE", "../tests/bpf/elsewhere").replace("object.bpf.o", output.to_str().unwrap());
    let status = Command::new("sh").current_dir(env!("CARGO_MANIFEST_DIR")).args(["-c", &command]).status().unwrap();
    assert!(status.success(), "{command}");
    let whole = shown(&["layout", "../examples/bpf/nr_counters.bpf.o"]);
    assert_eq!(shown(&["layout", output.to_str().unwrap()]), whole);
}
