//! Files that a hand wrote, or that nobody should have, and what is said of them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::*;
use crate::types::Type;

/// A file of one of everything.
fn small() -> Value {
    json!({
        "ktsnap_layout": 1,
        "object": {"label": "small 1.0", "sha256": "00".repeat(32)},
        "byte_order": "big",
        "keep": ["struct kept"],
        "sections": {
            ".bss": {"size": 40, "vars": [
                {"name": "nr", "type": "u64", "c_type": "volatile u64", "offset": 0, "size": 8},
                {"name": "waits", "type": "[struct waits; 2]", "c_type": "struct waits[2]", "offset": 8, "size": 32},
            ]},
            ".kconfig": {"size": 0, "vars": [
                {"name": "CONFIG_HZ", "type": "i32", "c_type": "int", "offset": 0, "size": 4, "linkage": "extern"},
            ]},
        },
        "maps": {
            "stats": {
                "type": "BPF_MAP_TYPE_PERCPU_ARRAY", "max_entries": 3,
                "key": {"size": 4, "type": "u32", "c_type": "u32"}, "value": {"size": 16},
            },
        },
        "types": {
            "enum color": {"size": 4, "signed": true, "values": ["RED = -1", "BLUE = 7"]},
            "enum {ONE}": {"size": 8, "signed": false, "values": ["ONE = 18446744073709551615"]},
            "struct kept": {"size": 1, "members": [
                {"name": "flag", "type": "u8", "c_type": "u8", "bit_offset": 3, "bits": 5},
            ]},
            "struct waits": {"size": 16, "members": [
                {"name": "max", "type": "u64", "c_type": "u64", "bit_offset": 0},
                {"type": "union {waits.a}", "c_type": "union {...}", "bit_offset": 64},
            ]},
            "union {waits.a}": {"size": 8, "members": [
                {"name": "a", "type": "ptr struct waits", "c_type": "struct waits *", "bit_offset": 0},
                {"name": "b", "type": "enum color", "c_type": "color_t", "bit_offset": 0},
            ]},
        },
        "typedefs": {"color_t": "enum color"},
        "names": {".ksyms": ["sd_llc_id"], "?.struct_ops.link": ["small_ops"], ".maps": ["odd"]},
    })
}

fn parse(file: &Value) -> Result<LayoutFile, LayoutFileError> {
    LayoutFile::parse(file.to_string().as_bytes())
}

/// The file with one part replaced, or with one added.
fn with(place: &str, part: Value) -> Value {
    let mut file = small();
    let (of, last) = place.rsplit_once('/').unwrap();
    match file.pointer_mut(of).unwrap_or_else(|| panic!("no {of}")) {
        Value::Object(object) => _ = object.insert(last.replace("~1", "/"), part),
        Value::Array(array) if last == "-" => array.push(part),
        Value::Array(array) => array[last.parse::<usize>().unwrap()] = part,
        other => panic!("{other}"),
    }
    file
}

#[track_caller]
fn assert_refused(file: &Value, expected: &str) {
    let error = parse(file).unwrap_err();
    assert_eq!(error.to_string(), expected);
    assert!(!error.help().is_empty());
}

#[test]
fn all_of_a_file_is_in_its_layout() {
    let file = parse(&small()).unwrap();
    let layout = file.layout();
    assert_eq!((file.label(), file.sha256()), (Some("small 1.0"), Some([0; 32])));
    assert!(layout.big_endian);
    assert_eq!(layout.struct_ops, ["small_ops"]);
    let sections: Vec<_> = layout.sections.iter().map(|section| (&*section.name, section.vars.len())).collect();
    assert_eq!(sections, [(".bss", 2), (".kconfig", 1), (".ksyms", 1), (".maps", 2), ("?.struct_ops.link", 1)]);
    let (_, waits) = layout.find("waits").next().unwrap();
    let Type::Array { element, len: 2 } = &waits.ty else { panic!("{waits:?}") };
    let Type::Struct(of) = element.as_ref() else { panic!("{element:?}") };
    assert_eq!(of.names().collect::<Vec<_>>(), ["max", "a", "b"]);
    assert_eq!(of.member("b").unwrap().ty, *layout.named("color_t").unwrap());
    assert_eq!(layout.tags().collect::<Vec<_>>(), ["color_t", "enum color", "struct kept", "struct waits"]);
    assert_eq!(layout.enumerators("ONE").next().unwrap().1.value, i128::from(u64::MAX));
    let stats = layout.map("stats").unwrap();
    assert_eq!((stats.kind.number(), stats.key_size, stats.value_size, &stats.value), (6, 4, 16, &None));

    let again = LayoutFile::with_types(layout, file.kept()).unwrap().of_object(file.label(), file.sha256());
    assert!(again == file);
    assert_eq!(again.to_json(), file.to_json());
    assert!(LayoutFile::parse(file.to_json().as_bytes()).unwrap() == file);
}

