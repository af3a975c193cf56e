//! Reports made by hand, one or more for each branch of the view.

#![allow(clippy::needless_pass_by_value, reason = "the callers pass literals")]

use conformance::{assert_documents_agree, assert_same};
use serde_json::{Value, json};

fn single(maps: &[Value]) -> Value {
    json!({"schema": "single", "maps": maps})
}

fn running(obj: &str, live: &[u64], maps: &[Value]) -> Value {
    json!({"schema": "single", "maps": maps, "active_obj_name": obj, "active_map_kvas": live})
}

fn uint(value: u64) -> Value {
    json!({"kind": "uint", "bits": 64, "value": value})
}

/// A section with one variable `n`, and one named after the map.
fn section(name: &str, kva: u64) -> Value {
    json!({
        "name": name, "map_kva": kva, "map_type": 2, "value_size": 16, "max_entries": 1,
        "value": {"kind": "struct", "type_name": ".bss", "members": [
            {"name": "n", "value": uint(kva)}, {"name": format!("only_{name}"), "value": uint(7)},
        ]},
    })
}

fn map(name: &str, contents: Value) -> Value {
    let mut map = json!({"name": name, "map_kva": 9, "map_type": 1, "value_size": 8, "max_entries": 8});
    for (key, value) in contents.as_object().unwrap() {
        map[key] = value.clone();
    }
    map
}

fn with_value(value: Value) -> Value {
    single(&[map(
        "a.bss",
        json!({"value": {"kind": "struct", "type_name": null, "members": [{"name": "n", "value": value}]}}),
    )])
}

#[test]
fn a_placeholder() {
    let mut report = single(&[section("a.bss", 1)]);
    report["is_placeholder"] = true.into();
    report["scx_walker_unavailable"] = "rendezvous timed out".into();
    assert_same(&report);
}

#[test]
fn no_maps_and_no_sections() {
    assert_same(&single(&[]));
    assert_same(&single(&[map("stats", json!({}))]));
    assert_same(&running("a", &[1], &[]));
}

#[test]
fn one_object() {
    assert_same(&single(&[section("a.bss", 1), section("a.data", 2), section("a.rodata", 3)]));
}

#[test]
fn one_object_and_a_name_or_a_list_that_does_not_fit() {
    let maps = [section("a.bss", 1), section("a.data", 2)];
    for (name, live) in [("a", vec![]), ("a", vec![1]), ("a", vec![9]), ("b", vec![1]), ("", vec![1]), ("a", vec![0])] {
        assert_same(&running(name, &live, &maps));
    }
}

#[test]
fn the_same_prefix_twice() {
    for twice in ["a.bss", "a.data", "a.rodata"] {
        let maps = [section(twice, 1), section(twice, 2), section("a.data", 3), section("b.rodata", 4)];
        assert_same(&single(&maps[..3]));
        for live in [vec![], vec![1], vec![2, 3], vec![4]] {
            assert_same(&running("a", &live, &maps[..3]));
            assert_same(&running("a", &live, &maps));
        }
    }
}

#[test]
fn several_objects() {
    let maps = [section("a.bss", 1), section("b.bss", 2), section("c.data", 3)];
    assert_same(&single(&maps));
    for name in ["a", "b", "c", "d"] {
        assert_same(&running(name, &[], &maps));
        assert_same(&running(name, &[2], &maps));
    }
}

#[test]
fn every_map_of_the_running_object_is_left_out_by_the_list() {
    assert_same(&running("a", &[7], &[section("a.bss", 1), section("a.data", 0), section("b.bss", 7)]));
}

#[test]
fn an_address_of_zero() {
    assert_same(&running("a", &[0], &[section("a.bss", 0)]));
}

#[test]
fn names_of_sections_that_are_nearly_plain() {
    let names = ["a.bss", ".bss", "bss", "a.bss.x", "a.b.bss", ".data.custom", "a.kconfig", "x.rodata", "..data"];
    let maps: Vec<_> = names.iter().zip(1..).map(|(name, kva)| section(name, kva)).collect();
    assert_same(&single(&maps));
    for name in ["a", "x", "", "."] {
        assert_same(&running(name, &[1, 4, 5], &maps));
    }
}

