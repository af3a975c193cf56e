//! Part of a document that is kept aside until the field that says what it is was read: in the order of the text, and
//! with what occurs twice twice, so that reading it later gives what reading it in place would have.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

pub(super) enum Kept {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    Sequence(Vec<Kept>),
    Object(Vec<(String, Kept)>),
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeptVisitor)
    }
}

struct KeptVisitor;

impl<'de> Visitor<'de> for KeptVisitor {
    type Value = Kept;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Kept, E> {
        Ok(Kept::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Kept, E> {
        Ok(Kept::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Kept, E> {
        Ok(Kept::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Kept, E> {
        Ok(Kept::Signed(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Kept, E> {
        Ok(Kept::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Kept, E> {
        Ok(Kept::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Kept, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Kept::Sequence(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kept, A::Error> {
        let mut entries: Vec<(String, Kept)> = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        // A tag first, so that what it tells apart is not kept aside once more a level further in.
        let tag = entries.iter().position(|(key, _)| key == "kind");
        if let Some(up_to_tag) = tag.and_then(|at| entries.get_mut(..=at)) {
            up_to_tag.rotate_right(1);
        }
        Ok(Kept::Object(entries))
    }
}

/// Reads what was kept.
pub(super) struct Replay<E>(Kept, PhantomData<E>);

impl<'de, E: Error> IntoDeserializer<'de, E> for Kept {
    type Deserializer = Replay<E>;

    fn into_deserializer(self) -> Replay<E> {
        Replay(self, PhantomData)
    }
}

impl<'de, E: Error> Deserializer<'de> for Replay<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Kept::Null => visitor.visit_unit(),
            Kept::Bool(value) => visitor.visit_bool(value),
            Kept::Unsigned(value) => visitor.visit_u64(value),
            Kept::Signed(value) => visitor.visit_i64(value),
            Kept::Float(value) => visitor.visit_f64(value),
            Kept::Text(value) => visitor.visit_string(value),
            Kept::Sequence(elements) => visitor.visit_seq(SeqDeserializer::new(elements.into_iter())),
            Kept::Object(entries) => visitor.visit_map(MapDeserializer::new(entries.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Kept::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}
