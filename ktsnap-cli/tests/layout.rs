//! `ktsnap layout`: the tables for a person, and JSON for a program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, str};

use serde_json::{Value, json};

const DISPATCH: &str = "../examples/bpf/dispatch.bpf.o";
const RICH: &str = "../tests/bpf/rich.bpf.o";
const SHAPES: &str = "../tests/bpf/shapes.bpf.o";
const TWINS: &str = "../tests/bpf/twins.bpf.o";

fn run(object: &str, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("COLUMNS").env_remove("NO_COLOR");
    command.arg("layout").arg(object).args(args).output().unwrap()
}

#[track_caller]
fn shown(object: &str, args: &[&str]) -> String {
    let Output { status, stdout, stderr } = run(object, args);
    assert!(status.success(), "{object} {args:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

#[track_caller]
fn refused(object: &str, args: &[&str]) -> String {
    let Output { status, stdout, stderr } = run(object, args);
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), stdout.as_slice(), stderr.lines().count()), (Some(1), [].as_slice(), 1), "{stderr}");
    stderr.trim_end().to_owned()
}

/// An object in which some names are replaced by others of the same length.
fn renamed(file: &str, changes: &[(&str, &str)]) -> PathBuf {
    let mut object = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(SHAPES)).unwrap();
    for (from, to) in changes {
        assert_eq!(from.len(), to.len());
        let from = [b"\0", from.as_bytes(), b"\0"].concat();
        let at = |object: &[u8]| object.windows(from.len()).position(|bytes| bytes == from);
        assert!(at(&object).is_some(), "{from:?}");
        while let Some(at) = at(&object) {
            object[at + 1..at + 1 + to.len()].copy_from_slice(to.as_bytes());
        }
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    fs::write(&path, object).unwrap();
    path
}

#[test]
fn a_section_is_a_table_of_its_globals() {
    let expected = "\
.data, 16 bytes
name            C type        Rust type  offset  size  linkage
min_slice_ns    u64           u64             0     8
last_cross_cpu  volatile s32  i32             8     4
max_busy        float         f32            12     4
";
    assert_eq!(shown(DISPATCH, &["--section", ".data"]), expected);
    let expected = "\
.bss, 632 bytes
name         C type                     Rust type  offset  size  linkage
nr_tasks     volatile u32               u32            24     4
last_dsp     volatile enum dsp_stat     DspStat        44     4
waits        struct wait_stats          WaitStats      72    24
recent       volatile enum dsp_stat[8]  [DspStat; 8]     592    32
nr_stopping  volatile u64               u64           624     8  static
";
    let only = ["--only", "nr_tasks", "--only", "last_dsp", "--only", "waits", "--only", "recent", "--only", "nr_sto*"];
    let shown = shown(DISPATCH, &only);
    // As many columns as the widest cell.
    let words =
        |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert_eq!(words(&shown), words(expected));
}

#[test]
fn sections_come_first_and_maps_behind_them() {
    let expected = "\
.bss.custom, 8 bytes
name            C type  Rust type  offset  size  linkage
custom_counter  u64     u64             0     8

.data, 40 bytes
name         C type  Rust type  offset  size  linkage
data_u64     u64     u64             0     8
data_neg     s32     i32             8     4
data_double  double  f64            16     8
data_float   float   f32            24     4
data_tick    u64     u64            32     8

.data.custom, 8 bytes
name         C type  Rust type  offset  size  linkage
custom_data  u64     u64             0     8

license, 4 bytes
name      C type   Rust type  offset  size  linkage
_license  char[4]  -               0     4
";
    assert_eq!(shown(RICH, &[]), expected);
    let expected = "\
maps
name     type          key           value         entries  value size
m_array  array         u32           struct outer        4         104
m_hash   hash          struct point  struct point       64           8
m_pcpu   percpu_array  enum color    u64                 3           8
m_sizes  percpu_array  4 bytes       8 bytes            17           8
";
    assert_eq!(shown(SHAPES, &["--section", ".maps"]), expected);
    assert!(shown(SHAPES, &[]).ends_with(&format!("\n\n{expected}")));
}

#[test]
fn what_no_field_can_mirror_has_no_rust_type() {
    let shown = shown(SHAPES, &["--section", ".bss"]);
    let row = |name: &str| shown.lines().find(|line| line.split_whitespace().next() == Some(name)).unwrap().to_owned();
    for (name, rust) in [
        ("a_u128", " [u8; 16] "),
        ("a_union", " - "),
        ("a_anon", " - "),
        ("huge", " - "),
        ("a_anon_typedef", " AnonT "),
        ("a_anon_enum", " u32 "),
        ("a_cpumask", " CpuSet "),
        ("a_kptr", " Ptr "),
        ("a_comm", " CString "),
        ("a_padded", " [Padded; 4] "),
    ] {
        assert!(row(name).contains(rust), "{}", row(name));
    }
}

#[test]
fn every_line_fits_the_screen() {
    for object in [DISPATCH, RICH, SHAPES, TWINS] {
        for (args, width) in [(&[][..], 100), (&["--width", "72"], 72), (&["--width", "400"], 400)] {
            let shown = shown(object, args);
            for line in shown.lines() {
                assert!(line.chars().count() <= width, "{object} {width}: {line}");
            }
        }
    }
    let wide = shown(DISPATCH, &["--section", ".bss"]);
    let narrow = shown(DISPATCH, &["--section", ".bss", "--width", "76"]);
    assert_eq!(narrow.lines().count(), wide.lines().count(), "a row is one line: {narrow}");
    assert!(narrow.contains("volatile enum dsp_st…"), "{narrow}");
}

