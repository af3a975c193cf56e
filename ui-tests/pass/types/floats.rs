use ktsnap::__private::CType;
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Floats {
    a_f32: f32,
    a_f64: f64,
    f32s: [f32; 3],
    f64s: [f64; 2],
}

fn main() {
    let schema = Floats::schema();
    assert_eq!(schema.location.name(), ".data");
    let types: Vec<_> = schema.vars.iter().map(|var| (var.c_type, var.size)).collect();
    assert_eq!(
        types,
        [("float", 4), ("double", 8), ("float[3]", 12), ("double[2]", 16)]
    );
    assert_eq!(schema.vars[0].ty, CType::Float { bits: 32 });

    let report = FailureDumpReport::from_json(
        r#"{"schema": "single", "maps": [{
            "name": "shapes.data", "map_type": 2, "value_size": 8, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".data", "members": [
                {"name": "a_f32", "value": {"kind": "float", "bits": 32, "value": 1.5}},
                {"name": "a_f64", "value": {"kind": "float", "bits": 64, "value": -2.25}},
                {"name": "f32s", "value": {"kind": "array", "len": 3, "elements": [
                    {"kind": "float", "bits": 32, "value": 0.5},
                    {"kind": "float", "bits": 32, "value": 1.0},
                    {"kind": "float", "bits": 32, "value": -1.0}
                ]}},
                {"name": "f64s", "value": {"kind": "array", "len": 2, "elements": [
                    {"kind": "float", "bits": 64, "value": 1e300},
                    {"kind": "float", "bits": 64, "value": -1e-300}
                ]}}
            ]}
        }]}"#,
    )
    .unwrap();
    let read = Floats::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!((read.a_f32, read.a_f64), (1.5, -2.25));
    assert_eq!((read.f32s, read.f64s), ([0.5, 1.0, -1.0], [1e300, -1e-300]));
}
