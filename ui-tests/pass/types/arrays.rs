use ktsnap::__private::CType;
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Arrays {
    a_bools: [bool; 4],
    a_array: [u64; 3],
    a_grid: [[u32; 4]; 3],
    a_comm: [i8; 16],
    a_enums: [u32; 3],
    huge: [u64; 5_000],
}

/// Without `huge`, which would make the report below large.
#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", ratio(mean = sum(a_grid) / 12))]
struct Small {
    a_bools: [bool; 4],
    a_grid: [[u32; 0x4]; 3usize],
}

fn main() {
    let schema = Arrays::schema();
    assert_eq!(schema.location.name(), ".bss");
    let types: Vec<_> = schema.vars.iter().map(|var| (var.c_type, var.size)).collect();
    assert_eq!(
        types,
        [
            ("bool[4]", 4),
            ("u64[3]", 24),
            ("u32[3][4]", 48),
            ("char[16]", 16),
            ("enum color[3]", 12),
            ("u64[5000]", 40_000),
        ]
    );
    const ROW: CType = CType::Array {
        len: 4,
        element: &CType::Uint { bits: 32 },
    };
    assert_eq!(schema.vars[2].ty, CType::Array { len: 3, element: &ROW });

    let row = |values: [u32; 4]| {
        let elements = values.map(|value| format!(r#"{{"kind": "uint", "bits": 32, "value": {value}}}"#));
        format!(
            r#"{{"kind": "array", "len": 4, "elements": [{}]}}"#,
            elements.join(", ")
        )
    };
    let grid = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]];
    let report = FailureDumpReport::from_json(&format!(
        r#"{{"schema": "single", "maps": [{{
            "name": "shapes.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
            "value": {{"kind": "struct", "type_name": ".bss", "members": [
                {{"name": "a_bools", "value": {{"kind": "array", "len": 4, "elements": [
                    {{"kind": "bool", "value": true}},
                    {{"kind": "bool", "value": false}},
                    {{"kind": "bool", "value": false}},
                    {{"kind": "bool", "value": true}}
                ]}}}},
                {{"name": "a_grid", "value": {{"kind": "array", "len": 3, "elements": [{}]}}}}
            ]}}
        }}]}}"#,
        grid.map(row).join(", "),
    ))
    .unwrap();
    let read = Small::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(read.a_bools, [true, false, false, true]);
    assert_eq!(read.a_grid, grid);
    assert_eq!(read.mean(), Ok(6.5));
}
