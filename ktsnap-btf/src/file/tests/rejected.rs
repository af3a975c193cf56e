//! The errors for texts that are not valid layout files.

use serde_json::json;

use super::*;

#[track_caller]
fn assert_rejected(file: &Value, expected: &str) {
    let error = parse(file).unwrap_err();
    assert_eq!(error.to_string(), expected);
    assert!(!error.help().is_empty());
}

#[test]
fn a_truncated_file_is_not_json() {
    let text = parse(&small()).unwrap().to_json();
    let whole = text.trim_end().len();
    for end in 0..whole {
        let error = LayoutFile::parse(&text.as_bytes()[..end]).unwrap_err();
        assert!(matches!(error, LayoutFileError::NotJson { .. }), "{end}: {error}");
        let message = error.to_string();
        assert!(message.starts_with("is not JSON at line ") && message.lines().count() == 1, "{end}: {message}");
    }
    assert!(LayoutFile::parse(&text.as_bytes()[..whole]).is_ok());
}

#[test]
fn the_error_for_another_text_says_what_is_wrong() {
    let error = |text: &str| {
        let error = LayoutFile::parse(text.as_bytes()).unwrap_err();
        format!("{error}: {}", error.help())
    };
    let none = "is not a layout file: it has no `ktsnap_layout`: use a file that `ktsnap export OBJECT -o FILE` wrote";
    for text in ["{}", "[]", "7", "null", "\"ktsnap_layout\"", r#"{"schema": "single", "maps": []}"#, " [1]"] {
        assert_eq!(error(text), none, "{text}");
    }
    let again = "export it again with `ktsnap export OBJECT -o FILE`, or use a file that this command wrote";
    for (text, expected) in [
        ("", "is not JSON at line 1, column 0: EOF while parsing a value"),
        ("\u{7f}ELF", "is not JSON at line 1, column 1: expected value"),
        ("<<<<<<< HEAD", "is not JSON at line 1, column 1: expected value"),
        ("{\n  \"ktsnap_layout\": 1,\n<<<<<<< HEAD", "is not JSON at line 3, column 1: key must be a string"),
    ] {
        assert_eq!(error(text), format!("{expected}: {again}"));
    }
    let mut text = small().to_string();
    text.push_str("{}");
    let trailing = format!("is not JSON at line 1, column {}: trailing characters", text.len() - 1);
    assert_eq!(error(&text), format!("{trailing}: {again}"));
    assert!(error("{\"\u{0}\": 1}").starts_with("is not JSON at line 1, column 3: control character"));
    assert!(LayoutFile::parse(b"{\"\xff\": 1}").unwrap_err().to_string().starts_with("is not JSON at line 1"));
}

#[test]
fn another_version_is_reported_before_other_mistakes() {
    for (version, shown) in [(json!(2), "2"), (json!("1"), "\"1\""), (json!(1.5), "1.5"), (json!(null), "null")] {
        let mut file = with("/ktsnap_layout", version.clone());
        let expected = format!("is a layout file of version {shown}, but this version of ktsnap reads version 1");
        if version.is_null() {
            assert_rejected(&file, "is not a layout file: it has no `ktsnap_layout`");
            continue;
        }
        assert_rejected(&file, &expected);
        file["sections"] = json!([{"new": "format"}]);
        file["more"] = json!(true);
        assert_rejected(&file, &expected);
    }
}

