use std::cell::Cell;
use std::fmt::Debug;

use serde::Serialize;
use serde::ser::{Error, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde_json::{Value, json};

use super::*;
use crate::report::scan::scan;
use crate::report::scan::tests::{EVERYTHING, captures};
use crate::report::{Half, RenderedValue};

/// What the scanner keeps of a text.
fn scanned<'w>(json: &str, want: impl Fn(&FailureDumpMap) -> Wanted<'w>) -> FailureDumpReport {
    match scan(json, |_, map| want(map)) {
        Some(FailureDumpReportAny::Single(report)) => *report,
        other => panic!("{other:?}"),
    }
}

/// The maps and what the rules know of the running scheduler.
fn kept(report: &FailureDumpReport) -> impl PartialEq + Debug + use<> {
    // As text: a NaN is not equal to itself.
    let maps = serde_json::to_string(&report.maps).unwrap();
    let running = (report.active_obj_name.clone(), report.active_map_kvas.clone(), report.is_placeholder);
    (report.schema.clone(), maps, report.maps.is_distinct(), running, report.half)
}

const WANTS: [&dyn Fn(&FailureDumpMap) -> Wanted<'static>; 5] = [
    &|_| Wanted::Whole,
    &|_| Wanted::Vars(&|name| name.starts_with("nr_") || name < "f"),
    &|map| if map.name.ends_with(".bss") { Wanted::Vars(&|_| true) } else { Wanted::Header },
    &|map| if map.map_type == 6 { Wanted::Whole } else { Wanted::Nothing },
    &|_| Wanted::Nothing,
];

/// The scanner and the collector keep the same parts, also of a value whose fields are in another order: those of `Value` are
/// in the order of their names.
#[test]
fn a_value_is_kept_as_the_scanner_keeps_its_json() {
    let everything = ("everything".to_owned(), EVERYTHING.to_owned());
    for (file, json) in captures().into_iter().chain([everything]).filter(|(_, json)| !json.starts_with("{\n")) {
        let report: FailureDumpReport = serde_json::from_str(&json).unwrap();
        let unordered: Value = serde_json::from_str(&json).unwrap();
        for want in WANTS {
            let expected = kept(&scanned(&json, want));
            assert_eq!(kept(&projected(&report, want).unwrap()), expected, "{file}");
            let unordered = projected(&unordered, want).unwrap();
            // Variables before the map's name are all kept.
            if !report.maps.iter().any(|map| matches!(want(map), Wanted::Vars(_))) {
                assert_eq!(kept(&unordered), expected, "{file}");
            }
        }
        let FailureDumpReportAny::Single(all) = whole(&report).unwrap() else { panic!("{file}") };
        assert_eq!(serde_json::to_string(&all).unwrap(), serde_json::to_string(&report).unwrap(), "{file}");
    }
}

/// A value that counts how often it is serialized.
struct Counted<'c>(&'c Cell<u32>, Value);

impl Serialize for Counted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.set(self.0.get() + 1);
        self.1.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Map<'c> {
    name: &'static str,
    map_type: u32,
    value_size: u32,
    max_entries: u32,
    value: Section<'c>,
    entries: Counted<'c>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Section<'c> {
    Struct { type_name: Option<&'static str>, members: Vec<Member<'c>> },
}

#[derive(Serialize)]
struct Member<'c> {
    name: &'static str,
    value: Counted<'c>,
}

#[derive(Serialize)]
struct Report<'c> {
    schema: &'static str,
    maps: Vec<Map<'c>>,
    tasks: Counted<'c>,
}

