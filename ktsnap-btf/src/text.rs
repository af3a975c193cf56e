//! A text that its copies share.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// The name of a variable, member or enumerator, or the spelling of a type. It is used like a `String`.
///
/// BTF stores a name once, and any number of types can refer to it. A copy of a `Text` therefore shares the bytes.
///
/// ```
/// use ktsnap_btf::{Layout, Text};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("nr_mig_cross").next().ok_or("no such variable")?;
/// let name: Text = var.name.clone();
/// assert_eq!((name.as_str(), name.len()), ("nr_mig_cross", 12));
/// assert_eq!(var.c_type, "volatile u64");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Text(Arc<str>);

impl Text {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::from("")
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        Self(text.as_str().into())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

/// Copies share their bytes, so most equal names have the same address.
impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for Text {}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The hash is that of the `str`, as [`Borrow`] requires.
impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        *self.0 == **other
    }
}

impl PartialEq<Text> for str {
    fn eq(&self, other: &Text) -> bool {
        *self == *other.0
    }
}

impl PartialEq<Text> for &str {
    fn eq(&self, other: &Text) -> bool {
        **self == *other.0
    }
}

impl PartialEq<Text> for String {
    fn eq(&self, other: &Text) -> bool {
        **self == *other.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&*self.0, f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        Ok(text.into())
    }
}

/// Texts that are equal only once.
#[derive(Debug, Default)]
pub(crate) struct SharedTexts(HashSet<Text>);

impl SharedTexts {
    /// The shared copy of a text.
    pub(crate) fn share(&mut self, text: &str) -> Text {
        match self.0.get(text) {
            Some(known) => known.clone(),
            None => {
                let new = Text::from(text);
                self.0.insert(new.clone());
                new
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::Text;

    /// Asserts that `nr` equals the first string and not the second, in both directions.
    #[track_caller]
    fn equals_only<T: ?Sized + PartialEq<Text>>(same: &T, other: &T)
    where
        Text: PartialEq<T>,
    {
        let text = Text::from("nr");
        assert_eq!([text.eq(same), same.eq(&text), text.eq(other), other.eq(&text)], [true, true, false, false]);
    }

    #[test]
    fn a_text_equals_only_the_strings_with_its_characters() {
        equals_only("nr", "n");
        equals_only(&"nr", &"n");
        equals_only(&"nr".to_owned(), &"n".to_owned());
        equals_only(&Text::from("nr"), &Text::from("n"));
    }

    #[test]
    fn texts_are_ordered_by_their_characters() {
        let (a, b) = (Text::from("a"), Text::from("b"));
        assert_eq!(
            (a.cmp(&b), b.cmp(&a), a.cmp(&Text::from("a"))),
            (Ordering::Less, Ordering::Greater, Ordering::Equal)
        );
        assert_eq!(a.partial_cmp(&b), Some(Ordering::Less));
    }
}
