//! A difference between a layout file and an object.

use std::fmt;

use super::error::on_one_line;

/// A difference between a layout file and an object. Its `Display` is a sentence.
///
/// ```
/// use ktsnap_btf::file::DifferenceKind;
/// use ktsnap_btf::{Layout, LayoutFile};
///
/// let file = LayoutFile::parse(&std::fs::read("../tests/layouts/renamed.json")?)?;
/// let object = Layout::parse(&std::fs::read("../examples/bpf/nr_counters.bpf.o")?)?;
/// for difference in file.differences(&object) {
///     if difference.kind == DifferenceKind::Presence && difference.file.is_none() {
///         println!("new in the object: {difference}");
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The section (`.bss`), map (`map stats`) or type (`struct wait_stats`) that differs, or `typedefs`.
    pub place: String,
    /// The variable, member, enumerator or typedef that differs. `None` for a difference of the whole place.
    pub name: Option<String>,
    /// The property that differs.
    pub kind: DifferenceKind,
    /// The property in the file. `None` if the file lacks the item.
    pub file: Option<String>,
    /// The property in the object. `None` if the object lacks the item.
    pub object: Option<String>,
}

/// The property of a variable, a map or a type that differs.
///
/// ```
/// use ktsnap_btf::file::DifferenceKind;
///
/// assert_eq!(DifferenceKind::Offset.name(), "offset");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// Only one of the two has the item.
    Presence,
    /// The type.
    Type,
    /// The offset: the byte of a variable, or the bit of a member.
    Offset,
    /// The size in bytes.
    Size,
    /// The width of a bitfield in bits.
    Width,
    /// Whether a variable is static, global or extern.
    Linkage,
    /// The type of the map.
    MapType,
    /// The number of entries of the map.
    Entries,
    /// The type of the map's keys.
    Key,
    /// The type of the map's values.
    Value,
    /// The value of an enumerator.
    Number,
    /// Whether an enum is signed.
    Sign,
    /// The order of members or enumerators.
    Order,
    /// Whether a variable can be read.
    Fault,
}

impl DifferenceKind {
    /// The name in the JSON output of `ktsnap check`: `map_type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Type => "type",
            Self::Offset => "offset",
            Self::Size => "size",
            Self::Width => "width",
            Self::Linkage => "linkage",
            Self::MapType => "map_type",
            Self::Entries => "entries",
            Self::Key => "key",
            Self::Value => "value",
            Self::Number => "number",
            Self::Sign => "sign",
            Self::Order => "order",
            Self::Fault => "fault",
        }
    }

    /// The words before and after the property.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Presence | Self::Type | Self::MapType | Self::Linkage | Self::Number | Self::Sign | Self::Fault => {
                ("is", "")
            }
            Self::Offset => ("is at", ""),
            Self::Size | Self::Entries | Self::Width => ("has", ""),
            Self::Key => ("has", " for a key"),
            Self::Value => ("has", " for a value"),
            Self::Order => ("begins with", ""),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = match &self.name {
            Some(name) => format!("`{}`: `{name}`", self.place),
            None => format!("`{}`", self.place),
        };
        let shown = |value: &Option<String>| {
            let value = value.as_ref().filter(|value| !value.is_empty());
            value.map(|value| format!(" ({value})")).unwrap_or_default()
        };
        let (verb, rest) = self.kind.words();
        let predicate = match (&self.file, &self.object) {
            (Some(file), Some(object)) => format!(" {verb} {file}{rest} in the file and {object} in the object"),
            (file, None) => format!("{} is in the file but not in the object", shown(file)),
            (None, object) => format!("{} is in the object but not in the file", shown(object)),
        };
        // The names of a damaged object can contain any characters.
        f.write_str(&on_one_line(&(subject + &predicate)))
    }
}