#[test]
fn variables_may_be_written_in_any_order() {
    let mut file = small();
    file["sections"][".bss"]["vars"].as_array_mut().unwrap().reverse();
    assert!(parse(&file).unwrap() == parse(&small()).unwrap());
}

#[test]
fn a_file_that_ends_early_is_no_json() {
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
fn what_is_no_layout_file_is_told_what_it_is() {
    let error = |text: &str| {
        let error = LayoutFile::parse(text.as_bytes()).unwrap_err();
        format!("{error}: {}", error.help())
    };
    let none = "is no layout file: it has no `ktsnap_layout`: name a file that `ktsnap export OBJECT -o FILE` wrote";
    for text in ["{}", "[]", "7", "null", "\"ktsnap_layout\"", r#"{"schema": "single", "maps": []}"#, " [1]"] {
        assert_eq!(error(text), none, "{text}");
    }
    let again = "write it again with `ktsnap export OBJECT -o FILE`";
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
fn another_version_is_told_before_all_else() {
    for (version, shown) in [(json!(2), "2"), (json!("1"), "\"1\""), (json!(1.5), "1.5"), (json!(null), "null")] {
        let mut file = with("/ktsnap_layout", version.clone());
        let expected = format!("is a layout file of version {shown}, and this ktsnap reads version 1");
        if version.is_null() {
            assert_refused(&file, "is no layout file: it has no `ktsnap_layout`");
            continue;
        }
        assert_refused(&file, &expected);
        file["sections"] = json!([{"new": "format"}]);
        file["more"] = json!(true);
        assert_refused(&file, &expected);
    }
}

#[test]
fn a_part_of_another_type_is_told_with_its_place() {
    let at = |place: &str, what: &str| format!("is a damaged layout file at line 1, in `{place}`: {what}");
    let var = "/sections/.bss/vars/0";
    let fields = "expected one of `name`, `type`, `c_type`, `offset`, `size`, `linkage`";
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
            at("types[\"enum color\"]", "`RED` is no enumerator: it is written `NAME = 0`"),
        ),
        (
            with("/types/enum color/values/0", json!("RED = 0x1")),
            at("types[\"enum color\"]", "`RED = 0x1` is no enumerator: it is written `NAME = 0`"),
        ),
        (
            with("/types/enum color/values/0", json!("RED = +1")),
            at("types[\"enum color\"]", "`RED = +1` is no enumerator: it is written `NAME = 0`"),
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
        assert_refused(&file, &expected);
    }
    let text = small().to_string();
    let twice = text.replacen("\"stats\":", "\"stats\":{\"type\":\"BPF_MAP_TYPE_HASH\",\"max_entries\":1,\"key\":{\"size\":4},\"value\":{\"size\":4}},\"stats\":", 1);
    let error = LayoutFile::parse(twice.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), at("maps", "`stats` stands there twice"));
}

