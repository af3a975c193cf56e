//! Sidecars that the harness's own types write, read as runs.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use conformance::ktstr;
use ktsnap::runs::{Run, RunResult, Runs, Sidecar};
use ktstr::prelude::SidecarResult;
use serde_json::{Value, json};

/// A sidecar with every field of the versions that this package tests. A version skips the fields that it does not have.
fn written() -> Value {
    json!({
        "test_name": "migrations", "topology": "1n2l4c2t", "scheduler": "scx_dispatch", "scheduler_commit": "aaaaaaa",
        "resolve_source": "path", "project_commit": "bbbbbbb-dirty", "payload": "stress", "metrics": [], "passed": false,
        "skipped": false, "inconclusive": false, "expected_failure": true, "monitor": null, "periodic_fired": 3,
        "periodic_target": 4, "vcpus": 16, "cpu_budget": 8, "host_dilation": 1.5, "throughput_denomination": "cpu_sec",
        "stats": {
            "cgroups": [], "total_workers": 1, "total_cpus": 2, "total_migrations": 3, "worst_spread": 0.5, "worst_gap_ms": 4,
            "worst_gap_cpu": 0, "worst_migration_ratio": 0.0, "total_iterations": 5, "ext_metrics": {},
            "worst_page_locality": 0.0, "worst_cross_node_migration_ratio": 0.0, "worst_wake_latency_tail_ratio": 0.0,
            "phases": [
                {"step_index": 0, "label": "BASELINE", "start_ms": 500, "end_ms": 500, "sample_count": 1, "metrics": {}, "per_cgroup": {}},
                {"step_index": 1, "label": "Step[0]", "start_ms": 700, "end_ms": 900, "sample_count": 2, "metrics": {}, "per_cgroup": {}},
                {"step_index": 2, "label": "Step[1]", "start_ms": u64::MAX, "end_ms": 0, "sample_count": 0, "metrics": {}, "per_cgroup": {}},
            ],
        },
        "stimulus_events": [], "work_type": "SpinWait", "verifier_stats": [], "kvm_stats": null, "sysctls": ["sysctl.a=1"],
        "kargs": ["quiet"], "kernel_version": "6.16.0", "kernel_commit": "ccccccc", "timestamp": "2026-03-02T09:15:42Z",
        "run_id": "20260302T091507Z-3", "host": {
            "cpu_model": "Example CPU", "cpu_vendor": "Example", "total_memory_kib": 16331268, "hugepages_total": 0,
            "hugepages_free": 0, "hugepages_size_kib": 2048, "thp_enabled": "always", "thp_defrag": "madvise",
            "sched_tunables": null, "online_cpus": 8, "numa_nodes": 1, "cpufreq_governor": {}, "kernel_name": "Linux",
            "kernel_release": "6.12.9", "arch": "x86_64", "kernel_cmdline": "quiet",
        },
        "cleanup_duration_ms": 212, "run_source": "ci", "perf_delta_assertions": [],
    })
}

/// The harness's own value, and the text that it writes for it.
fn theirs(change: impl FnOnce(&mut SidecarResult)) -> (SidecarResult, String) {
    let mut sidecar: SidecarResult = serde_json::from_value(written()).unwrap();
    change(&mut sidecar);
    let text = serde_json::to_string_pretty(&sidecar).unwrap();
    (sidecar, text)
}

