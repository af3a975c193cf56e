//! JSON, in which integers that readers would round can be strings.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::Screen;
use super::text::is_harmful_in_json;
use crate::failure::Failure;

/// Integers up to this one are exact in a `double`, as which JavaScript and old versions of jq read all numbers.
const EXACT: u128 = 1 << 53;

impl Screen {
    /// Writes a JSON document, indented.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the output can't be written.
    pub fn write_json(&self, out: &mut dyn Write, document: &impl Serialize) -> Result<(), Failure> {
        self.write_with(PrettyFormatter::new(), out, document)
    }

    /// Writes a JSON document on one line.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the output can't be written.
    pub fn write_json_line(&self, out: &mut dyn Write, document: &impl Serialize) -> Result<(), Failure> {
        self.write_with(CompactFormatter, out, document)
    }

    fn write_with(&self, form: impl Formatter, out: &mut dyn Write, document: &impl Serialize) -> Result<(), Failure> {
        let mut json = Vec::new();
        let form = Integers { form, as_strings: self.json_strings, in_key: false };
        document.serialize(&mut Serializer::with_formatter(&mut json, form)).map_err(io::Error::from)?;
        // JSON is UTF-8, so nothing is replaced.
        let json = String::from_utf8_lossy(&json);
        // JSON requires escapes only for control characters below the space. The others occur only in strings, so they can be escaped too.
        for part in json.split_inclusive(is_harmful_in_json) {
            match part.chars().next_back().filter(|c| is_harmful_in_json(*c)) {
                Some(c) => write!(out, "{}\\u{:04x}", part.strip_suffix(c).unwrap_or(part), u32::from(c))?,
                None => out.write_all(part.as_bytes())?,
            }
        }
        Ok(writeln!(out)?)
    }
}

/// Writes large integers as strings, if asked for, and everything else in another form.
struct Integers<F> {
    form: F,
    as_strings: bool,
    /// Whether a key of an object is written, which is a string already.
    in_key: bool,
}

impl<F> Integers<F> {
    fn integer<W: ?Sized + Write>(&self, to: &mut W, text: &str, distance: u128) -> io::Result<()> {
        match self.as_strings && !self.in_key && distance > EXACT {
            true => write!(to, "\"{text}\""),
            false => to.write_all(text.as_bytes()),
        }
    }
}

impl<F: Formatter> Formatter for Integers<F> {
    fn write_i64<W: ?Sized + Write>(&mut self, to: &mut W, value: i64) -> io::Result<()> {
        self.write_i128(to, value.into())
    }

    fn write_u64<W: ?Sized + Write>(&mut self, to: &mut W, value: u64) -> io::Result<()> {
        self.write_u128(to, value.into())
    }

    fn write_i128<W: ?Sized + Write>(&mut self, to: &mut W, value: i128) -> io::Result<()> {
        self.integer(to, &value.to_string(), value.unsigned_abs())
    }

    fn write_u128<W: ?Sized + Write>(&mut self, to: &mut W, value: u128) -> io::Result<()> {
        self.integer(to, &value.to_string(), value)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.form.begin_array(to)
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.form.end_array(to)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.form.begin_array_value(to, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.form.end_array_value(to)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.form.begin_object(to)
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.form.end_object(to)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.in_key = true;
        self.form.begin_object_key(to, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.in_key = false;
        self.form.end_object_key(to)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.form.begin_object_value(to)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.form.end_object_value(to)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn written(json_strings: bool, document: &impl Serialize) -> String {
        let mut out = Vec::new();
        let screen = Screen { width: 80, color: false, json: true, json_strings };
        screen.write_json_line(&mut out, document).unwrap();
        String::from_utf8(out).unwrap().trim_end().to_owned()
    }

    #[test]
    fn only_integers_beyond_two_to_the_53_are_strings() {
        const EDGE: i128 = 1 << 53;
        let numbers = [0, EDGE, EDGE + 1, -EDGE, -EDGE - 1, u64::MAX.into(), i64::MIN.into()];
        assert_eq!(
            written(true, &numbers),
            r#"[0,9007199254740992,"9007199254740993",-9007199254740992,"-9007199254740993","18446744073709551615","-9223372036854775808"]"#
        );
        assert_eq!(
            written(false, &numbers),
            "[0,9007199254740992,9007199254740993,-9007199254740992,-9007199254740993,18446744073709551615,-9223372036854775808]"
        );
        assert_eq!(
            written(true, &(1.5, u64::MAX, "18446744073709551615")),
            r#"[1.5,"18446744073709551615","18446744073709551615"]"#
        );
    }

    #[test]
    fn a_key_has_no_second_quotes() {
        let map = BTreeMap::from([(u64::MAX, u64::MAX)]);
        assert_eq!(written(true, &map), r#"{"18446744073709551615":"18446744073709551615"}"#);
    }

    #[test]
    fn the_forms_are_those_of_serde_json() {
        let value = serde_json::json!({"a": [1, {"b": null}], "c": {}, "d": [], "e": "\u{7f}"});
        let screen = Screen { width: 80, color: false, json: true, json_strings: true };
        let mut out = Vec::new();
        screen.write_json(&mut out, &value).unwrap();
        let expected = serde_json::to_string_pretty(&value).unwrap().replace('\u{7f}', "\\u007f");
        assert_eq!(String::from_utf8(out).unwrap(), expected + "\n");
    }
}
