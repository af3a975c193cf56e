//! Values that are kept for a later read: fields that occur before the tag of their object, and parts of a value that
//! serializes as a report. The buffer keeps the order and the duplicates of fields, so that reading them later gives the same
//! result or error as reading them in place.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{BorrowedStrDeserializer, MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

pub(super) enum Buffered {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    Sequence(Vec<Buffered>),
    Object(Vec<(FieldName, Buffered)>),
}

/// The name of a field. It is borrowed if it comes from a type's declaration.
pub(super) struct FieldName(pub(super) Cow<'static, str>);

impl Buffered {
    /// An object whose tag is `kind`.
    pub(super) fn object(fields: Vec<(FieldName, Self)>) -> Self {
        Self::Object(fields).with_first("kind")
    }

    /// Moves the tag of an object to the front, so that a nested object is not buffered again when it is read.
    pub(super) fn with_first(mut self, tag: &str) -> Self {
        if let Self::Object(fields) = &mut self
            && let Some(at) = fields.iter().position(|(name, _)| name.0 == tag)
            && let Some(up_to_tag) = fields.get_mut(..=at)
        {
            up_to_tag.rotate_right(1);
        }
        self
    }

    /// How deeply objects and sequences nest.
    pub(super) fn nesting(&self) -> usize {
        let inner = match self {
            Self::Sequence(elements) => elements.iter().map(Self::nesting).max(),
            Self::Object(fields) => fields.iter().map(|(_, value)| value.nesting()).max(),
            _ => return 0,
        };
        1 + inner.unwrap_or(0)
    }
}

impl<'de> Deserialize<'de> for Buffered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BufferedVisitor)
    }
}

struct BufferedVisitor;

impl<'de> Visitor<'de> for BufferedVisitor {
    type Value = Buffered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Buffered, E> {
        Ok(Buffered::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Buffered, E> {
        Ok(Buffered::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Buffered, E> {
        Ok(Buffered::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Buffered, E> {
        Ok(Buffered::Signed(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Buffered, E> {
        Ok(Buffered::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Buffered, E> {
        Ok(Buffered::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Buffered, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Buffered::Sequence(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Buffered, A::Error> {
        let mut fields = Vec::new();
        while let Some((name, value)) = map.next_entry()? {
            fields.push((FieldName(Cow::Owned(name)), value));
        }
        Ok(Buffered::object(fields))
    }
}

/// Reads a buffered value.
pub(super) struct Replay<E>(Buffered, PhantomData<E>);

impl<'de, E: Error> IntoDeserializer<'de, E> for Buffered {
    type Deserializer = Replay<E>;

    fn into_deserializer(self) -> Replay<E> {
        Replay(self, PhantomData)
    }
}

impl<'de, E: Error> Deserializer<'de> for Replay<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buffered::Null => visitor.visit_unit(),
            Buffered::Bool(value) => visitor.visit_bool(value),
            Buffered::Unsigned(value) => visitor.visit_u64(value),
            Buffered::Signed(value) => visitor.visit_i64(value),
            Buffered::Float(value) => visitor.visit_f64(value),
            Buffered::Text(value) => visitor.visit_string(value),
            Buffered::Sequence(elements) => visitor.visit_seq(SeqDeserializer::new(elements.into_iter())),
            Buffered::Object(fields) => visitor.visit_map(MapDeserializer::new(fields.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0 {
            Buffered::Null => visitor.visit_none(),
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

/// Reads the name of a field.
pub(super) struct ReplayName<E>(FieldName, PhantomData<E>);

impl<'de, E: Error> IntoDeserializer<'de, E> for FieldName {
    type Deserializer = ReplayName<E>;

    fn into_deserializer(self) -> ReplayName<E> {
        ReplayName(self, PhantomData)
    }
}

impl<'de, E: Error> Deserializer<'de> for ReplayName<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.0.0 {
            Cow::Borrowed(name) => BorrowedStrDeserializer::new(name).deserialize_any(visitor),
            Cow::Owned(name) => StringDeserializer::new(name).deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
