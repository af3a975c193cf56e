//! The differences between a file and an object.

use serde_json::{Value, json};

use super::*;

/// Checks the differences after one part of the file is replaced.
#[track_caller]
fn assert_drift(place: &str, part: Value, expected: &[&str]) {
    let object = parse(&small()).unwrap();
    let file = parse(&with(place, part)).unwrap();
    let differences: Vec<_> = file.differences(object.layout()).iter().map(ToString::to_string).collect();
    assert_eq!(differences, expected);
}

#[test]
fn each_difference_is_a_sentence() {
    let var = "/sections/.bss/vars/0";
    assert_drift(
        &format!("{var}/c_type"),
        json!("u64"),
        &["`.bss`: `nr` is `u64` in the file and `volatile u64` in the object"],
    );
    assert_drift(
        &format!("{var}/type"),
        json!("i64"),
        &[
            "`.bss`: `nr` is `volatile u64`, stored as `i64`, in the file and `volatile u64`, stored as `u64`, in the object",
        ],
    );
    assert_drift(
        &format!("{var}/name"),
        json!("number"),
        &[
            "`.bss`: `number` (`volatile u64`) is in the file but not in the object",
            "`.bss`: `nr` (`volatile u64`) is in the object but not in the file",
        ],
    );
    assert_drift(
        &format!("{var}/offset"),
        json!(8),
        &["`.bss`: `nr` is at byte 8 in the file and byte 0 in the object"],
    );
    assert_drift(&format!("{var}/size"), json!(9), &["`.bss`: `nr` has 9 bytes in the file and 8 bytes in the object"]);
    assert_drift(
        &format!("{var}/linkage"),
        json!("static"),
        &["`.bss`: `nr` is static in the file and global in the object"],
    );
    assert_drift("/sections/.bss/size", json!(56), &["`.bss` has 56 bytes in the file and 48 bytes in the object"]);
    assert_drift(
        "/sections/.data",
        json!({"size": 1, "vars": []}),
        &["`.data` (0 variables) is in the file but not in the object"],
    );
    let map = "/maps/stats";
    assert_drift(
        &format!("{map}/type"),
        json!("BPF_MAP_TYPE_ARRAY"),
        &["`map stats` is `BPF_MAP_TYPE_ARRAY` in the file and `BPF_MAP_TYPE_PERCPU_ARRAY` in the object"],
    );
    assert_drift(
        &format!("{map}/max_entries"),
        json!(1),
        &["`map stats` has 1 entry in the file and 3 entries in the object"],
    );
    assert_drift(
        &format!("{map}/key"),
        json!({"size": 4, "type": "i32", "c_type": "int"}),
        &["`map stats` has `int` for a key in the file and `u32` in the object"],
    );
    assert_drift(
        &format!("{map}/value"),
        json!({"size": 8, "type": "u64", "c_type": "u64"}),
        &["`map stats` has `u64` for a value in the file and 16 bytes in the object"],
    );
    assert_drift(
        &format!("{map}/value/size"),
        json!(8),
        &["`map stats` has 8 bytes for a value in the file and 16 bytes in the object"],
    );
    let color = "/types/enum color";
    assert_drift(
        &format!("{color}/values/1"),
        json!("BLUE = 8"),
        &["`enum color`: `BLUE` is 8 in the file and 7 in the object"],
    );
    assert_drift(
        &format!("{color}/values/-"),
        json!("GREEN = 3"),
        &["`enum color`: `GREEN` (3) is in the file but not in the object"],
    );
    assert_drift(
        &format!("{color}/signed"),
        json!(false),
        &["`enum color` is unsigned in the file and signed in the object"],
    );
    let waits = "/types/struct waits/members/0";
    assert_drift(
        &format!("{waits}/name"),
        json!("most"),
        &[
            "`struct waits`: `most` (`u64`) is in the file but not in the object",
            "`struct waits`: `max` (`u64`) is in the object but not in the file",
        ],
    );
    let kept = "/types/struct kept/members/0";
    assert_drift(
        &format!("{kept}/bit_offset"),
        json!(0),
        &["`struct kept`: `flag` is at byte 0 in the file and bit 3 in the object"],
    );
    assert_drift(
        &format!("{kept}/bits"),
        json!(4),
        &["`struct kept`: `flag` has 4 bits in the file and 5 bits in the object"],
    );
    assert_drift(
        "/names/.ksyms/-",
        json!("sd_llc_size"),
        &["`.ksyms`: `sd_llc_size` is in the file but not in the object"],
    );
    assert_drift("/names/license", json!([]), &["`license` is in the file but not in the object"]);
    assert_drift(
        "/typedefs/hue_t",
        json!("enum color"),
        &["`typedefs`: `hue_t` (`enum color`) is in the file but not in the object"],
    );
    assert_drift(
        "/typedefs/color_t",
        json!("enum {ONE}"),
        &["`typedefs`: `color_t` is `enum {ONE}` in the file and `enum color` in the object"],
    );
    assert_drift(
        "/types/struct stray",
        json!({"size": 3, "members": []}),
        &["`struct stray` (3 bytes) is in the file but not in the object"],
    );
    assert_drift(
        "/types/struct waits/tag",
        json!("other"),
        &["`struct waits` is `other` in the file and `waits` in the object"],
    );
    // These are not compared.
    assert_drift("/byte_order", json!("little"), &[]);
    assert_drift("/object", json!({"label": "other"}), &[]);
}

#[test]
fn a_changed_order_is_a_difference() {
    let mut file = small();
    let members = file["types"]["union {waits.a}"]["members"].as_array_mut().unwrap();
    members.reverse();
    let differences = parse(&file).unwrap().differences(parse(&small()).unwrap().layout());
    let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, ["`union {waits.a}` begins with `b` in the file and `a` in the object"]);

    let file = parse(&with("/types/enum color/values", json!(["BLUE = 7", "RED = -1"]))).unwrap();
    let differences = file.differences(parse(&small()).unwrap().layout());
    let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, ["`enum color` begins with `BLUE` in the file and `RED` in the object"]);
}

#[test]
fn a_kept_type_that_the_object_lacks_is_a_difference() {
    let file = parse(&small()).unwrap();
    let mut object = small();
    object["keep"] = json!([]);
    object["types"].as_object_mut().unwrap().remove("struct kept");
    let differences = file.differences(parse(&object).unwrap().layout());
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].to_string(), "`struct kept` (1 byte) is in the file but not in the object");
    assert_eq!(
        (differences[0].kind, differences[0].file.as_deref(), &differences[0].object),
        (DifferenceKind::Presence, Some("1 byte"), &None)
    );
}

#[test]
fn both_names_of_a_renamed_variable_are_adjacent() {
    let mut file = small();
    for (at, name) in [(0, "number"), (1, "delays")] {
        file["sections"][".bss"]["vars"][at]["name"] = json!(name);
    }
    let differences = parse(&file).unwrap().differences(parse(&small()).unwrap().layout());
    let names: Vec<_> = differences
        .iter()
        .map(|difference| (difference.name.as_deref().unwrap(), difference.object.is_some()))
        .collect();
    assert_eq!(names, [("number", false), ("nr", true), ("delays", false), ("waits", true)]);
}
