//! Layout files in folders `schemas`: `show`, `diff` and `page` find that of the scheduler that a report names.

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use support::{Ran, Scratch, ktsnap, repository};

const LAYOUT: &str = "examples/packages/layout-file/schemas/dispatch.json";
const KEY: [&str; 2] = ["--key", "dsp_stat"];

fn document(file: &str) -> Value {
    serde_json::from_slice(&fs::read(repository().join(file)).unwrap()).unwrap()
}

/// A folder with files, each with its path.
struct Folder(Scratch);

impl Folder {
    fn new(name: &str) -> Self {
        Self(Scratch::new(name))
    }

    fn put(&self, path: &str, document: &Value) -> String {
        let file = self.path(path);
        fs::create_dir_all(Path::new(&file).parent().unwrap()).unwrap();
        fs::write(&file, document.to_string()).unwrap();
        file
    }

    fn path(&self, path: &str) -> String {
        format!("{}/{path}", self.0.folder())
    }
}

/// Runs the command in a folder.
fn ktsnap_in(folder: &str, args: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_ktsnap")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
}

fn note(path: &str) -> String {
    format!("ktsnap: note: the names are those of the layout file {path}; `--object` chooses another\n")
}

/// A report without the map of its `struct_ops` variable.
fn without_struct_ops(mut report: Value) -> Value {
    report["maps"].as_array_mut().unwrap().retain(|map| map["map_type"] != 26);
    report
}

#[test]
fn the_layout_file_next_to_the_report_names_entries_in_every_command() {
    let folder = Folder::new("schemas-next");
    let layout = folder.put("schemas/dispatch.json", &document(LAYOUT));
    let [a0, a1] = ["a0", "a1"]
        .map(|name| folder.put(&format!("{name}.json"), &document(&format!("examples/captures/dispatch-{name}.json"))));
    let ran = ktsnap(&["show", &a0, "stats", KEY[0], KEY[1]]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), note(&layout).as_str()));
    let object = ["--object", "examples/bpf/dispatch.bpf.o"];
    let with_object = ktsnap(&[&["show", &a0, "stats"], &KEY[..], &object].concat()).done();
    assert_eq!(ran.out, with_object);
    let diff = ["diff", &a0, &a1, "--map", "stats", KEY[0], KEY[1]];
    let ran = ktsnap(&diff);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), note(&layout).as_str()));
    assert_eq!(ran.out, ktsnap(&[&diff[..], &object].concat()).done());
    let page = folder.path("page.html");
    let ran = ktsnap(&["page", &a0, &a1, "--map", "stats", KEY[0], KEY[1], "-o", &page]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), note(&layout).as_str()));
    assert!(fs::read_to_string(page).unwrap().contains("[DSP_SHARED]"));
    let ran = ktsnap(&["show", &a0, "--ratio", "kicks = stats[DSP_KICK] / sum(stats)"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), note(&layout).as_str()));
    // Without names, the file is not mentioned.
    ktsnap(&["show", &a0, "stats"]).done();
    ktsnap(&["show", &a0]).done();
    ktsnap(&["diff", &a0, &a1]).done();
}

#[test]
fn the_current_folder_and_the_packages_around_are_searched() {
    let report = document("examples/captures/dispatch-a0.json");
    let folder = Folder::new("schemas-folders");
    folder.put("here/schemas/dispatch.json", &document(LAYOUT));
    let elsewhere = folder.put("elsewhere/a0.json", &report);
    let show = |report: &str| ["show", report, "stats[DSP_KICK][0]", KEY[0], KEY[1]].map(str::to_owned);
    let run = |folder: &str, report: &str| {
        let args = show(report);
        ktsnap_in(folder, &args.each_ref().map(String::as_str))
    };
    let ran = run(&folder.path("here"), &elsewhere);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), note("schemas/dispatch.json").as_str()));
    let ran = run(&folder.path("elsewhere"), &elsewhere);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("write a layout file to the folder `schemas`"), "{}", ran.err);
    let package = folder.path("package");
    folder.put("package/schemas/dispatch.json", &document(LAYOUT));
    fs::write(format!("{package}/Cargo.toml"), "[workspace]\n").unwrap();
    let below = folder.put("package/target/ktstr/run/a0.json", &report);
    let ran = run(&folder.path("elsewhere"), &below);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("package/schemas/dispatch.json"), "{}", ran.err);
    // One file through two folders, and a copy of it, are one file.
    folder.put("package/target/ktstr/run/schemas/copy.json", &document(LAYOUT));
    let ran = run(&package, &below);
    assert_eq!((ran.code, ran.err.lines().count()), (Some(0), 1), "{}", ran.err);
}

