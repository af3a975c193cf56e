//! The intended differences between ktsnap's answers and the harness's, each shown with both answers. Nothing else may differ.

#![allow(clippy::needless_pass_by_value, reason = "the callers pass literals")]

use conformance::{assert_documents_agree, assert_same, captures, ktstr, ours, theirs};
use ktsnap_core::__private::{CType, DerivedSchema, FieldReader, Inspect, Inspected};
use ktsnap_core::series::CounterReset;
use ktsnap_core::typed::{Location, Schema, VarSchema};
use ktsnap_core::{FailureDumpReport, SchemaError, SnapshotError, SnapshotSchema};
use serde_json::{Value, json};

fn section(name: &str, value: Value) -> Value {
    json!({"name": name, "map_type": 2, "value_size": 8, "max_entries": 1, "value": value})
}

fn structure(name: &str) -> Value {
    json!({"kind": "struct", "type_name": null, "members": [{"name": name, "value": {"kind": "uint", "bits": 64, "value": 5}}]})
}

fn report(maps: &[Value]) -> String {
    json!({"schema": "single", "maps": maps}).to_string()
}

fn of_ktsnap(json: &str) -> FailureDumpReport {
    FailureDumpReport::from_json(json).unwrap()
}

fn of_ktstr(json: &str) -> ktstr::prelude::FailureDumpReport {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_name_that_only_an_unrendered_section_can_hold() {
    let json =
        report(&[json!({"name": "a.bss", "map_type": 2, "value_size": 8, "max_entries": 1, "error": "unmapped"})]);
    let (ours, theirs) = (of_ktsnap(&json), of_ktstr(&json));
    let (ours, theirs) = (ktsnap_core::Snapshot::new(&ours), ktstr::prelude::Snapshot::new(&theirs));

    let incomplete = SnapshotError::MapRenderIncomplete { map: "a.bss".into(), error: "unmapped".into() };
    assert_eq!(ours.live_vars_via(&["n", "m"], |_| Some(0)).unwrap_err(), incomplete);
    assert_eq!(ours.live_var_via("n", |_| Some(0)).as_u64(), Err(incomplete));

    use ktstr::prelude::SnapshotError as Theirs;
    assert!(matches!(theirs.live_vars_via(&["n", "m"], |_| Some(0)), Err(Theirs::VarNotFound { .. })));
    assert!(matches!(theirs.live_var_via("n", |_| Some(0)).as_u64(), Err(Theirs::VarNotFound { .. })));
}

#[test]
fn a_truncated_section() {
    let cut = json!({"kind": "truncated", "needed": 16, "had": 8, "partial": structure("n")});
    let json = report(&[section("a.bss", cut)]);
    let (ours, theirs) = (of_ktsnap(&json), of_ktstr(&json));
    assert_eq!(ktsnap_core::Snapshot::new(&ours).var("n").as_u64(), Ok(5));
    let theirs = ktstr::prelude::Snapshot::new(&theirs);
    assert!(matches!(theirs.var("n").as_u64(), Err(ktstr::prelude::SnapshotError::VarNotFound { .. })));
}

/// The code that the derive generates for `struct Counters { n: u64, m: u64 }`.
struct Counters;

impl Inspect for Counters {
    fn inspect(&self) -> Inspected {
        Inspected::Absent
    }
}

impl DerivedSchema for Counters {
    const SCHEMA: Schema = Schema::new(
        "a.bpf.o",
        Location::Section { name: ".bss", size: 16 },
        &[
            VarSchema::new("n", 0, 8, "u64", CType::Uint { bits: 64 }),
            VarSchema::new("m", 8, 8, "u64", CType::Uint { bits: 64 }),
        ],
        &[],
    );

    fn read(_: &FieldReader<'_>) -> Result<Self, SchemaError> {
        Ok(Self)
    }

    fn difference(&self, _: &Self) -> Result<Self, CounterReset> {
        Ok(Self)
    }
}

#[test]
fn a_typed_read_that_no_map_can_satisfy() {
    let json = report(&[section("a.bss", structure("n")), section("a.data", structure("x"))]);
    let (ours, theirs) = (of_ktsnap(&json), of_ktstr(&json));
    let Err(SchemaError::NoMap { source, nearest: Some(nearest), .. }) =
        Counters::from_snapshot(&ktsnap_core::Snapshot::new(&ours))
    else {
        panic!("a map holds both variables")
    };
    assert_eq!((nearest.map.as_str(), nearest.missing.as_slice()), ("a.bss", ["m".to_owned()].as_slice()));

    let theirs = ktstr::prelude::Snapshot::new(&theirs).live_vars_via(&["n", "m"], |_| Some(0)).unwrap_err();
    assert_eq!(serde_json::to_value(&*source).unwrap(), serde_json::to_value(&theirs).unwrap(), "the same payload");
}

#[test]
fn the_entries_of_a_longer_array() {
    let json = report(&[json!({
        "name": "hist", "map_type": 2, "value_size": 8, "max_entries": 2,
        "array_entries": [{"key": 0, "value": {"kind": "uint", "bits": 64, "value": 3}}, {"key": 1}],
    })]);
    let (ours, theirs) = (of_ktsnap(&json), of_ktstr(&json));
    let ours = ktsnap_core::Snapshot::new(&ours).map("hist").unwrap();
    assert_eq!(ours.at(0).get("").as_u64(), Ok(3));
    assert_eq!(ours.at(1).key("").as_u64(), Ok(1));
    assert!(
        matches!(ours.at(1).get("").as_u64(), Err(SnapshotError::NoRendered { .. })),
        "an absent value is not zero"
    );
    assert!(matches!(ours.at(2).get("").as_u64(), Err(SnapshotError::IndexOutOfRange { len: 2, .. })));
    assert_eq!(ours.find(|entry| entry.get("").as_u64() == Ok(3)).key("").as_u64(), Ok(0));
    assert_eq!(ours.filter(|entry| entry.get("").is_present()).len(), 1);
    assert_eq!(ours.max_by(|entry| entry.key("").as_u64().unwrap_or(0)).key("").as_u64(), Ok(1));

    let theirs = ktstr::prelude::Snapshot::new(&theirs);
    assert!(theirs.map("hist").unwrap().at(0).get("").as_u64().is_err());
}

#[test]
fn a_float_that_json_can_not_hold() {
    let json = report(&[section("a.bss", json!({"kind": "float", "bits": 64, "value": null}))]);
    assert_ne!(ours::document(&json), Value::Null);
    assert_eq!(theirs::document(&json), Value::Null, "the harness loses the whole report");
}

#[test]
fn a_document_that_nests_deeper_than_a_parsers_default_limit() {
    let deep = r#"{"kind":"ptr","value":1,"deref":"#.repeat(200) + r#"{"kind":"bool","value":true}"# + &"}".repeat(200);
    let json = report(&[section("a.bss", json!(null))]).replace("null", &deep);
    assert_eq!(theirs::document(&json), Value::Null);
    let report = of_ktsnap(&json);
    assert_eq!(serde_json::to_string(&report).unwrap().len(), json.len());
}

#[test]
fn a_key_that_holds_an_array_of_structs() {
    let one = |n: u64| {
        json!({"kind": "struct", "type_name": "p", "members": [
            {"name": "x", "value": {"kind": "uint", "bits": 64, "value": n}},
            {"name": "y", "value": {"kind": "uint", "bits": 64, "value": 7}},
        ]})
    };
    let key = json!({"kind": "array", "len": 4, "elements": [one(1), one(2), one(3), one(4)]});
    let json = report(&[json!({
        "name": "m", "map_type": 1, "value_size": 8, "max_entries": 8,
        "entries": [{"key": key, "key_hex": "", "value_hex": ""}],
    })]);
    let (ours, theirs) = (of_ktsnap(&json), of_ktstr(&json));
    let ours = ktsnap_core::Snapshot::new(&ours).map("m").unwrap().find(|_| false).get("").as_u64().unwrap_err();
    let SnapshotError::NoMatch { available_keys, .. } = ours else { panic!("{ours}") };
    assert_eq!(available_keys, ["[\n  [0] p{x=1, y=7}\n  [1] p{x=2, y=7}\n  [2] p{x=3, y=7}\n  [3] p{x=4, y=7}\n]"]);

    let theirs = ktstr::prelude::Snapshot::new(&theirs);
    let theirs = theirs.map("m").unwrap().find(|_| false).get("").as_u64().unwrap_err();
    let ktstr::prelude::SnapshotError::NoMatch { available_keys, .. } = theirs else { panic!("{theirs}") };
    assert!(!available_keys[0].starts_with("[\n  [0] p{x=1, y=7}"), "{available_keys:?}");
}

#[test]
fn the_stamp_of_ktsnap_capture() {
    let mut stamped = 0;
    for (file, report) in captures::all() {
        if report["schema"] != "single" {
            continue;
        }
        let mut bare = report.clone();
        bare.as_object_mut().unwrap().remove("ktsnap_capture");
        let mut with_stamp = bare.clone();
        with_stamp["ktsnap_capture"] = json!({
            "boot_id": "9f5a8d0e-3a27-4a54-9c5e-5d6e3a1b7c11", "monotonic_ns": u64::MAX, "realtime_ns": 1,
            "series": {"id": "2c1d", "turn": 7},
        });
        let theirs = theirs::document(&with_stamp.to_string());
        assert_eq!(theirs, theirs::document(&bare.to_string()), "the harness reads the same: {}", file.display());
        assert_eq!(ours::document(&with_stamp.to_string()), with_stamp, "ours keeps it: {}", file.display());
        assert_documents_agree(&with_stamp);
        if file.ends_with("dispatch-a0.json") {
            assert_same(&with_stamp);
        }
        stamped += 1;
    }
    assert!(stamped > 0);
}
