//! Objects whose type depends on a tag field. They are read in one pass if the tag comes first, as the harness writes it.
//! Fields before the tag are buffered.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};

use super::buffer::Buffered;

/// Reads an object up to the field `tag`. Returns the tag's value, read by `seed`, and the other fields.
pub(super) fn tagged<'de, S, A>(tag: &'static str, seed: S, mut map: A) -> Result<(S::Value, Rest<'de, A>), A::Error>
where
    S: DeserializeSeed<'de>,
    A: MapAccess<'de>,
{
    let mut before = Vec::new();
    loop {
        match map.next_key()? {
            Some(Key(key)) if key == tag => {
                let value = map.next_value_seed(seed)?;
                return Ok((value, Rest { tag, before: before.into_iter(), value: None, map }));
            }
            Some(Key(key)) => before.push((key, map.next_value()?)),
            None => return Err(A::Error::missing_field(tag)),
        }
    }
}

/// The fields of an object other than its tag.
pub(super) struct Rest<'de, A> {
    tag: &'static str,
    before: std::vec::IntoIter<(Cow<'de, str>, Buffered)>,
    value: Option<Buffered>,
    map: A,
}

impl<A> Rest<'_, A> {
    /// Adds the tag again, for a type that declares it as a field.
    pub(super) fn with_tag(self, value: &str) -> Self {
        let mut before: Vec<_> = self.before.collect();
        before.push((Cow::Borrowed(self.tag), Buffered::Text(value.to_owned())));
        Self { before: before.into_iter(), ..self }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<'de, A> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let key = match self.before.next() {
            Some((key, value)) => {
                self.value = Some(value);
                key
            }
            None => match self.map.next_key()? {
                Some(Key(key)) if key == self.tag => return Err(A::Error::duplicate_field(self.tag)),
                Some(Key(key)) => key,
                None => return Ok(None),
            },
        };
        match key {
            Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some),
            Cow::Owned(key) => seed.deserialize::<StringDeserializer<A::Error>>(key.into_deserializer()).map(Some),
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value.into_deserializer()),
            None => self.map.next_value_seed(seed),
        }
    }
}

/// A key, borrowed from the text unless it has escapes. serde never borrows a `Cow`.
struct Key<'de>(Cow<'de, str>);

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