#[test]
fn the_error_for_a_part_of_the_wrong_type_has_its_place() {
    let at = |place: &str, what: &str| format!("is a damaged layout file at line 1, in `{place}`: {what}");
    let var = "/sections/.bss/vars/0";
    let fields = "expected one of `name`, `type`, `c_type`, `offset`, `size`, `linkage`, `fault`";
    for (file, expected) in [
        (
            with(&format!("{var}/offset"), json!("8")),
            at("sections[\".bss\"].vars[0].offset", "invalid type: string \"8\", expected u64"),
        ),
        (
            with(&format!("{var}/size"), json!(-8)),
            at("sections[\".bss\"].vars[0].size", "invalid value: integer `-8`, expected u64"),
        ),
        (
            with(&format!("{var}/offest"), json!(8)),
            at("sections[\".bss\"].vars[0].offest", &format!("unknown field `offest`, {fields}")),
        ),
        (
            with(&format!("{var}/linkage"), json!("weak")),
            at(
                "sections[\".bss\"].vars[0].linkage",
                "unknown variant `weak`, expected one of `static`, `global`, `extern`",
            ),
        ),
        (with("/sections/.bss", json!(7)), at("sections[\".bss\"]", "invalid type: integer `7`, expected a section")),
        (with("/sections/.bss/vars/0", json!({"name": "x"})), at("sections[\".bss\"].vars[0]", "missing field `type`")),
        (with("/sections", json!([])), at("sections", "invalid type: sequence, expected an object")),
        (
            with("/byte_order", json!("middle")),
            at("byte_order", "unknown variant `middle`, expected `little` or `big`"),
        ),
        (with("/object/sha256", json!("00")), at("object.sha256", "a SHA-256 has 64 hexadecimal digits")),
        (with("/object/sha256", json!("é".repeat(32))), at("object.sha256", "a SHA-256 has 64 hexadecimal digits")),
        (
            with("/types/enum color/values", json!({"RED": 0})),
            at("types[\"enum color\"].values", "invalid type: map, expected a sequence"),
        ),
        (
            with("/types/enum color/values/0", json!("RED")),
            at("types[\"enum color\"]", "`RED` is not an enumerator of the form `NAME = 0`"),
        ),
        (
            with("/types/enum color/values/0", json!("RED = 0x1")),
            at("types[\"enum color\"]", "`RED = 0x1` is not an enumerator of the form `NAME = 0`"),
        ),
        (
            with("/types/enum color/values/0", json!("RED = +1")),
            at("types[\"enum color\"]", "`RED = +1` is not an enumerator of the form `NAME = 0`"),
        ),
        (
            with("/types/enum color/members", json!([])),
            at("types[\"enum color\"]", "a type has either `members`, or `signed` and `values`"),
        ),
        (
            with("/types/struct kept", json!({"size": 1})),
            at("types[\"struct kept\"]", "a type has either `members`, or `signed` and `values`"),
        ),
        (with("/names/.ksyms", json!("x")), at("names[\".ksyms\"]", "invalid type: string \"x\", expected a sequence")),
    ] {
        assert_rejected(&file, &expected);
    }
    let whole = json!({"ktsnap_layout": 1});
    assert_rejected(&whole, "is a damaged layout file at line 1: missing field `byte_order`");
    let text = small().to_string();
    let twice = text.replacen("\"stats\":", "\"stats\":{\"type\":\"BPF_MAP_TYPE_HASH\",\"max_entries\":1,\"key\":{\"size\":4},\"value\":{\"size\":4}},\"stats\":", 1);
    let error = LayoutFile::parse(twice.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), at("maps", "`stats` appears twice"));
}

