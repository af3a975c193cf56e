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

#[test]
fn the_sizes_of_types_are_compared() {
    assert_drift(
        "/types/struct kept/size",
        json!(2),
        &["`struct kept` has 2 bytes in the file and 1 byte in the object"],
    );
    assert_drift(
        "/types/enum {ONE}/size",
        json!(9),
        &["`enum {ONE}` has 9 bytes in the file and 8 bytes in the object"],
    );
}

#[test]
fn another_type_explains_another_size() {
    assert_drift(
        "/sections/.bss/vars/0",
        json!({"name": "nr", "type": "u32", "c_type": "u32", "offset": 0, "size": 4}),
        &["`.bss`: `nr` is `u32` in the file and `volatile u64` in the object"],
    );
    assert_drift(
        "/maps/stats/key",
        json!({"size": 8, "type": "u64", "c_type": "u64"}),
        &["`map stats` has `u64` for a key in the file and `u32` in the object"],
    );
    assert_drift(
        "/maps/stats/key",
        json!({"size": 8, "type": "u64", "c_type": "u32"}),
        &["`map stats` has `u32`, stored as `u64`, for a key in the file and `u32`, stored as `u32`, in the object"],
    );
}

#[test]
fn the_number_of_variables_agrees_with_its_noun() {
    assert_drift(
        "/sections/.data",
        json!({"size": 8, "vars": [{"name": "a", "type": "u64", "c_type": "u64", "offset": 0, "size": 8}]}),
        &["`.data` (1 variable) is in the file but not in the object"],
    );
}

#[test]
fn a_member_without_a_name_is_called_by_its_type() {
    assert_drift(
        "/types/struct waits/members/1/c_type",
        json!("union other"),
        &["`struct waits`: `union {waits.a}` is `union other` in the file and `union {...}` in the object"],
    );
}

#[test]
fn the_place_of_a_member_is_a_byte_if_it_has_a_whole_one() {
    let mut file = with("/types/struct kept/size", json!(4));
    let object = parse(&file).unwrap();
    for (bit, expected) in [(8, "byte 1"), (12, "bit 12"), (24, "byte 3")] {
        file["types"]["struct kept"]["members"][0]["bit_offset"] = json!(bit);
        let differences = parse(&file).unwrap().differences(object.layout());
        assert_eq!(differences[0].file.as_deref(), Some(expected));
    }
}

#[test]
fn statics_of_one_name_are_compared_in_their_order() {
    let of_lengths = |sizes: [u64; 2]| {
        let mut file = small();
        let rows = sizes.iter().enumerate().map(|(at, size)| {
            let ty = format!("[u8; {size}]");
            json!({"name": "fmt", "type": ty, "c_type": ty, "offset": at * 8, "size": size, "linkage": "static"})
        });
        file["sections"][".bss"]["vars"] = rows.collect();
        parse(&file).unwrap()
    };
    let differences = of_lengths([2, 3]).differences(of_lengths([2, 4]).layout());
    let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences[0], "`.bss`: `fmt` is `[u8; 3]` in the file and `[u8; 4]` in the object");
}

#[test]
fn a_static_that_clang_may_change_is_a_difference() {
    let flag = |fault: bool| {
        let mut flag =
            json!({"name": "b", "type": "bool", "c_type": "bool", "offset": 0, "size": 1, "linkage": "static"});
        if fault {
            flag["fault"] = json!("one_byte");
        }
        with("/sections/.bss/vars/0", flag)
    };
    let differences = parse(&flag(true)).unwrap().differences(parse(&flag(false)).unwrap().layout());
    let [difference] = differences.as_slice() else { panic!("{differences:?}") };
    assert_eq!(difference.file.as_deref(), Some("a static that clang may change"));
    assert_eq!(difference.object.as_deref(), Some("unchanged"));
}

#[test]
fn what_only_one_has_is_a_difference_of_presence() {
    let object = parse(&small()).unwrap();
    let kind = |place: &str, part: Value| {
        let differences = parse(&with(place, part)).unwrap().differences(object.layout());
        assert_eq!(differences.len(), 1);
        differences[0].kind
    };
    assert_eq!(kind("/types/enum color/values/-", json!("GREEN = 3")), DifferenceKind::Presence);
    assert_eq!(kind("/types/enum color/values/1", json!("BLUE = 8")), DifferenceKind::Number);
    assert_eq!(kind("/typedefs/hue_t", json!("enum color")), DifferenceKind::Presence);
}

#[test]
fn a_map_that_one_lacks_is_a_difference() {
    let file = parse(&small()).unwrap();
    let mut without = small();
    without["maps"] = json!({});
    let without = parse(&without).unwrap();
    let of_map = |differences: Vec<Difference>| {
        let of_map = differences.iter().find(|difference| difference.place == "map stats").unwrap();
        (of_map.file.clone(), of_map.object.clone())
    };
    let kind = Some("BPF_MAP_TYPE_PERCPU_ARRAY".to_owned());
    assert_eq!(of_map(file.differences(without.layout())), (kind.clone(), None));
    assert_eq!(of_map(without.differences(file.layout())), (None, kind));
}

#[test]
fn a_value_whose_type_has_another_size_has_another_size() {
    let of = |size: u64| {
        let mut file = with("/types/struct kept/size", json!(size));
        file["maps"]["stats"]["value"] = json!({"size": size, "type": "struct kept", "c_type": "struct kept"});
        parse(&file).unwrap()
    };
    let differences = of(2).differences(of(1).layout());
    let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences[0], "`map stats` has 2 bytes for a value in the file and 1 byte in the object");
}