#[test]
fn format_strings_are_counted_unless_they_are_selected() {
    let object = renamed("formats.bpf.o", &[("k_name", "___fmt"), ("d_comm", "___fmt")]);
    let object = object.to_str().unwrap();
    let brief = shown(object, &[]);
    assert_eq!(brief.matches("and 1 format string (--all lists it)\n").count(), 2, "{brief}");
    assert!(!brief.contains("___fmt"));
    for args in [&["--all"][..], &["--only", "*___fmt"]] {
        let whole = shown(object, args);
        assert!(whole.contains("\n___fmt ") && !whole.contains("format string"), "{whole}");
    }
    let json: Value = serde_json::from_str(&shown(object, &["--json"])).unwrap();
    let vars = json["sections"][".rodata"]["vars"].as_array().unwrap();
    assert!(vars.iter().any(|var| var["name"] == "___fmt"), "JSON has all of them");
}

#[test]
fn json_has_all_facts() {
    let json: Value = serde_json::from_str(&shown(DISPATCH, &["--json"])).unwrap();
    let bss = &json["sections"][".bss"];
    assert_eq!(bss["size"], 632);
    assert_eq!(
        bss["vars"][0],
        json!({
            "name": "nr_enqueued", "c_type": "volatile u64", "rust": "u64", "offset": 0, "size": 8, "linkage": "global",
        })
    );
    assert_eq!(bss["vars"][19]["linkage"], "static");
    assert_eq!(json["sections"][".ksyms"]["vars"][0]["linkage"], "extern");
    assert_eq!(json["sections"][".ksyms"]["vars"][0]["rust"], Value::Null);
    assert_eq!(
        json["maps"]["wake_stats"],
        json!({
            "type": "percpu_array", "key": null, "value": null, "key_size": 4, "value_size": 8, "entries": 3,
        })
    );
    assert_eq!(json["maps"].as_object().unwrap().len(), 7);
    assert!(json["sections"].get(".maps").is_none());
    let one: Value = serde_json::from_str(&shown(DISPATCH, &["--json", "--only", "nr_mig_*"])).unwrap();
    assert_eq!(one["sections"].as_object().unwrap().keys().collect::<Vec<_>>(), [".bss"]);
    assert_eq!((one["sections"][".bss"]["vars"].as_array().unwrap().len(), &one["maps"]), (2, &json!({})));
}

#[test]
fn control_characters_in_names_do_not_reach_the_terminal() {
    let object = renamed(
        "escapes.bpf.o",
        &[("a_volatile", "\u{1b}[31mred\n\n"), ("home_cpu_t", "\u{1b}]0;owner\u{7}"), ("m_hash", "\u{1b}[2J\r\n")],
    );
    let shown = shown(object.to_str().unwrap(), &[]);
    assert!(!shown.contains(|letter: char| letter.is_control() && letter != '\n'), "{shown:?}");
    assert!(shown.contains("\\u{1b}[31mred\\n\\n") && shown.contains("\\u{1b}]0;owner\\u{7}"), "{shown}");
}

#[test]
fn an_unknown_name_is_an_error_on_one_line() {
    for (args, expected) in [
        (&["--section", ".rodat"][..], "has no section `.rodat`: did you mean `.rodata`?"),
        (
            &["--section", "frobnicate"],
            "has no section `frobnicate`: its sections are `.bss`, `.data`, `.data.cpumask`, `.ksyms`, `.maps`, `.rodata`, \
             `.struct_ops`, `license`",
        ),
        (&["--only", "nr_enqueud"], "has no global or map `nr_enqueud`: did you mean `nr_enqueued`?"),
        (&["--only", "xyzzy*"], "has no global or map `xyzzy*`: omit `--only` to list all"),
        (
            &["--section", ".data", "--only", "nr_enqueued"],
            "has no global or map `nr_enqueued` in `.data`: omit `--only` to list all",
        ),
    ] {
        assert_eq!(refused(DISPATCH, args), format!("ktsnap: {DISPATCH} {expected}"));
    }
}

#[test]
fn a_section_of_a_layout_file_without_globals_has_only_names() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("names.json");
    let mut export = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    let export = export.current_dir(env!("CARGO_MANIFEST_DIR")).args(["export", DISPATCH]).output().unwrap();
    fs::write(&file, export.stdout).unwrap();
    let file = file.to_str().unwrap();

    let text = shown(file, &["--section", "license"]);
    assert_eq!(text, "license: a layout file contains only the names\n_license\n");
    let document: Value = serde_json::from_str(&shown(file, &["--json"])).unwrap();
    assert_eq!(document["sections"]["license"], json!({"vars": [{"name": "_license"}]}));
    assert_eq!(document["sections"][".ksyms"], json!({"vars": [{"name": "sd_llc_id"}]}));

    // Sections with globals are complete.
    let object: Value = serde_json::from_str(&shown(DISPATCH, &["--json"])).unwrap();
    for section in [".bss", ".data", ".rodata"] {
        assert_eq!(document["sections"][section], object["sections"][section], "{section}");
        assert_eq!(shown(file, &["--section", section]), shown(DISPATCH, &["--section", section]));
    }
    assert_eq!(object["sections"]["license"]["size"], 4);
}