#[test]
fn a_part_that_makes_no_sense_is_told_with_its_place() {
    let at = |place: &str, what: &str| format!("is a damaged layout file in `{place}`: {what}");
    let bss = "sections[\".bss\"].vars[0]";
    let member = "types[\"struct waits\"].members[0]";
    let outside = "`max` ends past the end of its struct, which has 16 bytes";
    let long = "x".repeat(513);
    for (file, expected) in [
        (
            with("/sections/.bss/vars/0/offset", json!(33)),
            at(bss, "`nr` ends past the end of the section, which has 40 bytes"),
        ),
        (
            with("/sections/.bss/vars/0/offset", json!(u64::MAX)),
            at(bss, "`nr` ends past the end of the section, which has 40 bytes"),
        ),
        (with("/sections/.bss/vars/0/size", json!(7)), at(bss, "`nr` is smaller than its type")),
        (
            with("/sections/.bss/vars/0/type", json!("[u64; 18446744073709551615]")),
            at(bss, "`nr` is smaller than its type"),
        ),
        (with("/sections/.bss/vars/0/type", json!("int")), at(bss, "`int` is no type")),
        (with("/sections/.bss/vars/0/type", json!("[struct gone; 1]")), at(bss, "the file has no type `struct gone`")),
        (with("/sections/.bss/vars/0/name", json!(long)), at(bss, "a name has more than 512 bytes")),
        (with("/sections/.bss/vars/0/c_type", json!("x".repeat(1025))), at(bss, "a spelling has more than 1024 bytes")),
        (
            with("/sections/.bss/vars/1/name", json!("nr")),
            at("sections[\".bss\"].vars[1]", "`nr` stands there twice, and only statics may"),
        ),
        (
            with("/sections/.maps", json!({"size": 0, "vars": []})),
            at("sections[\".maps\"]", "such a section holds no globals: its place is in `names`"),
        ),
        (
            with("/names/.data", json!([])),
            at("names[\".data\"]", "such a section holds globals: its place is in `sections`"),
        ),
        (with("/types/struct waits/members/0/bit_offset", json!(65)), at(member, outside)),
        (with("/types/struct waits/members/0/bit_offset", json!(u64::MAX)), at(member, outside)),
        (with("/types/struct waits/members/0/bits", json!(129)), at(member, outside)),
        (with("/types/struct waits/members/0/type", json!("[[u64; 4294967296]; 4294967296]")), at(member, outside)),
        (
            with("/types/color", json!({"size": 1, "members": []})),
            at("types[\"color\"]", "a type's name begins with `struct`, `union` or `enum`"),
        ),
        (
            with("/types/enum x", json!({"size": 1, "members": []})),
            at("types[\"enum x\"]", "an enum has no members, but `signed` and `values`"),
        ),
        (
            with("/types/union x", json!({"size": 1, "signed": true, "values": []})),
            at("types[\"union x\"]", "a struct or union has `members`"),
        ),
        (with("/typedefs/t", json!("struct gone")), at("typedefs[\"t\"]", "the file has no type `struct gone`")),
        (with("/keep/0", json!("struct gone")), at("keep[0]", "no type of the file is `struct gone`")),
        (
            with("/maps/stats/type", json!("PERCPU_ARRAY")),
            at("maps[\"stats\"].type", "this ktsnap knows no map type `PERCPU_ARRAY`"),
        ),
        (
            with("/maps/stats/type", json!("map type 6")),
            at("maps[\"stats\"].type", "this ktsnap knows no map type `map type 6`"),
        ),
        (with("/maps/stats/key/size", json!(8)), at("maps[\"stats\"].key", "its type has another size")),
        (with("/maps/stats/key/type", json!("opaque")), at("maps[\"stats\"].key", "its type has another size")),
        (with("/maps/stats/value/type", json!("u64")), at("maps[\"stats\"].value", "`type` and `c_type` go together")),
    ] {
        assert_refused(&file, &expected);
    }
    for (value, fits) in
        [("-9223372036854775808", true), ("-9223372036854775809", false), ("18446744073709551616", false)]
    {
        let read = LayoutFile::parse(small().to_string().replace("18446744073709551615", value).as_bytes());
        let refused = at("types[\"enum {ONE}\"]", "the value of `ONE` does not fit 64 bits");
        assert_eq!(read.map_err(|error| error.to_string()).err(), (!fits).then_some(refused), "{value}");
    }
    // What only looks wrong.
    let mut twins = with("/sections/.bss/vars/1/name", json!("nr"));
    twins["sections"][".bss"]["vars"][1]["linkage"] = json!("static");
    let twins = parse(&twins).unwrap();
    assert_eq!(twins.layout().section(".bss").unwrap().vars_named("nr").count(), 2);
    assert_eq!(parse(&with("/maps/stats/type", json!("map type 1000"))).unwrap().layout().maps[0].kind.number(), 1000);
    assert!(parse(&with("/sections/.bss/vars/0/size", json!(40))).is_ok(), "an initialised flexible array");
}