#[test]
fn what_is_not_wanted_is_not_serialized() {
    let [wanted, unwanted] = [Cell::new(0), Cell::new(0)];
    let seven = json!({"kind": "uint", "bits": 64, "value": 7});
    let members = |wanted| {
        [("a", &unwanted), ("b", wanted)].map(|(name, count)| Member { name, value: Counted(count, seven.clone()) })
    };
    let map = |name, wanted| Map {
        name,
        map_type: 2,
        value_size: 8,
        max_entries: 1,
        value: Section::Struct { type_name: Some(".bss"), members: members(wanted).into() },
        entries: Counted(&unwanted, json!([])),
    };
    let maps = vec![map("x.bss", &wanted), map("other", &unwanted)];
    let report = Report { schema: "single", maps, tasks: Counted(&unwanted, json!({})) };
    let want = |map: &FailureDumpMap| match map.name.as_str() {
        "x.bss" => Wanted::Vars(&|name| name == "b"),
        _ => Wanted::Header,
    };
    let kept = projected(&report, &want).unwrap();
    assert_eq!((wanted.get(), unwanted.get()), (1, 0));
    assert_eq!(kept.maps.len(), 2);
    let Some(RenderedValue::Struct { members, .. }) = &kept.maps[0].value else { panic!("{kept:?}") };
    assert_eq!((members.len(), &members[0].value), (1, &RenderedValue::Uint { bits: 64, value: 7 }));
    assert!(kept.maps[1].value.is_none());
}

#[test]
fn of_a_dual_document_the_late_report_is_kept() {
    let report = |kva: u64| json!({"schema": "single", "maps": [{"name": "a", "map_kva": kva, "map_type": 2, "value_size": 8, "max_entries": 1}]});
    let dual = json!({"schema": "dual", "early": report(1), "late": report(2)});
    let late = projected(&dual, &|_| Wanted::Header).unwrap();
    assert_eq!((late.maps[0].map_kva, late.half), (2, Some(Half::Late)));
    let FailureDumpReportAny::Dual(both) = whole(&dual).unwrap() else { panic!() };
    assert_eq!(both.early.unwrap().maps[0].map_kva, 1);
    let degraded = json!({"schema": "degraded", "reason": "late", "watchpoint_hit": true, "bss_latch_state": ""});
    assert!(projected(&degraded, &|_| Wanted::Header).is_none());
    assert!(matches!(whole(&degraded).unwrap(), FailureDumpReportAny::Degraded(_)));
}

/// The first line of an error, without the position in a text.
fn reason(error: &ReportError) -> String {
    match error {
        ReportError::Value { reason, .. } => reason.replace("type: unit value", "type: null"),
        ReportError::Json { source, .. } => source.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
        other => other.to_string(),
    }
}

/// Calls `check` with the document after each part of it was replaced by `with`.
fn each_replaced(document: &mut Value, at: &str, with: &Value, check: &mut impl FnMut(&Value)) {
    let mut root = document.clone();
    let parts: Vec<String> = match document.pointer(at) {
        Some(Value::Array(elements)) => (0..elements.len()).map(|index| index.to_string()).collect(),
        Some(Value::Object(fields)) => fields.keys().cloned().collect(),
        _ => Vec::new(),
    };
    if let Some(part) = root.pointer_mut(at) {
        *part = with.clone();
        check(&root);
    }
    for part in parts {
        each_replaced(document, &format!("{at}/{part}"), with, check);
    }
}

#[test]
fn a_broken_value_gives_the_error_of_its_json() {
    let mut document: Value = serde_json::from_str(EVERYTHING).unwrap();
    let (mut read, mut refused) = (0, 0);
    for with in
        [json!(null), json!(-1), json!(1.5), json!("x"), json!([]), json!({}), json!({"kind": "word"}), json!([7])]
    {
        each_replaced(&mut document, "", &with, &mut |value| {
            let text = value.to_string();
            match (whole(value), FailureDumpReportAny::from_json(&text)) {
                (Ok(by_value), Ok(by_text)) => {
                    read += 1;
                    assert_eq!(serde_json::to_string(&by_value).unwrap(), serde_json::to_string(&by_text).unwrap());
                }
                (Err(by_value), Err(by_text)) => {
                    refused += 1;
                    assert_eq!(reason(&by_value), reason(&by_text), "{text}");
                    let is_in_maps = matches!(&by_value, ReportError::Value { path, .. } if path.starts_with("maps"));
                    assert!(!is_in_maps || projected(value, &|_| Wanted::Whole).is_none(), "{text}");
                }
                (by_value, by_text) => panic!("{by_value:?} but {by_text:?} of {text}"),
            }
        });
    }
    assert!(read > 50 && refused > 500, "{read} {refused}");
}

