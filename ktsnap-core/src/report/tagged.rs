//! Objects whose type depends on a tag field. They are read in one pass if the tag comes first, as the harness writes it.
//! Fields before the tag are kept on a [tape](super::tape).

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer, StringDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};

use super::tape::{Reader, Tape};

/// Reads an object up to the field `tag`. Returns the tag's value, read by `seed`, and the other fields.
pub(super) fn tagged<'de, S, A>(tag: &'static str, seed: S, mut map: A) -> Result<(S::Value, Rest<A>), A::Error>
where
    S: DeserializeSeed<'de>,
    A: MapAccess<'de>,
{
    let mut before = Tape::default();
    loop {
        match map.next_key()? {
            Some(Key(key)) if key == tag => {
                let value = map.next_value_seed(seed)?;
                return Ok((value, Rest { tag, before: before.into_reader(), is_before: false, map }));
            }
            Some(Key(key)) => before.add_field(&key, &mut map)?,
            None => return Err(A::Error::missing_field(tag)),
        }
    }
}

/// The fields of an object other than its tag.
pub(super) struct Rest<A> {
    tag: &'static str,
    before: Reader,
    /// Whether the next value is one of those before the tag.
    is_before: bool,
    map: A,
}

impl<A> Rest<A> {
    /// Adds the tag again, for a type that declares it as a field.
    pub(super) fn with_tag(self, value: &str) -> Self {
        Self { before: self.before.with_text(self.tag, value), ..self }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        if let Some(name) = self.before.name() {
            self.is_before = true;
            return seed.deserialize(StrDeserializer::new(name)).map(Some);
        }
        match self.map.next_key()? {
            Some(Key(key)) if key == self.tag => Err(A::Error::duplicate_field(self.tag)),
            Some(Key(Cow::Borrowed(key))) => seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some),
            Some(Key(Cow::Owned(key))) => {
                seed.deserialize::<StringDeserializer<A::Error>>(key.into_deserializer()).map(Some)
            }
            None => Ok(None),
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        if std::mem::take(&mut self.is_before) {
            return seed.deserialize(self.before.value());
        }
        self.map.next_value_seed(seed)
    }
}

/// A key, borrowed from the text unless it has escapes. serde never borrows a `Cow`.
pub(super) struct Key<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string key")
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(key)))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(key.to_owned())))
    }

    fn visit_string<E: Error>(self, key: String) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(key)))
    }
}
