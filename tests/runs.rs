//! Run directories: the committed ones in `examples/runs`, and damaged and hostile ones.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs, iter};

use ktsnap::runs::{ReportKind, Run, RunResult, Runs, RunsError, SidecarError};
use ktsnap::{Halves, ReadError, ReportError, SnapshotSchema};

const FAILED: &str = "examples/runs/6.16.0-3f2a9c1";

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

/// A temporary directory.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("runs-{name}-{}", std::process::id()));
        _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        Self(directory)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.0.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        file
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

/// The name of each run, its result, and its reports.
fn listed(runs: &Runs) -> Vec<(String, Option<RunResult>, Vec<String>)> {
    let reports = |run: &Run| run.reports.iter().map(|report| report.kind.to_string()).collect();
    let result = |run: &Run| run.sidecar().ok().and_then(ktsnap::runs::Sidecar::result);
    runs.runs.iter().map(|run| (run.name(), result(run), reports(run))).collect()
}

/// Each entry that belongs to no run.
fn others(runs: &Runs) -> Vec<String> {
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    runs.others.iter().map(|other| format!("{} {}", name(&other.path), other.reason)).collect()
}

fn sidecar(fired: u32) -> String {
    format!(r#"{{"test_name":"t","passed":false,"skipped":false,"inconclusive":false,"periodic_fired":{fired}}}"#)
}

const SKIPPED: &str = r#"{"test_name":"t","passed":false,"skipped":true,"inconclusive":false}"#;

#[test]
fn a_directory_of_directories_lists_every_run() {
    let runs = Runs::open("examples/runs").unwrap();
    let names = |kinds: &[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect::<Vec<_>>();
    let expected = [
        (
            "migrations-c4d5e6f708192a3b",
            Some(RunResult::Passed),
            names(&["periodic_000", "periodic_001", "after_wakeups"]),
        ),
        ("fork_storm-5e6f708192a3b4c5", None, names(&["failure-dump"])),
        (
            "migrations-8d0e4f7a91c2b356",
            Some(RunResult::Failed),
            names(&["periodic_000", "periodic_001", "periodic_002", "failure-dump", "failure-dump"]),
        ),
        ("pinned-0b51c3d9e2f48a67", Some(RunResult::Skipped), names(&[])),
    ];
    assert_eq!(listed(&runs), expected.map(|(name, result, kinds)| (name.to_owned(), result, kinds)));
    assert_eq!(others(&runs), ["notes.txt is not a file of a run"]);
}

#[test]
fn a_run_has_the_facts_of_its_sidecar() {
    let run = Run::open(format!("{FAILED}/migrations")).unwrap();
    let sidecar = run.sidecar().unwrap();
    assert_eq!(sidecar.scheduler.as_deref(), Some("dispatch"));
    assert_eq!(sidecar.topology.as_deref(), Some("1n2l2c1t"));
    assert_eq!(
        (sidecar.kernel_version.as_deref(), sidecar.kernel_commit.as_deref()),
        (Some("6.16.0"), Some("1a2b3c4"))
    );
    assert_eq!((sidecar.project_commit.as_deref(), sidecar.scheduler_commit.as_deref()), (Some("3f2a9c1"), None));
    assert_eq!(sidecar.timestamp.as_deref(), Some("2026-03-02T09:15:42Z"));
    assert_eq!((sidecar.periodic_fired, sidecar.periodic_target), (Some(3), Some(4)));
    assert_eq!(sidecar.host.as_ref().unwrap().kernel_release.as_deref(), Some("6.12.9-example"));
    assert!(run.missing().is_empty() && run.earlier.is_empty());
    // The sidecar has the times of the first and the last report of a phase.
    let planned: Vec<_> =
        run.in_order().map(|report| (report.phase.map(|phase| phase.to_string()), report.planned)).collect();
    let ms = |ms| Some(Duration::from_millis(ms));
    let label = |label: &str| Some(label.to_owned());
    assert_eq!(
        planned,
        [(label("BASELINE"), ms(600)), (label("Step[0]"), ms(1200)), (label("Step[0]"), ms(1800)), (None, None)]
    );
}

#[test]
fn reports_of_a_run_are_read_typed() {
    let run = Run::open(format!("{FAILED}/migrations")).unwrap();
    let cross: Vec<_> = run.in_order().map(|report| report.read::<Dispatch>().unwrap().nr_mig_cross).collect();
    assert_eq!(cross, [932, 1229, 1910, 1945]);
    let halves = Halves::<Dispatch>::from_json_path(&run.repro_failure().unwrap().file).unwrap();
    assert_eq!(halves.change().unwrap(), Dispatch { nr_mig_same: 713 - 539, nr_mig_cross: 1229 - 932 });
}

#[test]
fn a_run_is_a_series_with_tags_and_phases_and_without_times() {
    let run = Run::open(format!("{FAILED}/migrations")).unwrap();
    let series = run.series::<Dispatch>();
    let sample =
        |sample: &ktsnap::series::Sample<Dispatch, _>| (sample.tag.clone(), sample.phase.map(u16::from), sample.at);
    let samples: Vec<_> = series.samples.iter().map(sample).collect();
    let expected =
        [("periodic_000", Some(0)), ("periodic_001", Some(1)), ("periodic_002", Some(1)), ("failure-dump", None)];
    assert_eq!(samples, expected.map(|(tag, phase)| (tag.to_owned(), phase, None)));
    let changes: Vec<_> = series.changes().map(|change| change.unwrap().value.nr_mig_cross).collect();
    assert_eq!(changes, [1229 - 932, 1910 - 1229, 1945 - 1910]);
    assert_eq!(series.total().unwrap().unwrap().value, Dispatch { nr_mig_same: 1030 - 539, nr_mig_cross: 1945 - 932 });
}

#[test]
fn a_report_that_cannot_be_read_is_an_error_of_its_sample_only() {
    let scratch = Scratch::new("series");
    let copy = |from: &str, to: &str| scratch.write(to, &fs::read_to_string(Path::new(FAILED).join(from)).unwrap());
    let periodic = |number| format!("migrations-8d0e4f7a91c2b356.snapshot.periodic_00{number}.json");
    copy(&periodic(0), &periodic(0));
    scratch.write(&periodic(1), "{");
    copy(&periodic(1), &periodic(2));
    copy(&periodic(2), &periodic(3));
    // No freeze succeeded at the failure.
    copy("fork_storm-5e6f708192a3b4c5.failure-dump.json", "migrations-8d0e4f7a91c2b356.failure-dump.json");
    let series = Run::open(&scratch.0).unwrap().series::<Dispatch>();
    let changes: Vec<_> = series.changes().map(|change| change.map(|change| change.value.nr_mig_cross)).collect();
    let message = |at: usize| changes[at].as_ref().unwrap_err().to_string();
    assert!(message(0).contains("periodic_001") && message(1).contains("not a report"), "{changes:?}");
    assert_eq!((changes.len(), changes[2].as_ref().unwrap()), (3, &(1910 - 1229)));
    let last = series.samples.last().unwrap();
    assert!(last.is_placeholder() && last.value.as_ref().unwrap_err().to_string().contains("rendezvous timed out"));
}

/// The reader keeps only what the struct needs, and an error describes the whole report.
#[test]
fn the_error_of_a_sample_is_that_of_its_file() {
    #[derive(Debug, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
    struct Waits {
        #[snapshot(key = "*")]
        _slots: Vec<u64>,
    }

    let scratch = Scratch::new("error");
    let file = scratch.write(
        "t-00000000000000ab.failure-dump.json",
        r#"{"schema":"single","maps":[{"name":"hist","map_type":2,"value_size":8,"max_entries":1}]}"#,
    );
    let series = Run::open(&scratch.0).unwrap().series::<Waits>();
    let message = series.samples[0].value.as_ref().unwrap_err().to_string();
    assert!(message.contains("its maps are hist"), "{message}");
    assert!(message.contains(&Waits::from_json_path(&file).unwrap_err().to_string()), "{message}");
}

#[test]
fn a_run_without_a_sidecar_says_so_and_keeps_earlier_attempts_apart() {
    let run = Run::open(format!("{FAILED}/fork_storm")).unwrap();
    let error = run.sidecar().unwrap_err();
    assert!(matches!(error, SidecarError::Missing), "{error}");
    assert_eq!(run.earlier.iter().map(|report| report.attempt).collect::<Vec<_>>(), [Some(1)]);
    let error = run.failure().unwrap().read::<Dispatch>().unwrap_err();
    assert!(
        matches!(&error, ReadError::Report(ReportError::Degraded { reason, .. }) if reason == "rendezvous timed out")
    );
}

#[test]
fn a_directory_that_changed_the_names_of_reports_attaches_them_to_the_only_run() {
    let scratch = Scratch::new("unnamed");
    scratch.write("t-00000000000000ab.ktstr.json", &sidecar(1));
    scratch.write("t.snapshot.periodic_000.json", "{}");
    scratch.write("t.failure-dump.json", "{}");
    // A skipped attempt of harness 0.18 has another hash.
    scratch.write("t-00000000000000cd.ktstr.json", SKIPPED);
    let both = vec!["periodic_000".to_owned(), "failure-dump".to_owned()];
    let expected = vec![
        ("t-00000000000000ab".to_owned(), Some(RunResult::Failed), both.clone()),
        ("t-00000000000000cd".to_owned(), Some(RunResult::Skipped), vec![]),
    ];
    assert_eq!(listed(&Runs::open(&scratch.0).unwrap()), expected);
    // With a second run that is not skipped, the reports may be of either.
    scratch.write("t-00000000000000ef.ktstr.json", &sidecar(1));
    let runs = listed(&Runs::open(&scratch.0).unwrap());
    assert_eq!(runs.first(), Some(&("t".to_owned(), None, both)));
    assert_eq!(runs.len(), 4);
}

#[test]
fn a_periodic_report_that_was_not_due_is_of_an_earlier_attempt() {
    let scratch = Scratch::new("stale");
    scratch.write("t-00000000000000ab.ktstr.json", &sidecar(3));
    for number in [1, 2, 3, 4] {
        scratch.write(&format!("t-00000000000000ab.snapshot.periodic_{number:03}.json"), "{}");
    }
    scratch.write("t-00000000000000ab.repro.snapshot.periodic_004.json", "{}");
    let run = Run::open(&scratch.0).unwrap();
    let kinds =
        |reports: &[ktsnap::runs::RunReport]| reports.iter().map(|report| report.kind.clone()).collect::<Vec<_>>();
    // The sidecar says nothing about the second machine.
    assert_eq!(kinds(&run.reports), [1, 2, 4].map(ReportKind::Periodic));
    assert_eq!(kinds(&run.earlier), [ReportKind::Periodic(3), ReportKind::Periodic(4)]);
    assert_eq!(run.missing(), [0]);
}

#[test]
fn one_broken_sidecar_does_not_hide_the_other_runs() {
    let scratch = Scratch::new("broken");
    scratch.write("a-00000000000000ab.ktstr.json", r#"{"test_name":"a","topology":7}"#);
    scratch.write("b-00000000000000ab.ktstr.json", r#"{"test_name":"b","passed":true,"skip"#);
    scratch.write("c-00000000000000ab.ktstr.json", "[]");
    scratch.write("d-00000000000000ab.ktstr.json", &format!("{{\"x\":{}", "[".repeat(100_000)));
    scratch.write("e-00000000000000ab.ktstr.json", "{}");
    let long = fs::File::create(scratch.0.join("f-00000000000000ab.ktstr.json")).unwrap();
    long.set_len(1 << 40).unwrap();
    let runs = Runs::open(&scratch.0).unwrap().runs;
    let message = |run: &Run| run.sidecar().err().map(|error| error.to_string());
    let messages: Vec<_> = runs.iter().map(message).collect();
    let says = |at: usize, text: &str| assert!(messages[at].as_ref().unwrap().contains(text), "{messages:?}");
    says(0, "in `topology`");
    says(1, "EOF");
    says(2, "an object");
    let file = scratch.0.join("c-00000000000000ab.ktstr.json");
    says(2, &format!("the sidecar {} is not as the harness writes it: ", file.display()));
    says(3, "EOF");
    assert_eq!((&messages[4], runs[4].sidecar().unwrap().result()), (&None, None));
    says(5, "longer than 64 MiB");
}

#[test]
fn a_run_is_found_by_the_least_of_its_name_that_is_clear() {
    let scratch = Scratch::new("find");
    for name in ["t-00000000000000ab", "t-00000000000000cd", "t_2-00000000000000ab"] {
        scratch.write(&format!("{name}.ktstr.json"), "{}");
    }
    let name = |path: &str| Run::open(scratch.0.join(path)).map(|run| run.name());
    for path in ["t-00000000000000a", "t-00000000000000ab", "t-00000000000000ab.ktstr.json"] {
        assert_eq!(name(path).unwrap(), "t-00000000000000ab");
    }
    assert_eq!(name("t_2").unwrap(), "t_2-00000000000000ab");
    let error = name("t").unwrap_err();
    let RunsError::Ambiguous { runs, .. } = &error else { panic!("{error}") };
    let found = |run: &PathBuf| Run::open(run).unwrap().path();
    assert_eq!(runs.iter().map(found).collect::<Vec<_>>(), *runs, "each remedy finds its run");
    assert_eq!(runs.len(), 2);
    for unknown in ["t-", "t-1", "u", "T", "t-00000000000000ee.ktstr.json", "t-00000000000000abc"] {
        let error = name(unknown).unwrap_err();
        let RunsError::NotFound { path, directory, runs } = &error else { panic!("{unknown}: {error}") };
        assert_eq!((path, directory, runs.len()), (&scratch.0.join(unknown), &scratch.0, 3));
    }
    // A path without a directory is in the current one.
    let error = Run::open("no-such-run").unwrap_err();
    assert_eq!(error.to_string(), "no-such-run is not a run, and . has no runs; pass a run, or the file of a report");
    assert!(matches!(Run::open("examples/bpf"), Err(RunsError::NotFound { runs, .. }) if runs.is_empty()));
    assert!(matches!(Run::open("no/such"), Err(RunsError::Io { .. })));
}

#[test]
fn a_run_without_a_hash_is_found_by_its_name_although_others_begin_with_it() {
    let scratch = Scratch::new("exact");
    for name in ["t-0", "t-00000000000000ab"] {
        scratch.write(&format!("{name}.failure-dump.json"), "{}");
    }
    let runs = Runs::open(&scratch.0).unwrap().runs;
    assert_eq!(runs.len(), 2);
    for run in runs {
        assert_eq!(Run::open(run.path()).unwrap().path(), run.path());
    }
}

#[cfg(unix)]
#[test]
fn hostile_entries_neither_block_nor_loop() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let scratch = Scratch::new("hostile");
    scratch.write("inner/t-00000000000000ab.ktstr.json", &sidecar(2));
    scratch.write("inner/deep/t-00000000000000cd.ktstr.json", "{}");
    let inner = scratch.0.join("inner");
    let pipe = |name: &str| assert!(Command::new("mkfifo").arg(inner.join(name)).status().unwrap().success());
    pipe("t-00000000000000ab.snapshot.periodic_000.json");
    pipe("u-00000000000000ab.ktstr.json");
    symlink("loop-00000000000000ab.failure-dump.json", inner.join("loop-00000000000000ab.failure-dump.json")).unwrap();
    symlink("/dev/zero", inner.join("z-00000000000000ab.failure-dump.json")).unwrap();
    symlink(".", scratch.0.join("latest")).unwrap();
    symlink("..", inner.join("up")).unwrap();
    fs::write(inner.join(OsStr::from_bytes(b"t-00000000000000ab.\xff.failure-dump.json")), "{}").unwrap();
    fs::create_dir(inner.join("t-00000000000000ab.snapshot.periodic_001.json")).unwrap();
    scratch.write("inner/.hidden", "");

    let runs = Runs::open(&scratch.0).unwrap();
    let mut names: Vec<_> = runs.runs.iter().map(Run::name).collect();
    names.sort();
    assert_eq!(names, ["t-00000000000000ab", "u-00000000000000ab"]);
    assert!(runs.runs.iter().all(|run| run.reports.is_empty()));
    let error = runs.runs[1].sidecar().unwrap_err().to_string();
    assert!(error.contains("not a regular file"), "{error}");
    let others = others(&runs).join("\n");
    for listed in [
        "t-00000000000000ab.snapshot.periodic_000.json can't be read: it is not a regular file",
        "z-00000000000000ab.failure-dump.json can't be read: it is not a regular file",
        "loop-00000000000000ab.failure-dump.json can't be read: ",
        "up is a link to a directory",
        "deep is a directory",
        "failure-dump.json has a name that is not UTF-8",
        "t-00000000000000ab.snapshot.periodic_001.json is a directory",
    ] {
        assert!(others.contains(listed), "{listed}\n{others}");
    }
    assert!(!others.contains("hidden"), "{others}");

    // A report that was replaced by a pipe after it was listed.
    let file = scratch.write("inner/t-00000000000000ab.failure-dump.json", "{}");
    let run = Run::open(inner.join("t")).unwrap();
    fs::remove_file(&file).unwrap();
    pipe("t-00000000000000ab.failure-dump.json");
    let error = run.failure().unwrap().document().unwrap_err();
    assert!(matches!(error, ReportError::Io { .. }), "{error}");
}

#[test]
fn compressed_reports_are_listed_and_the_error_names_the_format() {
    let scratch = Scratch::new("compressed");
    scratch.write("t-00000000000000ab.ktstr.json", &sidecar(2));
    let put = |from: &str, name: &str| {
        fs::copy(Path::new("tests/compressed").join(from), scratch.0.join(name)).unwrap();
    };
    put("dispatch-a0.json.gz", "t-00000000000000ab.snapshot.periodic_000.json.gz");
    put("dispatch-a1.json.zst", "t-00000000000000ab.failure-dump.json.zst");
    fs::copy("examples/captures/dispatch-a1.json", scratch.0.join("t-00000000000000ab.snapshot.periodic_001.json"))
        .unwrap();
    put("dispatch-a1.json.zst", "t-00000000000000ab.snapshot.periodic_001.json.zst");
    let runs = Runs::open(&scratch.0).unwrap();
    let [run] = runs.runs.as_slice() else { panic!("{runs:?}") };
    let kinds: Vec<_> = run.in_order().map(|report| report.kind.to_string()).collect();
    assert_eq!(kinds, ["periodic_000", "periodic_001", "failure-dump"], "a copy is not another report");
    assert_eq!(
        others(&runs),
        ["t-00000000000000ab.snapshot.periodic_001.json.zst is a compressed copy of another report"]
    );
    let error = |report: &ktsnap::runs::RunReport| {
        let (document, typed) = (report.document().unwrap_err().to_string(), report.read::<Dispatch>().unwrap_err());
        assert_eq!(document, typed.to_string());
        document.strip_prefix(report.file.to_str().unwrap()).unwrap().to_owned()
    };
    let expected = |format: &str, command: &str| {
        format!(": not JSON but {format}; decompress it with `{command}`, and pass the bytes to `from_json_slice`")
    };
    let reports: Vec<_> = run.in_order().collect();
    assert_eq!(error(reports[0]), expected("gzip", "gzip -dc"));
    assert_eq!(error(reports[2]), expected("zstd", "zstd -dc --long=31"));
    assert_eq!(reports[1].read::<Dispatch>().unwrap().nr_mig_cross, 1229);
    // The remedy.
    let bytes = Command::new("gzip").arg("-dc").arg(&reports[0].file).output().unwrap().stdout;
    assert_eq!(Dispatch::from_json_slice(&bytes).unwrap().nr_mig_cross, 932);
    let error = Dispatch::from_json_slice(&fs::read(&reports[0].file).unwrap()).unwrap_err();
    assert!(
        matches!(&error, ReadError::Report(ReportError::Compressed { file: None, format: "gzip", .. })),
        "{error:?}"
    );
}

#[test]
fn listing_does_not_read_reports() {
    let scratch = Scratch::new("lazy");
    scratch.write("t-00000000000000ab.ktstr.json", &sidecar(500));
    for (number, text) in (0..500).zip(iter::repeat("not a report")) {
        scratch.write(&format!("t-00000000000000ab.snapshot.periodic_{number:03}.json"), text);
    }
    let run = Run::open(&scratch.0).unwrap();
    assert_eq!(run.reports.len(), 500);
    assert!(run.reports[0].document().is_err());
}