#[test]
fn an_error_names_the_path() {
    let error =
        whole(&json!({"schema": "single", "maps": [{"name": "a", "map_type": 2, "value_size": -1, "max_entries": 1}]}));
    let message = error.unwrap_err().to_string();
    assert!(
        message.starts_with("not a report: invalid value: integer `-1`, expected u32, in maps[0].value_size;"),
        "{message}"
    );
}

#[test]
fn a_value_that_is_no_report_is_an_error() {
    fn error(value: &impl Serialize) -> String {
        assert!(projected(value, &|_| Wanted::Whole).is_none());
        whole(value).unwrap_err().to_string()
    }
    assert!(error(&7).starts_with("not a report: invalid type: integer `7`, expected a report"), "{}", error(&7));
    assert!(error(&"x").contains("string \"x\", expected a report"), "{}", error(&"x"));
    assert!(error(&()).contains("expected a report"), "{}", error(&()));
    assert!(error(&[1]).contains("invalid type: sequence, expected a report"), "{}", error(&[1]));
    assert!(error(&json!({})).contains("missing field `schema`"));
    assert!(error(&json!({"schema": "single"})).contains("missing field `maps`"));
    assert!(error(&json!({"schema": "other", "maps": []})).contains("the document's schema is `other`"));
    assert!(error(&json!({"schema": "single", "maps": 7})).contains("in maps"));
}

#[test]
fn an_error_of_the_value_itself_is_passed_on() {
    struct Failing;
    impl Serialize for Failing {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("the lock is poisoned"))
        }
    }
    let message = whole(&Failing).unwrap_err().to_string();
    assert!(message.starts_with("not a report: the lock is poisoned"), "{message}");
}

/// Every form of serde's data model, as a field that the report ignores and as the whole document.
#[test]
fn a_field_of_any_form_is_ignored() {
    #[derive(Serialize)]
    enum Variants {
        Unit,
        New(u8),
        Tuple(u8, i128),
        Struct { a: char, b: Option<f32> },
    }
    #[derive(Serialize)]
    struct Unit;
    #[derive(Serialize)]
    struct Odd {
        variants: [Variants; 4],
        unit: Unit,
        nothing: (),
        keys: std::collections::BTreeMap<i16, (bool, u128)>,
    }
    #[derive(Serialize)]
    struct Later {
        odd: Odd,
        schema: &'static str,
        maps: [u8; 0],
    }
    let odd = || Odd {
        variants: [Variants::Unit, Variants::New(1), Variants::Tuple(1, -2), Variants::Struct { a: 'a', b: None }],
        unit: Unit,
        nothing: (),
        keys: [(-1, (true, 5))].into(),
    };
    assert!(matches!(whole(&Later { odd: odd(), schema: "single", maps: [] }), Ok(FailureDumpReportAny::Single(_))));
    assert!(whole(&odd()).unwrap_err().to_string().contains("missing field `schema`"));
    let kept: Value = projected::typed(Depth::new(9).collect(&odd(), Any).unwrap()).unwrap();
    assert_eq!(kept, serde_json::to_value(odd()).unwrap());
    assert_eq!(
        whole(&u128::MAX).unwrap_err().to_string(),
        "not a report: it has an integer of more than 64 bits, in .; pass the report of a snapshot of the harness, \
         `snapshot.report()`"
    );
}

