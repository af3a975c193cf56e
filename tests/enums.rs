//! `SnapshotEnum`: a Rust enum for an enum in C, checked by name and by value.

mod support;

use ktsnap::__private::{FieldValue, RustType};
use ktsnap::typed::SchemaDrift;
use ktsnap::{SchemaError, Snapshot, SnapshotEnum, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture, capture_json, of_maps, report, var_mut};

#[derive(Debug, Clone, Copy, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum dsp_stat", object = "examples/bpf/dispatch.bpf.o")]
enum DspStat {
    DspLocal,
    DspShared,
    #[snapshot(rename = "DSP_KICK")]
    Woken,
    NrDspStats,
}

#[derive(Debug, PartialEq, SnapshotEnum)]
enum Holding {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, PartialEq, SnapshotEnum)]
enum Silent {
    #[snapshot(non_exhaustive)]
    Unknown,
    DspShared = 1,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    last_dsp: DspStat,
    #[snapshot(path = "last_dsp")]
    holding: Holding,
    #[snapshot(path = "last_dsp")]
    silent: Silent,
    #[snapshot(path = "last_dsp")]
    number: u32,
    recent: [DspStat; 8],
    #[snapshot(path = "recent[*]")]
    list: Vec<Holding>,
    #[snapshot(path = "last_cross.stat")]
    cross: DspStat,
}

/// The only variant takes any value.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Tolerant {
    #[snapshot(path = "last_dsp")]
    holding: Holding,
    #[snapshot(path = "last_dsp")]
    silent: Silent,
    #[snapshot(path = "last_dsp")]
    number: u32,
}

#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum wide", object = "tests/bpf/shapes.bpf.o")]
#[repr(u64)]
#[allow(clippy::enum_variant_names, reason = "C names them so")]
enum Wide {
    WideOne = 1,
    WideTop = 0x8000_0000_0000_0001,
    #[snapshot(non_exhaustive)]
    Other(u64),
}

#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum grade", object = "tests/bpf/shapes.bpf.o")]
enum Grade {
    Cold = -5,
    Mild = 0,
    Hot = 40,
}

#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum deep", object = "tests/bpf/shapes.bpf.o")]
#[repr(i64)]
#[allow(clippy::enum_variant_names, reason = "C names them so")]
enum Deep {
    DeepLow = -0x1_0000_0000,
    DeepHigh = 0x1_0000_0000,
    #[snapshot(non_exhaustive)]
    Other(i64),
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Shapes {
    a_enum64: Wide,
    a_senum: Grade,
    a_senum64: Deep,
    #[snapshot(path = "a_enum64")]
    raw: u64,
}

fn read<T: SnapshotSchema>(json: &Value) -> Result<T, SchemaError> {
    T::from_snapshot(&Snapshot::new(&report(json)))
}

/// `dispatch-a0` with another `last_dsp`.
fn last_dsp(value: Value) -> Value {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    *var_mut(&mut json, "dispatch.bss", "last_dsp") = value;
    json
}

fn enumeration(bits: u32, value: i64, signed: bool) -> Value {
    json!({"kind": "enum", "bits": bits, "value": value, "variant": null, "is_signed": signed})
}

#[track_caller]
fn drift<T: SnapshotSchema + std::fmt::Debug>(json: &Value) -> SchemaDrift {
    match read::<T>(json) {
        Err(SchemaError::Drift(drift)) => *drift,
        other => panic!("{other:?}"),
    }
}

fn shapes(wide: &Value, grade: &Value, deep: &Value) -> Value {
    of_maps(&[json!({
        "name": "shapes.bss", "map_kva": 1, "map_type": 2, "value_size": 64, "max_entries": 1,
        "value": {"kind": "struct", "type_name": ".bss", "members": [
            {"name": "a_enum64", "value": wide}, {"name": "a_senum", "value": grade},
            {"name": "a_senum64", "value": deep},
        ]},
    })])
}

#[test]
fn an_enum_is_read_by_its_value() {
    let json = capture_json("examples/captures/dispatch-a2.json");
    let bss = json["maps"].as_array().unwrap().iter().find(|map| map["name"] == "dispatch.bss").unwrap();
    let of = |name: &str| {
        let members = bss["value"]["members"].as_array().unwrap();
        members.iter().find(|member| member["name"] == name).unwrap()["value"].clone()
    };
    let named = |value: &Value| match value["variant"].as_str().unwrap() {
        "DSP_LOCAL" => DspStat::DspLocal,
        "DSP_SHARED" => DspStat::DspShared,
        "DSP_KICK" => DspStat::Woken,
        other => panic!("{other}"),
    };
    let report = capture("examples/captures/dispatch-a2.json");
    let read = Dispatch::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(read.last_dsp, named(&of("last_dsp")));
    let recent: Vec<_> = of("recent")["elements"].as_array().unwrap().iter().map(named).collect();
    assert_eq!(read.recent.as_slice(), recent);
    assert!(recent.contains(&DspStat::DspLocal) && recent.contains(&DspStat::DspShared));
    assert_eq!(read.list.len(), 8);
    assert_eq!(u64::from(read.number), of("last_dsp")["value"].as_u64().unwrap());
}

#[test]
fn the_name_in_the_report_does_not_count() {
    let mut value = enumeration(32, 2, false);
    value["variant"] = "DSP_LOCAL".into();
    let read: Dispatch = read(&last_dsp(value)).unwrap();
    assert_eq!((read.last_dsp, read.holding, read.silent), (DspStat::Woken, Holding::Other(2), Silent::Unknown));
}

#[test]
fn a_value_that_no_variant_has_is_drift() {
    let drift = drift::<Dispatch>(&last_dsp(enumeration(32, 77, false)));
    assert_eq!(drift.variable, "last_dsp");
    assert_eq!(drift.found, "77, which no variant of `DspStat` has");
}

#[test]
fn a_value_that_no_variant_has_goes_to_the_one_for_all_others() {
    for value in [2, 77, i64::from(u32::MAX)] {
        let read: Tolerant = read(&last_dsp(enumeration(32, value, false))).unwrap();
        let value = u32::try_from(value).unwrap();
        assert_eq!(read, Tolerant { holding: Holding::Other(value), silent: Silent::Unknown, number: value });
    }
    let read: Tolerant = read(&last_dsp(enumeration(32, 1, false))).unwrap();
    assert_eq!((read.holding, read.silent), (Holding::Other(1), Silent::DspShared));
}

#[test]
fn a_value_wider_than_its_enum_is_not_cut_to_fit() {
    for value in [1_i64 << 32, -1, i64::MIN] {
        let drift = drift::<Tolerant>(&last_dsp(enumeration(32, value, false)));
        assert!(drift.found.contains(&value.cast_unsigned().to_string()), "{drift}");
    }
}

#[test]
fn an_enum_of_another_width_or_sign_and_a_plain_integer_are_drift() {
    assert_eq!(drift::<Dispatch>(&last_dsp(enumeration(64, 1, false))).found, "enum64");
    assert_eq!(drift::<Dispatch>(&last_dsp(enumeration(32, 1, true))).found, "signed enum32");
    assert_eq!(drift::<Dispatch>(&last_dsp(json!({"kind": "uint", "bits": 32, "value": 1}))).found, "uint32");
    assert_eq!(drift::<Tolerant>(&last_dsp(json!({"kind": "uint", "bits": 32, "value": 1}))).found, "uint32");
}

#[test]
fn an_element_that_no_variant_has_is_named_by_its_index() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    var_mut(&mut json, "dispatch.bss", "recent")["elements"][5]["value"] = 9.into();
    let drift = drift::<Dispatch>(&json);
    assert_eq!((drift.variable.as_str(), drift.found.as_str()), ("recent[5]", "9, which no variant of `DspStat` has"));
}

