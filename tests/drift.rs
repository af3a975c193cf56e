//! A value that is not of the shape that BTF gave at build time is never read. Shown on real reports, damaged.

mod support;

use ktsnap::schema::SchemaDrift;
use ktsnap::{SchemaError, Snapshot, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture_json, report, var_mut};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_enqueued: u64,
    nr_tasks: u32,
    lag_ns: i64,
    saw_cross: bool,
    last_dsp: u32,
    dsp_stats: [u64; 3],
    nr_stopping: u64,
}

/// Reads `dispatch-a0` after one of its variables was replaced.
fn with(var: &str, value: Value) -> Result<Dispatch, SchemaError> {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    *var_mut(&mut json, "dispatch.bss", var) = value;
    Dispatch::from_snapshot(&Snapshot::new(&report(&json)))
}

#[track_caller]
fn drift(var: &str, value: Value) -> SchemaDrift {
    match with(var, value) {
        Err(SchemaError::Drift(drift)) => *drift,
        other => panic!("{other:?}"),
    }
}

#[test]
fn undamaged_every_type_is_read() {
    let json = capture_json("examples/captures/dispatch-a0.json");
    assert_eq!(
        Dispatch::from_snapshot(&Snapshot::new(&report(&json))),
        Ok(Dispatch {
            nr_enqueued: 1972,
            nr_tasks: 83,
            lag_ns: -2_369_538_250,
            saw_cross: true,
            last_dsp: 1,
            dsp_stats: [8, 1972, 1],
            nr_stopping: 2228,
        })
    );
}

#[test]
fn another_width_sign_or_kind_is_drift() {
    let found = |var, value| drift(var, value).found;
    assert_eq!(found("nr_enqueued", json!({"kind": "uint", "bits": 32, "value": 7})), "uint32");
    assert_eq!(found("nr_enqueued", json!({"kind": "int", "bits": 64, "value": 7})), "int64");
    assert_eq!(found("lag_ns", json!({"kind": "uint", "bits": 64, "value": 7})), "uint64");
    assert_eq!(found("saw_cross", json!({"kind": "uint", "bits": 8, "value": 1})), "uint8");
    assert_eq!(found("nr_tasks", json!({"kind": "bool", "value": true})), "bool");
    assert_eq!(found("last_dsp", json!({"kind": "uint", "bits": 32, "value": 1})), "uint32");
    assert_eq!(found("nr_tasks", json!({"kind": "bytes", "hex": "07 00 00 00"})), "bytes");
}

#[test]
fn a_struct_where_a_counter_was_is_drift() {
    let value = json!({"kind": "struct", "type_name": "stats", "members": []});
    assert_eq!(drift("nr_enqueued", value).found, "struct stats");
}

#[test]
fn no_part_of_an_array_is_read() {
    let element = json!({"kind": "uint", "bits": 64, "value": 1});
    let array =
        |len: usize, rendered: usize| json!({"kind": "array", "len": len, "elements": vec![element.clone(); rendered]});
    assert_eq!(drift("dsp_stats", array(4, 4)).found, "[uint64; 4]");
    assert_eq!(drift("dsp_stats", array(3, 2)).found, "2 of 3 elements");
    let cut = json!({"kind": "truncated", "needed": 24, "had": 8, "partial": array(3, 1)});
    assert_eq!(drift("dsp_stats", cut).found, "a value cut short (8 of 24 bytes)");
}

#[test]
fn a_value_that_was_cut_short_is_drift() {
    let cut = json!({"kind": "truncated", "needed": 8, "had": 2, "partial": {"kind": "bytes", "hex": "07 00"}});
    assert_eq!(drift("nr_enqueued", cut).found, "a value cut short (2 of 8 bytes)");
}

#[test]
fn a_drift_names_object_map_variable_and_both_sides() {
    let drift = drift("nr_enqueued", json!({"kind": "uint", "bits": 32, "value": 7}));
    assert_eq!((drift.object.as_str(), drift.map.as_str()), ("examples/bpf/dispatch.bpf.o", "dispatch.bss"));
    assert_eq!(
        drift.to_string(),
        "`nr_enqueued` in dispatch.bss is uint32, but uint64 (volatile u64) in examples/bpf/dispatch.bpf.o; rebuild \
         against the object of the scheduler that was captured"
    );
}

#[test]
fn an_address_in_a_counter_is_still_the_counter() {
    let pointer = json!({"kind": "ptr", "value": 0xffff_8881_0000_0000_u64, "cast_annotation": "cast→kernel"});
    assert_eq!(with("nr_enqueued", pointer).map(|read| read.nr_enqueued), Ok(0xffff_8881_0000_0000));
}

#[test]
fn a_section_that_was_cut_behind_the_fields_is_read() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let map = json["maps"].as_array_mut().unwrap().iter_mut().find(|map| map["name"] == "dispatch.bss").unwrap();
    let partial = map["value"].take();
    map["value"] = json!({"kind": "truncated", "needed": 200, "had": 104, "partial": partial});
    let read = Dispatch::from_snapshot(&Snapshot::new(&report(&json))).unwrap();
    assert_eq!(read.nr_enqueued, 1972);
}