/// An object whose fields are in this order, and can occur twice.
#[derive(Clone)]
struct Object(Vec<(&'static str, Value)>);

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        self.0.iter().try_for_each(|(name, value)| object.serialize_entry(name, value))?;
        object.end()
    }
}

/// A report with a map of these fields.
#[derive(Serialize)]
struct OfMap {
    schema: &'static str,
    maps: [Object; 1],
}

fn of_map(fields: Vec<(&'static str, Value)>) -> OfMap {
    OfMap { schema: "single", maps: [Object(fields)] }
}

fn header() -> Vec<(&'static str, Value)> {
    vec![("name", json!("a")), ("map_type", json!(2)), ("value_size", json!(8)), ("max_entries", json!(1))]
}

#[test]
fn a_field_that_occurs_twice_is_left_to_the_reader_of_the_whole() {
    let is_kept = |report: &OfMap| projected(report, &|_| Wanted::Whole).is_some();
    assert!(is_kept(&of_map(header())));
    for field in header().into_iter().chain([("map_kva", json!(1))]) {
        let report = of_map(header().into_iter().chain([field.clone(), field.clone()]).collect());
        assert!(!is_kept(&report), "{field:?}");
        let message = whole(&report).unwrap_err().to_string();
        assert!(message.starts_with(&format!("not a report: duplicate field `{}`", field.0)), "{message}");
    }
    let (schema, maps) = (("schema", json!("single")), ("maps", json!([])));
    let report = |fields: &[&(&'static str, Value)]| Object(fields.iter().copied().cloned().collect());
    let is_kept = |report: &Object| projected(report, &|_| Wanted::Whole).is_some();
    assert!(is_kept(&report(&[&schema, &maps])) && !is_kept(&report(&[&schema, &maps, &maps])));
    let late = ("late", json!({"schema": "single", "maps": []}));
    let dual = ("schema", json!("dual"));
    assert!(is_kept(&report(&[&dual, &late])) && !is_kept(&report(&[&dual, &late, &late])));
}

#[test]
fn what_is_wanted_is_decided_by_the_whole_header_wherever_it_is() {
    let bool = |value: bool| json!({"kind": "bool", "value": value});
    let contents = || {
        let members = json!([{"name": "a", "value": bool(true)}, {"name": "b", "value": bool(false)}]);
        vec![
            ("array_entries", json!([{"key": 0}])),
            ("error", json!("cut short")),
            ("value", json!({"kind": "struct", "type_name": null, "members": members})),
        ]
    };
    let of = |fields: Vec<Vec<(&'static str, Value)>>, want: &dyn Fn(&FailureDumpMap) -> Wanted<'static>| {
        let kept = projected(&of_map(fields.concat()), &|map| {
            assert_eq!((&*map.name, map.map_kva, map.map_type, map.value_size, map.max_entries), ("a", 0, 2, 8, 1));
            want(map)
        });
        kept.unwrap().maps.first().map(|map| serde_json::to_value(map).unwrap())
    };
    let json = |fields: Vec<Vec<(&'static str, Value)>>| serde_json::to_value(Object(fields.concat())).unwrap();
    let [_, error, value] = contents().try_into().unwrap();
    let members = json!([{"name": "a", "value": bool(true)}]);
    let only_a = ("value", json!({"kind": "struct", "type_name": null, "members": members}));
    for fields in [vec![header(), contents()], vec![contents(), header()]] {
        let is_after_the_header = fields[0][0].0 == "name";
        assert_eq!(of(fields.clone(), &|_| Wanted::Whole), Some(json(vec![header(), contents()])));
        assert_eq!(of(fields.clone(), &|_| Wanted::Header), Some(json(vec![header()])));
        assert_eq!(of(fields.clone(), &|_| Wanted::Nothing), None);
        let section = if is_after_the_header { &only_a } else { &value };
        let vars = of(fields, &|_| Wanted::Vars(&|name| name == "a"));
        assert_eq!(vars, Some(json(vec![header(), vec![error.clone(), section.clone()]])));
    }
}

#[test]
fn the_nesting_of_what_is_kept_is_that_of_its_json() {
    for json in ["7", "[]", "{}", r#"{"a":[7,[]],"b":7}"#, r#"[7,{"a":{"b":{}}},[]]"#] {
        let value: Value = serde_json::from_str(json).unwrap();
        let nesting = Depth::new(9).collect(&value, Any).unwrap().nesting();
        assert_eq!(nesting, crate::report::depth::nesting(json), "{json}");
    }
}

#[test]
fn numbers_keep_their_bits() {
    fn read(value: impl Serialize) -> RenderedValue {
        projected::typed(Depth::new(9).collect(&value, Any).unwrap()).unwrap()
    }
    #[derive(Serialize)]
    struct Number<N> {
        kind: &'static str,
        bits: u32,
        value: N,
    }
    let number = |kind| move |value| Number { kind, bits: 64, value };
    for value in [f64::INFINITY, f64::NEG_INFINITY, -0.0, f64::MIN_POSITIVE] {
        let RenderedValue::Float { value: read, .. } = read(number("float")(value)) else { panic!() };
        assert_eq!(read.to_bits(), value.to_bits());
    }
    let read_nan = read(number("float")(f64::NAN));
    assert!(matches!(read_nan, RenderedValue::Float { value, .. } if value.is_nan()));
    assert_eq!(
        read(Number { kind: "uint", bits: 64, value: u64::MAX }),
        RenderedValue::Uint { bits: 64, value: u64::MAX }
    );
    assert_eq!(
        read(Number { kind: "int", bits: 64, value: i64::MIN }),
        RenderedValue::Int { bits: 64, value: i64::MIN }
    );
}

/// A value that nests without an end.
struct Endless;

impl Serialize for Endless {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        list.serialize_element(self)?;
        list.end()
    }
}

/// A value that nests this many levels.
struct Nested(usize);

impl Serialize for Nested {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("RenderedValue", 4)?;
        if self.0 == 1 {
            object.serialize_field("kind", "bytes")?;
            object.serialize_field("hex", "")?;
        } else {
            object.serialize_field("kind", "truncated")?;
            object.serialize_field("needed", &1)?;
            object.serialize_field("had", &0)?;
            object.serialize_field("partial", &Self(self.0 - 1))?;
        }
        object.end()
    }
}

#[derive(Serialize)]
struct Deep<V> {
    name: &'static str,
    map_type: u32,
    value_size: u32,
    max_entries: u32,
    value: V,
}

#[derive(Serialize)]
struct DeepReport<V> {
    schema: &'static str,
    maps: [Deep<V>; 1],
}

fn deep<V>(value: V) -> DeepReport<V> {
    DeepReport { schema: "single", maps: [Deep { name: "a", map_type: 2, value_size: 1, max_entries: 1, value }] }
}

/// On the small stack of a test's thread.
#[test]
fn nesting_is_bounded() {
    // The value is inside three levels.
    let deepest = MAX_SERIALIZED_DEPTH - 3;
    for levels in [10, PARSER_LIMIT - 3, deepest] {
        let FailureDumpReportAny::Single(report) = whole(&deep(Nested(levels))).unwrap() else { panic!() };
        assert!(matches!(report.maps[0].value, Some(RenderedValue::Truncated { .. })));
    }
    for error in [whole(&deep(Nested(deepest + 1))), whole(&deep(Endless)), whole(&Endless)] {
        assert!(matches!(error, Err(ReportError::TooDeep { depth, .. }) if depth == MAX_SERIALIZED_DEPTH + 1));
    }
    assert!(projected(&deep(Endless), &|_| Wanted::Whole).is_none());
    assert!(projected(&deep(Endless), &|_| Wanted::Vars(&|_| true)).is_none());
    assert!(projected(&deep(Endless), &|_| Wanted::Header).is_some());
}
