//! What `ktsnap capture` and `ktsnap export` do as root with files that another user has planted, and which permissions a report
//! gets, and what it opens. These tests load BPF, so they need root, and bpftool, setpriv, strace, unshare and mount.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "live/loaded.rs"]
mod loaded;
#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use loaded::Loaded;
use support::ktsnap;

const OBJECT: &str = "examples/bpf/dispatch.bpf.o";

/// Another user.
const MALLORY: &str = "65534";

/// A folder like `/tmp`, which its test owns.
struct Shared(PathBuf);

impl Shared {
    fn new(test: &str) -> Self {
        // Where the other user can go.
        let outer = std::env::temp_dir().join(format!("ktsnap-{test}-{}", std::process::id()));
        fs::create_dir(&outer).unwrap();
        fs::set_permissions(&outer, Permissions::from_mode(0o755)).unwrap();
        let shared = outer.join("tmp");
        fs::create_dir(&shared).unwrap();
        fs::set_permissions(&shared, Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(fs::metadata(&shared).unwrap().uid(), 0, "this test needs root");
        Self(outer)
    }

    /// A file that only root can write.
    fn precious(&self, contents: &str) -> PathBuf {
        let file = self.0.join("precious");
        fs::write(&file, contents).unwrap();
        file
    }

    fn path(&self, name: &str) -> String {
        self.0.join("tmp").join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a command as the other user.
#[track_caller]
fn as_mallory(command: &[&str]) {
    let mut setpriv = Command::new("setpriv");
    setpriv.args(["--reuid", MALLORY, "--regid", MALLORY, "--clear-groups"]).args(command);
    assert!(setpriv.status().expect("setpriv of util-linux").success(), "{command:?}");
}

/// The commands that write to this file.
fn writers<'a>(file: &'a str, more: &'a [&'a str]) -> [Vec<&'a str>; 2] {
    [vec!["capture", "--all", "-o", file], vec!["export", OBJECT, "-o", file]].map(|command| [&command, more].concat())
}

/// What a shell does with the command, `$0`, and these arguments.
fn shell(script: &str, args: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_ktsnap")]).args(args);
    command.current_dir(support::repository()).output().unwrap()
}

fn mode(file: impl AsRef<Path>) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_link_that_another_user_has_planted_is_never_followed() {
    let shared = Shared::new("link");
    for contents in ["precious", "", r#"{"schema":"single","maps":[]}"#, r#"{"ktsnap_layout":1}"#] {
        let precious = shared.precious(contents);
        let [link, on_the_way] = ["run.json", "folder"].map(|name| shared.path(name));
        as_mallory(&["ln", "-s", "../precious", &link]);
        as_mallory(&["ln", "-s", "..", &on_the_way]);
        // A link of root's to the planted link is no detour.
        let detour = shared.0.join("detour");
        symlink("tmp/run.json", &detour).unwrap();
        for path in [link.clone(), format!("{on_the_way}/precious"), detour.to_str().unwrap().to_owned()] {
            for force in [&[][..], &["--force"]] {
                for command in writers(&path, force) {
                    ktsnap(&command)
                        .fails_with(" is a link of user 65534 in a folder where other users can create files: ");
                }
            }
        }
        assert_eq!(fs::read_to_string(&precious).unwrap(), contents);
        for link in [Path::new(&link), Path::new(&on_the_way), &detour] {
            fs::remove_file(link).unwrap();
        }
    }
    // A link of root's own is followed.
    symlink("../precious", shared.path("own.json")).unwrap();
    let precious = shared.precious("");
    assert_eq!(ktsnap(&["capture", "--all", "-o", &shared.path("own.json")]).code, Some(0));
    assert!(fs::read_to_string(precious).unwrap().starts_with(r#"{"schema":"single""#));
}

#[test]
fn a_link_that_leads_nowhere_yet_creates_nothing() {
    let shared = Shared::new("dangling");
    let (link, target) = (shared.path("run.json"), shared.0.join("new.json"));
    as_mallory(&["ln", "-s", "../new.json", &link]);
    for command in writers(&link, &[]) {
        ktsnap(&command).fails_with(" is a link of user 65534 ");
    }
    assert!(!target.exists());
}

#[test]
fn neither_a_pipe_nor_a_file_of_another_user_receives_a_report() {
    let shared = Shared::new("pipe");
    let (pipe, file) = (shared.path("pipe"), shared.path("file"));
    as_mallory(&["mkfifo", &pipe]);
    // Its other end, so that a report that was written to it would not wait for a reader.
    let _reader = fs::OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
    // It would be replaced, and its permissions kept.
    as_mallory(&["sh", "-c", "umask 0; : >\"$0\"", &file]);
    for force in [&[][..], &["--force"]] {
        for command in writers(&pipe, force) {
            ktsnap(&command).fails_with(" is a pipe of user 65534 in a folder where other users can create files: ");
        }
        for command in writers(&file, force) {
            ktsnap(&command).fails_with(" is a file of user 65534 in a folder where other users can create files: ");
        }
    }
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(fs::metadata(&file).unwrap().len(), 0);
    // The remedy.
    let own = shared.0.join("file");
    assert_eq!(ktsnap(&["capture", "--all", "-o", own.to_str().unwrap()]).code, Some(0));
}

#[test]
fn a_report_is_only_readable_by_its_owner_unless_asked_otherwise() {
    let shared = Shared::new("mode");
    for umask in ["000", "022", "777"] {
        let file = shared.path(umask);
        let script = format!("umask {umask}; exec \"$0\" capture --all -o \"$@\"");
        let written = |more: &[&str]| {
            let ran = shell(&script, &[&[file.as_str()], more].concat());
            assert!(ran.status.success(), "{ran:?}");
            mode(&file)
        };
        assert_eq!(written(&[]), 0o600, "umask {umask}");
        assert_eq!(written(&["--mode", "0644"]), 0o644, "umask {umask}");
        assert_eq!(written(&[]), 0o644, "an existing file keeps its permissions");
        assert_eq!(written(&["--mode", "640"]), 0o640, "umask {umask}");
        fs::remove_file(&file).unwrap();
        assert_eq!(written(&["--mode", "0444"]), 0o444, "umask {umask}");
    }
}

#[test]
fn a_report_replaces_only_a_report() {
    let shared = Shared::new("kind");
    let file = shared.precious("kept");
    let name = file.to_str().unwrap();
    ktsnap(&["capture", "--all", "-o", name]).fails_with(&format!(
        "{name} exists and is not a report: write to another file, or add `--force` to replace it"
    ));
    assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
    assert_eq!(ktsnap(&["capture", "--all", "-o", name, "--force"]).code, Some(0));
    // Now it is one.
    assert_eq!(ktsnap(&["capture", "--all", "-o", name]).code, Some(0));
}

#[test]
fn on_a_full_or_read_only_disk_the_old_report_stays() {
    let shared = Shared::new("disk");
    let folder = shared.path("disk");
    fs::create_dir(&folder).unwrap();
    let script = r#"
        mount -t tmpfs -o size=16k tmpfs "$1" && cp "$2" "$1/layout.json" || exit 99
        "$0" export "$3" -o "$1/layout.json"; echo "$?"
        cmp "$2" "$1/layout.json" && ls -A "$1"
        mount -o remount,ro "$1" || exit 99
        "$0" export "$3" -o "$1/layout.json"; echo "$?"
        cmp "$2" "$1/layout.json" && ls -A "$1"
    "#;
    let old = shared.precious(&ktsnap(&["export", "tests/bpf/shapes.bpf.o"]).done());
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_ktsnap"), &folder]).arg(&old).arg(OBJECT);
    let ran = command.current_dir(support::repository()).output().expect("unshare of util-linux");
    let (out, err) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    assert_eq!(out, "1\nlayout.json\n1\nlayout.json\n", "{err}");
    let file = format!("{folder}/layout.json can't be written");
    let [full, read_only] = [
        format!("ktsnap: {file}: No space left on device (os error 28); the old file is unchanged"),
        format!("ktsnap: {file}: Read-only file system (os error 30); the old file is unchanged"),
    ];
    assert_eq!(err.lines().collect::<Vec<_>>(), [full, read_only]);
}

/// The calls of a command that strace sees, one a line, from when the libraries are loaded.
fn traced(args: &[&str]) -> String {
    let trace = std::env::temp_dir().join(format!("ktsnap-strace-{}-{}", std::process::id(), args[0]));
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-o"]).arg(&trace).arg(env!("CARGO_BIN_EXE_ktsnap")).args(args);
    let ran = strace.current_dir(support::repository()).output().expect("strace");
    assert!(ran.status.success(), "{ran:?}");
    let calls = fs::read_to_string(&trace).unwrap();
    fs::remove_file(&trace).unwrap();
    let (_, calls) = calls.split_once("sigaltstack").unwrap();
    calls.to_owned()
}

#[test]
fn what_is_opened_is_what_the_page_on_privileges_lists() {
    let page = fs::read_to_string(support::repository().join("docs/privileges.md")).unwrap();
    let loaded = Loaded::new("cli_trace");
    let shared = Shared::new("trace");
    let (id, file, object) = (loaded.id(), shared.path("run.json"), loaded::OBJECT);
    fs::write(&file, "").unwrap();
    let watch =
        ["watch", object, "--section", ".data.custom", "--program", &id, "--plain", "--count", "2", "--every", "1ms"];
    let metrics = shared.path("ktsnap.prom");
    let openmetrics =
        ["capture", "--openmetrics", object, "--section", ".data.custom", "--program", &id, "-o", &metrics];
    let runs = [traced(&["capture", "--all", "-o", &file]), traced(&watch), traced(&openmetrics)];

    let mut commands = 0;
    for call in runs.iter().flat_map(|calls| calls.lines()).filter_map(|line| line.split_once("bpf(")) {
        let command = call.1.split(',').next().unwrap();
        assert!(page.contains(&format!("`{command}`")), "{command}");
        commands += 1;
    }
    assert!(commands > 20, "{commands}");

    let folder = fs::canonicalize(&shared.0).unwrap().display().to_string();
    let mut files = 0;
    for line in runs.iter().flat_map(|calls| calls.lines()).filter(|line| line.contains("open") && line.contains('"')) {
        let path = line.split('"').nth(1).unwrap();
        files += 1;
        // The walk to FILE, part by part, reads nothing.
        let is_step = line.contains("O_PATH") && !path.starts_with("/sys") && !path.starts_with("/proc");
        let is_output = line.contains(&format!("<{folder}"));
        let is_object = path == object;
        let is_listed = page.contains(&format!("`{path}`"))
            || path.starts_with("/usr/share/zoneinfo")
            || path.starts_with("/sys/kernel/sched_ext/");
        assert!(is_step || is_output || is_object || is_listed, "{line}");
    }
    assert!(files > 10, "{files}");
    // Nothing of a map is written, and nobody else is asked.
    for line in runs.iter().flat_map(|calls| calls.lines()) {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        assert!(!(call.contains("MAP_SHARED") && call.contains("PROT_WRITE")), "{line}");
        assert!(!call.starts_with("connect(") && !call.starts_with("execve(") && !call.starts_with("fork("), "{line}");
    }
}
