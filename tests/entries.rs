//! Entries of maps and fields of values in the untyped view: lookups, keys, slots of CPUs and the errors of each.

mod support;

use ktsnap::{FailureDumpReport, Snapshot, SnapshotError};
use serde_json::{Value, json};
use support::{of_maps, per_cpu_map, report, running, section, uint};

/// A report of these maps without sections.
fn maps(maps: &[Value]) -> FailureDumpReport {
    report(&of_maps(maps))
}

/// An array map with these keys and values. `None` is an entry that was not read.
fn array(name: &str, entries: &[(u32, Option<u64>)]) -> Value {
    let entries: Vec<_> =
        entries.iter().map(|(key, value)| json!({"key": key, "value": value.map(|value| uint(64, value))})).collect();
    json!({
        "name": name, "map_kva": 1, "map_type": 2, "value_size": 8, "max_entries": 9, "array_entries": entries,
    })
}

/// A hash map with these keys, each rendered or only in hex, and values.
fn hash(name: &str, entries: &[(Option<Value>, &str, u64)]) -> Value {
    let entries: Vec<_> = entries
        .iter()
        .map(|(key, hex, value)| json!({"key": key, "key_hex": hex, "value": uint(64, *value), "value_hex": ""}))
        .collect();
    json!({"name": name, "map_kva": 1, "map_type": 1, "value_size": 8, "max_entries": 9, "entries": entries})
}

/// A map that was not read.
fn broken(name: &str) -> Value {
    json!({"name": name, "map_kva": 1, "map_type": 2, "value_size": 8, "max_entries": 9, "error": "page not mapped"})
}

fn not_read(map: &str) -> SnapshotError {
    SnapshotError::MapRenderIncomplete { map: map.to_owned(), error: "page not mapped".to_owned() }
}

fn no_match(map: &str, op: &str, len: usize, keys: &[&str]) -> SnapshotError {
    let available_keys = keys.iter().map(|key| (*key).to_owned()).collect();
    SnapshotError::NoMatch { map: map.to_owned(), op: op.to_owned(), len, available_keys }
}

fn mismatch(expected: &str, actual: &str, requested: &str) -> SnapshotError {
    let [expected, actual, requested] = [expected, actual, requested].map(str::to_owned);
    SnapshotError::TypeMismatch { expected, actual, requested }
}

#[test]
fn the_entry_with_the_largest_key_is_the_first_of_several() {
    let report = maps(&[array("a", &[(0, Some(3)), (1, Some(9)), (2, Some(9)), (3, Some(1))]), array("none", &[])]);
    let snapshot = Snapshot::new(&report);
    let value = |entry: &ktsnap::SnapshotEntry<'_>| entry.get("").as_u64().unwrap();
    let largest = snapshot.map("a").unwrap().max_by(value);
    assert_eq!((largest.key("").as_u64(), largest.get("").as_u64()), (Ok(1), Ok(9)));
    let none = snapshot.map("none").unwrap().max_by(value);
    assert_eq!(none.get("").error(), Some(&no_match("none", "max_by", 0, &[])));
}

#[test]
fn entries_that_match_are_found_or_the_first_keys_are_named() {
    let report = maps(&[array("a", &[(0, Some(3)), (1, Some(9)), (5, Some(9)), (7, Some(1))])]);
    let map = Snapshot::new(&report).map("a").unwrap();
    let is = |wanted: u64| move |entry: &ktsnap::SnapshotEntry<'_>| entry.get("").as_u64() == Ok(wanted);
    assert_eq!(map.find(is(9)).key("").as_u64(), Ok(1));
    let keys: Vec<_> = map.filter(is(9)).iter().map(|entry| entry.key("").as_u64().unwrap()).collect();
    assert_eq!(keys, [1, 5]);
    assert!(map.filter(is(2)).is_empty());
    // Three keys show what the map has.
    let missing = map.find(is(2));
    assert!(!missing.is_present() && map.find(is(9)).is_present());
    assert_eq!(missing.key("").error(), Some(&no_match("a", "find", 4, &["0", "1", "5"])));
    let error = map.at(4).get("").as_u64().unwrap_err();
    assert_eq!(error, SnapshotError::IndexOutOfRange { map: "a".to_owned(), index: 4, len: 4 });
}

#[test]
fn a_map_that_was_not_read_is_not_an_empty_map() {
    let report = maps(&[broken("b")]);
    let map = Snapshot::new(&report).map("b").unwrap();
    assert_eq!(map.at(0).get("").as_u64(), Err(not_read("b")));
    assert_eq!(map.find(|_| true).get("").as_u64(), Err(not_read("b")));
    assert_eq!(map.max_by(|_| 0).get("").as_u64(), Err(not_read("b")));
    assert_eq!(map.map_error(), Some("page not mapped"));
    // Entries that were read before the error count.
    let mut partial = array("p", &[(0, Some(3))]);
    partial["error"] = "page not mapped".into();
    let report = maps(&[partial]);
    let map = Snapshot::new(&report).map("p").unwrap();
    assert_eq!(map.at(0).get("").as_u64(), Ok(3));
    let error = map.at(1).get("").as_u64().unwrap_err();
    assert_eq!(error, SnapshotError::IndexOutOfRange { map: "p".to_owned(), index: 1, len: 1 });
    assert_eq!(map.find(|_| false).get("").as_u64(), Err(no_match("p", "find", 1, &["0"])));
}

/// What the key of an array map is, in errors.
const KEY: &str = "Uint(percpu key) — call as_u64/as_i64/as_f64/as_bool for the key value";

