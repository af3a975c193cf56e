//! The untyped view: lookups by name, and the narrowed view of the running scheduler.

mod support;

use ktsnap::error::ExcludedMap;
use ktsnap::report::FailureDumpReportAny;
use ktsnap::{FailureDumpReport, Snapshot, SnapshotEntry, SnapshotError, pickers};
use serde_json::{Value, json};
use support::{capture, of_maps, report, running, section, unrendered};

/// The error of a lookup.
fn error<T: std::fmt::Debug>(found: Result<T, SnapshotError>) -> SnapshotError {
    found.unwrap_err()
}

fn no_active(json: &Value) -> String {
    match Snapshot::new(&report(json)).active() {
        Err(SnapshotError::NoActiveScheduler { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

/// The addresses of the maps in the running scheduler's view.
fn in_active_view(json: &Value) -> Vec<u64> {
    let report = report(json);
    let active = Snapshot::new(&report).active().unwrap();
    let kvas: Vec<_> = report.maps.iter().map(|map| map.map_kva).collect();
    let held: Vec<_> =
        active.vars("n").map(|(_, field)| field.as_u64().unwrap()).filter(|kva| kvas.contains(kva)).collect();
    assert_eq!(active.map_count(), held.len());
    held
}

/// A section whose only variable `n` holds the map's address, so that a test can see which map was read.
fn numbered(name: &str, kva: u64) -> Value {
    section(name, kva, &[("n", kva)])
}

#[test]
fn a_map_is_found_by_its_exact_name() {
    let report = report(&of_maps(&[numbered("a.bss", 1), numbered("a.bss", 2)]));
    let snapshot = Snapshot::new(&report);
    assert_eq!(snapshot.map("a.bss").unwrap().raw().map_kva, 1, "the first of two");
    assert_eq!(
        error(snapshot.map("a.bs")),
        SnapshotError::MapNotFound { requested: "a.bs".into(), available: vec!["a.bss".into(), "a.bss".into()] }
    );
}

#[test]
fn a_variable_is_found_in_the_three_plain_sections_only() {
    let maps = [
        section("a.bss", 1, &[("in_bss", 1)]),
        section("a.data", 2, &[("in_data", 2)]),
        section("a.rodata", 3, &[("in_rodata", 3)]),
        section("a.kconfig", 4, &[("in_kconfig", 4)]),
        section(".data.custom", 5, &[("in_custom", 5)]),
    ];
    let report = report(&of_maps(&maps));
    let snapshot = Snapshot::new(&report);
    for (name, value) in [("in_bss", 1), ("in_data", 2), ("in_rodata", 3)] {
        assert_eq!(snapshot.var(name).as_u64(), Ok(value));
    }
    for name in ["in_kconfig", "in_custom"] {
        assert_eq!(
            error(snapshot.var(name).as_u64()),
            SnapshotError::VarNotFound {
                requested: name.into(),
                available: vec!["in_bss".into(), "in_data".into(), "in_rodata".into()],
            }
        );
    }
}

#[test]
fn a_variable_in_two_sections_is_the_running_schedulers() {
    let maps = [numbered("a.bss", 1), numbered("b.bss", 2)];
    assert_eq!(Snapshot::new(&report(&running("b", &[], &maps))).var("n").as_u64(), Ok(2));
    assert_eq!(
        error(Snapshot::new(&report(&of_maps(&maps))).var("n").as_u64()),
        SnapshotError::AmbiguousVar { requested: "n".into(), found_in: vec!["a.bss".into(), "b.bss".into()] }
    );
}

#[test]
fn a_variable_in_two_sections_of_the_running_scheduler_is_ambiguous() {
    let report = report(&running("a", &[], &[numbered("a.bss", 1), numbered("a.data", 2)]));
    let snapshot = Snapshot::new(&report);
    for view in [snapshot.clone(), snapshot.active().unwrap()] {
        assert_eq!(
            error(view.var("n").as_u64()),
            SnapshotError::AmbiguousVar { requested: "n".into(), found_in: vec!["a.bss".into(), "a.data".into()] }
        );
    }
}

#[test]
fn a_variable_that_is_absent_may_be_in_a_section_that_was_not_rendered() {
    let report = report(&of_maps(&[numbered("a.bss", 1), unrendered("a.data", 2)]));
    let snapshot = Snapshot::new(&report);
    let incomplete = SnapshotError::MapRenderIncomplete { map: "a.data".into(), error: "page not mapped".into() };
    assert_eq!(snapshot.var("n").as_u64(), Ok(1));
    assert_eq!(error(snapshot.var("m").as_u64()), incomplete);
    assert_eq!(error(snapshot.live_var_via("m", pickers::max_by_counter_value).as_u64()), incomplete);
    assert_eq!(snapshot.live_vars_via(&["n", "m"], pickers::max_by_sum_u64).unwrap_err(), incomplete);
}

#[test]
fn a_section_with_contents_and_an_error_or_with_neither_holds_no_other_variables() {
    let mut partial = numbered("a.bss", 1);
    partial["error"] = "page not mapped".into();
    let mut empty = unrendered("a.data", 2);
    empty.as_object_mut().unwrap().remove("error");
    for other in [partial, empty] {
        let report = report(&of_maps(&[numbered("a.rodata", 3), other]));
        let snapshot = Snapshot::new(&report);
        for field in [snapshot.var("m"), snapshot.live_var_via("m", pickers::max_by_counter_value)] {
            let found = error(field.as_u64());
            assert!(matches!(found, SnapshotError::VarNotFound { .. }), "{found}");
        }
    }
}

#[test]
fn the_one_object_there_is_counts_as_running_if_it_is_there_once() {
    assert_eq!(in_active_view(&of_maps(&[numbered("a.bss", 1), numbered("a.data", 2)])), [1, 2]);
    let reason = no_active(&of_maps(&[numbered("a.bss", 1), numbered("a.bss", 2), numbered("a.rodata", 3)]));
    assert!(reason.contains("2 × a.bss") && !reason.contains("rodata"), "{reason}");
    assert!(reason.contains("live_vars_via"), "{reason}");
}

#[test]
fn a_name_distinguishes_objects_and_a_list_distinguishes_copies() {
    let maps = [numbered("a.bss", 1), numbered("b.bss", 2), numbered("b.bss", 3)];
    assert_eq!(in_active_view(&running("a", &[], &maps)), [1]);
    assert_eq!(in_active_view(&running("b", &[3], &maps)), [3]);
    assert!(no_active(&running("b", &[], &maps)).contains("2 × b.bss"));
}

#[test]
fn a_name_that_no_section_bears_counts_for_nothing() {
    let maps = [numbered("a.bss", 1)];
    assert_eq!(in_active_view(&running("other", &[9], &maps)), [1]);
    let two = [numbered("a.bss", 1), numbered("b.bss", 2)];
    let reason = no_active(&running("other", &[1], &two));
    assert!(reason.contains("2 objects (a, b)"), "{reason}");
}

#[test]
fn without_a_section_nothing_runs() {
    assert!(no_active(&of_maps(&[])).contains("no global section"));
    let report = capture("captures/ktstr-no-scheduler.json");
    assert!(matches!(Snapshot::new(&report).active(), Err(SnapshotError::NoActiveScheduler { .. })));
}

#[test]
fn an_address_of_zero_is_in_no_list() {
    let json = running("a", &[0], &[numbered("a.bss", 0)]);
    let report = report(&json);
    assert_eq!(Snapshot::new(&report).active().unwrap().map_count(), 0);
}

#[test]
fn a_list_without_the_objects_maps_is_another_error_than_a_missing_name() {
    let report = report(&running("a", &[9], &[numbered("a.bss", 1), numbered("b.bss", 9)]));
    let active = Snapshot::new(&report).active().unwrap();
    let excluded = |requested: &str| {
        let map: ExcludedMap = serde_json::from_value(json!({"name": "a.bss", "map_kva": 1})).unwrap();
        SnapshotError::ActiveFilterExcludedMaps {
            requested: requested.into(),
            active_obj: "a".into(),
            excluded_maps: vec![map],
            whitelist_kvas: vec![9],
        }
    };
    assert_eq!(error(active.map("a.bss")), excluded("a.bss"));
    assert_eq!(error(active.var("n").as_u64()), excluded("n"));
    assert_eq!(error(active.live_var_via("n", |_| Some(0)).as_u64()), excluded("n"));
    assert_eq!(active.live_vars_via(&["n", "m"], |_| Some(0)).unwrap_err(), excluded("[n, m]"));
}

#[test]
fn several_variables_come_from_one_map_in_the_order_asked_for() {
    let maps = [
        section("a.bss", 1, &[("x", 10), ("y", 20)]),
        section("b.bss", 2, &[("x", 1)]),
        section("c.bss", 3, &[("y", 2), ("x", 3)]),
    ];
    let report = report(&of_maps(&maps));
    let snapshot = Snapshot::new(&report);
    let read = |index| -> Vec<u64> {
        let fields = snapshot.live_vars_via(&["y", "x"], |_| Some(index)).unwrap();
        fields.iter().map(|field| field.as_u64().unwrap()).collect()
    };
    assert_eq!(read(0), [20, 10]);
    assert_eq!(read(1), [2, 3], "b.bss lacks y, so the picker does not see it");
}

#[test]
fn no_names_a_missing_name_and_a_bad_pick_are_errors() {
    let report = report(&of_maps(&[numbered("a.bss", 1), numbered(".data.x", 2)]));
    let snapshot = Snapshot::new(&report);
    let live = |names: &[&str], index| snapshot.live_vars_via(names, |_| index).unwrap_err();
    assert!(matches!(live(&[], Some(0)), SnapshotError::ProjectionFailed { .. }));
    assert!(matches!(live(&["n"], None), SnapshotError::ProjectionFailed { .. }));
    assert!(matches!(live(&["n"], Some(1)), SnapshotError::ProjectionFailed { .. }));
    assert_eq!(
        live(&["n", "m"], Some(0)),
        SnapshotError::VarNotFound { requested: "[n, m]".into(), available: vec!["a.bss".into()] }
    );
    assert_eq!(
        error(snapshot.live_var_via("m", |_| Some(0)).as_u64()),
        SnapshotError::VarNotFound { requested: "m".into(), available: vec!["a.bss".into()] }
    );
}

#[test]
fn every_lookup_in_a_placeholder_says_so() {
    let report = capture("captures/ktstr-placeholder.json");
    let snapshot = Snapshot::new(&report);
    let placeholder = SnapshotError::PlaceholderSnapshot { tag: None };
    assert!(snapshot.is_placeholder());
    assert_eq!(error(snapshot.map("a.bss")), placeholder);
    assert_eq!(error(snapshot.active()), placeholder);
    for field in [snapshot.var("n"), snapshot.live_var("n"), snapshot.live_var_via("n", |_| Some(0))] {
        assert_eq!(field.as_u64(), Err(placeholder.clone()));
    }
    assert_eq!(snapshot.live_vars_via(&[], |_| Some(0)).unwrap_err(), placeholder);
    assert_eq!(snapshot.vars("n").count(), 0);
}

#[test]
fn a_real_report_of_the_harness_is_read_by_name() {
    let report = capture("captures/ktstr-rich-late_run.json");
    let snapshot = Snapshot::new(&report);
    assert_eq!(snapshot.map_count(), 14);
    assert_eq!(snapshot.live_var("max_u64").as_u64(), Ok(u64::MAX));
    assert_eq!(snapshot.live_var("neg_s64").as_i64(), Ok(-9_007_199_254_740_993));
    assert_eq!(snapshot.var("data_double").as_f64(), Ok(3.25));
    assert_eq!(snapshot.var("data_pt").get("x").as_i64(), snapshot.var("data_pt").get("x").as_i64());
    assert!(matches!(snapshot.live_var("data_u64").as_u64(), Err(SnapshotError::VarNotFound { .. })));
}

#[test]
fn every_capture_is_read_and_written_again_the_same() {
    for folder in ["captures", "examples/captures"] {
        let folder = format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let report = FailureDumpReport::from_path(&path).unwrap();
                let again = serde_json::to_string(&report).unwrap();
                assert_eq!(FailureDumpReport::from_json(&again).unwrap(), report, "{}", path.display());
            }
        }
    }
}

#[test]
fn a_failed_assertion_shows_a_snapshot_and_a_map_as_a_person_reads_them() {
    let report = capture("examples/captures/dispatch-swap.json");
    let snapshot = Snapshot::new(&report);
    let shown = format!("{snapshot:?}");
    assert!(shown.starts_with("22 of 22 maps; `dispatch` is running\n"), "{shown}");
    assert!(shown.contains("\n  dispatch.bss at 0xffff88810000d000\n"), "{shown}");
    assert!(shown.contains("\n  dispatch.bss at 0xffff88810001c000, live\n"), "{shown}");
    assert!(shown.contains("\n  task_ctxs at 0xffff888100011000, live (map type not captured)\n"), "{shown}");

    let live = format!("{:?}", snapshot.active().unwrap().map("dispatch.bss").unwrap());
    assert!(live.starts_with("dispatch.bss at 0xffff88810001c000\n  .bss:\n"), "{live}");
    assert!(live.contains("nr_enqueued=1546"), "{live}");
    assert!(live.contains("waits wait_stats{total_ns=6435624060, max_ns=20047350, nr=1976}"), "{live}");
}

#[test]
fn entries_of_our_schedulers_maps_are_read() {
    let report = capture("examples/captures/dispatch-a2.json");
    let snapshot = Snapshot::new(&report);
    let cpus = snapshot.map("cpu_stats").unwrap().at(0);
    let runs = cpus.cpu_sum_u64("nr_runs").unwrap();
    assert!(runs > 0 && cpus.cpu_max_u64("nr_runs").unwrap() < runs, "four CPUs ran tasks");
    let hist = snapshot.map("wait_hist").unwrap();
    let waits: u64 = hist.filter(SnapshotEntry::is_present).iter().map(|slot| slot.get("").as_u64().unwrap()).sum();
    assert!(waits > 0);
    assert_eq!(hist.at(15).key("").as_u64(), Ok(15));
    assert_eq!(
        hist.at(16).get("").as_u64(),
        Err(SnapshotError::IndexOutOfRange { map: "wait_hist".into(), index: 16, len: 16 })
    );
}

#[test]
fn keys_that_were_not_rendered_are_compared_as_hex() {
    let json = of_maps(&[json!({
        "name": "tasks", "map_type": 1, "value_size": 8, "max_entries": 8,
        "entries": [{"key_hex": "01 00", "value_hex": "0a"}, {"key_hex": "02 ff", "value_hex": "0b"}],
    })]);
    let report = report(&json);
    let map = Snapshot::new(&report).map("tasks").unwrap();
    let error = map.find(|entry| entry.key("").as_u64() == Ok(1)).get("").as_u64().unwrap_err();
    let text = error.to_string();
    assert!(text.contains("the capture had no BTF for them (keys such as hex:01 00, hex:02 ff)"), "{text}");
    assert!(text.contains("compare `key_hex` of the raw entries") && !text.contains("check the predicate"), "{text}");
    assert!(
        matches!(error, SnapshotError::NoMatch { len: 2, available_keys, .. } if available_keys == ["hex:01 00", "hex:02 ff"])
    );
    let found = map.raw().entries.iter().find(|entry| entry.key_hex == "02 ff").unwrap();
    assert_eq!(found.value_hex, "0b", "as the error advises");
}

#[test]
fn an_entry_of_a_per_cpu_hash_is_found_without_btf_and_without_values() {
    let json = of_maps(&[json!({
        "name": "counts", "map_type": 5, "value_size": 8, "max_entries": 8,
        "percpu_hash_entries": [
            {"key_hex": "01", "per_cpu": []},
            {"key_hex": "02", "per_cpu": [null]},
            {"key_hex": "03", "per_cpu": [null, {"kind": "uint", "bits": 64, "value": 5}]},
        ],
    })]);
    let report = report(&json);
    let map = Snapshot::new(&report).map("counts").unwrap();
    assert_eq!(map.to_string(), "counts\n  hex:01: []\n  hex:02: [-]\n  hex:03: [-, 5]");
    assert_eq!(map.at(2).cpu_sum_u64(""), Ok(5));
    assert_eq!(
        map.at(1).cpu_sum_u64(""),
        Err(SnapshotError::NoMatch {
            map: "<PercpuHash>".into(),
            op: "cpu_sum_u64".into(),
            len: 0,
            available_keys: Vec::new()
        })
    );
    assert_eq!(
        error(map.at(0).key("pid").as_u64()),
        SnapshotError::NoRendered { map: "<entry>".into(), side: "key".into() }
    );
    assert_eq!(
        error(map.at(3).get("").as_u64()),
        SnapshotError::IndexOutOfRange { map: "counts".into(), index: 3, len: 3 }
    );
}

#[test]
fn an_empty_report_and_a_placeholder_are_read_again() {
    let reason = "the virtual CPUs did not stop";
    for written in [FailureDumpReport::default(), FailureDumpReport::placeholder(reason)] {
        assert_eq!(written.schema, "single");
        assert!(written.maps_truncated == 0);
        let json = serde_json::to_string(&written).unwrap();
        assert_eq!(FailureDumpReport::from_json(&json).unwrap(), written);
        let any = FailureDumpReportAny::from_json(&json).unwrap();
        assert!(matches!(any, FailureDumpReportAny::Single(report) if *report == written));
    }
    let placeholder = FailureDumpReport::placeholder(reason);
    let snapshot = Snapshot::new(&placeholder);
    assert!(matches!(snapshot.var("nr_mig_same").as_u64(), Err(SnapshotError::PlaceholderSnapshot { .. })));
    assert_eq!(snapshot.task_enrichments_unavailable(), Some(reason));
}

#[test]
fn what_the_report_has_beside_the_maps_is_in_view() {
    let mut json = of_maps(&[]);
    json["scx_sched_state"] = json!({"aborting": false, "bypass_depth": 0, "exit_kind": 0});
    let with_state = report(&json);
    assert!(Snapshot::new(&with_state).scx_sched_state().is_some());
    assert!(Snapshot::new(&report(&of_maps(&[]))).scx_sched_state().is_none());
}

#[test]
fn a_map_has_the_contents_of_its_kind() {
    let map = |name: &str, kind: Value| {
        let mut map = json!({"name": name, "map_kva": 1, "map_type": 27, "value_size": 0, "max_entries": 0});
        map.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
        map
    };
    let positions =
        json!({"capacity": 4096, "consumer_pos": 8, "producer_pos": 24, "pending_pos": 24, "pending_bytes": 16});
    let report = report(&of_maps(&[
        map("ring", json!({"ringbuf": positions})),
        map("arena", json!({"arena": {"declared_pages": 16, "kern_vm_start": 0, "user_vm_start": 4096}})),
        map("fds", json!({"fd_array": {"populated": 2, "scanned": 16, "indices": [0, 5]}})),
        map("stacks", json!({"stack_trace": {"n_buckets": 1024, "entries": []}})),
    ]));
    let snapshot = Snapshot::new(&report);
    let kinds = ["ring", "arena", "fds", "stacks"].map(|name| {
        let map = snapshot.map(name).unwrap();
        [map.ringbuf().is_some(), map.arena().is_some(), map.fd_array().is_some(), map.stack_trace().is_some()]
    });
    assert_eq!(kinds, [0, 1, 2, 3].map(|kind| [0, 1, 2, 3].map(|other| kind == other)));
    assert_eq!(snapshot.map("ring").unwrap().ringbuf().unwrap().pending_bytes, 16);
}

#[test]
fn reports_of_different_maps_differ() {
    let of = |kva| report(&of_maps(&[numbered("a.bss", kva)]));
    assert!(of(1).maps == of(1).maps && of(1).maps != of(2).maps && of(1).maps != report(&of_maps(&[])).maps);
}
