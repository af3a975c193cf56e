//! Tests of tapes.

use serde::Deserialize;
use serde_json::Value as Json;

use super::*;

/// Reads the fields of an object through a tape.
fn replayed(json: &str) -> Vec<(String, Json)> {
    struct OnTape;
    impl<'de> Visitor<'de> for OnTape {
        type Value = Vec<(String, Json)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut tape = Tape::default();
            while let Some(Key(name)) = map.next_key()? {
                tape.add_field(&name, &mut map)?;
            }
            let mut reader = tape.into_reader();
            let mut fields = Vec::new();
            while let Some(name) = reader.name().map(str::to_owned) {
                fields.push((name, Json::deserialize(reader.value::<A::Error>())?));
            }
            Ok(fields)
        }
    }
    serde_json::Deserializer::from_str(json).deserialize_map(OnTape).unwrap()
}

#[test]
fn every_kind_of_value_is_read_as_it_was_written() {
    let json = r#"{"a":[null,true,false,0,127,128,18446744073709551615,-1,-9223372036854775808,0.1,-1e300],
        "":{"é\n":"\"","n":{"o":[[],{}]}},"t":"x"}"#;
    let fields = replayed(json);
    let expected: Json = serde_json::from_str(json).unwrap();
    assert_eq!(fields.len(), 3);
    assert!(fields.iter().all(|(name, value)| expected[name] == *value), "{fields:?}");
}

#[test]
fn fields_that_occur_twice_are_both_read() {
    assert_eq!(replayed(r#"{"a":1,"a":2}"#), [("a".to_owned(), Json::from(1)), ("a".to_owned(), Json::from(2))]);
}

/// The names of an object's fields in the order in which they are read.
#[derive(Debug, PartialEq)]
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfNames;
        impl<'de> Visitor<'de> for OfNames {
            type Value = Names;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, Json::Number(_) | Json::Object(_))) = map.next_entry::<String, Json>()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(OfNames)
    }
}

#[test]
fn a_tag_is_read_first_wherever_it_is() {
    for (json, expected) in [
        (r#"{"a":1,"kind":2,"b":3}"#, &["kind", "a", "b"][..]),
        (r#"{"a":1,"b":3,"kind":{"kind":4,"c":5}}"#, &["kind", "a", "b"]),
        (r#"{"a":1,"kind":1.5,"b":3}"#, &["kind", "a", "b"]),
        (r#"{"a":1,"kind":{"c":{"d":[1]},"e":5},"b":3}"#, &["kind", "a", "b"]),
        (r#"{"kind":1,"a":2,"kind":3}"#, &["kind", "a", "kind"]),
        (r#"{"a":{"b":1,"kind":2},"kind":3,"kind":4}"#, &["kind", "a", "kind"]),
        (r#"{"kinds":1}"#, &["kinds"]),
    ] {
        let mut tape = Tape::default();
        serde_json::Deserializer::from_str(json).deserialize_any(Append(&mut tape)).unwrap();
        let mut reader = tape.into_reader();
        let names = Names::deserialize(reader.value::<serde_json::Error>()).unwrap();
        assert_eq!(names.0, expected, "{json}");
        assert_eq!(reader.at, reader.tape.bytes.len(), "{json}");
    }
}

#[test]
fn a_sequence_that_is_not_read_to_its_end_is_an_error() {
    let read = |json: &str| {
        let mut tape = Tape::default();
        serde_json::Deserializer::from_str(json).deserialize_any(Append(&mut tape)).unwrap();
        let mut reader = tape.into_reader();
        let read = <[u8; 2]>::deserialize(reader.value::<serde_json::Error>());
        read.map(|read| (read, reader.at)).map_err(|error| error.to_string())
    };
    assert_eq!(read("[1,2]"), Ok(([1, 2], 6)));
    assert_eq!(read("[1,2,3]"), Err("trailing characters".to_owned()));
    assert_eq!(read("[1]"), Err("invalid length 1, expected an array of length 2".to_owned()));
}

#[test]
fn a_tag_that_is_the_first_field_has_no_entry() {
    for (json, tags) in [(r#"[{"kind":1},{"kind":2,"a":3}]"#, 0), (r#"[{"kind":1},{"a":3,"kind":2}]"#, 1)] {
        let mut tape = Tape::default();
        serde_json::Deserializer::from_str(json).deserialize_any(Append(&mut tape)).unwrap();
        assert_eq!(tape.tags.len(), tags, "{json}");
    }
}

#[test]
fn a_tape_takes_no_more_than_the_text() {
    for (element, most) in
        [("null,", 1), ("0,", 2), ("{},", 2), ("[],", 2), ("\"\",", 2), ("{\"a\":0,\"kind\":0},", 15)]
    {
        let json = format!("[{}0]", element.repeat(1000));
        let mut tape = Tape::default();
        serde_json::Deserializer::from_str(&json).deserialize_any(Append(&mut tape)).unwrap();
        assert!(tape.bytes.len() <= 1000 * most + 4, "{element} {}", tape.bytes.len());
    }
}