#[test]
fn a_section_that_was_not_rendered() {
    let unrendered = map("a.data", json!({"error": "page not mapped"}));
    assert_same(&single(&[section("a.bss", 1), unrendered.clone()]));
    assert_same(&single(&[unrendered]));
    assert_same(&single(&[map("a.bss", json!({}))]));
    assert_same(&single(&[map("a.bss", json!({"error": "cut", "value": uint(1)}))]));
}

#[test]
fn a_section_that_is_no_struct() {
    for value in [uint(3), json!({"kind": "bytes", "hex": "00"}), json!({"kind": "unsupported", "reason": "x"})] {
        assert_same(&single(&[map("a.bss", json!({ "value": value })), section("a.data", 2)]));
    }
}

#[test]
fn values_that_were_cut_short() {
    let whole = json!({"kind": "array", "len": 4, "elements": [uint(1), uint(2)]});
    let structure = json!({"kind": "struct", "type_name": "s", "members": [{"name": "m", "value": uint(1)}]});
    for partial in [whole, structure, uint(3), json!({"kind": "bytes", "hex": "01"})] {
        let cut = json!({"kind": "truncated", "needed": 32, "had": 16, "partial": partial});
        let pointer = json!({"kind": "ptr", "value": 1, "deref": cut});
        let twice = json!({"kind": "truncated", "needed": 64, "had": 16, "partial": cut});
        for value in [cut, pointer, twice] {
            assert_same(&with_value(value));
        }
    }
}

#[test]
fn pointers_in_a_row() {
    let structure = json!({"kind": "struct", "type_name": "s", "members": [{"name": "m", "value": uint(1)}]});
    for links in [1, 16, 17, 18] {
        let mut value = structure.clone();
        for _ in 0..links {
            value = json!({"kind": "ptr", "value": 1, "deref": value});
        }
        assert_same(&with_value(value.clone()));
        assert_same(&single(&[map("a.bss", json!({ "value": value }))]));
    }
}

#[test]
fn arrays_with_an_element_that_does_not_fit() {
    let text = json!({"kind": "bytes", "hex": "00"});
    let negative = json!({"kind": "int", "bits": 64, "value": -1});
    for odd in [text, negative, uint(u64::MAX), json!({"kind": "struct", "type_name": null, "members": []})] {
        assert_same(&with_value(json!({"kind": "array", "len": 3, "elements": [uint(1), odd, uint(2)]})));
    }
    assert_same(&with_value(json!({"kind": "array", "len": 3, "elements": []})));
}

#[test]
fn enums_and_pointers_as_numbers() {
    for (value, signed) in [(-1, true), (-1, false), (5, true), (i64::MIN, false)] {
        for variant in [Value::Null, json!("NAME")] {
            assert_same(&with_value(
                json!({"kind": "enum", "bits": 64, "value": value, "variant": variant, "is_signed": signed}),
            ));
        }
    }
    assert_same(&with_value(json!({"kind": "enum", "bits": 32, "value": 3, "variant": null})));
    assert_same(&with_value(json!({"kind": "ptr", "value": 0})));
    assert_same(&with_value(json!({"kind": "ptr", "value": 5, "cast_annotation": "cast→arena"})));
}

#[test]
fn per_cpu_entries_with_holes() {
    let entry = |key: u64, slots: Value| json!({"key": key, "per_cpu": slots});
    let structure = |n: u64| json!({"kind": "struct", "type_name": "c", "members": [{"name": "n", "value": uint(n)}]});
    let entries = json!([
        entry(0, json!([uint(1), null, uint(u64::MAX)])),
        entry(1, json!([])),
        entry(2, json!([null, null])),
        entry(3, json!([structure(4), structure(5)])),
        entry(4, json!([uint(1), {"kind": "bytes", "hex": "00"}])),
        entry(5, json!([{"kind": "float", "bits": 64, "value": 1.5}, {"kind": "int", "bits": 64, "value": -2}])),
    ]);
    assert_same(&single(&[map("stats", json!({"percpu_entries": entries, "error": "some were not read"}))]));
}