#[test]
fn a_file_is_found_by_its_struct_ops_variable_its_label_or_its_name() {
    let folder = Folder::new("schemas-label");
    let report = document("examples/captures/dispatch-a0.json");
    let bare = folder.put("bare.json", &without_struct_ops(report.clone()));
    let named = folder.put("named.json", &report);
    let show = |report: &str| ktsnap(&["show", report, "stats[DSP_KICK][0]", KEY[0], KEY[1]]).code;
    let mut layout = document(LAYOUT);
    let file = folder.put("schemas/anything.json", &layout);
    assert_eq!((show(&named), show(&bare)), (Some(0), Some(2)), "the variable is `dispatch_ops` in both");
    layout["object"]["label"] = json!("dispatch 1.2");
    folder.put("schemas/anything.json", &layout);
    assert_eq!((show(&named), show(&bare)), (Some(0), Some(0)));
    layout["names"][".struct_ops"] = json!(["other_ops"]);
    folder.put("schemas/anything.json", &layout);
    assert_eq!((show(&named), show(&bare)), (Some(2), Some(0)), "another scheduler's variable");
    fs::remove_file(file).unwrap();
    folder.put("schemas/dispatch.json", &document(LAYOUT));
    assert_eq!((show(&named), show(&bare)), (Some(0), Some(0)));
}

#[test]
fn of_several_files_that_fit_none_is_taken() {
    let folder = Folder::new("schemas-several");
    let report = folder.path("004.json.gz");
    let one = folder.put("schemas/scx_rusty.json", &document("tests/machine/schemas/scx_rusty.json"));
    folder.put("schemas/scx_bpfland.json", &document("tests/machine/schemas/scx_bpfland.json"));
    fs::copy(repository().join("tests/real-schedulers/series/scx_rusty/004.json.gz"), &report).unwrap();
    let show = ["show", &report, "stats", "--key", "hrtimer_restart"];
    // The report names `bpf_bpf`, as those of most schedulers do, and only one file declares its map.
    let ran = ktsnap(&show);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), note(&one).as_str()));
    assert!(ran.out.contains("HRTIMER_RESTART"), "{}", ran.out);
    let mut newer = document("tests/machine/schemas/scx_rusty.json");
    newer["object"]["label"] = json!("scx_rusty 2.0");
    let two = folder.put("schemas/scx_rusty-2.json", &newer);
    let ran = ktsnap(&show);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    let why = format!("several layout files fit the report: {two}, {one}; choose one with `--object`");
    assert!(ran.err.contains(&why), "{}", ran.err);
    ktsnap(&[&show[..], &["--object", &one]].concat()).done();
}

/// The layout file of `dispatch` in which BTF says that `enum dsp_stat` has the keys of `stats`.
fn keyed() -> Value {
    let mut layout = document(LAYOUT);
    layout["maps"]["stats"]["key"] = json!({"size": 4, "type": "enum dsp_stat", "c_type": "enum dsp_stat"});
    layout
}

#[test]
fn an_enum_of_keys_names_entries_without_an_option() {
    let folder = Folder::new("schemas-keyed");
    let layout = folder.put("schemas/dispatch.json", &keyed());
    let [a0, a1] = ["a0", "a1"]
        .map(|name| folder.put(&format!("{name}.json"), &document(&format!("examples/captures/dispatch-{name}.json"))));
    let ran = ktsnap(&["show", &a0, "stats"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), note(&layout).as_str()));
    assert!(ran.out.contains("\n[DSP_SHARED]"), "{}", ran.out);
    let ran = ktsnap(&["diff", &a0, &a1, "--only", "stats*"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), note(&layout).as_str()));
    assert!(ran.out.contains("\n[DSP_SHARED]"), "{}", ran.out);
    ktsnap(&["show", &a0, ".bss"]).done();
    // Several files: the numbers stay, and a note says why.
    let mut other = keyed();
    other["object"]["label"] = json!("dispatch 2");
    folder.put("schemas/dispatch-2.json", &other);
    for args in [&["show", &a0, "stats"][..], &["diff", &a0, &a1, "--only", "stats*"]] {
        let ran = ktsnap(args);
        assert_eq!(ran.code, Some(0));
        assert!(ran.err.starts_with("ktsnap: note: several layout files fit the report: "), "{}", ran.err);
        assert!(ran.out.contains("\n[1]") && !ran.out.contains("DSP_"), "{}", ran.out);
    }
    ktsnap(&["show", &a0, ".bss"]).done();
}

