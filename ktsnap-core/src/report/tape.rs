//! Fields that occur before the tag of their object, kept for a later read.
//!
//! They are kept as tokens in a list of bytes, which takes about as much memory as the text. The tape keeps the order and the
//! duplicates of fields, so that reading them later gives the same result or error as reading them in place.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::tagged::Key;

/// The tag of values. An object on the tape is read from its tag on, so that the fields before the tag need no tape of their own.
const TAG: &str = "kind";

/// The first byte of a token. The name of a field is a text.
mod token {
    pub(super) const NULL: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    /// A variable-length integer follows.
    pub(super) const UNSIGNED: u8 = 3;
    /// A variable-length integer follows: the complement of a negative number.
    pub(super) const NEGATIVE: u8 = 4;
    /// Eight bytes follow.
    pub(super) const FLOAT: u8 = 5;
    /// The length as a variable-length integer and the bytes follow.
    pub(super) const TEXT: u8 = 6;
    /// The elements and an end follow.
    pub(super) const SEQUENCE: u8 = 7;
    /// The fields and an end follow.
    pub(super) const OBJECT: u8 = 8;
    pub(super) const END: u8 = 9;
}

/// The tokens of some fields.
#[derive(Default)]
pub(super) struct Tape {
    bytes: Vec<u8>,
    /// The positions of objects whose tag is not their first field, and the positions of these tags.
    tags: Vec<(usize, usize)>,
}

impl Tape {
    /// Adds the field whose name was read last from an object.
    pub(super) fn add_field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        self.add_text(name);
        map.next_value_seed(Append(self))
    }

    /// Adds a text, which is a value or the name of a field.
    pub(super) fn add_text(&mut self, text: &str) {
        self.add_number(token::TEXT, text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn add_number(&mut self, token: u8, mut number: u64) {
        self.bytes.push(token);
        while number > 0x7f {
            self.bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.bytes.push(number.to_le_bytes()[0]);
    }

    /// Reads the fields from the start.
    pub(super) fn into_reader(mut self) -> Reader {
        self.tags.sort_unstable();
        Reader { tape: self, at: 0 }
    }

    /// The position of the tag of the object at a position, unless it is the first field.
    fn tag_of(&self, object: usize) -> Option<usize> {
        let found = self.tags.binary_search_by_key(&object, |(object, _)| *object).ok()?;
        self.tags.get(found).map(|(_, tag)| *tag)
    }

    /// The next byte. After the last byte, everything is at an end.
    fn byte(&self, at: &mut usize) -> u8 {
        let byte = self.bytes.get(*at).copied().unwrap_or(token::END);
        *at += 1;
        byte
    }

    fn number(&self, at: &mut usize) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte(at);
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    /// The text whose first byte was read.
    fn text(&self, at: &mut usize) -> &str {
        let len = usize::try_from(self.number(at)).unwrap_or(usize::MAX);
        let end = at.saturating_add(len);
        let text = self.bytes.get(*at..end).and_then(|bytes| str::from_utf8(bytes).ok());
        *at = end;
        text.unwrap_or_default()
    }

    /// The name of the next field. `None` at the end of the object.
    fn name(&self, at: &mut usize) -> Option<&str> {
        (self.byte(at) == token::TEXT).then(|| self.text(at))
    }

    /// Moves to the end of a value.
    fn skip(&self, at: &mut usize) {
        let mut open = 0_usize;
        loop {
            match self.byte(at) {
                token::SEQUENCE | token::OBJECT => open += 1,
                token::END => open = open.saturating_sub(1),
                token::UNSIGNED | token::NEGATIVE => _ = self.number(at),
                token::FLOAT => *at += size_of::<f64>(),
                token::TEXT => _ = self.text(at),
                _ => {}
            }
            if open == 0 {
                return;
            }
        }
    }
}

/// Adds a value to a tape.
struct Append<'t>(&'t mut Tape);

impl<'de> DeserializeSeed<'de> for Append<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Append<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.bytes.push(token::NULL);
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.0.bytes.push(if value { token::TRUE } else { token::FALSE });
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.0.add_number(token::UNSIGNED, value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        match u64::try_from(value) {
            Ok(value) => self.0.add_number(token::UNSIGNED, value),
            Err(_) => self.0.add_number(token::NEGATIVE, u64::from_le_bytes((!value).to_le_bytes())),
        }
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.0.bytes.push(token::FLOAT);
        self.0.bytes.extend_from_slice(&value.to_le_bytes());
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.0.add_text(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.bytes.push(token::SEQUENCE);
        while seq.next_element_seed(Append(self.0))?.is_some() {}
        self.0.bytes.push(token::END);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let object = self.0.bytes.len();
        self.0.bytes.push(token::OBJECT);
        let first = self.0.bytes.len();
        let mut has_tag = false;
        while let Some(Key(name)) = map.next_key()? {
            let field = self.0.bytes.len();
            if name == TAG && !has_tag {
                has_tag = true;
                if field != first {
                    self.0.tags.push((object, field));
                }
            }
            self.0.add_field(&name, &mut map)?;
        }
        self.0.bytes.push(token::END);
        Ok(())
    }
}

/// Reads the fields of a tape.
pub(super) struct Reader {
    tape: Tape,
    at: usize,
}

impl Reader {
    /// Adds a field after the last one.
    pub(super) fn with_text(mut self, name: &str, value: &str) -> Self {
        self.tape.add_text(name);
        self.tape.add_text(value);
        self
    }

    /// The name of the next field. `None` after the last one.
    pub(super) fn name(&mut self) -> Option<&str> {
        self.tape.name(&mut self.at)
    }

    /// The value of the field whose name was read last.
    pub(super) fn value<E>(&mut self) -> Value<'_, E> {
        Value { tape: &self.tape, at: &mut self.at, error: PhantomData }
    }
}

