//! The names of types in a new file.

use serde_json::{Value, json};

use super::*;

/// The names of the types in a file that is made again from the layout of a file.
fn names(file: &Value) -> Vec<String> {
    let file = parse(file).unwrap();
    let again = LayoutFile::new(file.layout());
    assert!(LayoutFile::parse(again.to_json().as_bytes()).unwrap() == again);
    again.document.types.keys().cloned().collect()
}

/// A file of variables, each with its type, and types, each with its size and members.
fn file(vars: &[(&str, &str)], types: &[(&str, u64, Value)]) -> Value {
    let mut file = small();
    let vars = vars
        .iter()
        .enumerate()
        .map(|(at, (name, ty))| json!({"name": name, "type": ty, "c_type": "x", "offset": 64 * at, "size": 64}));
    file["sections"] = json!({".bss": {"size": 4096, "vars": vars.collect::<Vec<_>>()}});
    let types =
        types.iter().map(|(name, size, members)| ((*name).to_owned(), json!({"size": size, "members": members})));
    file["types"] = types.collect::<serde_json::Map<_, _>>().into();
    for part in ["keep", "maps", "names", "typedefs"] {
        file.as_object_mut().unwrap().remove(part);
    }
    file["maps"] = json!({});
    file
}

fn at(bit: u64, name: &str, ty: &str) -> Value {
    json!({"name": name, "type": ty, "c_type": "x", "bit_offset": bit})
}

#[test]
fn an_anonymous_type_is_named_by_its_typedef_or_its_position() {
    let mut file = file(
        &[("v", "struct outer")],
        &[
            (
                "struct outer",
                64,
                json!([
                    at(0, "", "struct {1}"),
                    at(128, "inner", "struct {3}"),
                    at(192, "point", "struct {4}"),
                    at(256, "", "struct {5}"),
                ]),
            ),
            ("struct {1}", 16, json!([at(0, "", "union {2}"), at(64, "y", "u64")])),
            ("union {2}", 8, json!([at(0, "a", "u64"), at(0, "b", "u32")])),
            ("struct {3}", 8, json!([at(0, "first", "u64")])),
            ("struct {4}", 8, json!([at(0, "x", "u32"), at(32, "z", "u32")])),
            ("struct {5}", 8, json!([at(0, "", "struct {6}"), at(0, "last", "i64")])),
            ("struct {6}", 0, json!([])),
        ],
    );
    file["typedefs"] = json!({"point_t": "struct {4}", "outer_t": "struct outer"});
    assert_eq!(
        names(&file),
        [
            "struct outer",
            "struct {outer.a}",
            "struct {outer.inner}",
            "struct {outer.last.}",
            "struct {outer.last}",
            "struct {point_t}",
            "union {outer.a.a}",
        ]
    );
}

#[test]
fn a_position_has_at_most_120_bytes() {
    let long = "n".repeat(119);
    for (var, name) in [
        (format!("{long}x"), format!("{long}x")),
        (format!("{long}xy"), format!("{long}x")),
        (format!("{long}é"), long.clone()),
    ] {
        let file = file(&[(&var, "struct {1}")], &[("struct {1}", 64, json!([at(0, "a", "u64")]))]);
        assert_eq!(names(&file), [format!("struct {{{name}}}")]);
    }
}

#[test]
fn a_number_that_is_part_of_another_tag_is_skipped() {
    let mut file = file(
        &[("a", "struct s"), ("b", "struct s #2"), ("c", "struct s #9"), ("d", "struct s #8")],
        &[
            ("struct s", 64, json!([at(0, "a", "u64")])),
            ("struct s #2", 64, json!([at(0, "b", "u64")])),
            ("struct s #8", 64, json!([at(0, "d", "u64")])),
            ("struct s #9", 64, json!([at(0, "c", "u64")])),
        ],
    );
    for number in [8, 9] {
        file["types"][format!("struct s #{number}")]["tag"] = json!("s");
    }
    assert_eq!(names(&file), ["struct s", "struct s #2", "struct s #3", "struct s #4"]);
}
