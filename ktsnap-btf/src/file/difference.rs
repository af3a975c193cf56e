//! One way in which an object is not what a file says.

use std::fmt;

use super::error::on_one_line;

/// One difference between a layout file and an object. Shown, it is a sentence.
///
/// ```
/// use ktsnap_btf::file::{Difference, DifferenceKind};
///
/// fn is_new(difference: &Difference) -> bool {
///     difference.kind == DifferenceKind::Presence && difference.file.is_none()
/// }
/// # let _ = is_new;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What it is in or of: a section (`.bss`), a map (`map stats`), a type (`struct wait_stats`), `typedefs`.
    pub place: String,
    /// The variable, member, enumerator or typedef; `None` for the whole.
    pub name: Option<String>,
    /// What differs.
    pub kind: DifferenceKind,
    /// How it is in the file; `None` if it is not there.
    pub file: Option<String>,
    /// How it is in the object; `None` if it is not there.
    pub object: Option<String>,
}

/// What of a variable, a map or a type differs.
///
/// ```
/// use ktsnap_btf::file::DifferenceKind;
///
/// assert_eq!(DifferenceKind::Offset.name(), "offset");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// It is in one of the two only.
    Presence,
    /// Its type.
    Type,
    /// Where it starts: a variable's byte, a member's bit.
    Offset,
    /// Its bytes.
    Size,
    /// A bitfield's bits.
    Width,
    /// Whether it is static, global or extern.
    Linkage,
    /// The map's type.
    MapType,
    /// How many entries the map has.
    Entries,
    /// The type of the map's keys.
    Key,
    /// The type of the map's values.
    Value,
    /// An enumerator's number.
    Number,
    /// Whether an enum is signed.
    Sign,
    /// The order of members or enumerators.
    Order,
    /// Whether a variable can be read.
    Fault,
}

impl DifferenceKind {
    /// Its name for a program: `map_type`.
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

    /// The words around what the file and the object have.
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
        let shown = |is: &Option<String>| is.as_ref().filter(|is| !is.is_empty()).map(|is| format!(" ({is})"));
        let (verb, rest) = self.kind.words();
        let said = match (&self.file, &self.object) {
            (Some(file), Some(object)) => format!(" {verb} {file}{rest} in the file and {object} in the object"),
            (file, None) => format!("{} is in the file but not in the object", shown(file).unwrap_or_default()),
            (None, object) => format!("{} is in the object but not in the file", shown(object).unwrap_or_default()),
        };
        // A name of a damaged object can hold anything.
        f.write_str(&on_one_line(&(subject + &said)))
    }
}