/// Asserts that each fact is that of the harness's value.
#[track_caller]
fn assert_same(ours: &Sidecar, theirs: &SidecarResult) {
    assert_eq!(ours.test_name.as_ref(), Some(&theirs.test_name));
    assert_eq!(ours.topology.as_ref(), Some(&theirs.topology));
    assert_eq!(ours.scheduler.as_ref(), Some(&theirs.scheduler));
    assert_eq!(ours.scheduler_commit, theirs.scheduler_commit);
    assert_eq!(ours.kernel_version, theirs.kernel_version);
    assert_eq!(ours.kernel_commit, theirs.kernel_commit);
    assert_eq!(ours.project_commit, theirs.project_commit);
    assert_eq!(ours.work_type.as_ref(), Some(&theirs.work_type));
    assert_eq!(ours.payload, theirs.payload);
    assert_eq!(ours.timestamp.as_ref(), Some(&theirs.timestamp));
    assert_eq!(ours.run_id.as_ref(), Some(&theirs.run_id));
    assert_eq!(ours.run_source, theirs.run_source);
    assert_eq!(ours.periodic_fired, Some(theirs.periodic_fired));
    assert_eq!(ours.periodic_target, Some(theirs.periodic_target));
    let result = match () {
        () if theirs.is_inconclusive() => RunResult::Inconclusive,
        () if theirs.is_skip() => RunResult::Skipped,
        () if theirs.is_pass() => RunResult::Passed,
        () if theirs.is_fail() => RunResult::Failed,
        () => panic!("the harness calls it nothing: {theirs:?}"),
    };
    assert_eq!(ours.result(), Some(result));
    assert_eq!(ours.host.is_some(), theirs.host.is_some());
    if let (Some(ours), Some(theirs)) = (&ours.host, &theirs.host) {
        assert_eq!((&ours.kernel_release, &ours.arch), (&theirs.kernel_release, &theirs.arch));
        assert_eq!(ours.cpu_model, theirs.cpu_model);
        assert_eq!(ours.total_memory_kib, theirs.total_memory_kib);
        assert_eq!(ours.online_cpus, theirs.online_cpus.map(|cpus| cpus as u64));
    }
    assert_eq!(ours.phases().len(), theirs.stats.phases.len());
    for (ours, theirs) in ours.phases().iter().zip(&theirs.stats.phases) {
        assert_eq!((u16::from(ours.phase), ours.phase.to_string()), (theirs.step_index, theirs.label.clone()));
        assert_eq!(ours.sample_count, theirs.sample_count as u64);
        let known = theirs.start_ms <= theirs.end_ms;
        assert_eq!(ours.start, known.then_some(Duration::from_millis(theirs.start_ms)));
        assert_eq!(ours.end, known.then_some(Duration::from_millis(theirs.end_ms)));
    }
}

#[test]
fn every_fact_is_that_of_the_harness() {
    type Edit = fn(&mut SidecarResult);
    let edits: [Edit; 7] = [
        |_| {},
        |sidecar| sidecar.passed = true,
        |sidecar| sidecar.skipped = true,
        |sidecar| sidecar.inconclusive = true,
        |sidecar| (sidecar.host, sidecar.kernel_version, sidecar.payload) = (None, None, None),
        |sidecar| (sidecar.project_commit, sidecar.kernel_commit, sidecar.run_source) = (None, None, None),
        |sidecar| sidecar.stats.phases.clear(),
    ];
    for edit in edits {
        let (theirs, text) = theirs(edit);
        assert_same(&Sidecar::from_json(text.as_bytes()).unwrap(), &theirs);
    }
}

#[test]
fn the_harness_and_we_find_the_same_runs() {
    let root = scratch();
    let directory = root.join("6.16.0-bbbbbbb");
    fs::create_dir_all(&directory).unwrap();
    for (hash, test) in [(0xab_u64, "migrations"), (0xcd, "migrations"), (0xab, "wakeups")] {
        let (_, text) = theirs(|sidecar| {
            sidecar.test_name = test.to_owned();
            sidecar.passed = hash == 0xcd;
        });
        fs::write(directory.join(format!("{test}-{hash:016x}.ktstr.json")), text).unwrap();
    }
    let mut theirs = ktstr::test_support::collect_pool(&root);
    theirs.sort_by(|a, b| (&a.test_name, a.passed).cmp(&(&b.test_name, b.passed)));
    let ours = Runs::open(&root).unwrap().runs;
    assert_eq!((ours.len(), theirs.len()), (3, 3));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        assert_eq!(ours.test, theirs.test_name);
        assert_same(ours.sidecar().unwrap(), theirs);
    }
    let run = Run::open(directory.join("wakeups")).unwrap();
    assert_eq!(run.hash.as_deref(), Some("00000000000000ab"));
    fs::remove_dir_all(&root).unwrap();
}

/// They are of the newest version. Older versions require fields that it no longer writes.
#[cfg(not(any(feature = "with_0_18", feature = "with_0_33")))]
#[test]
fn the_committed_sidecars_are_those_of_the_harness() {
    let run = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/runs/6.16.0-3f2a9c1");
    let sidecars = ["migrations-8d0e4f7a91c2b356.ktstr.json", "pinned-0b51c3d9e2f48a67.ktstr.json"];
    for file in sidecars.map(|name| run.join(name)) {
        let theirs: SidecarResult = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_same(&Sidecar::from_path(&file).unwrap(), &theirs);
    }
}

fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("runs-{}", std::process::id()))
}
