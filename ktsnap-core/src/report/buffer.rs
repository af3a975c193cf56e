//! The parts of a value that serializes as a report, kept for a later read. The buffer keeps the order and the duplicates of
//! fields, so that reading them gives the same result or error as reading them from JSON.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::value::{BorrowedStrDeserializer, MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};

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
