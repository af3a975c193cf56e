//! `ktsnap check`: a layout file that matches its object, and the messages about files that do not.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

const DISPATCH: &str = "../examples/bpf/dispatch.bpf.o";
const RAW: &str = "../examples/bpf/raw/dispatch.bpf.o";

fn ktsnap(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).output().unwrap()
}

/// An exported layout file of the object, with some of its text replaced.
fn file(test: &str, export: &[&str], replace: &[(&str, &str)]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check").join(test);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("dispatch.json");
    let exported = ktsnap(&[&["export", DISPATCH, "-o", path.to_str().unwrap()], export].concat());
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let mut text = fs::read_to_string(&path).unwrap();
    for (from, to) in replace {
        assert!(text.contains(from), "no {from}");
        text = text.replace(from, to);
    }
    fs::write(&path, text).unwrap();
    path
}

/// The exit code, standard output and standard error.
fn check(file: &Path, object: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let args = [&["check", file.to_str().unwrap(), "--object", object], more].concat();
    let Output { status, stdout, stderr } = ktsnap(&args);
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[track_caller]
fn assert_drift(test: &str, replace: &[(&str, &str)], expected: &str) {
    let path = file(test, &[], replace);
    let shown = path.display();
    let (code, out, error) = check(&path, DISPATCH, &[]);
    assert_eq!(out, format!("--- {shown}\n+++ {DISPATCH}\n{expected}"));
    assert_eq!(
        error,
        format!("ktsnap: {shown} does not match {DISPATCH}: update it with `ktsnap export {DISPATCH} -o {shown}`\n")
    );
    assert_eq!(code, Some(1));
}

#[test]
fn an_unchanged_object_matches() {
    let path = file("same", &[], &[]);
    let shown = path.display();
    let (code, out, error) = check(&path, DISPATCH, &[]);
    assert_eq!((code, &*error), (Some(0), ""));
    assert_eq!(out, format!("{shown} matches {DISPATCH}, from which it was written\n"));

    let (code, out, _) = check(&path, DISPATCH, &["--json"]);
    let expected = json!({
        "agrees": true, "file": path.to_str(), "object": DISPATCH, "label": null, "same_build": true, "differences": [],
    });
    assert_eq!((code, serde_json::from_str::<Value>(&out).unwrap()), (Some(0), expected));
}

#[test]
fn another_build_with_the_same_layout_matches() {
    let path = file("rebuilt", &["--label", "dispatch 1.0"], &[]);
    let (code, out, error) = check(&path, RAW, &[]);
    assert_eq!((code, &*error), (Some(0), ""));
    let shown = path.display();
    assert_eq!(out, format!("{shown} matches {RAW}, another build than the one it was written from\n"));

    let unsigned = file("unsigned", &[], &[("\"sha256\"", "\"label\"")]);
    let (_, out, _) = check(&unsigned, RAW, &[]);
    assert_eq!(out, format!("{} matches {RAW}\n", unsigned.display()));

    // The second file can also be a layout file.
    let (code, out, _) = check(&path, unsigned.to_str().unwrap(), &[]);
    assert_eq!((code, out), (Some(0), format!("{shown} matches {}\n", unsigned.display())));
}

#[test]
fn another_byte_order_matches() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check-shapes.json");
    let shown = path.to_str().unwrap();
    assert!(ktsnap(&["export", "../tests/bpf/shapes.bpf.o", "-o", shown]).status.success());
    let (code, out, error) = check(&path, "../tests/bpf/shapes.be.bpf.o", &[]);
    assert_eq!((code, &*error), (Some(0), ""));
    assert!(
        out.ends_with(", another build than the one it was written from, which has the other byte order\n"),
        "{out}"
    );
}

#[test]
fn a_renamed_variable_is_a_difference() {
    assert_drift(
        "renamed",
        &[("\"nr_mig_cross\"", "\"nr_far\"")],
        "@@ .bss @@\n-nr_far: volatile u64\n+nr_mig_cross: volatile u64\n",
    );
}

