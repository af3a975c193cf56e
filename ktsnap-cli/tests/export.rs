//! `ktsnap export`: what it writes, and what it leaves alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

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
    assert!(file.layout().type_by_name("struct task_struct").is_some());
    assert!(!exported(&[DISPATCH]).contains("task_struct\": {"));

    let said = refused(&[DISPATCH, "--type", "struct wait_stat"]);
    assert_eq!(said, format!("{DISPATCH} has no type `struct wait_stat`: did you mean `struct wait_stats`?"));
    let said = refused(&[DISPATCH, "--type", "frobnicate"]);
    assert_eq!(said, format!("{DISPATCH} has no type `frobnicate`: write the type as in C: `struct task_ctx`"));
}

#[test]
fn a_file_is_replaced_as_a_whole() {
    let folder = folder("replaced");
    let path = folder.join("dispatch.json");
    fs::write(&path, exported(&["../tests/bpf/shapes.bpf.o"])).unwrap();
    assert_eq!(exported(&[DISPATCH, "-o", path.to_str().unwrap()]), "");
    assert_eq!(fs::read_to_string(&path).unwrap(), exported(&[DISPATCH]));
    let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["dispatch.json"], "no temporary file remains");

    // An object without a layout does not change the file.
    let said = refused(&["../tests/bpf/nobtf.bpf.o", "-o", path.to_str().unwrap()]);
    assert!(said.starts_with("../tests/bpf/nobtf.bpf.o has no BTF: "), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), exported(&[DISPATCH]));
}

/// Copies the object to a folder.
fn copied(folder: &Path) -> PathBuf {
    let object = folder.join("dispatch.bpf.o");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(DISPATCH), &object).unwrap();
    object
}

#[cfg(unix)]
#[test]
fn an_object_is_never_replaced_by_its_own_layout() {
    let folder = folder("input");
    let object = copied(&folder);
    let bytes = fs::read(&object).unwrap();
    std::os::unix::fs::symlink("dispatch.bpf.o", folder.join("link")).unwrap();
    std::os::unix::fs::symlink(".", folder.join("here")).unwrap();
    fs::hard_link(&object, folder.join("second_name")).unwrap();
    let object = object.to_str().unwrap();
    for spelling in ["dispatch.bpf.o", "../input/dispatch.bpf.o", "link", "here/dispatch.bpf.o", "second_name"] {
        let output = folder.join(spelling);
        let output = output.to_str().unwrap();
        for force in [&[][..], &["--force"]] {
            let said = refused(&[&[object, "-o", output], force].concat());
            let fact = match output == object {
                true => "is the input file".to_owned(),
                false => format!("is the same file as the input {object}"),
            };
            assert_eq!(said, format!("{output} {fact}: write to another file"));
        }
        assert_eq!(fs::read(object).unwrap(), bytes, "{spelling}");
    }
    // The remedy.
    exported(&[object, "-o", folder.join("layout.json").to_str().unwrap()]);
}

#[test]
fn a_layout_file_is_not_replaced_while_it_is_read() {
    let folder = folder("itself");
    let path = folder.join("dispatch.json");
    let path = path.to_str().unwrap();
    exported(&[DISPATCH, "-o", path]);
    assert_eq!(refused(&[path, "-o", path]), format!("{path} is the input file: write to another file"));
}

#[test]
fn a_file_that_is_not_a_layout_file_is_only_replaced_by_force() {
    let folder = folder("kind");
    let path = folder.join("file");
    let name = path.to_str().unwrap();
    let report = fs::read("../captures/scx_bpfland-a0.json").unwrap();
    for kept in [&b"kept"[..], b"{}", b"\xff\xfe", report.as_slice(), &fs::read(copied(&folder)).unwrap()] {
        fs::write(&path, kept).unwrap();
        assert_eq!(
            refused(&[DISPATCH, "-o", name]),
            format!("{name} exists and is not a layout file: write to another file, or add `--force` to replace it")
        );
        assert!(fs::read(&path).unwrap() == kept);
        // Both remedies.
        exported(&[DISPATCH, "-o", name, "--force"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), exported(&[DISPATCH]));
        exported(&[DISPATCH, "-o", folder.join("other").to_str().unwrap()]);
    }
    // An empty file holds nothing, and a layout file that is damaged or of another version is one all the same.
    let layout = exported(&[DISPATCH]);
    let cut = layout.get(..layout.len() / 2).unwrap();
    for replaced in ["", layout.as_str(), cut, r#"{"ktsnap_layout": 99}"#] {
        fs::write(&path, replaced).unwrap();
        exported(&[DISPATCH, "-o", name]);
        assert_eq!(fs::read_to_string(&path).unwrap(), layout);
    }
}

#[cfg(unix)]
#[test]
fn an_existing_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;

    let path = folder("mode").join("dispatch.json");
    exported(&[DISPATCH, "-o", path.to_str().unwrap()]);
    for mode in [0o600, 0o664] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        exported(&[DISPATCH, "-o", path.to_str().unwrap()]);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, mode);
    }
}