#[test]
fn the_error_for_an_impossible_part_has_its_place() {
    let at = |place: &str, what: &str| format!("is a damaged layout file in `{place}`: {what}");
    let bss = "sections[\".bss\"].vars[0]";
    let member = "types[\"struct waits\"].members[0]";
    let outside = "`max` ends past the end of its struct, which has 16 bytes";
    let long = "x".repeat(513);
    let smaller = |size: u64, linkage: &str| {
        let var = json!({
            "name": "nr", "type": "u64", "c_type": "u64", "offset": 0, "size": size, "linkage": linkage,
            "fault": "smaller",
        });
        with("/sections/.bss/vars/0", var)
    };
    for (file, expected) in [
        (
            with("/sections/.bss/vars/0/offset", json!(41)),
            at(bss, "`nr` ends past the end of the section, which has 48 bytes"),
        ),
        (
            with("/sections/.bss/vars/0/offset", json!(u64::MAX)),
            at(bss, "`nr` ends past the end of the section, which has 48 bytes"),
        ),
        (with("/sections/.bss/vars/0/size", json!(17)), at("sections[\".bss\"]", "`nr` and `waits` overlap")),
        (
            with("/types/struct waits/members/0/bit_offset", json!(63)),
            at(member, "member `max` starts at bit 63, inside a byte"),
        ),
        (
            with("/types/struct waits/members/0/bit_offset", json!(8)),
            at("types[\"struct waits\"]", "members `max` and `` of a struct overlap"),
        ),
        (
            with("/types/union {waits.a}/members/1/bit_offset", json!(32)),
            at("types[\"union {waits.a}\"].members[1]", "member `b` of a union starts at bit 32"),
        ),
        (with("/sections/.bss/vars/0/size", json!(7)), at(bss, "`nr` is smaller than its type")),
        (smaller(8, "static"), at(bss, "`nr` does not have the fault `smaller`")),
        (smaller(7, "global"), at(bss, "`nr` does not have the fault `smaller`")),
        (
            with("/sections/.bss/vars/0/type", json!("[u64; 18446744073709551615]")),
            at(bss, "`nr` is smaller than its type"),
        ),
        (with("/sections/.bss/vars/0/type", json!("int")), at(bss, "`int` is not a type")),
        (with("/sections/.bss/vars/0/type", json!("[struct gone; 1]")), at(bss, "the file has no type `struct gone`")),
        (with("/sections/.bss/vars/0/name", json!(long)), at(bss, "a name is longer than 512 bytes")),
        (with("/sections/.bss/vars/0/c_type", json!("x".repeat(1025))), at(bss, "a C type is longer than 1024 bytes")),
        (
            with("/sections/.bss/vars/1/name", json!("nr")),
            at("sections[\".bss\"].vars[1]", "`nr` appears twice, but only statics can share a name"),
        ),
        (
            with("/sections/.maps", json!({"size": 0, "vars": []})),
            at("sections[\".maps\"]", "this section holds no globals, so it belongs in `names`"),
        ),
        (
            with("/names/.data", json!([])),
            at("names[\".data\"]", "this section holds globals, so it belongs in `sections`"),
        ),
        (with("/types/struct waits/members/0/bit_offset", json!(65)), at(member, outside)),
        (with("/types/struct waits/members/0/bit_offset", json!(u64::MAX)), at(member, outside)),
        (with("/types/struct waits/members/0/bits", json!(129)), at(member, outside)),
        (with("/types/struct waits/members/0/type", json!("[[u64; 4294967296]; 4294967296]")), at(member, outside)),
        (
            with("/types/color", json!({"size": 1, "members": []})),
            at("types[\"color\"]", "the name of a type starts with `struct`, `union` or `enum`"),
        ),
        (
            with("/types/enum x", json!({"size": 1, "members": []})),
            at("types[\"enum x\"]", "an enum has `signed` and `values`, not `members`"),
        ),
        (
            with("/types/union x", json!({"size": 1, "signed": true, "values": []})),
            at("types[\"union x\"]", "a struct or union has `members`, not `signed` and `values`"),
        ),
        (with("/typedefs/t", json!("struct gone")), at("typedefs[\"t\"]", "the file has no type `struct gone`")),
        (with("/keep/0", json!("struct gone")), at("keep[0]", "the file has no type `struct gone`")),
        (
            with("/maps/stats/type", json!("PERCPU_ARRAY")),
            at("maps[\"stats\"].type", "unknown map type `PERCPU_ARRAY`"),
        ),
        (with("/maps/stats/type", json!("map type 6")), at("maps[\"stats\"].type", "unknown map type `map type 6`")),
        (with("/maps/stats/key/size", json!(8)), at("maps[\"stats\"].key", "its type has a different size")),
        (with("/maps/stats/key/type", json!("opaque")), at("maps[\"stats\"].key", "its type has a different size")),
        (
            with("/maps/stats/value/type", json!("u64")),
            at("maps[\"stats\"].value", "`type` and `c_type` must appear together"),
        ),
    ] {
        assert_rejected(&file, &expected);
    }
    for (value, fits) in
        [("-9223372036854775808", true), ("-9223372036854775809", false), ("18446744073709551616", false)]
    {
        let read = LayoutFile::parse(small().to_string().replace("18446744073709551615", value).as_bytes());
        let rejected = at("types[\"enum {ONE}\"]", "the value of `ONE` does not fit in 64 bits");
        assert_eq!(read.map_err(|error| error.to_string()).err(), (!fits).then_some(rejected), "{value}");
    }
    // These files look wrong, but are valid.
    let mut twins = with("/sections/.bss/vars/1/name", json!("nr"));
    twins["sections"][".bss"]["vars"][1]["linkage"] = json!("static");
    let twins = parse(&twins).unwrap();
    assert_eq!(twins.layout().section(".bss").unwrap().vars_named("nr").count(), 2);
    assert_eq!(parse(&with("/maps/stats/type", json!("map type 1000"))).unwrap().layout().maps[0].kind.number(), 1000);
    assert!(parse(&with("/sections/.bss/vars/0/size", json!(16))).is_ok(), "an initialised flexible array");
    let config = |name: &str| json!({"name": name, "type": "i32", "c_type": "int", "offset": 0, "size": 4});
    let configs = json!({"size": 0, "vars": [config("CONFIG_A"), config("CONFIG_B")]});
    let configs = parse(&with("/sections/.kconfig", configs)).unwrap();
    assert_eq!(configs.layout().section(".kconfig").unwrap().vars.len(), 2, "the kernel places them");
}