/// A file of `count` types, each of which holds what `hold` makes of the name of the one before.
fn chain(count: usize, hold: impl Fn(&str) -> Vec<Value>) -> Value {
    let mut types = serde_json::Map::new();
    let mut last = "u8".to_owned();
    for at in 0..count {
        let name = format!("union u{at:03}");
        types.insert(name.clone(), json!({"size": 1, "members": hold(&last)}));
        last = name;
    }
    let mut file = small();
    file["sections"] = json!({".bss": {"size": 1, "vars": [
        {"name": "x", "type": last, "c_type": "union u", "offset": 0, "size": 1},
    ]}});
    file["keep"] = json!([]);
    file["maps"] = json!({});
    file["typedefs"] = json!({});
    file["types"] = types.into();
    file
}

fn member(name: &str, ty: &str) -> Value {
    json!({"name": name, "type": ty, "c_type": "x", "bit_offset": 0})
}

#[test]
fn a_type_that_holds_itself_is_an_error() {
    let endless = "more than 64 types stand one in another, or one in itself";
    for ty in ["struct waits", "[struct waits; 0]", "[[struct waits; 1]; 0]", "union {waits.a}"] {
        let place = if ty.contains('{') { "/types/union {waits.a}/members/1" } else { "/types/struct waits/members/0" };
        let error = parse(&with(&format!("{place}/type"), json!(ty))).unwrap_err().to_string();
        assert!(error.ends_with(endless), "{ty}: {error}");
    }
    // Behind a pointer it does not.
    assert!(parse(&with("/types/struct waits/members/0/type", json!("ptr struct waits"))).is_ok());
}

#[test]
fn types_nest_as_deep_as_in_an_object() {
    let once = |last: &str| vec![member("a", last)];
    assert!(parse(&chain(63, once)).is_ok());
    for count in [64, 65, 5000] {
        let error = parse(&chain(count, once)).unwrap_err().to_string();
        assert!(error.ends_with("more than 64 types stand one in another, or one in itself"), "{error}");
    }
    let arrays = |last: &str| vec![member("a", &format!("[[{last}; 1]; 1]"))];
    assert!(parse(&chain(21, arrays)).is_ok());
    assert!(parse(&chain(22, arrays)).is_err());
}

#[test]
fn nesting_past_a_stack_is_no_json() {
    for (open, inner) in [("[", ""), ("{\"a\":", "1"), ("{\"ktsnap_layout\":", "1"), ("{\"sections\":", "1")] {
        let error = LayoutFile::parse((open.repeat(100_000) + inner).as_bytes()).unwrap_err();
        assert!(
            matches!(
                &error,
                LayoutFileError::NotJson { .. } | LayoutFileError::NotLayout | LayoutFileError::Shape { .. }
            ),
            "{error}"
        );
        assert!(error.to_string().len() < 400, "{error}");
    }
    let ty = format!("{}u8{}", "[".repeat(100_000), "; 1]".repeat(100_000));
    let error = parse(&with("/sections/.bss/vars/0/type", json!(ty))).unwrap_err();
    assert!(error.to_string().ends_with("more than 64 arrays stand one in another"), "{error}");
}

/// Fails where something takes longer than anything honest does, even in a slow build.
fn soon<T>(run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = run();
    assert!(start.elapsed() < Duration::from_secs(10), "it took {:?}", start.elapsed());
    result
}

#[test]
fn types_that_double_at_each_level_are_walked_once() {
    let doubled = |last: &str| vec![member("a", last), member("b", last)];
    let nameless = |last: &str| vec![member("", last), member("", &format!("[{last}; 1]"))];
    // An array is a level too.
    for file in [chain(60, doubled), chain(30, nameless)] {
        soon(|| {
            let file = parse(&file).unwrap();
            let again = LayoutFile::new(file.layout());
            assert_eq!(again.differences(file.layout()), []);
            // From two readings no address is the same.
            let other = LayoutFile::parse(file.to_json().as_bytes()).unwrap();
            assert_eq!(other.differences(file.layout()), []);
            assert!(other == file);
        });
    }
}

