use ktsnap::select::PickReason;
use ktsnap::{FailureDumpReport, Snapshot, SnapshotField, SnapshotSchema, pickers};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = pickers::max_by_sum_u64)]
struct Busiest {
    nr_enqueued: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = first)]
struct First {
    nr_enqueued: u64,
}

/// With elided lifetimes.
fn first(rows: &[(&str, Vec<SnapshotField<'_>>)]) -> Option<usize> {
    (!rows.is_empty()).then_some(0)
}

fn main() {
    let report = FailureDumpReport::from_json(
        r#"{"schema": "single", "maps": [
            {"name": "dispatch.bss", "map_kva": 1, "map_type": 2, "value_size": 8, "max_entries": 1,
             "value": {"kind": "struct", "type_name": ".bss", "members": [
                {"name": "nr_enqueued", "value": {"kind": "uint", "bits": 64, "value": 3}}
             ]}},
            {"name": "dispatch.bss", "map_kva": 2, "map_type": 2, "value_size": 8, "max_entries": 1,
             "value": {"kind": "struct", "type_name": ".bss", "members": [
                {"name": "nr_enqueued", "value": {"kind": "uint", "bits": 64, "value": 8}}
             ]}}
        ]}"#,
    )
    .unwrap();
    let snapshot = Snapshot::new(&report);
    assert_eq!(Busiest::from_snapshot(&snapshot).unwrap().nr_enqueued, 8);
    assert_eq!(First::from_snapshot(&snapshot).unwrap().nr_enqueued, 3);
    let pick = First::pick(&snapshot).unwrap();
    assert_eq!((pick.map.map_kva, pick.reason), (1, PickReason::Picker));
}