/// A value of a tape, which moves the position to its end when it is read.
pub(super) struct Value<'t, E> {
    tape: &'t Tape,
    at: &'t mut usize,
    error: PhantomData<E>,
}

impl<'de, E: Error> Deserializer<'de> for Value<'_, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let Self { tape, at, .. } = self;
        let start = *at;
        match tape.byte(at) {
            token::FALSE => visitor.visit_bool(false),
            token::TRUE => visitor.visit_bool(true),
            token::UNSIGNED => visitor.visit_u64(tape.number(at)),
            token::NEGATIVE => visitor.visit_i64(!i64::from_le_bytes(tape.number(at).to_le_bytes())),
            token::FLOAT => {
                let bytes = tape.bytes.get(*at..).and_then(<[u8]>::first_chunk).copied();
                *at += size_of::<f64>();
                visitor.visit_f64(f64::from_le_bytes(bytes.unwrap_or_default()))
            }
            token::TEXT => visitor.visit_str(tape.text(at)),
            token::SEQUENCE => {
                let mut elements = Elements { tape, at, ended: false, error: PhantomData };
                let value = visitor.visit_seq(&mut elements)?;
                if elements.ended || elements.next_element::<serde::de::IgnoredAny>()?.is_none() {
                    Ok(value)
                } else {
                    Err(E::custom("trailing characters"))
                }
            }
            token::OBJECT => {
                let tag = tape.tag_of(start);
                visitor.visit_map(Fields { tape, at, tag, is_first: true, tag_value: None, error: PhantomData })
            }
            _ => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        if self.tape.bytes.get(*self.at) == Some(&token::NULL) {
            *self.at += 1;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// The elements of a sequence.
struct Elements<'t, E> {
    tape: &'t Tape,
    at: &'t mut usize,
    ended: bool,
    error: PhantomData<E>,
}

impl<'de, E: Error> SeqAccess<'de> for &mut Elements<'_, E> {
    type Error = E;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, E> {
        if self.tape.bytes.get(*self.at).is_none_or(|token| *token == token::END) {
            *self.at += usize::from(!self.ended);
            self.ended = true;
            return Ok(None);
        }
        seed.deserialize(Value { tape: self.tape, at: self.at, error: PhantomData }).map(Some)
    }
}

impl<E: Error> Elements<'_, E> {
    fn next_element<'de, T: Deserialize<'de>>(&mut self) -> Result<Option<T>, E> {
        SeqAccess::next_element(&mut &mut *self)
    }
}

/// The fields of an object, the tag first.
struct Fields<'t, E> {
    tape: &'t Tape,
    at: &'t mut usize,
    /// The position of the tag, unless it is the first field anyway.
    tag: Option<usize>,
    is_first: bool,
    /// The position of the tag's value, while that is the next value.
    tag_value: Option<usize>,
    error: PhantomData<E>,
}

impl<'de, E: Error> MapAccess<'de> for Fields<'_, E> {
    type Error = E;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, E> {
        if std::mem::take(&mut self.is_first)
            && let Some(mut at) = self.tag
        {
            let name = self.tape.name(&mut at).unwrap_or_default();
            self.tag_value = Some(at);
            return seed.deserialize(StrDeserializer::new(name)).map(Some);
        }
        if self.tag == Some(*self.at) {
            self.tape.skip(self.at);
            self.tape.skip(self.at);
        }
        let name = self.tape.name(self.at);
        name.map(|name| seed.deserialize(StrDeserializer::new(name))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, E> {
        let mut tag_value = self.tag_value.take();
        let at = tag_value.as_mut().unwrap_or(self.at);
        seed.deserialize(Value { tape: self.tape, at, error: PhantomData })
    }
}

#[cfg(test)]
mod tests;
