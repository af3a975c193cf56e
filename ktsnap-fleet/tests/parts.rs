//! A scheduler and two executors on this machine, started by the command.

#![cfg(all(unix, feature = "cluster"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// A part of the cluster, which ends with the test.
struct Part(Child);

impl Part {
    /// Starts a part, and waits for the line that it prints when it listens.
    fn start(args: &[&str]) -> (Self, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap-fleet"));
        let mut child = command.arg("cluster").args(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        (Self(child), line.trim_end().to_owned())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

fn query(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ktsnap-fleet"));
    let sql = "select run, count(*) as n, sum(nr_mig_cross) as moved, max(\"cross\") as most from counters group by run order by run";
    let object = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/bpf/dispatch.bpf.o");
    let ratio = "cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)";
    command.args(["query", sql, "--csv"]).args(args).arg("--object").arg(object).args(["--ratio", ratio]);
    command
}

/// Reports of many runs, and one file that is not a report.
fn reports(folder: &Path, runs: usize) {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/captures");
    let texts =
        ["a0", "a1", "a2"].map(|name| fs::read_to_string(captures.join(format!("dispatch-{name}.json"))).unwrap());
    let directory = folder.join("6.16.0-3f2a9c1");
    fs::create_dir(&directory).unwrap();
    for run in 0..runs {
        for (number, text) in texts.iter().enumerate() {
            let name = format!("moves-{run:016x}.snapshot.periodic_{number:03}.json");
            fs::write(directory.join(name), text).unwrap();
        }
    }
    fs::write(directory.join("moves-00000000000000aa.failure-dump.json"), "{\"schema\": \"single\", \"maps\": [")
        .unwrap();
}

#[test]
fn the_answer_is_that_of_one_process_also_if_an_executor_is_killed() {
    let folder = TempDir::new().unwrap();
    reports(folder.path(), 100);
    let folder = folder.path().to_str().unwrap();
    let alone = query(&[folder]).output().unwrap();
    assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stderr));
    let rows = String::from_utf8(alone.stdout).unwrap();
    assert_eq!(rows.lines().count(), 101, "{rows}");
    let lacks = String::from_utf8(alone.stderr).unwrap();
    assert!(
        lacks.contains("the answer lacks") && lacks.contains("moves-00000000000000aa.failure-dump.json"),
        "{lacks}"
    );

    let (_scheduler, line) = Part::start(&["scheduler", "--bind", "127.0.0.1:0"]);
    let address = line.rsplit(' ').next().unwrap();
    let (_first, _) = Part::start(&["executor", "--scheduler", address]);
    let (mut second, _) = Part::start(&["executor", "--scheduler", address]);
    for is_killed in [false, true] {
        let running =
            query(&[folder, "--cluster", address]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if is_killed {
            thread::sleep(Duration::from_millis(200));
            second.0.kill().unwrap();
        }
        let output = running.wait_with_output().unwrap();
        assert!(output.status.success(), "killed: {is_killed}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8(output.stdout).unwrap(), rows, "killed: {is_killed}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), lacks, "killed: {is_killed}");
    }
}
