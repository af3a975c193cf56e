//! Layouts are equal if their variables and maps are. Types are compared by their contents.

use serde_json::{Value, json};

use super::*;
use crate::types::Type;

fn layout(file: &Value) -> Layout {
    parse(file).unwrap().layout().clone()
}

#[test]
fn layouts_with_the_same_parts_are_equal() {
    assert_eq!(layout(&small()), layout(&small()));
}

#[test]
fn a_layout_differs_by_each_of_its_parts() {
    let var = "/sections/.bss/vars/0";
    let changes = [
        ("/sections/.bss/size", json!(56)),
        ("/sections/.data", json!({"size": 0, "vars": []})),
        (&format!("{var}/name"), json!("number")),
        (&format!("{var}/type"), json!("i64")),
        (&format!("{var}/c_type"), json!("u64")),
        (&format!("{var}/offset"), json!(8)),
        (&format!("{var}/size"), json!(9)),
        (&format!("{var}/linkage"), json!("static")),
        ("/sections/.bss/vars/1/type", json!("[struct waits; 1]")),
        ("/maps/other", small()["maps"]["stats"].clone()),
        ("/maps/stats/type", json!("BPF_MAP_TYPE_ARRAY")),
        ("/maps/stats/max_entries", json!(4)),
        ("/maps/stats/key/c_type", json!("int")),
        ("/maps/stats/key/type", json!("i32")),
        ("/maps/stats/value/size", json!(8)),
        ("/maps/stats/value", json!({"size": 16, "type": "[u64; 2]", "c_type": "u64[2]"})),
        ("/types/enum color/size", json!(8)),
        ("/types/enum color/values/1", json!("BLUE = 8")),
        ("/types/enum color/values/-", json!("GREEN = 8")),
        ("/types/struct waits/members/0/name", json!("most")),
        ("/types/struct waits/members/0/c_type", json!("unsigned long")),
        ("/types/struct waits/members/0/type", json!("i64")),
        ("/types/union {waits.a}/members/0/type", json!("ptr struct kept")),
        ("/names/.ksyms/0", json!("sd_llc_size")),
    ];
    for (place, part) in changes {
        let (one, other) = (layout(&small()), layout(&with(place, part)));
        assert_ne!(one, other, "{place}");
        assert_ne!(other, one, "{place}");
    }
}

#[test]
fn a_faulty_variable_differs_by_its_fault_and_its_variable() {
    let of = |name: &str, linkage: &str, fault: Option<&str>| {
        let var = json!({
            "name": name, "type": "bool", "c_type": "bool", "offset": 0, "size": 1, "linkage": linkage, "fault": fault,
        });
        layout(&with("/sections/.bss/vars/0", var))
    };
    let faulty = of("a", "static", Some("one_byte"));
    assert_eq!(faulty, of("a", "static", Some("one_byte")));
    for other in [of("a", "static", None), of("b", "static", Some("one_byte")), of("a", "extern", Some("extern"))] {
        assert_ne!(faulty, other);
    }
    let first = |layout: &Layout| layout.section(".bss").unwrap().faulty[0].clone();
    assert_eq!(first(&faulty), first(&of("a", "static", Some("one_byte"))));
    assert_ne!(first(&faulty), first(&of("b", "static", Some("one_byte"))));
    assert_ne!(first(&faulty), first(&of("a", "extern", Some("extern"))));
}

#[test]
fn parts_of_layouts_are_compared_alone() {
    let (one, other) = (layout(&small()), layout(&small()));
    let changed = layout(&with("/maps/stats/max_entries", json!(4)));
    assert_eq!(one.map("stats"), other.map("stats"));
    assert_ne!(one.map("stats"), changed.map("stats"));
    let bss = |layout: &Layout| layout.section(".bss").unwrap().clone();
    assert_eq!(bss(&one), bss(&other));
    assert_ne!(bss(&one), bss(&layout(&with("/sections/.bss/size", json!(56)))));
    assert_eq!(bss(&one).vars[0], bss(&other).vars[0]);
    assert_ne!(bss(&one).vars[0], bss(&other).vars[1]);
}

#[test]
fn structs_members_and_enums_are_compared_alone() {
    let (one, other) = (layout(&small()), layout(&small()));
    let structure = |layout: &Layout, name| match layout.type_by_name(name) {
        Some(Type::Struct(of)) => of.as_ref().clone(),
        found => panic!("{found:?}"),
    };
    let enumeration = |layout: &Layout| match layout.type_by_name("enum color") {
        Some(Type::Enum(of)) => of.as_ref().clone(),
        found => panic!("{found:?}"),
    };
    for (place, part) in [("size", json!(2)), ("members/0/bit_offset", json!(2)), ("members/0/bits", json!(4))] {
        let other = layout(&with(&format!("/types/struct kept/{place}"), part));
        assert_ne!(structure(&one, "struct kept"), structure(&other, "struct kept"), "{place}");
    }
    let waits = structure(&one, "struct waits");
    assert_eq!(waits, structure(&other, "struct waits"));
    assert_ne!(waits, structure(&one, "struct kept"));
    assert_eq!(waits.members[0], structure(&other, "struct waits").members[0]);
    assert_ne!(waits.members[0], waits.members[1]);
    assert_eq!(enumeration(&one), enumeration(&other));
    assert_ne!(enumeration(&one), enumeration(&layout(&with("/types/enum color/signed", json!(false)))));
}