/// What the shell says of a command, `$0`, with these arguments.
#[cfg(unix)]
fn shell(script: &str, args: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["-c", script, env!("CARGO_BIN_EXE_ktsnap")]);
    command.args(args).output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_leaves_the_old_file_and_nothing_beside_it() {
    let folder = folder("full");
    let path = folder.join("dispatch.json");
    let old = exported(&["../tests/bpf/shapes.bpf.o"]);
    fs::write(&path, &old).unwrap();
    let name = path.to_str().unwrap();
    // Files end after 512 bytes, and a write beyond that is an error instead of a signal.
    let ran = shell("trap '' XFSZ; ulimit -f 1; exec \"$0\" export \"$1\" -o \"$2\"", &[DISPATCH, name]);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(
        (ran.status.code(), said.as_str()),
        (
            Some(1),
            format!("ktsnap: {name} can't be written: File too large (os error 27); the old file is unchanged\n")
                .as_str()
        )
    );
    assert!(fs::read_to_string(&path).unwrap() == old);
    let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["dispatch.json"]);
}

#[cfg(target_os = "linux")]
#[test]
fn where_nothing_can_be_written_the_reason_is_reported() {
    let said = refused(&[DISPATCH, "-o", "/dev/full"]);
    assert_eq!(said, "/dev/full can't be written: No space left on device (os error 28)");
    let said = refused(&[DISPATCH, "-o", "/proc/sys/dispatch.json"]);
    assert!(said.starts_with("/proc/sys/dispatch.json can't be written: "), "{said}");
    // Standard output, too.
    let ran = shell("exec \"$0\" export \"$1\" >/dev/full", &[DISPATCH]);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(
        (ran.status.code(), said.as_str()),
        (Some(1), "ktsnap: can't write: No space left on device (os error 28)\n")
    );
    // A pipe whose reader has gone.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap"));
    let command = command.args(["export", DISPATCH, "-o", "/dev/stdout"]).stdout(writer).stderr(Stdio::piped());
    let ran = command.spawn().unwrap().wait_with_output().unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    let broken = "ktsnap: /dev/stdout can't be written: Broken pipe (os error 32)\n";
    assert_eq!((ran.status.code(), said.as_str()), (Some(1), broken));
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_can_be_named_as_a_file() {
    let folder = folder("stdout");
    let layout = exported(&[DISPATCH]);
    assert_eq!(exported(&[DISPATCH, "-o", "/dev/stdout"]), layout, "a pipe");
    let file = folder.join("out");
    let ran = shell("exec \"$0\" export \"$1\" -o /dev/stdout >\"$2\"", &[DISPATCH, file.to_str().unwrap()]);
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), layout, "a file");
}

#[cfg(target_os = "linux")]
#[test]
fn in_a_folder_for_everyone_the_writers_links_are_followed_and_its_hard_links_refused() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = folder("everyone");
    fs::write(folder.join("real.json"), "").unwrap();
    let shared = folder.join("tmp");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o1777)).unwrap();
    symlink("../real.json", shared.join("link")).unwrap();
    symlink("..", shared.join("up")).unwrap();
    for name in ["link", "up/real.json"] {
        fs::write(folder.join("real.json"), "").unwrap();
        exported(&[DISPATCH, "-o", shared.join(name).to_str().unwrap()]);
        assert_eq!(fs::read_to_string(folder.join("real.json")).unwrap(), exported(&[DISPATCH]), "{name}");
    }
    let hard = shared.join("hard.json");
    fs::hard_link(folder.join("real.json"), &hard).unwrap();
    for force in [&[][..], &["--force"]] {
        assert_eq!(
            refused(&[&[DISPATCH, "-o", hard.to_str().unwrap()], force].concat()),
            format!(
                "{} has 2 hard links, and other users can create files in its folder: \
                 write to a folder in which only you can create files",
                hard.display()
            )
        );
    }
    // A cycle of links.
    symlink("circle", folder.join("circle")).unwrap();
    let said = refused(&[DISPATCH, "-o", folder.join("circle").to_str().unwrap()]);
    assert!(said.ends_with(" can't be written: Too many levels of symbolic links (os error 40)"), "{said}");
}

#[cfg(unix)]
#[test]
fn links_and_devices_are_not_replaced() {
    let folder = folder("links");
    let (file, link) = (folder.join("real.json"), folder.join("link.json"));
    fs::write(&file, "").unwrap();
    std::os::unix::fs::symlink("real.json", &link).unwrap();
    exported(&[DISPATCH, "-o", link.to_str().unwrap()]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), exported(&[DISPATCH]));

    exported(&[DISPATCH, "-o", "/dev/null"]);
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_missing_folder_is_named_and_not_created() {
    let folder = folder("missing");
    let path = folder.join("schemas/deep/dispatch.json");
    let said = refused(&[DISPATCH, "-o", path.to_str().unwrap()]);
    let expected = format!(
        "{} can't be written: the folder {} does not exist: create it first",
        path.display(),
        folder.join("schemas").display()
    );
    assert_eq!(said, expected);
    assert!(!folder.join("schemas").exists());
    let said = refused(&[DISPATCH, "-o", folder.to_str().unwrap()]);
    assert_eq!(said, format!("{} is a folder: name a file in it", folder.display()));
}

#[test]
fn a_layout_file_is_exported_unchanged() {
    let folder = folder("again");
    let path = folder.join("dispatch.json");
    let path = path.to_str().unwrap();
    exported(&[DISPATCH, "--label", "dispatch 1.0", "--type", "struct task_struct", "-o", path]);
    assert_eq!(exported(&[path]), fs::read_to_string(path).unwrap());
    assert!(exported(&[path, "--label", "other"]).contains(r#""label": "other""#));
}

#[test]
fn an_input_without_a_layout_is_an_error_on_one_line() {
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
