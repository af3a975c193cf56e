//! `Option`: a variable that an older or newer capture may lack.

mod support;

use ktsnap::select::PickReason;
use ktsnap::{SchemaError, Snapshot, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture_json, map_mut, of_maps, report, running, section, uint, var_mut};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    nr: u32,
}

/// An alias works like the type itself.
type Maybe<T> = Option<T>;

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_enqueued: u64,
    nr_stopping: Option<u64>,
    #[snapshot(widen)]
    nr_tasks: Option<u64>,
    dsp_stats: Option<[u64; 3]>,
    waits: Option<Waits>,
    #[snapshot(path = "per_llc[*].nr_in")]
    nr_in: Option<Vec<u64>>,
    lag_ns: Maybe<i64>,
}

/// Two fields with the same variable. One of them requires it.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Both {
    #[snapshot(path = "waits.nr")]
    nr: u32,
    #[snapshot(path = "waits.max_ns")]
    max_ns: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Moves {
    nr_mig_same: u64,
    nr_mig_cross: Option<u64>,
}

fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    T::from_snapshot(&Snapshot::new(&report(json)))
}

#[test]
fn a_captured_variable_is_read() {
    let read: Dispatch = read(&capture_json("examples/captures/dispatch-a0.json")).unwrap();
    assert_eq!((read.nr_stopping, read.nr_tasks, read.dsp_stats), (Some(2965), Some(86), Some([434, 2106, 23])));
    assert_eq!((read.waits, read.lag_ns), (Some(Waits { nr: 2539 }), Some(-1_886_724_790)));
    assert_eq!(read.nr_in.unwrap().len(), 4);
}

#[test]
fn a_missing_variable_is_none() {
    let json = of_maps(&[section("dispatch.bss", 1, &[("nr_enqueued", 7)])]);
    assert_eq!(
        read::<Dispatch>(&json),
        Ok(Dispatch {
            nr_enqueued: 7,
            nr_stopping: None,
            nr_tasks: None,
            dsp_stats: None,
            waits: None,
            nr_in: None,
            lag_ns: None
        })
    );
}

#[test]
fn a_variable_of_another_type_is_drift_and_not_none() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    *var_mut(&mut json, "dispatch.bss", "nr_stopping") = uint(32, 7);
    let SchemaError::Drift(drift) = read::<Dispatch>(&json).unwrap_err() else { panic!() };
    assert_eq!((drift.variable.as_str(), drift.found.as_str()), ("nr_stopping", "uint32"));

    let mut json = capture_json("examples/captures/dispatch-a0.json");
    var_mut(&mut json, "dispatch.bss", "waits")["members"].as_array_mut().unwrap().pop();
    let SchemaError::Drift(drift) = read::<Dispatch>(&json).unwrap_err() else { panic!() };
    assert!(drift.found.contains("without `nr`"), "{drift}");
}

#[test]
fn the_schema_marks_the_variables_that_a_capture_may_lack() {
    assert_eq!(Dispatch::schema().names().collect::<Vec<_>>(), ["nr_enqueued"]);
    assert_eq!(Both::schema().names().collect::<Vec<_>>(), ["waits"], "one field asks for it without `Option`");
    let error = read::<Both>(&of_maps(&[section("dispatch.bss", 1, &[("nr_enqueued", 7)])])).unwrap_err();
    assert!(matches!(error, SchemaError::NoMap { .. }), "{error}");
}

#[test]
fn an_option_does_not_decide_which_map_is_read() {
    let maps = [
        section("dispatch.bss", 1, &[("nr_mig_same", 100), ("nr_mig_cross", 200)]),
        section("dispatch.bss", 2, &[("nr_mig_same", 1)]),
    ];
    let json = running("dispatch", &[2], &maps);
    assert_eq!(read::<Moves>(&json), Ok(Moves { nr_mig_same: 1, nr_mig_cross: None }));
    let report = report(&json);
    assert_eq!(Moves::pick(&Snapshot::new(&report)).unwrap().reason, PickReason::Active);
    assert!(matches!(read::<Moves>(&of_maps(&maps)), Err(SchemaError::Ambiguous { .. })));
}

#[test]
fn a_picker_sees_the_variables_that_must_be_there() {
    let maps = [section("dispatch.bss", 1, &[("nr_mig_same", 1), ("nr_mig_cross", 2)])];
    let report = report(&of_maps(&maps));
    let mut seen = 0;
    let read = Moves::from_snapshot_via(&Snapshot::new(&report), |rows| {
        seen = rows[0].1.len();
        Some(0)
    });
    assert_eq!((read, seen), (Ok(Moves { nr_mig_same: 1, nr_mig_cross: Some(2) }), 1));
}

#[test]
fn raw_bytes_always_hold_it() {
    let read = Moves::from_section_bytes(&[0; 632]).unwrap();
    assert_eq!(read, Moves { nr_mig_same: 0, nr_mig_cross: Some(0) });
}

#[test]
fn a_variable_after_the_cut_of_a_truncated_section_is_none() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let map = map_mut(&mut json, "dispatch.bss");
    let mut partial = map["value"].take();
    partial["members"].as_array_mut().unwrap().truncate(2);
    map["value"] = json!({"kind": "truncated", "needed": 632, "had": 16, "partial": partial});
    let read: Moves = read(&json).unwrap();
    assert_eq!((read.nr_mig_same, read.nr_mig_cross), (539, None));
}
