use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", ratio(r#match = bumps / r#type, of_types = r#type / drops))]
struct Renamed {
    #[snapshot(rename = "bump.cnt")]
    bumps: i32,
    #[snapshot(rename = "drop.cnt")]
    drops: i32,
    r#type: u64,
    #[snapshot(rename = "match")]
    matches: u64,
}

fn main() {
    let names: Vec<_> = Renamed::schema().names().collect();
    assert_eq!(names, ["bump.cnt", "drop.cnt", "type", "match"]);

    let report = FailureDumpReport::from_json(
        r#"{"schema": "single", "maps": [{
            "name": "shapes.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".bss", "members": [
                {"name": "bump.cnt", "value": {"kind": "int", "bits": 32, "value": 6}},
                {"name": "drop.cnt", "value": {"kind": "int", "bits": 32, "value": 0}},
                {"name": "type", "value": {"kind": "uint", "bits": 64, "value": 4}},
                {"name": "match", "value": {"kind": "uint", "bits": 64, "value": 9}}
            ]}
        }]}"#,
    )
    .unwrap();
    let read = Renamed::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!((read.bumps, read.drops, read.r#type, read.matches), (6, 0, 4, 9));
    assert_eq!(read.r#match(), Ok(1.5));
    // The message has the names without `r#`.
    let error = read.of_types().unwrap_err().to_string();
    assert!(
        error.starts_with("of_types: the denominator `drops` is zero (drops = 0)"),
        "{error}"
    );
}
