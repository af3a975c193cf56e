//! Prints a layout file so that a changed variable, member or key changes one line.
//!
//! The file has the form of serde_json's pretty printer, except that a variable, a member, a key and a value are one line
//! each, and that an enum and a list of names are one line if it fits. The pretty printer can't do that, so the functions
//! here print these parts with [`OneLine`] and insert them as raw values.

use std::collections::BTreeMap;
use std::io;

use serde::ser::{Error, Serialize, SerializeMap, Serializer};
use serde_json::ser::Formatter;
use serde_json::value::RawValue;

use crate::text::Text;

use super::{JsonBody, JsonDocument, JsonType, enumerator};

/// The number of columns at which an enum or a list of names is broken into lines.
const WIDTH: usize = 110;

/// Prints a file with a newline at its end.
#[expect(clippy::expect_used, reason = "strings, numbers and lists of them always have a JSON form")]
pub(in crate::file) fn print(document: &JsonDocument) -> String {
    let text = serde_json::to_string_pretty(document).expect("a layout file has a JSON form");
    escaped(&text) + "\n"
}

/// Prints a value on one line.
pub(super) fn row<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    one_line::<_, S::Error>(value)?.serialize(serializer)
}

/// Prints each value on a line of its own.
pub(super) fn rows<T: Serialize, S: Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let lines = values.iter().map(one_line).collect::<Result<Vec<_>, S::Error>>()?;
    serializer.collect_seq(lines)
}

pub(super) fn keep<S: Serializer>(types: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    Fit { value: types, column: "  \"keep\": ".len() }.serialize(serializer)
}

pub(super) fn enumerators<S: Serializer>(values: &[(Text, i128)], serializer: S) -> Result<S::Ok, S::Error> {
    let values: Vec<_> = values.iter().map(|(name, value)| enumerator(name, *value)).collect();
    Fit { value: &values, column: "      \"values\": ".len() }.serialize(serializer)
}

pub(super) fn names<S: Serializer>(names: &BTreeMap<String, Vec<Text>>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut table = serializer.serialize_map(Some(names.len()))?;
    for (section, names) in names {
        table.serialize_entry(section, &Fit { value: names, column: column_after::<S::Error>(section)? })?;
    }
    table.end()
}

pub(super) fn types<S: Serializer>(types: &BTreeMap<String, JsonType>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut table = serializer.serialize_map(Some(types.len()))?;
    for (name, ty) in types {
        match ty.body {
            JsonBody::Enum { .. } => {
                table.serialize_entry(name, &Fit { value: ty, column: column_after::<S::Error>(name)? })?;
            }
            JsonBody::Struct { .. } => table.serialize_entry(name, ty)?,
        }
    }
    table.end()
}

/// The column after the name of a field in a table of the file.
fn column_after<E: Error>(name: &str) -> Result<usize, E> {
    Ok("    : ".len() + one_line::<_, E>(name)?.get().chars().count())
}

/// A value that is printed on one line if it fits after `column`.
struct Fit<'v, T: ?Sized> {
    value: &'v T,
    column: usize,
}

impl<T: Serialize + ?Sized> Serialize for Fit<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let line = one_line::<_, S::Error>(self.value)?;
        // A comma can follow the line.
        if self.column + line.get().chars().count() < WIDTH {
            line.serialize(serializer)
        } else {
            self.value.serialize(serializer)
        }
    }
}

fn one_line<T: Serialize + ?Sized, E: Error>(value: &T) -> Result<Box<RawValue>, E> {
    let mut line = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut line, OneLine)).map_err(E::custom)?;
    let line = String::from_utf8(line).map_err(E::custom)?;
    RawValue::from_string(escaped(&line)).map_err(E::custom)
}

/// Prints a value on one line, with a space after each comma and colon.
struct OneLine;

impl Formatter for OneLine {
    fn begin_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

/// Escapes characters that a terminal interprets or that change the direction of text. JSON only escapes control
/// characters below the space, so all others in `json` are inside strings.
fn escaped(json: &str) -> String {
    let is_hidden = |c: char| {
        let directional = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        directional || (c.is_control() && c != '\n')
    };
    if !json.contains(is_hidden) {
        return json.to_owned();
    }
    let shown = |c: char| if is_hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    json.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: &serde_json::Value) -> String {
        one_line::<_, serde_json::Error>(value).unwrap().get().to_owned()
    }

    #[test]
    fn a_row_is_one_line_however_long_it_is() {
        let long = "x".repeat(2 * WIDTH);
        assert_eq!(line(&serde_json::json!({"a": [1, -2], "b": {}})), r#"{"a": [1, -2], "b": {}}"#);
        assert_eq!(line(&serde_json::json!([long, 1])), format!("[\"{long}\", 1]"));
    }

    #[test]
    fn characters_that_a_terminal_interprets_are_escaped() {
        let text = line(&"a\u{9b}\u{202e}\u{1b}\né".into());
        assert_eq!(text, "\"a\\u009b\\u202e\\u001b\\né\"");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), "a\u{9b}\u{202e}\u{1b}\né");
    }

    #[test]
    fn a_list_is_broken_if_it_does_not_fit() {
        let print = |letters: usize| {
            let value = ["x".repeat(letters), String::new()];
            serde_json::to_string_pretty(&Fit { value: &value, column: 10 }).unwrap()
        };
        // The line is `["...", ""]`, and a comma can follow it.
        let fits = WIDTH - 1 - 10 - r#"["", ""]"#.len();
        assert_eq!(print(fits).chars().count(), WIDTH - 11);
        assert_eq!(print(fits + 1), format!("[\n  \"{}\",\n  \"\"\n]", "x".repeat(fits + 1)));
    }
}
