//! `ktsnap export`: what it writes, and what it leaves alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ktsnap_btf::{Layout, LayoutFile};
use serde_json::Value;

const DISPATCH: &str = "../examples/bpf/dispatch.bpf.o";

/// An empty folder for one test.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export").join(test);
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn export(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).arg("export").args(args).output().unwrap()
}

#[track_caller]
fn exported(args: &[&str]) -> String {
    let Output { status, stdout, stderr } = export(args);
    assert!(status.success() && stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap()
}

/// What is said where it fails: one line.
#[track_caller]
fn refused(args: &[&str]) -> String {
    let Output { status, stdout, stderr } = export(args);
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), stdout.as_slice(), said.lines().count()), (Some(1), &b""[..], 1), "{said}");
    said.strip_prefix("ktsnap: ").unwrap().trim_end().to_owned()
}

#[test]
fn the_layout_is_written_with_the_objects_fingerprint() {
    let text = exported(&[DISPATCH, "--label", "dispatch 1.0"]);
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(DISPATCH)).unwrap();
    let object = Layout::parse(&bytes).unwrap();
    let file = LayoutFile::parse(text.as_bytes()).unwrap();
    assert_eq!(file.differences(&object), []);
    assert_eq!(file.label(), Some("dispatch 1.0"));
    let json: Value = serde_json::from_str(&text).unwrap();
    let Ok(Output { stdout, .. }) =
        Command::new("sha256sum").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(DISPATCH)).output()
    else {
        panic!("sha256sum of coreutils is not installed");
    };
    let expected = String::from_utf8(stdout).unwrap();
    assert_eq!(json["object"]["sha256"].as_str(), expected.split(' ').next());

    let var = r#"        {"name": "nr_mig_cross", "type": "u64", "c_type": "volatile u64", "offset": "#;
    assert_eq!(text.lines().filter(|line| line.starts_with(var)).count(), 1, "{text}");
    // The same each time.
    assert_eq!(exported(&[DISPATCH, "--label", "dispatch 1.0"]), text);
}

#[test]
fn a_type_that_nothing_has_is_kept_on_request() {
    let text = exported(&[DISPATCH, "--type", "struct task_struct", "--type", "struct wait_stats"]);
    let file = LayoutFile::parse(text.as_bytes()).unwrap();
    assert_eq!(file.kept().collect::<Vec<_>>(), ["struct task_struct", "struct wait_stats"]);
    assert!(file.layout().named("struct task_struct").is_some());
    assert!(!exported(&[DISPATCH]).contains("task_struct\": {"));

    let said = refused(&[DISPATCH, "--type", "struct wait_stat"]);
    assert_eq!(said, format!("{DISPATCH} has no type `struct wait_stat`: did you mean `struct wait_stats`?"));
    let said = refused(&[DISPATCH, "--type", "frobnicate"]);
    assert_eq!(
        said,
        format!("{DISPATCH} has no type `frobnicate`: name a struct, union or enum as C does: `struct task_ctx`")
    );
}

#[test]
fn a_file_is_replaced_as_a_whole() {
    let folder = folder("replaced");
    let path = folder.join("dispatch.json");
    fs::write(&path, "old").unwrap();
    assert_eq!(exported(&[DISPATCH, "-o", path.to_str().unwrap()]), "");
    assert_eq!(fs::read_to_string(&path).unwrap(), exported(&[DISPATCH]));
    let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["dispatch.json"], "nothing is left beside it");

    // An object that gives no layout leaves the file as it is.
    fs::write(&path, "kept").unwrap();
    let said = refused(&["../tests/bpf/nobtf.bpf.o", "-o", path.to_str().unwrap()]);
    assert!(said.starts_with("../tests/bpf/nobtf.bpf.o has no BTF: "), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
}

#[cfg(unix)]
#[test]
fn a_link_and_a_device_stay_what_they_are() {
    let folder = folder("links");
    let (file, link) = (folder.join("real.json"), folder.join("link.json"));
    fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink("real.json", &link).unwrap();
    exported(&[DISPATCH, "-o", link.to_str().unwrap()]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), exported(&[DISPATCH]));

    exported(&[DISPATCH, "-o", "/dev/null"]);
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn no_folder_is_made_and_the_missing_one_is_named() {
    let folder = folder("missing");
    let path = folder.join("schemas/deep/dispatch.json");
    let said = refused(&[DISPATCH, "-o", path.to_str().unwrap()]);
    let expected = format!(
        "{} can't be written, since there is no folder {}: make it first",
        path.display(),
        folder.join("schemas").display()
    );
    assert_eq!(said, expected);
    assert!(!folder.join("schemas").exists());
    let said = refused(&[DISPATCH, "-o", folder.to_str().unwrap()]);
    assert_eq!(said, format!("{} is a folder: name the file to write in it", folder.display()));
}

#[test]
fn a_layout_file_is_written_again_as_it_is() {
    let folder = folder("again");
    let path = folder.join("dispatch.json");
    let path = path.to_str().unwrap();
    exported(&[DISPATCH, "--label", "dispatch 1.0", "--type", "struct task_struct", "-o", path]);
    assert_eq!(exported(&[path]), fs::read_to_string(path).unwrap());
    assert!(exported(&[path, "--label", "other"]).contains(r#""label": "other""#));
}

#[test]
fn what_gives_no_layout_is_told_in_a_line() {
    let folder = folder("malformed");
    let object = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(DISPATCH)).unwrap();
    for (name, bytes) in [
        ("empty", &b""[..]),
        ("text", b"int main() {}"),
        ("cut", object.get(..object.len() / 2).unwrap()),
        ("header", object.get(..64).unwrap()),
        ("open.json", b"{"),
        ("other.json", br#"{"schema": "single"}"#),
    ] {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        let said = refused(&[path.to_str().unwrap()]);
        assert!(said.starts_with(&format!("{} ", path.display())), "{said}");
    }
    let said = refused(&["no-such.bpf.o"]);
    assert!(said.starts_with("no-such.bpf.o can't be opened: "), "{said}");
}
