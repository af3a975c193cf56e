//! The JSON of a layout file. The order of the fields is their order in the file.

mod parse;
mod print;
mod unique;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub(super) use self::parse::parse;
pub(super) use self::print::print;
use self::unique::unique;
use super::error::short;
use crate::layout::{Fault, Linkage};
use crate::text::Text;

/// The version of the format.
pub(super) const VERSION: u64 = 1;

/// A layout file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a layout file")]
pub(super) struct JsonDocument {
    pub(super) ktsnap_layout: u64,
    #[serde(default, skip_serializing_if = "JsonObject::is_empty")]
    pub(super) object: JsonObject,
    pub(super) byte_order: JsonByteOrder,
    /// The types that are kept although no global and no map has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty", serialize_with = "print::keep")]
    pub(super) keep: Vec<String>,
    #[serde(deserialize_with = "unique")]
    pub(super) sections: BTreeMap<String, JsonSection>,
    #[serde(deserialize_with = "unique")]
    pub(super) maps: BTreeMap<String, JsonMap>,
    /// The types by a name that is unique in the file.
    #[serde(deserialize_with = "unique", serialize_with = "print::types")]
    pub(super) types: BTreeMap<String, JsonType>,
    /// Further names of the types.
    #[serde(default, deserialize_with = "unique", skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) typedefs: BTreeMap<String, Text>,
    /// The names in each section that holds no globals.
    #[serde(
        default,
        deserialize_with = "unique",
        skip_serializing_if = "BTreeMap::is_empty",
        serialize_with = "print::names"
    )]
    pub(super) names: BTreeMap<String, Vec<Text>>,
}

/// Identifies the object. Reading a file does not depend on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object's label and SHA-256")]
pub(super) struct JsonObject {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sha256: Option<JsonSha256>,
}

impl JsonObject {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A SHA-256 as hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct JsonSha256(pub(super) [u8; 32]);

impl TryFrom<String> for JsonSha256 {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const ERROR: &str = "a SHA-256 has 64 hexadecimal digits";
        let mut digest = [0; 32];
        if text.len() != 2 * digest.len() || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(ERROR);
        }
        for (byte, at) in digest.iter_mut().zip((0..).step_by(2)) {
            let digits = text.get(at..at + 2).ok_or(ERROR)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| ERROR)?;
        }
        Ok(Self(digest))
    }
}

impl From<JsonSha256> for String {
    fn from(JsonSha256(digest): JsonSha256) -> Self {
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum JsonByteOrder {
    Little,
    Big,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub(super) struct JsonSection {
    pub(super) size: u64,
    #[serde(serialize_with = "print::rows")]
    pub(super) vars: Vec<JsonVar>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a variable")]
pub(super) struct JsonVar {
    pub(super) name: Text,
    #[serde(rename = "type")]
    pub(super) ty: Text,
    pub(super) c_type: Text,
    pub(super) offset: u64,
    pub(super) size: u64,
    /// Absent for a global variable.
    #[serde(default, skip_serializing_if = "JsonLinkage::is_global")]
    pub(super) linkage: JsonLinkage,
    /// Why the variable can't be read. Absent for a variable that can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fault: Option<JsonFault>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum JsonLinkage {
    Static,
    #[default]
    Global,
    Extern,
}

impl JsonLinkage {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_global(&self) -> bool {
        *self == Self::Global
    }
}

impl From<Linkage> for JsonLinkage {
    fn from(linkage: Linkage) -> Self {
        match linkage {
            Linkage::Static => Self::Static,
            Linkage::Global => Self::Global,
            Linkage::Extern => Self::Extern,
        }
    }
}

impl From<JsonLinkage> for Linkage {
    fn from(linkage: JsonLinkage) -> Self {
        match linkage {
            JsonLinkage::Static => Self::Static,
            JsonLinkage::Global => Self::Global,
            JsonLinkage::Extern => Self::Extern,
        }
    }
}

/// Its name in a message is that in the file.
impl fmt::Display for JsonLinkage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum JsonFault {
    Smaller,
    OneByte,
    Extern,
}

impl From<Fault> for JsonFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Smaller => Self::Smaller,
            Fault::OneByte => Self::OneByte,
            Fault::Extern => Self::Extern,
        }
    }
}

impl From<JsonFault> for Fault {
    fn from(fault: JsonFault) -> Self {
        match fault {
            JsonFault::Smaller => Self::Smaller,
            JsonFault::OneByte => Self::OneByte,
            JsonFault::Extern => Self::Extern,
        }
    }
}

/// Its name in a message is that in the file.
impl fmt::Display for JsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a map")]
pub(super) struct JsonMap {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) max_entries: u64,
    #[serde(serialize_with = "print::row")]
    pub(super) key: JsonMapPart,
    #[serde(serialize_with = "print::row")]
    pub(super) value: JsonMapPart,
}

/// The key or value of a map. It has no type if the map only declares its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a key or value")]
pub(super) struct JsonMapPart {
    pub(super) size: u64,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) ty: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) c_type: Option<Text>,
}

/// A struct, union or enum. Its name in the file shows which.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "JsonTypeFields")]
pub(super) struct JsonType {
    pub(super) size: u64,
    /// The tag in C. Absent if the type's name shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tag: Option<Text>,
    #[serde(flatten)]
    pub(super) body: JsonBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub(super) enum JsonBody {
    Struct {
        #[serde(serialize_with = "print::rows")]
        members: Vec<JsonMember>,
    },
    Enum {
        signed: bool,
        /// The enumerators. They are a list, not an object, because tools sort the fields of objects.
        #[serde(serialize_with = "print::enumerators")]
        values: Vec<(Text, i128)>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a member")]
pub(super) struct JsonMember {
    /// Absent for an anonymous struct or union.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub(super) name: Text,
    #[serde(rename = "type")]
    pub(super) ty: Text,
    pub(super) c_type: Text,
    pub(super) bit_offset: u64,
    /// The width of a bitfield.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bits: Option<u32>,
}

/// The fields that a struct, union or enum can have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a type")]
struct JsonTypeFields {
    size: u64,
    tag: Option<Text>,
    members: Option<Vec<JsonMember>>,
    signed: Option<bool>,
    values: Option<Vec<String>>,
}

impl TryFrom<JsonTypeFields> for JsonType {
    type Error = String;

    fn try_from(fields: JsonTypeFields) -> Result<Self, Self::Error> {
        let JsonTypeFields { size, tag, members, signed, values } = fields;
        let body = match (members, signed, values) {
            (Some(members), None, None) => JsonBody::Struct { members },
            (None, Some(signed), Some(values)) => {
                let values = values.iter().map(|text| parse_enumerator(text)).collect::<Result<_, _>>()?;
                JsonBody::Enum { signed, values }
            }
            _ => return Err("a type has either `members`, or `signed` and `values`".to_owned()),
        };
        Ok(Self { size, tag, body })
    }
}

/// The text of an enumerator: `DSP_LOCAL = 0`.
fn enumerator(name: &str, value: i128) -> String {
    format!("{name} = {value}")
}

fn parse_enumerator(text: &str) -> Result<(Text, i128), String> {
    let parsed = text.rsplit_once(" = ").and_then(|(name, value)| Some((Text::from(name), value.parse().ok()?)));
    // A number has only one form: not `+1`.
    let found = parsed.filter(|(name, value)| enumerator(name, *value) == text);
    found.ok_or_else(|| format!("`{}` is not an enumerator of the form `NAME = 0`", short(text)))
}
