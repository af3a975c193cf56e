//! Paths through pointers that the harness followed.

#[path = "support/pointers.rs"]
mod pointers;
#[path = "support/render.rs"]
mod render;
mod support;

use ktsnap::{FailureDumpReport, PerCpu, Ptr, SchemaError, Snapshot, SnapshotSchema};
use pointers::{FIRST, Memory, SKIPPED};
use serde_json::{Value, json};
use support::report;

const SECOND: u64 = FIRST + 0x1000;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct bucket")]
struct Bucket {
    duty: u64,
    nr: u32,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
#[snapshot(ratio(share = load / sum(loads)))]
struct Globals {
    nr_moves: u64,
    #[snapshot(path = "busiest->load", gauge)]
    load: u64,
    #[snapshot(path = "busiest->drift")]
    drift: Option<i64>,
    #[snapshot(path = "dom_ctxs[2]->name")]
    name: String,
    #[snapshot(path = "last_move.dom->parent->id", gauge)]
    parent: u32,
    #[snapshot(path = "dom_ctxs[*]->load", gauge)]
    loads: Vec<u64>,
    #[snapshot(path = "dom_ctxs[*]->load", sum, gauge)]
    total: u64,
    #[snapshot(path = "dom_ctxs[*]->load", gauge)]
    each: [Option<u64>; 4],
    #[snapshot(path = "busiest->buckets[1]", gauge)]
    bucket: Bucket,
    #[snapshot(path = "busiest->buckets[*].duty", max)]
    duty: u64,
    #[snapshot(path = "dom_ctxs[1]->hist", gauge)]
    hist: [u64; 3],
    #[snapshot(path = "busiest->prio", widen, gauge)]
    prio: u64,
    #[snapshot(path = "busiest->parent")]
    pointer: Ptr,
}

fn read<T: SnapshotSchema>(value: &Value) -> Result<T, SchemaError> {
    T::from_snapshot(&Snapshot::new(&report(value)))
}

fn globals() -> Globals {
    Globals {
        nr_moves: 0,
        load: 300,
        drift: Some(-3),
        name: "dom2".to_owned(),
        parent: 0,
        loads: vec![0, 100, 200, 300],
        total: 600,
        each: [Some(0), Some(100), Some(200), Some(300)],
        bucket: Bucket { duty: 31, nr: 1 },
        duty: 32,
        hist: [1, 2, 3],
        prio: 4,
        pointer: Ptr::new(FIRST),
    }
}

#[test]
fn a_path_reads_what_a_pointer_points_to() {
    let json = Memory::of_four().json();
    let read = read::<Globals>(&json).unwrap();
    assert_eq!(read, globals());
    assert_eq!(read.share(), Ok(0.5));
    assert_eq!(Globals::from_json_slice(json.to_string().as_bytes()).unwrap(), globals());
}

#[test]
fn a_typed_read_and_the_view_agree() {
    let report = report(&Memory::of_four().json());
    let snapshot = Snapshot::new(&report);
    let var = |path: &str| {
        let (root, path) = path.split_once('.').unwrap();
        snapshot.var(root).get(path).as_i64().unwrap()
    };
    let read = Globals::from_snapshot(&snapshot).unwrap();
    assert_eq!(var("busiest.load"), 300);
    assert_eq!(
        [var("busiest.load"), var("last_move.dom.parent.id"), var("busiest.drift"), var("busiest.prio")],
        [read.load.cast_signed(), read.parent.into(), read.drift.unwrap(), read.prio.cast_signed()]
    );
}

#[test]
fn only_a_null_pointer_gives_none() {
    let mut memory = Memory::of_four();
    memory.point("dom_ctxs[1]", 0);
    let error = read::<Globals>(&memory.json()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`dom_ctxs[1]->load` in pointers.bss: the pointer `dom_ctxs[1]` is NULL; write `Vec<Option<_>>`, which is \
         `None` for a NULL pointer"
    );

    assert_eq!(read::<Optional>(&memory.json()).unwrap().loads, [Some(0), None, Some(200), Some(300)]);
    memory.point("busiest", 0);
    assert_eq!(read::<Optional>(&memory.json()).unwrap().load, None);
    assert_eq!(read::<Optional>(&memory.json()).unwrap().grandparent, None);

    memory.point("busiest", 0xdead_0000);
    let error = read::<Optional>(&memory.json()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "`busiest->load` in pointers.bss: the target of the pointer `busiest` was not captured: {SKIPPED}; read a report \
             that has it, or mirror the pointer itself as `ktsnap::Ptr`"
        )
    );
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Optional {
    #[snapshot(path = "busiest->load", gauge)]
    load: Option<u64>,
    #[snapshot(path = "busiest->parent->parent->id", gauge)]
    grandparent: Option<u32>,
    #[snapshot(path = "dom_ctxs[*]->load", gauge)]
    loads: Vec<Option<u64>>,
}

#[test]
fn the_error_names_the_pointer_that_is_null() {
    let json = Memory::of_four().json();
    #[derive(Debug, SnapshotSchema)]
    #[snapshot(object = "tests/bpf/pointers.bpf.o")]
    struct Grandparent {
        #[snapshot(path = "busiest->parent->parent->id", gauge)]
        _id: u32,
    }
    let error = read::<Grandparent>(&json).unwrap_err();
    assert!(
        matches!(&error, SchemaError::NullPointer { pointer, .. } if pointer == "busiest->parent->parent"),
        "{error}"
    );
    assert_eq!(read::<Optional>(&json).unwrap().grandparent, None);
}

#[test]
fn a_target_that_the_report_lacks_is_an_error_with_the_reports_reason() {
    let followed = Memory::of_four().json();
    let mut shapes = Vec::new();
    for (edit, reason) in [
        (json!({"kind": "ptr", "value": 1}), "the report does not say why"),
        (json!({"kind": "ptr", "value": 1, "deref_skipped_reason": "cycle: 0x1"}), "cycle: 0x1"),
        (
            json!({"kind": "ptr", "value": 1, "deref": {
                "kind": "truncated", "needed": 128, "had": 64, "partial": {"kind": "struct", "type_name": "dom_ctx", "members": []},
            }}),
            "only 64 of its 128 bytes were captured",
        ),
        (json!({"kind": "ptr", "value": 1, "deref": {"kind": "unsupported", "reason": "too large"}}), "too large"),
    ] {
        let mut json = followed.clone();
        *support::var_mut(&mut json, "pointers.bss", "busiest") = edit;
        let error = read::<Optional>(&json).unwrap_err();
        assert!(matches!(&error, SchemaError::NotFollowed { reason: found, .. } if found == reason), "{error}");
        shapes.push(error);
    }
    assert_eq!(shapes.len(), 4);
}

#[test]
fn a_target_of_another_type_is_drift() {
    let mut json = Memory::of_four().json();
    let busiest = support::var_mut(&mut json, "pointers.bss", "busiest");
    busiest["deref"]["type_name"] = "llc".into();
    let error = read::<Optional>(&json).unwrap_err();
    assert!(matches!(&error, SchemaError::Drift(_)), "{error}");
    assert!(error.to_string().contains("is struct llc"), "{error}");

    // The right number of bytes does not make a struct: the capture did not know the type of the target.
    let mut json = Memory::of_four().json();
    let hex = vec!["00"; 128].join(" ");
    support::var_mut(&mut json, "pointers.bss", "busiest")["deref"] = json!({"kind": "bytes", "hex": hex});
    assert!(matches!(read::<Optional>(&json), Err(SchemaError::Drift(_))));
}

#[test]
fn a_note_on_a_pointer_does_not_change_its_target() {
    let mut json = Memory::of_four().json();
    support::var_mut(&mut json, "pointers.bss", "busiest")["cast_annotation"] = "sdt_alloc".into();
    assert_eq!(read::<Globals>(&json), Ok(globals()));
}

#[test]
fn a_missing_variable_is_not_a_null_pointer() {
    let mut json = Memory::of_four().json();
    let members = json["maps"][0]["value"]["members"].as_array_mut().unwrap();
    members.retain(|member| member["name"] != "busiest");
    let error = read::<Optional>(&json).unwrap_err();
    assert!(matches!(&error, SchemaError::NoMap { .. }), "{error}");
}

#[test]
fn bytes_do_not_hold_the_target_of_a_pointer() {
    for memory in [Memory::of_four(), {
        let mut memory = Memory::of_four();
        memory.point("busiest", 0);
        memory
    }] {
        let error = Optional::from_section_bytes(memory.bss()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`busiest->load` in raw bytes: the target of the pointer `busiest` was not captured: raw bytes only hold its \
             address; read a report that has it, or mirror the pointer itself as `ktsnap::Ptr`"
        );
    }
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o", map = "cpu_ctxs")]
struct Cpus {
    #[snapshot(key = "0", path = "dom->load", gauge)]
    load: PerCpu<u64>,
    #[snapshot(key = "0", path = "dom->load", sum, gauge)]
    total: u64,
    #[snapshot(key = "0", path = "dom->load", gauge)]
    each: PerCpu<Option<u64>>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct CpuCtx {
    nr_runs: u64,
    #[snapshot(path = "dom->parent->id", gauge)]
    parent: Option<u32>,
    #[snapshot(path = "dom->buckets[2]", gauge)]
    bucket: Bucket,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o", map = "llcs")]
struct Llcs {
    #[snapshot(key = "*", path = "dom->load", gauge)]
    loads: Vec<Option<u64>>,
    #[snapshot(key = "1", path = "dom->id", gauge)]
    id: u32,
}

#[test]
fn the_values_of_maps_have_pointers() {
    let mut memory = Memory::of_four();
    let cpus = read::<Cpus>(&memory.json()).unwrap();
    assert_eq!((cpus.load.get(0), cpus.load.get(1), cpus.total), (Some(&100), Some(&300), 400));
    assert_eq!(read::<Llcs>(&memory.json()), Ok(Llcs { loads: vec![Some(200), Some(100)], id: 1 }));
    let ctxs = read::<PerCpu<CpuCtx>>(&memory.json()).unwrap();
    let bucket = Bucket { duty: 32, nr: 2 };
    assert_eq!(ctxs.get(1), Some(&CpuCtx { nr_runs: 7, parent: Some(0), bucket }));

    memory.cpus[0] = Some(0);
    let error = read::<Cpus>(&memory.json()).unwrap_err().to_string();
    let expected =
        "`cpu_ctxs[0].dom->load[0]` in cpu_ctxs: the pointer `cpu_ctxs[0].dom` is NULL; write `PerCpu<Option<_>>`";
    assert!(error.starts_with(expected), "{error}");
    let error = read::<PerCpu<CpuCtx>>(&memory.json()).unwrap_err().to_string();
    assert!(error.contains("is NULL; make its field an `Option`"), "{error}");

    // An entry that was not captured is not a NULL pointer.
    memory.llcs[0] = None;
    let error = read::<Llcs>(&memory.json()).unwrap_err();
    assert!(matches!(error, SchemaError::Unmapped { .. }), "{error}");
    memory.llcs[0] = Some(0);
    assert_eq!(read::<Llcs>(&memory.json()).unwrap().loads, [None, Some(100)]);
}

#[test]
fn a_difference_keeps_the_later_target_of_a_pointer() {
    let earlier = Memory::of_four();
    let mut later = Memory::of_four();
    // The busiest domain has another load now, and is another domain.
    later.point("busiest", SECOND);
    let [earlier, later] = [earlier, later].map(|memory| read::<Globals>(&memory.json()).unwrap());
    let since = later.since(&earlier).unwrap();
    assert_eq!((since.load, &since.bucket, since.total), (100, &later.bucket, 600));
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct LastTask {
    #[snapshot(path = "last_task->pid")]
    _pid: Option<i32>,
}

#[test]
fn a_pointer_into_the_kernel_is_not_followed_by_the_harness() {
    let report = FailureDumpReport::from_path("examples/captures/dispatch-a2.json").unwrap();
    let error = LastTask::from_snapshot(&Snapshot::new(&report)).unwrap_err();
    assert!(matches!(&error, SchemaError::NotFollowed { pointer, .. } if pointer == "last_task"), "{error}");
}
