//! The memory of `ktsnap diff` does not grow with the number of reports.

#![cfg(target_os = "linux")]

#[allow(dead_code, reason = "other tests use the rest")]
mod support;

use std::fs;
use std::process::{Command, Stdio};

use support::{Scratch, repository};

/// A report with a map that nothing selects, of several hundred kilobytes.
fn padded(turn: u64) -> String {
    let report = fs::read_to_string(repository().join("examples/captures/dispatch-a0.json")).unwrap();
    let element = r#"{"kind":"uint","bits":64,"value":7}"#;
    let elements = vec![element; 4096].join(",");
    let padding = format!(
        r#"{{"name":"pad.bss","map_kva":9,"map_type":2,"value_size":32768,"max_entries":1,"value":{{"kind":"struct","type_name":".bss","members":[{{"name":"padding","value":{{"kind":"array","len":4096,"elements":[{elements}]}}}}]}}}},"#
    );
    let report = report.replacen(r#""maps":["#, &format!(r#""maps":[{padding}"#), 1);
    let end = report.trim_end().strip_suffix('}').unwrap().to_owned();
    let at = 7_000_000_000 + 1_000_000_000 * turn;
    format!(
        r#"{end},"ktsnap_capture":{{"boot_id":"b","monotonic_ns":{at},"realtime_ns":1,"series":{{"id":"s","turn":{turn}}}}}}}"#
    )
}

/// Whether `diff` ends well with an address space of this many MiB.
fn fits(files: &[String], options: &[&str], limit: u64) -> bool {
    let script = format!(r#"ulimit -v {} && exec "$@""#, limit * 1024);
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_ktsnap"), "diff"]).args(files).args(options);
    command.current_dir(repository()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

/// Steps of the limit, in MiB.
const STEP: u64 = 4;

#[test]
fn memory_does_not_grow_with_the_number_of_reports() {
    let scratch = Scratch::new("memory");
    let files: Vec<_> =
        (0..300).map(|turn| scratch.file(&format!("{turn:03}.json"), padded(turn).as_bytes())).collect();
    let few = files.get(..30).unwrap();
    let of_struct = ["--struct", "examples/dispatch.rs:Dispatch"];
    for options in [&["--only", "nr_*"][..], &[], &of_struct] {
        let least = (1..64).map(|steps| steps * STEP).find(|limit| fits(few, options, *limit));
        let least = least.expect("30 reports take less than 256 MiB");
        // 270 reports more, each with 128 KiB of values.
        assert!(fits(&files, options, least + STEP), "300 reports take more than {} MiB: {options:?}", least + STEP);
    }
}
