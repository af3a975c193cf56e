use ktsnap::__private::{CEnum, CType};
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Enums {
    a_enum: u32,
    a_senum: i32,
    a_enum64: u64,
    a_senum64: i64,
    a_tiny: u8,
    a_anon_enum: u32,
}

fn main() {
    let schema = Enums::schema();
    let shapes: Vec<_> = schema.vars.iter().map(|var| var.ty.to_string()).collect();
    assert_eq!(
        shapes,
        ["enum32", "signed enum32", "enum64", "signed enum64", "enum8", "enum32"]
    );
    // A schema has no enumerators if an integer mirrors the enum.
    const GRADE: CEnum = CEnum::new(Some("enum grade"), 32, true, &[]);
    assert_eq!(schema.vars[1].ty, CType::Enum(&GRADE));
    assert_eq!(schema.vars[0].c_type, "enum color");

    let report = FailureDumpReport::from_json(
        r#"{"schema": "single", "maps": [{
            "name": "shapes.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".bss", "members": [
                {"name": "a_enum", "value": {"kind": "enum", "bits": 32, "value": 7, "variant": "BLUE"}},
                {"name": "a_senum", "value":
                    {"kind": "enum", "bits": 32, "value": -5, "variant": "COLD", "is_signed": true}},
                {"name": "a_enum64", "value":
                    {"kind": "enum", "bits": 64, "value": -9223372036854775807, "variant": "WIDE_TOP"}},
                {"name": "a_senum64", "value":
                    {"kind": "enum", "bits": 64, "value": -4294967296, "variant": "DEEP_LOW", "is_signed": true}},
                {"name": "a_tiny", "value": {"kind": "enum", "bits": 8, "value": 1, "variant": "TINY_B"}},
                {"name": "a_anon_enum", "value": {"kind": "enum", "bits": 32, "value": 9}}
            ]}
        }]}"#,
    )
    .unwrap();
    let read = Enums::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!((read.a_enum, read.a_senum), (7, -5));
    assert_eq!((read.a_enum64, read.a_senum64), (0x8000_0000_0000_0001, -0x1_0000_0000));
    assert_eq!((read.a_tiny, read.a_anon_enum), (1, 9));
}