#[test]
fn anonymous_types_that_double_are_walked_once_and_named_short() {
    let mut file = chain(60, |last| vec![member("", last), member(&"long_name".repeat(50), last)]);
    // Without tags: each has another size, so that none is another's equal.
    let mut text = file["types"].to_string();
    for at in 0..60 {
        text = text.replace(&format!("union u{at:03}"), &format!("union {{u{at:03}}}"));
    }
    file["types"] = text.parse().unwrap();
    file["sections"][".bss"]["vars"][0]["type"] = json!("union {u059}");
    soon(|| {
        let file = parse(&file).unwrap();
        let text = LayoutFile::new(file.layout()).to_json();
        let again = LayoutFile::parse(text.as_bytes()).unwrap();
        assert!(again == LayoutFile::new(again.layout()));
        assert!(text.len() < 200_000, "{}", text.len());
    });
}

#[test]
fn no_number_in_a_file_is_taken_for_an_amount() {
    let huge = u64::MAX;
    let mut file = small();
    file["sections"][".data"] = json!({"size": huge, "vars": [
        {"name": "x", "type": format!("[u8; {huge}]"), "c_type": "u8[]", "offset": 0, "size": huge},
    ]});
    file["maps"]["stats"]["max_entries"] = json!(huge);
    file["maps"]["stats"]["value"]["size"] = json!(huge);
    file["types"]["struct kept"]["size"] = json!(huge);
    file["types"]["struct kept"]["members"][0]["bits"] = json!(u32::MAX);
    soon(|| {
        let file = parse(&file).unwrap();
        assert!(LayoutFile::parse(file.to_json().as_bytes()).unwrap() == file);
        assert_eq!(file.differences(file.layout()), []);
    });
}

#[test]
fn very_many_rows_are_read_in_little_time() {
    let mut file = small();
    let vars: Vec<_> = (0..20_000)
        .map(|at| json!({"name": format!("v{}", at / 2), "type": "u8", "c_type": "u8", "offset": at, "size": 1, "linkage": "static"}))
        .collect();
    file["sections"][".data"] = json!({"size": 20_000, "vars": vars});
    file["types"]["enum color"]["values"] = (0..20_000).map(|at| format!("E{at} = {at}")).collect();
    soon(|| {
        let file = parse(&file).unwrap();
        assert_eq!(file.differences(file.layout()), []);
        assert_eq!(file.layout().section(".data").unwrap().vars.len(), 20_000);
    });
}

#[test]
fn a_damaged_file_is_read_or_refused() {
    let text = parse(&small()).unwrap().to_json();
    let letters: Vec<_> = b"{}[]\",:;-0189eunx .\n\\\xff".to_vec();
    let (mut read, mut refused) = (0, 0);
    for at in 0..text.len() {
        // Another few at each place: together all of them often enough.
        for (step, letter) in letters.iter().enumerate().skip(at % 5).step_by(5) {
            let mut damaged = text.clone().into_bytes();
            match (at + step) % 3 {
                0 => damaged[at] = *letter,
                1 => damaged.insert(at, *letter),
                _ => drop(damaged.drain(at..(at + step).min(text.len()))),
            }
            match LayoutFile::parse(&damaged) {
                Ok(file) => {
                    read += 1;
                    let again = LayoutFile::parse(file.to_json().as_bytes()).unwrap();
                    assert!(again == file);
                    let new = LayoutFile::new(file.layout());
                    assert!(LayoutFile::parse(new.to_json().as_bytes()).unwrap() == new);
                    for difference in file.differences(parse(&small()).unwrap().layout()) {
                        assert_eq!(difference.to_string().lines().count(), 1);
                    }
                }
                Err(error) => {
                    refused += 1;
                    let message = error.to_string();
                    assert!(message.lines().count() == 1 && message.len() < 600, "{message}");
                }
            }
        }
    }
    assert!(read > 200 && refused > 3000, "{read} read, {refused} refused");
}

