use ktsnap::__private::CType;
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Integers {
    a_u8: u8,
    a_u16: u16,
    a_u32: u32,
    a_u64: u64,
    a_s8: i8,
    a_s16: i16,
    a_s32: i32,
    a_s64: i64,
    a_long: i64,
    a_ulong: u64,
    a_bool: bool,
    a_char: i8,
    a_schar: i8,
    a_typedef: u32,
    a_volatile: u64,
    a_hidden: u64,
    a_weak: u64,
    a_static: u64,
}

fn main() {
    let schema = Integers::schema();
    assert_eq!((schema.object, schema.location.name()), ("tests/bpf/shapes.bpf.o", ".bss"));
    let sizes: Vec<_> = schema.vars.iter().map(|var| var.size).collect();
    assert_eq!(sizes, [1, 2, 4, 8, 1, 2, 4, 8, 8, 8, 1, 1, 1, 4, 8, 8, 8, 8]);
    let spelled = |name| schema.vars.iter().find(|var| var.name == name).unwrap().c_type;
    assert_eq!(spelled("a_typedef"), "home_cpu_t");
    assert_eq!(spelled("a_volatile"), "volatile u64");
    assert_eq!(schema.vars[4].ty, CType::Int { bits: 8 });
    for (a, b) in schema.vars.iter().zip(&schema.vars[1..]) {
        assert!(
            a.offset + a.size <= b.offset || b.offset + b.size <= a.offset,
            "{} overlaps {}",
            a.name,
            b.name
        );
    }

    let report = FailureDumpReport::from_json(
        r#"{"schema": "single", "maps": [{
            "name": "shapes.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".bss", "members": [
                {"name": "a_u8", "value": {"kind": "uint", "bits": 8, "value": 255}},
                {"name": "a_u16", "value": {"kind": "uint", "bits": 16, "value": 65535}},
                {"name": "a_u32", "value": {"kind": "uint", "bits": 32, "value": 4294967295}},
                {"name": "a_u64", "value": {"kind": "uint", "bits": 64, "value": 18446744073709551615}},
                {"name": "a_s8", "value": {"kind": "int", "bits": 8, "value": -128}},
                {"name": "a_s16", "value": {"kind": "int", "bits": 16, "value": -32768}},
                {"name": "a_s32", "value": {"kind": "int", "bits": 32, "value": -2147483648}},
                {"name": "a_s64", "value": {"kind": "int", "bits": 64, "value": -9223372036854775808}},
                {"name": "a_long", "value": {"kind": "int", "bits": 64, "value": -1}},
                {"name": "a_ulong", "value": {"kind": "uint", "bits": 64, "value": 1}},
                {"name": "a_bool", "value": {"kind": "bool", "value": true}},
                {"name": "a_char", "value": {"kind": "char", "value": 107}},
                {"name": "a_schar", "value": {"kind": "int", "bits": 8, "value": -1}},
                {"name": "a_typedef", "value": {"kind": "uint", "bits": 32, "value": 3}},
                {"name": "a_volatile", "value": {"kind": "uint", "bits": 64, "value": 4}},
                {"name": "a_hidden", "value": {"kind": "uint", "bits": 64, "value": 5}},
                {"name": "a_weak", "value": {"kind": "uint", "bits": 64, "value": 6}},
                {"name": "a_static", "value": {"kind": "uint", "bits": 64, "value": 7}}
            ]}
        }]}"#,
    )
    .unwrap();
    let read = Integers::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(
        (read.a_u8, read.a_u16, read.a_u32, read.a_u64),
        (u8::MAX, u16::MAX, u32::MAX, u64::MAX)
    );
    assert_eq!(
        (read.a_s8, read.a_s16, read.a_s32, read.a_s64),
        (i8::MIN, i16::MIN, i32::MIN, i64::MIN)
    );
    assert_eq!((read.a_long, read.a_ulong), (-1, 1));
    assert!(read.a_bool);
    assert_eq!((read.a_char, read.a_schar), (107, -1));
    assert_eq!((read.a_typedef, read.a_volatile), (3, 4));
    assert_eq!((read.a_hidden, read.a_weak, read.a_static), (5, 6, 7));
}
