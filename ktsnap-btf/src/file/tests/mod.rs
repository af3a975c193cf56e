//! Tests with handwritten files.

mod drift;
mod equality;
mod hostile;
mod naming;
mod rejected;

use serde_json::{Value, json};

use super::*;
use crate::types::Type;

/// A file that has one of each part of the format.
fn small() -> Value {
    json!({
        "ktsnap_layout": 1,
        "object": {"label": "small 1.0", "sha256": "00".repeat(32)},
        "byte_order": "big",
        "keep": ["struct kept"],
        "sections": {
            ".bss": {"size": 48, "vars": [
                {"name": "nr", "type": "u64", "c_type": "volatile u64", "offset": 0, "size": 8},
                {"name": "waits", "type": "[struct waits; 2]", "c_type": "struct waits[2]", "offset": 16, "size": 32},
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

/// The small file with a part replaced or added.
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

/// A member at the start of its struct.
fn member(name: &str, ty: &str) -> Value {
    json!({"name": name, "type": ty, "c_type": "x", "bit_offset": 0})
}

#[test]
fn the_layout_has_all_parts_of_the_file() {
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
    assert_eq!(of.member("b").unwrap().ty, *layout.type_by_name("color_t").unwrap());
    assert_eq!(layout.type_names().collect::<Vec<_>>(), ["color_t", "enum color", "struct kept", "struct waits"]);
    assert_eq!(layout.enumerators("ONE").next().unwrap().1.value, i128::from(u64::MAX));
    let stats = layout.map("stats").unwrap();
    assert_eq!((stats.kind.number(), stats.key_size, stats.value_size, &stats.value), (6, 4, 16, &None));

    let again = LayoutFile::with_types(layout, file.kept()).unwrap().of_object(file.label(), file.sha256());
    assert!(again == file);
    assert_eq!(again.to_json(), file.to_json());
    assert!(LayoutFile::parse(file.to_json().as_bytes()).unwrap() == file);
}

#[test]
fn the_file_of_a_layout_has_its_byte_order() {
    for order in ["little", "big"] {
        let file = parse(&with("/byte_order", json!(order))).unwrap();
        let again = LayoutFile::with_types(file.layout(), file.kept()).unwrap();
        assert!(again.to_json().contains(&format!("\"byte_order\": \"{order}\"")), "{}", again.to_json());
    }
}

#[test]
fn the_file_of_a_layout_has_a_layout_with_the_same_sections() {
    let file = parse(&small()).unwrap();
    let again = LayoutFile::with_types(file.layout(), file.kept()).unwrap();
    let names = |file: &LayoutFile| {
        let sections = file.layout().sections.iter();
        sections.map(|section| (section.name.clone(), section.vars.len())).collect::<Vec<_>>()
    };
    assert_eq!(names(&again), names(&file));
}

#[test]
fn only_the_linkage_of_variables_that_are_not_global_is_written() {
    let text = parse(&small()).unwrap().to_json();
    assert_eq!(text.matches("\"linkage\"").count(), 1, "{text}");
    assert!(!text.contains("\"fault\""), "{text}");
}

#[test]
fn maps_are_listed_once() {
    let mut file = small();
    file["names"].as_object_mut().unwrap().remove(".maps");
    let text = LayoutFile::with_types(parse(&file).unwrap().layout(), ["struct kept"]).unwrap().to_json();
    assert!(!text.contains("\".maps\""), "{text}");
    let layout = LayoutFile::parse(text.as_bytes()).unwrap();
    let maps = layout.layout().sections.iter().find(|section| section.name == ".maps").unwrap();
    assert_eq!(maps.vars.iter().map(|var| &*var.name).collect::<Vec<_>>(), ["stats"]);
}

#[test]
fn a_digest_has_the_bytes_of_its_digits() {
    let digits = format!("{}{}", "0f".repeat(31), "a9");
    let file = parse(&with("/object/sha256", json!(digits))).unwrap();
    let mut digest = [0x0f; 32];
    digest[31] = 0xa9;
    assert_eq!(file.sha256(), Some(digest));
    for wrong in ["0f".repeat(31), "0f".repeat(33), "+f".repeat(32)] {
        assert!(parse(&with("/object/sha256", json!(wrong))).is_err(), "{wrong}");
    }
}

#[test]
fn a_file_can_list_variables_in_any_order() {
    let mut file = small();
    file["sections"][".bss"]["vars"].as_array_mut().unwrap().reverse();
    assert!(parse(&file).unwrap() == parse(&small()).unwrap());
}

#[test]
fn two_types_of_one_tag_are_distinct() {
    let mut file = small();
    file["types"]["struct waits #2"] = json!({"size": 8, "tag": "waits", "members": [member("other", "u64")]});
    file["sections"][".bss"]["vars"][1]["type"] = json!("struct waits #2");
    file["sections"][".bss"]["vars"][1]["size"] = json!(8);
    let file = parse(&file).unwrap();
    let (_, var) = file.layout().find("waits").next().unwrap();
    let named = file.layout().type_by_name("struct waits").unwrap();
    assert_eq!((var.ty.tag(), named.tag()), (Some("struct waits".to_owned()), Some("struct waits".to_owned())));
    assert_ne!(var.ty, *named);
    let again = LayoutFile::with_types(file.layout(), file.kept()).unwrap();
    assert_eq!(again.differences(file.layout()), []);
    assert!(again == file.clone().of_object(None, None));
}

#[test]
fn a_name_without_maps_is_listed_in_maps() {
    let mut file = small();
    file["maps"] = json!({});
    file["names"][".maps"] = json!([]);
    let text = LayoutFile::with_types(parse(&file).unwrap().layout(), ["struct kept"]).unwrap().to_json();
    assert!(text.contains("\".maps\""), "{text}");
}

#[test]
fn a_part_of_a_static_has_a_number_after_the_name() {
    for (name, declared) in
        [("kinds.0", "kinds"), ("kinds.1.12", "kinds"), ("kinds.x", "kinds.x"), ("kinds.", "kinds."), (".0", ".0")]
    {
        let part = json!({
            "name": name, "type": "u64", "c_type": "u64", "offset": 0, "size": 1, "linkage": "static",
            "fault": "smaller",
        });
        let file = parse(&with("/sections/.bss/vars/0", part)).unwrap();
        assert_eq!(file.layout().section(".bss").unwrap().faulty[0].declared(), declared, "{name}");
    }
}

#[test]
fn a_file_is_updated_with_its_types_and_its_label() {
    let file = parse(&small()).unwrap();
    assert_eq!(
        file.update_command("a.bpf.o", Some("a_ops"), "a.json"),
        "ktsnap export a.bpf.o --struct-ops a_ops --type 'struct kept' --label 'small 1.0' -o a.json"
    );
}

#[test]
fn a_type_that_is_not_there_may_have_a_similar_name() {
    let layout = parse(&small()).unwrap().layout().clone();
    let help = |name| LayoutFile::with_types(&layout, [name]).unwrap_err().help();
    assert_eq!(help("struct wait"), "did you mean `struct waits`?");
    assert_eq!(help("struct of_nothing_like_it"), "write the type as in C: `struct task_ctx`");
}

#[test]
fn files_of_different_objects_differ() {
    let file = parse(&small()).unwrap();
    for (place, part) in [("/object/label", json!("other")), ("/sections/.bss/size", json!(56)), ("/keep", json!([]))] {
        assert!(parse(&with(place, part)).unwrap() != file, "{place}");
    }
}

#[test]
fn a_section_of_names_has_no_bytes() {
    let file = parse(&small()).unwrap();
    let section = file.layout().section(".ksyms").unwrap();
    assert_eq!((section.size, section.vars[0].offset, section.vars[0].size), (0, 0, 0));
}

#[test]
fn a_file_without_a_label_and_a_digest_names_no_object() {
    let text = parse(&with("/object", json!({}))).unwrap().to_json();
    assert!(!text.contains("\"object\""), "{text}");
}

#[test]
fn a_bitfield_can_have_all_bits_of_its_type() {
    let all = json!([{"name": "flag", "type": "u8", "c_type": "u8", "bit_offset": 0, "bits": 8}]);
    assert!(parse(&with("/types/struct kept/members", all)).is_ok());
    let more = json!([{"name": "flag", "type": "u8", "c_type": "u8", "bit_offset": 0, "bits": 9}]);
    assert!(parse(&with("/types/struct kept/members", more)).is_err());
}

#[test]
fn names_and_spellings_have_a_longest_length() {
    let named = |length: usize| parse(&with("/sections/.bss/vars/0/name", json!("n".repeat(length)))).is_ok();
    assert_eq!((named(512), named(513)), (true, false));
    let spelled = |length: usize| parse(&with("/sections/.bss/vars/0/c_type", json!("c".repeat(length)))).is_ok();
    assert_eq!((spelled(1024), spelled(1025)), (true, false));
}

#[test]
fn a_name_does_not_break_the_line_of_an_error() {
    let error = parse(&with("/keep/0", json!("struct a\nb"))).unwrap_err().to_string();
    assert!(error.contains("`struct a\\nb`") && error.lines().count() == 1, "{error}");
}