#[test]
fn a_changed_type_and_offset_are_one_difference() {
    let path = file("wider", &[], &[]);
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().find(|line| line.contains("\"nr_enqueued\"")).unwrap();
    let offset = line.split("\"offset\": ").nth(1).unwrap().split(',').next().unwrap();
    let narrow = line.replace("\"type\": \"u64\"", "\"type\": \"u32\"").replace("volatile u64", "volatile u32");
    let narrow = narrow.replace(&format!("\"offset\": {offset}, \"size\": 8"), "\"offset\": 4, \"size\": 4");
    let expected =
        format!("@@ .bss @@\n-nr_enqueued: volatile u32, byte 4\n+nr_enqueued: volatile u64, byte {offset}\n");
    assert_drift("wider", &[(line, &narrow)], &expected);
}

#[test]
fn a_changed_enumerator_or_member_is_shown_below_its_type() {
    assert_drift(
        "enumerator",
        &[("DSP_KICK = 2", "DSP_KICK = 7")],
        "@@ enum dsp_stat @@\n-DSP_KICK = 7\n+DSP_KICK = 2\n",
    );
    assert_drift(
        "member",
        &[("{\"name\": \"max_ns\"", "{\"name\": \"most_ns\"")],
        "@@ struct wait_stats @@\n-most_ns: u64\n+max_ns: u64\n",
    );
}

