//! A position in a JSON text. Each method reads one form of JSON there and moves past it, or returns `None`.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The fields of maps, entries and values that this version of ktsnap knows, except those that only occur first.
const KNOWN: [&str; 37] = [
    "arena",
    "array_entries",
    "bits",
    "cast_annotation",
    "cpus",
    "deref",
    "deref_skipped_reason",
    "elements",
    "entries",
    "error",
    "fd_array",
    "had",
    "hex",
    "is_signed",
    "key",
    "key_hex",
    "kind",
    "len",
    "map_kva",
    "map_type",
    "max_entries",
    "members",
    "name",
    "needed",
    "partial",
    "payload",
    "per_cpu",
    "percpu_entries",
    "percpu_hash_entries",
    "reason",
    "ringbuf",
    "stack_trace",
    "type_name",
    "value",
    "value_hex",
    "value_size",
    "variant",
];

pub(super) struct JsonCursor<'j> {
    rest: &'j str,
    /// The unknown field that was skipped last. A field that a later version adds occurs in each value or in each map.
    last_unknown: &'j str,
}

impl<'j> JsonCursor<'j> {
    pub(super) fn new(json: &'j str) -> Self {
        Self { rest: json, last_unknown: "" }
    }

    /// Moves past `literal` if it is next.
    #[inline(always)]
    pub(super) fn accept(&mut self, literal: &str) -> bool {
        match self.rest.strip_prefix(literal) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    #[inline(always)]
    pub(super) fn literal(&mut self, literal: &str) -> Option<()> {
        self.accept(literal).then_some(())
    }

    /// Moves past `field`, a comma with a field's name, if it is next or only unknown fields come before it.
    #[inline(always)]
    pub(super) fn field(&mut self, field: &str) -> bool {
        self.accept(field) || (!self.rest.starts_with('}') && self.later_field(field))
    }

    #[inline(always)]
    pub(super) fn required(&mut self, field: &str) -> Option<()> {
        self.field(field).then_some(())
    }

    /// The end of an object, after any unknown fields.
    #[inline(always)]
    pub(super) fn end(&mut self) -> Option<()> {
        self.field("}").then_some(())
    }

    #[cold]
    #[inline(never)]
    fn later_field(&mut self, field: &str) -> bool {
        while self.unknown_field().is_some() {
            if self.accept(field) {
                return true;
            }
        }
        false
    }

    /// A field that a later version of the harness writes. serde ignores it too.
    fn unknown_field(&mut self) -> Option<()> {
        let mut after = Self { ..*self };
        after.literal(",")?;
        let name = after.plain()?;
        after.literal(":")?;
        if name != after.last_unknown && KNOWN.contains(&name) {
            return None;
        }
        after.last_unknown = name;
        after.ignored()?;
        *self = after;
        Some(())
    }

    /// Moves past any value. Most are plain strings and whole numbers, for which a parser of serde_json's costs more than the
    /// value itself.
    fn ignored(&mut self) -> Option<()> {
        let mut after = Self { ..*self };
        let is_simple = after.plain().is_some() || after.u64().is_some();
        if is_simple && after.rest.starts_with([',', '}']) {
            *self = after;
            return Some(());
        }
        self.typed::<IgnoredAny>().map(|_| ())
    }

    /// An array, each element by `element`.
    #[inline]
    pub(super) fn each(&mut self, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.literal("[")?;
        if self.accept("]") {
            return Some(());
        }
        loop {
            element(self)?;
            if !self.accept(",") {
                return self.literal("]");
            }
        }
    }

    /// The elements of an array, each by `element`. Without `KEEP` they are read, but not returned.
    #[inline]
    pub(super) fn all<const KEEP: bool, T>(
        &mut self,
        mut element: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut elements = Vec::new();
        self.each(|at| {
            let element = element(at)?;
            if KEEP {
                elements.push(element);
            }
            Some(())
        })?;
        elements.shrink_to_fit();
        Some(elements)
    }

    #[inline]
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.u64()?.try_into().ok()
    }

