// Every way to mirror a C enum.
use ktsnap::{FailureDumpReport, Snapshot, SnapshotEnum, SnapshotSchema};

#[derive(Debug, Clone, Copy, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum color", object = "tests/bpf/shapes.bpf.o")]
enum Color {
    Red,
    Green,
    Blue = 7,
}

const COLD: i32 = -5;

/// Values from constants, which the compiler compares.
#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum grade")]
#[repr(i32)]
enum Grade {
    Cold = COLD,
    #[snapshot(rename = "MILD")]
    Fair = COLD + 5,
    Hot = 40,
}

/// 64 bits, signed and unsigned.
#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum deep", object = "tests/bpf/shapes.bpf.o")]
#[repr(i64)]
enum Deep {
    DeepLow = -0x1_0000_0000,
    DeepHigh = 0x1_0000_0000,
}

#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum wide", object = "tests/bpf/shapes.bpf.o")]
#[repr(u64)]
enum Wide {
    WideOne = 1,
    WideTop = 0x8000_0000_0000_0001,
}

/// One byte, with a variant that holds all other values.
#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum tiny", object = "tests/bpf/shapes.bpf.o")]
#[repr(u8)]
enum Tiny {
    #[snapshot(rename = "TINY_B")]
    B = 1,
    #[snapshot(non_exhaustive)]
    Other(u8),
}

/// An enum without a tag, with the names in C.
#[allow(non_camel_case_types)]
#[derive(Debug, PartialEq, SnapshotEnum)]
enum Anon {
    ANON_X,
    ANON_Y,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Enums {
    a_enum: Color,
    a_enums: [Color; 3],
    #[snapshot(path = "a_enums[*]")]
    colors: Vec<Color>,
    #[snapshot(path = "a_enum")]
    number: u32,
    a_senum: Grade,
    a_senum64: Deep,
    a_enum64: Wide,
    a_tiny: Tiny,
    a_anon_enum: Anon,
}

fn main() {
    let report = FailureDumpReport::from_json(
        r#"{"schema": "single", "maps": [{
            "name": "shapes.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".bss", "members": [
                {"name": "a_enum", "value": {"kind": "enum", "bits": 32, "value": 7, "variant": "BLUE"}},
                {"name": "a_enums", "value": {"kind": "array", "len": 3, "elements": [
                    {"kind": "enum", "bits": 32, "value": 0, "variant": "RED"},
                    {"kind": "enum", "bits": 32, "value": 1, "variant": "GREEN"},
                    {"kind": "enum", "bits": 32, "value": 7, "variant": "BLUE"}
                ]}},
                {"name": "a_senum", "value":
                    {"kind": "enum", "bits": 32, "value": -5, "variant": "COLD", "is_signed": true}},
                {"name": "a_enum64", "value":
                    {"kind": "enum", "bits": 64, "value": -9223372036854775807, "variant": "WIDE_TOP"}},
                {"name": "a_senum64", "value":
                    {"kind": "enum", "bits": 64, "value": -4294967296, "variant": "DEEP_LOW", "is_signed": true}},
                {"name": "a_tiny", "value": {"kind": "enum", "bits": 8, "value": 9}},
                {"name": "a_anon_enum", "value": {"kind": "enum", "bits": 32, "value": 1, "variant": "ANON_Y"}}
            ]}
        }]}"#,
    )
    .unwrap();
    let read = Enums::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!((read.a_enum, read.number, read.colors.as_slice()), (Color::Blue, 7, &read.a_enums[..]));
    assert_eq!(read.a_enums, [Color::Red, Color::Green, Color::Blue]);
    assert_eq!((read.a_senum, read.a_senum64, read.a_enum64), (Grade::Cold, Deep::DeepLow, Wide::WideTop));
    assert_eq!((read.a_tiny, read.a_anon_enum), (Tiny::Other(9), Anon::ANON_Y));
    let _ = (Grade::Fair, Grade::Hot, Deep::DeepHigh, Wide::WideOne, Tiny::B, Anon::ANON_X);
}
