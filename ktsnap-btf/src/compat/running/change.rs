//! How a type of a running object differs from the expected type.

use thiserror::Error;

use super::names::{member_type, type_name};
use crate::types::{Member, Type};

/// A part of a type that differs between the type that a reader expects and the running object.
///
/// ```
/// use ktsnap_btf::Type;
/// use ktsnap_btf::compat::{ChangeKind, Rules, locate};
///
/// let (u64, s64) = (Type::Int { size: 8, signed: false }, Type::Int { size: 8, signed: true });
/// let change = locate(&u64, &s64, &[], Rules::default()).unwrap_err();
/// assert_eq!(change.kind, ChangeKind::Sign);
/// assert_eq!(change.to_string(), "expected uint64, found int64");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}expected {expected}, found {found}", if part.is_empty() { String::new() } else { format!("{part}: ") })]
#[non_exhaustive]
pub struct TypeChange {
    /// The path of the part: `max_ns`, `[*].nr_in`. Empty for the whole type.
    pub part: String,
    /// The property that differs.
    pub kind: ChangeKind,
    /// What the reader expects.
    pub expected: String,
    /// What the running object has.
    pub found: String,
}

/// The property in which two types differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// The kind of type, such as an integer and a pointer.
    Type,
    /// The width of a number.
    Width,
    /// The sign of an integer.
    Sign,
    /// The length of an array.
    Length,
    /// The running object's array has no element at the path's index.
    OutOfRange {
        /// The index.
        index: u64,
        /// The array's length in the running object.
        len: u64,
    },
    /// The tag of a struct, a union, an enum, or of the type that a pointer points to.
    Tag,
    /// An enumerator, which has another value or is missing.
    Enumerator,
    /// The width of a bitfield, or a bitfield and a member that is not a bitfield.
    Bitfield,
    /// A member is missing.
    Missing,
    /// A member starts at another bit.
    Moved,
    /// The size of an element, of a struct, or of bytes without a type.
    Size,
    /// The expected type has no value at the path.
    Path,
}

impl TypeChange {
    pub(super) fn because(kind: ChangeKind, expected: String, found: String) -> Self {
        Self { part: String::new(), kind, expected, found }
    }

    pub(super) fn of(kind: ChangeKind, expected: &Type, running: &Type) -> Self {
        Self::because(kind, type_name(expected), type_name(running))
    }

    pub(super) fn no_path(expected: &Type, running: &Type) -> Self {
        Self::of(ChangeKind::Path, expected, running)
    }

    pub(super) fn not_there(expected: String) -> Self {
        Self::because(ChangeKind::Missing, expected, "not there".to_owned())
    }

    pub(super) fn bitfield(expected: &Member, running: &Member) -> Self {
        Self::because(ChangeKind::Bitfield, member_type(expected), member_type(running))
    }

    pub(super) fn moved(expected: u64, running: u64) -> Self {
        Self::because(ChangeKind::Moved, position(expected), position(running))
    }

    pub(super) fn size(expected: Option<u64>, running: Option<u64>) -> Self {
        let bytes =
            |size: Option<u64>| size.map_or_else(|| "too many bytes".to_owned(), |size| format!("{size} bytes"));
        Self::because(ChangeKind::Size, bytes(expected), bytes(running))
    }

    /// The same change, seen from the type that has `part`.
    pub(super) fn inside(mut self, part: &str) -> Self {
        let dot = if self.part.is_empty() || self.part.starts_with('[') { "" } else { "." };
        self.part = format!("{part}{dot}{}", self.part);
        self
    }
}

/// Where a member starts.
fn position(bit: u64) -> String {
    match bit % 8 {
        0 => format!("at byte {}", bit / 8),
        more => format!("at bit {more} of byte {}", bit / 8),
    }
}