/// What is said when the file has another part than the object.
#[track_caller]
fn assert_drift(place: &str, part: Value, expected: &[&str]) {
    let object = parse(&small()).unwrap();
    let file = parse(&with(place, part)).unwrap();
    let said: Vec<_> = file.differences(object.layout()).iter().map(ToString::to_string).collect();
    assert_eq!(said, expected);
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
            "`.bss`: `number` (`volatile u64`) is in the file and not in the object",
            "`.bss`: `nr` (`volatile u64`) is in the object and not in the file",
        ],
    );
    assert_drift(
        &format!("{var}/offset"),
        json!(32),
        &["`.bss`: `nr` is at byte 32 in the file and byte 0 in the object"],
    );
    assert_drift(&format!("{var}/size"), json!(9), &["`.bss`: `nr` has 9 bytes in the file and 8 bytes in the object"]);
    assert_drift(
        &format!("{var}/linkage"),
        json!("static"),
        &["`.bss`: `nr` is static in the file and global in the object"],
    );
    assert_drift("/sections/.bss/size", json!(48), &["`.bss` has 48 bytes in the file and 40 bytes in the object"]);
    assert_drift(
        "/sections/.data",
        json!({"size": 1, "vars": []}),
        &["`.data` (0 variables) is in the file and not in the object"],
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
        &["`enum color`: `GREEN` (3) is in the file and not in the object"],
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
            "`struct waits`: `most` (`u64`) is in the file and not in the object",
            "`struct waits`: `max` (`u64`) is in the object and not in the file",
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
        &["`.ksyms`: `sd_llc_size` is in the file and not in the object"],
    );
    assert_drift("/names/license", json!([]), &["`license` is in the file and not in the object"]);
    assert_drift(
        "/typedefs/hue_t",
        json!("enum color"),
        &["`typedefs`: `hue_t` (`enum color`) is in the file and not in the object"],
    );
    assert_drift(
        "/typedefs/color_t",
        json!("enum {ONE}"),
        &["`typedefs`: `color_t` is `enum {ONE}` in the file and `enum color` in the object"],
    );
    assert_drift(
        "/types/struct stray",
        json!({"size": 3, "members": []}),
        &["`struct stray` (3 bytes) is in the file and not in the object"],
    );
    // None of these is one.
    assert_drift("/byte_order", json!("little"), &[]);
    assert_drift("/object", json!({"label": "other"}), &[]);
}

#[test]
fn an_order_that_changed_alone_is_said() {
    let mut file = small();
    let members = file["types"]["union {waits.a}"]["members"].as_array_mut().unwrap();
    members.reverse();
    let said = parse(&file).unwrap().differences(parse(&small()).unwrap().layout());
    let said: Vec<_> = said.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["`union {waits.a}` begins with `b` in the file and `a` in the object"]);

    let file = parse(&with("/types/enum color/values", json!(["BLUE = 7", "RED = -1"]))).unwrap();
    let said = file.differences(parse(&small()).unwrap().layout());
    let said: Vec<_> = said.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["`enum color` begins with `BLUE` in the file and `RED` in the object"]);
}

#[test]
fn a_kept_type_that_is_gone_is_a_difference() {
    let file = parse(&small()).unwrap();
    let mut object = small();
    object["keep"] = json!([]);
    object["types"].as_object_mut().unwrap().remove("struct kept");
    let said = file.differences(parse(&object).unwrap().layout());
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].to_string(), "`struct kept` (1 byte) is in the file and not in the object");
    assert_eq!((said[0].what, said[0].file.as_deref(), &said[0].object), (What::Presence, Some("1 byte"), &None));
}

#[test]
fn two_types_of_one_tag_stay_apart() {
    let mut file = small();
    file["types"]["struct waits #2"] = json!({"size": 8, "tag": "waits", "members": [member("other", "u64")]});
    file["sections"][".bss"]["vars"][1]["type"] = json!("struct waits #2");
    file["sections"][".bss"]["vars"][1]["size"] = json!(8);
    let file = parse(&file).unwrap();
    let (_, var) = file.layout().find("waits").next().unwrap();
    let named = file.layout().named("struct waits").unwrap();
    assert_eq!((var.ty.tag(), named.tag()), (Some("struct waits".to_owned()), Some("struct waits".to_owned())));
    assert_ne!(var.ty, *named);
    let again = LayoutFile::with_types(file.layout(), file.kept()).unwrap();
    assert_eq!(again.differences(file.layout()), []);
    assert!(again == file.clone().of_object(None, None));
}
