//! Lists of a report, read in memory that is in proportion to the text.
//!
//! serde's `Vec` doubles its memory when it is full, and a struct may be written as a sequence, which is much shorter than an object.
//! A hostile text could take 70 times its size. Here, a list grows by a quarter, and its elements must be objects.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Reads a list of structs.
pub(super) fn of_objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_seq(List(PhantomData::<AnObject<T>>))
}

/// Reads a list of values.
pub(super) fn of_values<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_seq(List(PhantomData::<PhantomData<T>>))
}

/// Reads a list in which elements can be missing. `null` is much shorter than the memory of an element, so the elements are
/// collected before the memory for all of them is allocated.
pub(super) fn of_options<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<Option<T>>, D::Error> {
    let boxed: Vec<Option<Box<T>>> = of_values(deserializer)?;
    let mut list = Vec::with_capacity(boxed.len());
    list.extend(boxed.into_iter().map(|element| element.map(|element| *element)));
    Ok(list)
}

/// A list whose elements are read by `S`.
struct List<S>(PhantomData<S>);

impl<'de, S: DeserializeSeed<'de> + Default> Visitor<'de> for List<S> {
    type Value = Vec<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = seq.next_element_seed(S::default())? {
            if list.len() == list.capacity() {
                list.reserve_exact((list.len() / 4).max(2));
            }
            list.push(element);
        }
        Ok(list)
    }
}

/// Reads a struct from an object.
struct AnObject<T>(PhantomData<T>);

impl<T> Default for AnObject<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for AnObject<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for AnObject<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}