#[test]
fn a_file_of_another_build_names_nothing() {
    let a0 = || document("examples/captures/dispatch-a0.json");
    let map_of = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut layout = keyed();
        change(&mut layout[if name.starts_with('.') { "sections" } else { "maps" }][name]);
        layout
    };
    let renamed = |section: &mut Value| {
        let vars = section["vars"].as_array_mut().unwrap();
        vars.iter_mut().find(|var| var["name"] == "nr_mig_cross").unwrap()["name"] = json!("nr_far");
    };
    let narrow = |section: &mut Value| {
        let vars = section["vars"].as_array_mut().unwrap();
        let var = vars.iter_mut().find(|var| var["name"] == "nr_mig_cross").unwrap();
        (var["type"], var["c_type"]) = (json!("i64"), json!("s64"));
    };
    let removed = |layout: &mut Value| drop(layout["maps"].as_object_mut().unwrap().remove("wait_hist"));
    let mut without = keyed();
    removed(&mut without);
    for (name, layout, why) in [
        (
            "entries",
            map_of("stats", &|map| map["max_entries"] = json!(4)),
            "`stats`: it has 3 entries, but 4 in dispatch.json",
        ),
        ("size", map_of("cpu_stats", &|map| map["max_entries"] = json!(2)), "`cpu_stats`: it has 1 entries, but 2"),
        ("renamed", map_of(".bss", &renamed), "`dispatch.bss`: dispatch.json has no variable `nr_mig_cross` in it"),
        ("sign", map_of(".bss", &narrow), "`dispatch.bss`: `nr_mig_cross` is `s64` in dispatch.json"),
        ("removed", without, "`wait_hist`: dispatch.json does not declare it"),
    ] {
        let folder = Folder::new(&format!("schemas-drift-{name}"));
        folder.put("schemas/dispatch.json", &layout);
        let report = folder.put("a0.json", &a0());
        let ran = ktsnap(&["show", &report, "stats"]);
        assert_eq!(ran.code, Some(0));
        assert!(
            ran.err.contains("is of another build than the report: ") && ran.err.contains(why),
            "{name}: {}",
            ran.err
        );
        assert!(ran.out.contains("\n[1]") && !ran.out.contains("DSP_"), "{name}: {}", ran.out);
        let ran = ktsnap(&["show", &report, "stats", KEY[0], KEY[1]]);
        assert_eq!(ran.code, Some(2), "{name}: {}", ran.out);
        assert!(ran.err.contains(why), "{name}: {}", ran.err);
        // A file that fits is taken, whatever the other says.
        folder.put("schemas/dispatch-fits.json", &keyed());
        assert!(ktsnap(&["show", &report, "stats"]).out.contains("\n[DSP_SHARED]"), "{name}");
    }
}

#[test]
fn other_files_in_the_folder_do_no_harm() {
    let folder = Folder::new("schemas-others");
    let layout = folder.put("schemas/dispatch.json", &document(LAYOUT));
    folder.put("schemas/report.json", &document("examples/captures/dispatch-a0.json"));
    folder.put("schemas/folder.json/x.json", &json!({}));
    for (name, text) in [("broken.json", r#"{"ktsnap_layout": 1, "#), ("empty.json", ""), ("notes.txt", "x")] {
        fs::write(folder.path(&format!("schemas/{name}")), text).unwrap();
    }
    let report = folder.put("a0.json", &document("examples/captures/dispatch-a0.json"));
    let ran = ktsnap(&["show", &report, "stats", KEY[0], KEY[1]]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), note(&layout).as_str()));
}

#[test]
fn groups_of_measurements_have_names_only_from_the_object() {
    let folder = Folder::new("schemas-groups");
    folder.put("schemas/dispatch.json", &keyed());
    let files = ["a0", "a1"]
        .map(|name| folder.put(&format!("{name}.json"), &document(&format!("examples/captures/dispatch-{name}.json"))));
    let group = ["diff", "--before", &files[0], "--after", &files[1], "--map", "stats"];
    let ran = ktsnap(&group);
    assert!(!ran.out.contains("DSP_") && ran.err.is_empty(), "{}{}", ran.out, ran.err);
    let ran = ktsnap(&[&group[..], &KEY].concat());
    assert!(ran.code == Some(2) && ran.err.contains("add `--object OBJECT`"), "{}{}", ran.out, ran.err);
}