#[test]
fn a_changed_map_is_a_difference() {
    let path = file("map", &[], &[]);
    let json: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(json["maps"]["cpu_stats"]["value"]["c_type"], "struct cpu_stats");
    let value = r#""value": {"size": 16, "type": "struct cpu_stats", "c_type": "struct cpu_stats"}"#;
    assert_drift(
        "map",
        &[(value, r#""value": {"size": 16, "type": "[u64; 2]", "c_type": "u64[2]"}"#)],
        "@@ map cpu_stats @@\n-value u64[2]\n+value struct cpu_stats\n",
    );
    assert_drift(
        "entries",
        &[("\"max_entries\": 16", "\"max_entries\": 8")],
        "@@ map wait_hist @@\n-8 entries\n+16 entries\n",
    );
}

#[test]
fn many_members_that_only_moved_are_collapsed() {
    let path = file("moved", &[], &[]);
    let text = fs::read_to_string(&path).unwrap();
    let mut json: Value = serde_json::from_str(&text).unwrap();
    let bss = &mut json["sections"][".bss"];
    bss["size"] = json!(bss["size"].as_u64().unwrap() + 8);
    let vars = bss["vars"].as_array_mut().unwrap();
    for var in vars.iter_mut() {
        var["offset"] = json!(var["offset"].as_u64().unwrap() + 8);
    }
    let (first, last, count) = (vars[0].clone(), vars[vars.len() - 1].clone(), vars.len());
    fs::write(&path, json.to_string()).unwrap();
    let (code, out, _) = check(&path, DISPATCH, &[]);
    let moved = |var: &Value| {
        let offset = var["offset"].as_u64().unwrap();
        format!("{} (byte {offset}, now byte {})", var["name"].as_str().unwrap(), offset - 8)
    };
    let expected = format!(" {count} consecutive members moved: {} to {}", moved(&first), moved(&last));
    assert_eq!((code, out.lines().nth(5)), (Some(1), Some(&*expected)), "{out}");
    assert_eq!(out.lines().count(), 6, "{out}");
}

#[test]
fn kept_types_are_compared_too() {
    let keep = &["--type", "struct task_struct", "--label", "it's 1.0"];
    let path = file("kept", keep, &[]);
    assert_eq!(check(&path, DISPATCH, &[]).0, Some(0));
    let path = file("kept", keep, &[("struct task_struct", "struct task_gone")]);
    let (code, out, error) = check(&path, DISPATCH, &[]);
    assert_eq!(code, Some(1));
    assert!(out.contains("@@ struct task_gone @@\n-"), "{out}");
    // The remedy repeats the types and the label of the file.
    let shown = path.display();
    let again = format!(
        "update it with `ktsnap export {DISPATCH} --type 'struct task_gone' --label 'it'\\''s 1.0' -o {shown}`\n"
    );
    assert!(error.ends_with(&again), "{error}");
}

#[test]
fn json_has_the_parts_of_each_difference() {
    let path = file("json", &[], &[("DSP_KICK = 2", "DSP_KICK = 7")]);
    let (code, out, error) = check(&path, DISPATCH, &["--json"]);
    assert_eq!((code, error.lines().count()), (Some(1), 1));
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["agrees"], false);
    assert_eq!(
        json["differences"],
        json!([{
            "place": "enum dsp_stat", "name": "DSP_KICK", "what": "number", "file": "7", "object": "2",
            "text": "`enum dsp_stat`: `DSP_KICK` is 7 in the file and 2 in the object",
        }])
    );
}

#[test]
fn the_colors_are_those_of_a_diff() {
    let path = file("colors", &[], &[("DSP_KICK = 2", "DSP_KICK = 7")]);
    let (_, out, _) = check(&path, DISPATCH, &["--color", "always"]);
    assert!(out.contains("\u{1b}[31m-DSP_KICK = 7\u{1b}[0m\n\u{1b}[32m+DSP_KICK = 2\u{1b}[0m\n"), "{out:?}");
    let (_, out, _) = check(&path, DISPATCH, &[]);
    assert!(!out.contains('\u{1b}'));
}

#[test]
fn an_unreadable_file_is_an_error_on_one_line() {
    let path = file("malformed", &[], &[]);
    let whole = fs::read(&path).unwrap();
    let bad = path.with_file_name("bad.json");
    let shown = bad.display();
    let again = "export it again with `ktsnap export OBJECT -o FILE`, or use a file that this command wrote";
    for (text, expected) in [
        (&b""[..], format!("{shown} is not JSON at line 1, column 0: EOF while parsing a value: {again}")),
        (
            b"{\"schema\": \"single\"}",
            format!(
                "{shown} is not a layout file: it has no `ktsnap_layout`: use a file that `ktsnap export OBJECT -o FILE` wrote"
            ),
        ),
        (
            b"{\"ktsnap_layout\": 9}",
            format!(
                "{shown} is a layout file of version 9, but this version of ktsnap reads version 1: export it again with \
                 `ktsnap export OBJECT -o FILE`, or use the version of ktsnap that wrote it"
            ),
        ),
    ] {
        fs::write(&bad, text).unwrap();
        assert_eq!(check(&bad, DISPATCH, &[]), (Some(1), String::new(), format!("ktsnap: {expected}\n")));
    }
    for end in (0..whole.len() - 2).step_by(whole.len() / 100) {
        fs::write(&bad, whole.get(..end).unwrap()).unwrap();
        let (code, out, error) = check(&bad, DISPATCH, &[]);
        assert_eq!((code, &*out, error.lines().count()), (Some(1), "", 1), "{end}: {error}");
        assert!(error.starts_with(&format!("ktsnap: {shown} is not JSON at line ")), "{error}");
    }
    let (code, out, error) = check(&path, "../examples/bpf/no-such.bpf.o", &[]);
    assert_eq!((code, &*out, error.lines().count()), (Some(1), "", 1), "{error}");
    let (code, _, error) = check(Path::new("no-such.json"), DISPATCH, &[]);
    assert_eq!(code, Some(1));
    assert!(error.starts_with("ktsnap: no-such.json can't be opened: "), "{error}");
    // An object instead of the layout file.
    let (code, _, error) = check(Path::new(DISPATCH), DISPATCH, &[]);
    assert_eq!((code, error.lines().count()), (Some(1), 1), "{error}");
}
