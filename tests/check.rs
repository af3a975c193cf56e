//! A captured map compared with the whole object that a struct was checked against.

mod support;

use ktsnap::typed::{OneMap, SchemaCheck};
use ktsnap::{PerCpu, SchemaError, Snapshot, SnapshotEnum, SnapshotError, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture, capture_json, map_mut, report, uint, unrendered, var_mut};

const A0: &str = "examples/captures/dispatch-a0.json";

#[derive(Debug, PartialEq, SnapshotEnum)]
enum DspStat {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    nr: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
    last_cpu: i16,
}

/// Variables that libbpf places when it loads the object.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", section = ".kconfig")]
struct Kconfig {
    #[snapshot(rename = "CONFIG_PREEMPT")]
    preempt: bool,
    #[snapshot(rename = "LINUX_KERNEL_VERSION")]
    version: i32,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_enqueued: u64,
    nr_tasks: u32,
    last_dsp: DspStat,
    dsp_stats: [u64; 3],
    waits: Waits,
    #[snapshot(path = "waits.max_ns")]
    max_ns: u64,
    per_llc: [Llc; 4],
    #[snapshot(path = "per_llc[*].nr_out", sum)]
    nr_out: u64,
    nr_stopping: Option<u64>,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_KICK")]
    kick: PerCpu<u64>,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", key = "enum wake_stat")]
struct WakeStats {
    #[snapshot(key = "WAKE_BUSY", sum)]
    busy: u64,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    nr_runs: u64,
}

fn try_check<T: OneMap>(json: &Value) -> Result<SchemaCheck, SchemaError> {
    T::schema().check(&Snapshot::new(&report(json)))
}

/// The check of an edited `dispatch-a0`.
#[track_caller]
fn check(damage: impl FnOnce(&mut Value)) -> SchemaCheck {
    let mut json = capture_json(A0);
    damage(&mut json);
    try_check::<Dispatch>(&json).unwrap()
}

fn members(json: &mut Value) -> &mut Vec<Value> {
    map_mut(json, "dispatch.bss")["value"]["members"].as_array_mut().unwrap()
}

fn place(members: &[Value], name: &str) -> usize {
    members.iter().position(|member| member["name"] == name).unwrap()
}

fn changed(check: &SchemaCheck) -> Vec<(&str, &str, &str)> {
    check.changed.iter().map(|one| (one.variable.as_str(), one.expected.as_str(), one.found.as_str())).collect()
}

#[test]
fn a_capture_of_the_object_agrees() {
    let check = check(|_| {});
    assert!(check.agrees(), "{check}");
    assert_eq!(
        check.to_string(),
        "dispatch.bss, captured while `dispatch` ran, agrees with `.bss` of examples/bpf/dispatch.bpf.o"
    );
}

#[test]
fn a_variable_that_is_gone_is_missing_whether_the_struct_names_it_or_not() {
    let check = check(|json| members(json).retain(|one| one["name"] != "lag_ns" && one["name"] != "nr_stopping"));
    assert_eq!(check.missing, ["lag_ns", "nr_stopping"]);
    assert!(!check.agrees());
    assert_eq!((check.new.len(), check.moved.len(), check.changed.len()), (0, 0, 0));
}

#[test]
fn a_check_reports_what_a_read_refuses() {
    let mut json = capture_json(A0);
    members(&mut json).retain(|one| one["name"] != "nr_enqueued");
    let read = Dispatch::from_snapshot(&Snapshot::new(&report(&json)));
    assert!(matches!(read, Err(SchemaError::NoMap { .. })), "{read:?}");
    assert_eq!(try_check::<Dispatch>(&json).unwrap().missing, ["nr_enqueued"]);
}

#[test]
fn a_variable_that_the_object_lacks_is_new() {
    let check = check(|json| members(json).insert(3, json!({"name": "nr_stolen", "value": uint(64, 1)})));
    assert_eq!((check.new.as_slice(), check.moved.len()), (["nr_stolen".to_owned()].as_slice(), 0));
}

#[test]
fn a_variable_at_another_position_is_the_only_one_that_moved() {
    let check = check(|json| {
        let members = members(json);
        let nr_tasks = members.remove(place(members, "nr_tasks"));
        members.push(nr_tasks);
    });
    assert_eq!(check.moved, ["nr_tasks"]);
    assert_eq!((check.missing.len(), check.new.len(), check.changed.len()), (0, 0, 0));
}

#[test]
fn a_renamed_variable_is_missing_and_new() {
    let check = check(|json| {
        let members = members(json);
        let at = place(members, "lag_ns");
        members[at]["name"] = "lag".into();
    });
    assert_eq!((check.missing, check.new), (vec!["lag_ns".to_owned()], vec!["lag".to_owned()]));
}

#[test]
fn another_width_length_sign_or_kind_has_changed() {
    let check = check(|json| {
        *var_mut(json, "dispatch.bss", "nr_enqueued") = uint(32, 7);
        *var_mut(json, "dispatch.bss", "dsp_stats") = json!({"kind": "array", "len": 4, "elements": [uint(64, 0)]});
        var_mut(json, "dispatch.bss", "last_dsp")["is_signed"] = true.into();
        *var_mut(json, "dispatch.bss", "nr_stopping") = json!({"kind": "int", "bits": 64, "value": 7});
    });
    assert_eq!(
        changed(&check),
        [
            ("nr_enqueued", "uint64", "uint32"),
            ("last_dsp", "enum32", "signed enum32"),
            ("dsp_stats", "[uint64; 3]", "[uint64; 4]"),
            ("nr_stopping", "uint64", "int64"),
        ]
    );
}

#[test]
fn a_part_that_has_changed_is_named_by_its_path() {
    let check = check(|json| {
        var_mut(json, "dispatch.bss", "waits")["members"][2]["value"] = uint(64, 7);
        let llc = &mut var_mut(json, "dispatch.bss", "per_llc")["elements"][1]["members"];
        llc[0]["value"] = uint(32, 7);
        llc[4]["value"]["bits"] = 32.into();
    });
    let changed = changed(&check);
    assert!(changed.contains(&("waits.nr", "uint32", "uint64")), "{changed:?}");
    assert!(changed.contains(&("per_llc[1].nr_in", "uint64", "uint32")), "{changed:?}");
}

#[test]
fn a_struct_of_another_name_has_changed() {
    let check = check(|json| {
        var_mut(json, "dispatch.bss", "waits")["type_name"] = "wait_stats_v2".into();
        var_mut(json, "dispatch.bss", "per_llc")["elements"][2]["type_name"] = "llc".into();
    });
    let changed = changed(&check);
    assert!(changed.contains(&("waits", "struct wait_stats", "struct wait_stats_v2")), "{changed:?}");
    assert!(
        changed.iter().any(|(variable, _, found)| *variable == "per_llc[2]" && *found == "struct llc"),
        "{changed:?}"
    );
}

#[test]
fn the_truncated_part_of_a_section_has_not_changed() {
    let check = check(|json| _ = var_mut(json, "dispatch.bss", "dsp_stats")["elements"].as_array_mut().unwrap().pop());
    assert!(check.agrees(), "{check}");
}

#[test]
fn all_differences_are_shown_a_line_each() {
    let check = check(|json| {
        *var_mut(json, "dispatch.bss", "nr_enqueued") = uint(32, 7);
        let members = members(json);
        members.retain(|one| one["name"] != "lag_ns");
        let nr_tasks = members.remove(place(members, "nr_tasks"));
        members.push(nr_tasks);
        members.push(json!({"name": "nr_stolen", "value": uint(64, 1)}));
    });
    assert_eq!(
        check.to_string(),
        "dispatch.bss, captured while `dispatch` ran, differs from `.bss` of examples/bpf/dispatch.bpf.o:\n  \
         missing lag_ns\n  \
         new     nr_stolen\n  \
         moved   nr_tasks\n  \
         changed nr_enqueued: uint64 in the object, uint32 in the capture"
    );
}

#[test]
fn the_scheduler_that_ran_is_named_where_it_is_another() {
    let mut json = capture_json(A0);
    json["active_obj_name"] = Value::Null;
    json["active_map_kvas"] = json!([]);
    for map in json["maps"].as_array_mut().unwrap() {
        let name = map["name"].as_str().unwrap().replace("dispatch.", "other.");
        map["name"] = name.into();
    }
    let check = try_check::<Dispatch>(&json).unwrap();
    assert_eq!((check.map.as_str(), check.running.as_deref()), ("other.bss", Some("other")));
    assert!(check.agrees());
}

#[test]
fn of_two_copies_the_live_one_is_checked_and_without_a_word_on_it_none() {
    let mut json = capture_json("examples/captures/dispatch-swap.json");
    *var_mut(&mut json, "dispatch.bss", "nr_enqueued") = uint(32, 7);
    assert_eq!(try_check::<Dispatch>(&json).unwrap().changed.len(), 1, "the last copy is the live one");
    json["active_map_kvas"] = json!([]);
    json["active_obj_name"] = Value::Null;
    assert!(matches!(try_check::<Dispatch>(&json), Err(SchemaError::Ambiguous { .. })));
}

#[test]
fn a_map_that_is_not_there_or_was_not_rendered_can_not_be_checked() {
    let mut json = capture_json(A0);
    json["maps"].as_array_mut().unwrap().retain(|map| map["name"] != "dispatch.bss");
    assert!(matches!(try_check::<Dispatch>(&json), Err(SchemaError::NoMap { nearest: None, .. })));
    json["maps"].as_array_mut().unwrap().push(unrendered("dispatch.bss", 1));
    json["active_map_kvas"] = json!([1]);
    assert_eq!(
        try_check::<Dispatch>(&json),
        Err(SnapshotError::MapRenderIncomplete { map: "dispatch.bss".into(), error: "page not mapped".into() }.into())
    );
    let placeholder = capture("captures/ktstr-placeholder.json");
    assert_eq!(
        Dispatch::schema().check(&Snapshot::new(&placeholder)),
        Err(SnapshotError::PlaceholderSnapshot { tag: None }.into())
    );
}

#[test]
fn a_truncated_section_lacks_the_variables_after_the_cut() {
    let check = check(|json| {
        members(json).truncate(3);
        let map = map_mut(json, "dispatch.bss");
        let partial = map["value"].take();
        map["value"] = json!({"kind": "truncated", "needed": 632, "had": 24, "partial": partial});
    });
    assert!(check.missing.contains(&"per_llc".to_owned()) && !check.missing.contains(&"nr_enqueued".to_owned()));
}

#[test]
fn maps_are_checked_slot_by_slot() {
    let mut json = capture_json(A0);
    assert_eq!(
        try_check::<Stats>(&json).unwrap().to_string(),
        "stats, captured while `dispatch` ran, agrees with `stats` of examples/bpf/dispatch.bpf.o"
    );
    assert!(try_check::<WakeStats>(&json).unwrap().agrees());
    assert!(try_check::<PerCpu<CpuStats>>(&json).unwrap().agrees());

    map_mut(&mut json, "stats")["percpu_entries"][2]["per_cpu"][1] = uint(32, 7);
    map_mut(&mut json, "wake_stats")["percpu_entries"][2]["per_cpu"][3] = json!({"kind": "bytes", "hex": "07 00"});
    map_mut(&mut json, "cpu_stats")["percpu_entries"][0]["per_cpu"][2]["members"][0]["value"] = uint(32, 7);
    assert_eq!(changed(&try_check::<Stats>(&json).unwrap()), [("stats[DSP_KICK][1]", "uint64", "uint32")]);
    assert_eq!(changed(&try_check::<WakeStats>(&json).unwrap()), [("wake_stats[WAKE_BUSY][3]", "8 bytes", "2 bytes")]);
    assert_eq!(changed(&try_check::<PerCpu<CpuStats>>(&json).unwrap()), [("cpu_stats[2].nr_runs", "uint64", "uint32")]);
}

#[test]
fn a_slot_that_was_not_captured_has_not_changed() {
    let mut json = capture_json(A0);
    map_mut(&mut json, "stats")["percpu_entries"][2]["per_cpu"][1] = Value::Null;
    map_mut(&mut json, "stats")["percpu_entries"].as_array_mut().unwrap().remove(0);
    assert!(try_check::<Stats>(&json).unwrap().agrees());
}

#[test]
fn variables_without_a_place_in_the_object_have_not_moved() {
    let variables = |names: [&str; 2]| {
        let members = names.map(|name| match name {
            "CONFIG_PREEMPT" => json!({"name": name, "value": {"kind": "bool", "value": true}}),
            name => json!({"name": name, "value": {"kind": "int", "bits": 32, "value": 7}}),
        });
        json!({"schema": "single", "maps": [{
            "name": "shapes.kconfig", "map_kva": 1, "map_type": 2, "value_size": 8, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".kconfig", "members": members},
        }]})
    };
    for names in [["CONFIG_PREEMPT", "LINUX_KERNEL_VERSION"], ["LINUX_KERNEL_VERSION", "CONFIG_PREEMPT"]] {
        let report = report(&variables(names));
        let check = Kconfig::schema().check(&Snapshot::new(&report)).unwrap();
        assert!(check.agrees(), "{check}");
    }
}
