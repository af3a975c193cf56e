//! Remedies that repair a file: the unchanged case compiles after its file has been repaired.
//!
//! Each case of `ui-tests/fail` that is named here fails in `tests/ui.rs`. This test makes a folder of objects and layout files, runs
//! the commands that the messages show, and compiles the same cases against the repaired files.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use trybuild::TestCases;

/// A layout file that is missing, damaged or of another object: `ktsnap export` writes it. The second is the object.
const EXPORTED: [(&str, &str); 8] = [
    ("layouts/missing", "nr_counters"),
    ("layouts/missing_with_an_object", "nr_counters"),
    ("layouts/differs", "nr_counters"),
    ("layouts/of_another_scheduler", "dispatch"),
    ("layouts/truncated", "nr_counters"),
    ("layouts/outside", "nr_counters"),
    ("layouts/version", "nr_counters"),
    ("layouts/target_of_a_pointer", "../../tests/bpf/pointers"),
];

/// An object that is damaged, or lacks what is needed: it is built again. The second is the object as it should have been.
const BUILT: [(&str, &str); 5] = [
    ("objects/two_sections_with_one_name", "tests/bpf/raw/one_section.bpf.o"),
    ("names/extern_of_another_object", "tests/bpf/extern.bpf.o"),
    ("objects/truncated_program", "examples/bpf/nr_counters.bpf.o"),
    ("objects/without_btf", "examples/bpf/dispatch.bpf.o"),
    ("names/two_statics_in_one_section", "tests/bpf/twins_renamed.bpf.o"),
];

/// A variable that is not set.
const SET: [&str; 5] = [
    "objects/unset_variable",
    "layouts/unset_variable",
    "objects/no_build_script",
    "objects/no_object_key",
    "objects/no_attribute",
];

/// A program whose object is elsewhere in it: a shell command cuts it out.
const CUT_OUT: &str = "objects/elsewhere_in_a_program";

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

#[test]
fn a_case_compiles_once_its_file_is_mended() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("remedies");
    if env::var_os("KTSNAP_OBJECT_DIR").is_some_and(|dir| Path::new(&dir) == folder) {
        let cases = TestCases::new();
        let named = EXPORTED.iter().chain(&BUILT).map(|(case, _)| case).chain(&SET).chain([&CUT_OUT]);
        named.for_each(|case| cases.pass(format!("../ui-tests/fail/{case}.rs")));
        return;
    }
    _ = fs::remove_dir_all(&folder);
    for of in ["examples/bpf", "tests/bpf", "tests/bpf/raw", "tests/layouts"] {
        copy(&Path::new(REPOSITORY).join(of), &folder.join(of));
    }
    for (case, object) in EXPORTED {
        export(case, object, &folder);
    }
    for (case, right) in BUILT {
        let object = folder.join(named(case, "object = "));
        fs::copy(Path::new(REPOSITORY).join(right), object).unwrap();
    }
    cut_out(&folder);
    // What the cases of unset variables name.
    let nr_counters = folder.join("examples/bpf/nr_counters.bpf.o");
    for name in ["scheduler.bpf.o", "bpf.bpf.o"] {
        fs::copy(&nr_counters, folder.join(name)).unwrap();
    }
    fs::copy(folder.join("tests/layouts/scx_bpfland.json"), folder.join("scheduler.json")).unwrap();
    // A process with threads can't soundly change its own environment.
    let status = Command::new(env::current_exe().unwrap())
        .env("KTSNAP_OBJECT_DIR", &folder)
        .env("KTSNAP_UNSET", &folder)
        .env("OUT_DIR", &folder)
        .env("KTSNAP_OBJECT", folder.join("examples/bpf/dispatch.bpf.o"))
        .args(["--exact", "a_case_compiles_once_its_file_is_mended", "--nocapture"])
        .status()
        .unwrap();
    assert!(status.success(), "see the cases above");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn read(case: &str, ending: &str) -> String {
    fs::read_to_string(format!("{REPOSITORY}/ui-tests/fail/{case}.{ending}")).unwrap()
}

/// The file that a case names, below the folder.
fn named(case: &str, key: &str) -> PathBuf {
    let source = read(case, "rs");
    let (_, written) = source.split_once(&format!("{key}\"")).unwrap();
    let name = written.split_once('"').unwrap().0;
    name.trim_start_matches("$KTSNAP_OBJECT_DIR/").into()
}

/// The command that the message of the case shows.
fn command(case: &str) -> String {
    let message = read(case, "stderr");
    let help = message.lines().find_map(|line| line.trim_start().strip_prefix("help: ")).unwrap();
    help.split('`').nth(1).unwrap().to_owned()
}

/// Cuts the object out of the program, and puts it where the case names it.
fn cut_out(folder: &Path) {
    let program = folder.join(named(CUT_OUT, "object = "));
    let command = command(CUT_OUT).replace("FILE", program.to_str().unwrap());
    let status = Command::new("sh").current_dir(folder).args(["-c", &command]).status().unwrap();
    assert!(status.success(), "{command}");
    fs::rename(folder.join("object.bpf.o"), program).unwrap();
}

/// Runs `ktsnap export` as the message of the case shows it.
fn export(case: &str, object: &str, folder: &Path) {
    let command = command(case);
    let command = command.strip_prefix("ktsnap ").unwrap();
    let file = folder.join(named(case, "layout = "));
    // Every second piece is quoted.
    let words = command.split('\'').enumerate().flat_map(|(index, piece)| match index % 2 {
        0 => piece.split_whitespace().collect(),
        _ => vec![piece],
    });
    let arguments = words.map(|argument| match argument {
        "OBJECT" => folder.join(format!("examples/bpf/{object}.bpf.o")),
        "FILE" => file.clone(),
        written => match written.strip_prefix("$KTSNAP_OBJECT_DIR/") {
            Some(below) => folder.join(below),
            None => written.into(),
        },
    });
    let output = Command::new(env!("CARGO_BIN_EXE_ktsnap")).current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{case}: `ktsnap {command}`: {}", String::from_utf8_lossy(&output.stderr));
}
