//! The rows of a layout file, as JSON has them.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// The version of the format.
pub(super) const VERSION: u64 = 1;

/// A whole file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a layout file")]
pub(super) struct Document {
    pub(super) ktsnap_layout: u64,
    #[serde(default)]
    pub(super) object: Object,
    pub(super) byte_order: ByteOrder,
    /// Types that are kept although no global or map has them.
    #[serde(default)]
    pub(super) keep: Vec<String>,
    #[serde(deserialize_with = "unique")]
    pub(super) sections: BTreeMap<String, Section>,
    #[serde(deserialize_with = "unique")]
    pub(super) maps: BTreeMap<String, Map>,
    /// By a name that no two types of the file share.
    #[serde(deserialize_with = "unique")]
    pub(super) types: BTreeMap<String, Type>,
    /// What else a type of the file is called.
    #[serde(default, deserialize_with = "unique")]
    pub(super) typedefs: BTreeMap<String, String>,
    /// What the sections list that hold no globals.
    #[serde(default, deserialize_with = "unique")]
    pub(super) names: BTreeMap<String, Vec<String>>,
}

/// Which object it was. Nothing that is read depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object's label and SHA-256")]
pub(super) struct Object {
    pub(super) label: Option<String>,
    #[serde(default, deserialize_with = "sha256")]
    pub(super) sha256: Option<[u8; 32]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ByteOrder {
    Little,
    Big,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub(super) struct Section {
    pub(super) size: u64,
    pub(super) vars: Vec<Var>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a variable")]
pub(super) struct Var {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) ty: String,
    pub(super) c_type: String,
    pub(super) offset: u64,
    pub(super) size: u64,
    #[serde(default)]
    pub(super) linkage: Linkage,
    /// Why it can't be read. Left out for what can.
    pub(super) fault: Option<Fault>,
}

/// Left out where it is global, as nearly everywhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Linkage {
    Static,
    #[default]
    Global,
    Extern,
}

/// Why a variable can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fault {
    Smaller,
    OneByte,
    Extern,
}

impl Fault {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Smaller => "smaller",
            Self::OneByte => "one_byte",
            Self::Extern => "extern",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map")]
pub(super) struct Map {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) max_entries: u64,
    pub(super) key: Part,
    pub(super) value: Part,
}

/// A map's key or value. Where only its size is declared it has no type.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a key or value")]
pub(super) struct Part {
    pub(super) size: u64,
    #[serde(rename = "type")]
    pub(super) ty: Option<String>,
    pub(super) c_type: Option<String>,
}

/// A struct, union or enum. Its name says which.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(try_from = "Written")]
pub(super) struct Type {
    pub(super) size: u64,
    /// C's tag, where the type's name does not say it.
    pub(super) tag: Option<String>,
    pub(super) body: Body,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Body {
    Members(Vec<Member>),
    Enumerators { signed: bool, values: Vec<(String, i128)> },
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a member")]
pub(super) struct Member {
    /// Empty, and left out, for an anonymous struct or union.
    #[serde(default)]
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) ty: String,
    pub(super) c_type: String,
    pub(super) bit_offset: u64,
    /// The width of a bitfield.
    pub(super) bits: Option<u32>,
}

/// A type as it is written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, expecting = "a type")]
struct Written {
    size: u64,
    tag: Option<String>,
    members: Option<Vec<Member>>,
    signed: Option<bool>,
    values: Option<Vec<String>>,
}

impl TryFrom<Written> for Type {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { size, tag, members, signed, values } = written;
        let body = match (members, signed, values) {
            (Some(members), None, None) => Body::Members(members),
            (None, Some(signed), Some(values)) => {
                let values = values.iter().map(|text| read_enumerator(text)).collect::<Result<_, _>>()?;
                Body::Enumerators { signed, values }
            }
            _ => return Err("a type has either `members`, or `signed` and `values`".to_owned()),
        };
        Ok(Self { size, tag, body })
    }
}

/// An enumerator as it is written, `DSP_LOCAL = 0`. They stand in a list: their order is C's, and tools sort the fields
/// of an object.
pub(super) fn enumerator(name: &str, value: i128) -> String {
    format!("{name} = {value}")
}

/// What [`enumerator`] wrote.
fn read_enumerator(text: &str) -> Result<(String, i128), String> {
    let read = text.rsplit_once(" = ").and_then(|(name, value)| Some((name.to_owned(), value.parse().ok()?)));
    let found = read.filter(|(name, value)| enumerator(name, *value) == text);
    found.ok_or_else(|| format!("`{}` is not an enumerator of the form `NAME = 0`", super::error::short(text)))
}

/// A table in which no name stands twice: JSON leaves open which would count.
fn unique<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
    struct Rows<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Rows<T> {
        type Value = BTreeMap<String, T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut rows = BTreeMap::new();
            while let Some(name) = map.next_key::<String>()? {
                let row = map.next_value()?;
                if rows.contains_key(&name) {
                    return Err(A::Error::custom(format!("`{}` appears twice", super::error::short(&name))));
                }
                rows.insert(name, row);
            }
            Ok(rows)
        }
    }

    deserializer.deserialize_map(Rows(PhantomData))
}

fn sha256<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<[u8; 32]>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let digest = hex(&text).ok_or_else(|| D::Error::custom("a SHA-256 has 64 hexadecimal digits"))?;
    Ok(Some(digest))
}

fn hex(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if text.len() != 2 * digest.len() || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, at) in digest.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(digest)
}