    #[inline]
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.u64()?.try_into().ok()
    }

    #[inline]
    pub(super) fn usize(&mut self) -> Option<usize> {
        self.u64()?.try_into().ok()
    }

    #[inline]
    pub(super) fn u64(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        let mut digits = 0;
        for byte in self.rest.bytes() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            value = value.checked_mul(10)?.checked_add(digit.into())?;
            digits += 1;
        }
        if digits == 0 || (digits > 1 && self.rest.starts_with('0')) {
            return None;
        }
        self.rest = self.rest.get(digits..)?;
        Some(value)
    }

    #[inline]
    pub(super) fn i64(&mut self) -> Option<i64> {
        match self.accept("-") {
            // JSON's `-0` is a floating-point number.
            true => match self.u64()? {
                0 => None,
                below_zero => 0_i64.checked_sub_unsigned(below_zero),
            },
            false => self.u64()?.try_into().ok(),
        }
    }

    pub(super) fn bool(&mut self) -> Option<bool> {
        if self.accept("true") { Some(true) } else { self.accept("false").then_some(false) }
    }

    /// A string without escapes.
    #[inline]
    pub(super) fn plain(&mut self) -> Option<&'j str> {
        let inside = self.rest.strip_prefix('"')?;
        let end = inside.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
        let (text, rest) = inside.split_at_checked(end)?;
        self.rest = rest.strip_prefix('"')?;
        Some(text)
    }

    /// Any string.
    #[inline]
    pub(super) fn string(&mut self) -> Option<Cow<'j, str>> {
        match self.plain() {
            Some(plain) => Some(Cow::Borrowed(plain)),
            None => self.typed().map(Cow::Owned),
        }
    }

    /// Any string. Without `KEEP` an empty one is returned.
    #[inline]
    pub(super) fn text<const KEEP: bool>(&mut self) -> Option<String> {
        let string = self.string()?;
        Some(if KEEP { string.into_owned() } else { String::new() })
    }

    /// A `T`, read by serde.
    #[inline(never)]
    pub(super) fn typed<T: Deserialize<'j>>(&mut self) -> Option<T> {
        let mut values = serde_json::Deserializer::from_str(self.rest).into_iter::<T>();
        let value = values.next()?.ok()?;
        self.rest = self.rest.get(values.byte_offset()..)?;
        Some(value)
    }

    pub(super) fn only_whitespace(&self) -> Option<()> {
        self.rest.bytes().all(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    #[test]
    fn numbers_are_those_of_json_that_fit() {
        fn check<'j, T: Debug + PartialEq>(
            read: fn(&mut JsonCursor<'j>) -> Option<T>,
            cases: &[(&'j str, Option<(T, &'j str)>)],
        ) {
            for (json, expected) in cases {
                let mut cursor = JsonCursor::new(json);
                let found = read(&mut cursor).map(|number| (number, cursor.rest));
                assert_eq!(found.as_ref(), expected.as_ref(), "{json}");
            }
        }
        check(JsonCursor::u8, &[("255,", Some((255, ","))), ("256", None)]);
        check(JsonCursor::u32, &[("4294967295}", Some((u32::MAX, "}"))), ("4294967296", None)]);
        check(
            JsonCursor::u64,
            &[
                ("18446744073709551615", Some((u64::MAX, ""))),
                ("18446744073709551616", None),
                ("0", Some((0, ""))),
                ("10:", Some((10, ":"))),
                ("1/", Some((1, "/"))),
                ("00", None),
                ("01", None),
                ("", None),
                ("-1", None),
                ("x", None),
            ],
        );
        check(
            JsonCursor::i64,
            &[
                ("9223372036854775807", Some((i64::MAX, ""))),
                ("9223372036854775808", None),
                ("-9223372036854775808", Some((i64::MIN, ""))),
                ("-9223372036854775809", None),
                ("-0", None),
                ("-", None),
            ],
        );
    }

    #[test]
    fn an_unknown_field_is_skipped_if_its_value_is_json() {
        for (value, is_json) in
            [("\"x\"", true), ("7", true), ("-7", true), ("\"x\"7", false), ("7\"x\"", false), ("", false)]
        {
            for rest in ["}", ",\"kind\":1}"] {
                let json = format!(",\"added\":{value}{rest}");
                let mut cursor = JsonCursor::new(&json);
                let field = if rest == "}" { "}" } else { ",\"kind\":" };
                assert_eq!(cursor.field(field), is_json, "{json}");
            }
        }
    }
}