#[test]
fn a_key_is_that_of_its_entry() {
    let long = "k".repeat(100);
    let text = json!({"kind": "bytes", "hex": long});
    let report = maps(&[
        array("a", &[(5, Some(3))]),
        hash("h", &[(Some(uint(32, 7)), "07 00 00 00", 1), (None, "08 00", 2), (Some(text), "", 3)]),
        section("a.bss", 2, &[("n", 4)]),
    ]);
    let snapshot = Snapshot::new(&report);
    let entry = snapshot.map("a").unwrap().at(0);
    assert_eq!((entry.key("").as_u64(), entry.key("").as_i64(), entry.key("").as_f64()), (Ok(5), Ok(5), Ok(5.0)));
    assert_eq!(entry.key("").as_bool(), Ok(true));
    assert_eq!(entry.key("").as_str(), Err(mismatch("str", KEY, "")));
    assert_eq!(entry.key("").as_u64_array(), Err(mismatch("[u64]", KEY, "")));
    assert_eq!(entry.key("cpu").as_u64(), Err(mismatch("Struct", "Uint(percpu key)", "cpu")));
    assert_eq!(entry.key("").get("cpu").as_u64(), Err(mismatch("Struct", KEY, "cpu")));
    assert!(entry.key("").is_present() && entry.key("").raw().is_none() && entry.key("").error().is_none());
    let zero = maps(&[array("a", &[(0, Some(3))])]);
    assert_eq!(Snapshot::new(&zero).map("a").unwrap().at(0).key("").as_bool(), Ok(false));
    let value = snapshot.map("a.bss").unwrap().at(0);
    assert_eq!(value.key("n").as_u64(), Err(mismatch("key", "single Value (no key)", "n")));
    let hash = snapshot.map("h").unwrap();
    assert_eq!(hash.at(0).key("").as_u64(), Ok(7));
    assert!(!hash.at(1).key("").is_present() && hash.at(1).get("").is_present());
    // A key without a type is shown by its bytes, and a long key in part.
    let shown = match hash.find(|_| false).get("").as_u64() {
        Err(SnapshotError::NoMatch { available_keys, .. }) => available_keys,
        other => panic!("{other:?}"),
    };
    assert_eq!(shown[..2], ["7", "hex:08 00"]);
    assert_eq!((shown[2].chars().count(), shown[2].ends_with('…')), (80, true));
}

#[test]
fn a_slot_is_that_of_its_cpu() {
    let report = maps(&[per_cpu_map("p", 1, &[&[Some(5), None, Some(7)], &[Some(1), Some(2), Some(3)]])]);
    let map = Snapshot::new(&report).map("p").unwrap();
    assert_eq!((map.cpu(0).at(0).get("").as_u64(), map.cpu(2).at(1).get("").as_u64()), (Ok(5), Ok(3)));
    let slot = |cpu: usize| map.cpu(cpu).at(0).get("").as_u64().unwrap_err();
    let error = |cpu, unmapped| SnapshotError::PerCpuSlot { map: "p".to_owned(), cpu, len: 3, unmapped };
    assert_eq!((slot(1), slot(3)), (error(1, true), error(3, false)));
    let error = map.at(0).get("").as_u64().unwrap_err();
    assert!(matches!(error, SnapshotError::PerCpuNotNarrowed { .. }), "{error}");
}

#[test]
fn a_value_of_the_wrong_type_is_named() {
    let report = report(&running(
        "a",
        &[1],
        &[json!({
            "name": "a.bss", "map_kva": 1, "map_type": 2, "value_size": 64, "max_entries": 1,
            "value": {"kind": "struct", "type_name": ".bss", "members": [
                {"name": "below", "value": {"kind": "int", "bits": 64, "value": -1}},
                {"name": "above", "value": uint(64, u64::MAX)},
                {"name": "mode", "value": {"kind": "enum", "bits": 32, "value": -1, "variant": null, "is_signed": true}},
                {"name": "named", "value": {"kind": "enum", "bits": 32, "value": 1, "variant": "BUSY", "is_signed": false}},
                {"name": "on", "value": {"kind": "bool", "value": true}},
                {"name": "list", "value": {"kind": "array", "len": 2, "elements": [uint(64, 1), {"kind": "bytes", "hex": "00"}]}},
                {"name": "cut", "value": {"kind": "truncated", "needed": 8, "had": 4, "partial": uint(32, 1)}},
            ]},
        })],
    ));
    let snapshot = Snapshot::new(&report);
    let var = |name: &str| snapshot.var(name);
    assert_eq!(var("below").as_u64(), Err(mismatch("u64", "Int(negative)", "")));
    assert_eq!(var("mode").as_u64(), Err(mismatch("u64", "Enum(signed-negative)", "")));
    assert_eq!(var("above").as_i64(), Err(mismatch("i64", "Uint(>i64::MAX)", "")));
    assert_eq!((var("below").as_i64(), var("above").as_u64()), (Ok(-1), Ok(u64::MAX)));
    assert_eq!((var("named").as_str(), var("named").as_u64()), (Ok("BUSY"), Ok(1)));
    assert_eq!(var("on").as_str(), Err(mismatch("str (enum variant name)", "Bool", "")));
    assert_eq!(var("list").as_u64_array(), Err(mismatch("[u64]", "Array[1]=Bytes", "")));
    assert_eq!(var("on").as_u64_array(), Err(mismatch("[u64]", "Bool", "")));
    assert_eq!(var("cut").as_u64_array(), Err(mismatch("[u64]", "Truncated(partial=Uint)", "")));
    assert!(var("on").is_present() && var("on").raw().is_some() && var("on").error().is_none());
    assert!(!var("none").is_present() && var("none").raw().is_none() && var("none").error().is_some());
}
