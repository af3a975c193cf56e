use ktsnap::typed::Location;
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/twins.bpf.o", section = ".bss")]
struct Bss {
    split: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/twins.bpf.o")]
#[snapshot(section = ".data")]
struct Data {
    split: u64,
}

/// With the other field, only one section fits.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "tests/bpf/twins.bpf.o")]
struct Inferred {
    only_a: u64,
    split: u64,
}

fn main() {
    assert_eq!(Bss::schema().location.name(), ".bss");
    assert_eq!(Data::schema().location, Location::Section { name: ".data", size: 8 });
    assert_eq!(Data::schema().vars[0].offset, 0);
    assert_eq!(Inferred::schema().location.name(), ".bss");
    assert_eq!(Inferred::schema().vars[1], Bss::schema().vars[0]);

    let report = FailureDumpReport::from_json(
        r#"{"schema": "single", "maps": [
            {"name": "twins.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
             "value": {"kind": "struct", "type_name": ".bss", "members": [
                {"name": "split", "value": {"kind": "uint", "bits": 64, "value": 1}}
             ]}},
            {"name": "twins.data", "map_type": 2, "value_size": 8, "max_entries": 1,
             "value": {"kind": "struct", "type_name": ".data", "members": [
                {"name": "split", "value": {"kind": "uint", "bits": 64, "value": 5}}
             ]}}
        ]}"#,
    )
    .unwrap();
    let snapshot = Snapshot::new(&report);
    assert_eq!(Bss::from_snapshot(&snapshot).unwrap().split, 1);
    assert_eq!(Data::from_snapshot(&snapshot).unwrap().split, 5);
    assert!(
        Inferred::from_snapshot(&snapshot)
            .unwrap_err()
            .to_string()
            .contains("only_a")
    );
}