#[test]
fn a_64_bit_value_above_i64_shows_as_negative_and_is_read_as_it_is() {
    let top = 0x8000_0000_0000_0001_u64;
    let json = |wide: u64| {
        shapes(
            &enumeration(64, wide.cast_signed(), false),
            &enumeration(32, -5, true),
            &enumeration(64, -0x1_0000_0000, true),
        )
    };
    assert_eq!(
        read::<Shapes>(&json(top)),
        Ok(Shapes { a_enum64: Wide::WideTop, a_senum: Grade::Cold, a_senum64: Deep::DeepLow, raw: top })
    );
    assert_eq!(read::<Shapes>(&json(u64::MAX)).unwrap().a_enum64, Wide::Other(u64::MAX));
    assert_eq!(read::<Shapes>(&json(1)).unwrap().a_enum64, Wide::WideOne);
}

#[test]
fn signed_values_keep_their_sign() {
    let json = |grade: i64, deep: i64| {
        shapes(&enumeration(64, 1, false), &enumeration(32, grade, true), &enumeration(64, deep, true))
    };
    let read: Shapes = read(&json(40, i64::MIN)).unwrap();
    assert_eq!((read.a_senum, read.a_senum64), (Grade::Hot, Deep::Other(i64::MIN)));
    assert_eq!(self::read::<Shapes>(&json(0, 1 << 32)).unwrap().a_senum64, Deep::DeepHigh);
    let drift = drift::<Shapes>(&json(-6, 1));
    assert_eq!((drift.variable.as_str(), drift.found.as_str()), ("a_senum", "-6, which no variant of `Grade` has"));
}

#[test]
fn an_enum_of_an_older_report_counts_as_unsigned() {
    let mut value = enumeration(32, 1, false);
    value.as_object_mut().unwrap().remove("is_signed");
    assert_eq!(read::<Dispatch>(&last_dsp(value)).unwrap().last_dsp, DspStat::DspShared);
}

#[test]
fn the_mirror_holds_names_and_values_as_c_has_them() {
    let RustType::Enum(rust) = DspStat::RUST_TYPE else { panic!() };
    assert_eq!((rust.name, rust.tag, rust.exhaustive), ("DspStat", Some("enum dsp_stat"), true));
    assert_eq!(rust.variants, [("DSP_LOCAL", 0), ("DSP_SHARED", 1), ("DSP_KICK", 2), ("NR_DSP_STATS", 3)]);
    let RustType::Enum(rust) = Wide::RUST_TYPE else { panic!() };
    assert_eq!((rust.exhaustive, rust.variants), (false, [("WIDE_ONE", 1), ("WIDE_TOP", (1 << 63) + 1)].as_slice()));
    let RustType::Enum(rust) = Silent::RUST_TYPE else { panic!() };
    assert_eq!((rust.tag, rust.variants), (None, [("DSP_SHARED", 1)].as_slice()));
}