#[test]
fn per_cpu_hash_entries() {
    let entries = json!([
        {"key": uint(5), "key_hex": "05", "per_cpu": [uint(1), uint(2)]},
        {"key_hex": "06", "per_cpu": [null]},
    ]);
    assert_same(&single(&[map("stats", json!({"percpu_hash_entries": entries}))]));
}

#[test]
fn hash_entries_with_and_without_btf() {
    let entries = json!([
        {"key": uint(1), "key_hex": "01", "value": uint(10), "value_hex": "0a"},
        {"key_hex": "02 ff", "value_hex": "0b"},
        {"key": {"kind": "struct", "type_name": "k", "members": [{"name": "pid", "value": uint(3)}]}, "key_hex": "03",
         "value_hex": "0c", "payload": uint(1)},
        {"key": uint(9), "key_hex": "09", "value": uint(90), "value_hex": "5a"},
    ]);
    assert_same(&single(&[map("tasks", json!({"entries": entries}))]));
}

#[test]
fn keys_of_eighty_characters_more_and_less() {
    for len in [79, 80, 81, 200] {
        for letter in ["k", "é"] {
            let text: Vec<_> =
                letter.repeat(len).bytes().map(|byte| json!({"kind": "int", "bits": 8, "value": byte})).collect();
            let key = json!({"kind": "array", "len": text.len(), "elements": text});
            let entries =
                json!([{"key": key, "key_hex": "", "value_hex": ""}, {"key_hex": letter.repeat(len), "value_hex": ""}]);
            assert_same(&single(&[map("names", json!({"entries": entries}))]));
        }
    }
}

#[test]
fn keys_that_take_several_lines() {
    let member = |name: &str, value: Value| json!({"name": name, "value": value});
    let long = "a_name_of_a_member_that_is_long";
    let numbers: Vec<_> = (0..9).map(|n| member(&format!("{long}_{n}"), uint(n * n))).collect();
    let few: Vec<_> = ["a", long, "b", "c", "d", "e", "f"].iter().map(|name| member(name, uint(u64::MAX))).collect();
    let text =
        json!({"kind": "array", "len": 2, "elements": [{"kind": "char", "value": 65}, {"kind": "char", "value": 10}]});
    for members in [numbers.clone(), few, vec![member("text", text), member("n", uint(1))]] {
        let key = json!({"kind": "struct", "type_name": "key", "members": members});
        let entries = json!([{"key": key, "key_hex": "", "value_hex": ""}]);
        assert_same(&single(&[map("names", json!({"entries": entries}))]));
    }
    let elements: Vec<_> = (0..60).map(|n| json!({"kind": "int", "bits": 32, "value": n % 7})).collect();
    let entries = json!([{"key": {"kind": "array", "len": 64, "elements": elements}, "key_hex": "", "value_hex": ""}]);
    assert_same(&single(&[map("arrays", json!({"entries": entries}))]));
}

#[test]
fn one_value_and_no_value() {
    assert_same(&single(&[map("timer", json!({"value": uint(4)}))]));
    assert_same(&single(&[map("empty", json!({}))]));
    assert_same(&single(&[map("broken", json!({"error": "map type not captured"}))]));
}

#[test]
fn documents_that_are_no_report() {
    for document in [
        json!({"schema": "dual"}),
        json!({"schema": "dual", "late": {"schema": "single", "maps": []}, "early_skipped_reason": "none"}),
        json!({"schema": "degraded"}),
        json!({"schema": "degraded", "reason": "", "watchpoint_hit": false, "bss_latch_state": "x", "elapsed_ms": 5}),
        json!({"schema": "single"}),
        json!({"schema": 7, "maps": []}),
        json!({"schema": "SINGLE", "maps": []}),
        json!(null),
        json!([{"schema": "single", "maps": []}]),
    ] {
        assert_documents_agree(&document);
    }
}
