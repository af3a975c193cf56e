//! Why a text is not a valid layout file.

use std::borrow::Cow;
use std::fmt::Write;

use thiserror::Error;

/// Why a text is not a valid layout file. The message is a predicate without the file's path, which the caller knows.
///
/// ```
/// use ktsnap_btf::{LayoutFile, file::LayoutFileError};
///
/// let error = LayoutFile::parse(br#"{"ktsnap_layout": 2}"#).unwrap_err();
/// assert!(matches!(error, LayoutFileError::Version { .. }));
/// assert_eq!(error.to_string(), "is a layout file of version 2, but this version of ktsnap reads version 1");
/// assert!(error.help().contains("ktsnap export OBJECT -o FILE"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LayoutFileError {
    /// The text is not JSON.
    #[error("is not JSON at line {line}, column {column}: {reason}")]
    NotJson {
        /// The line at which parsing stopped.
        line: usize,
        /// The column at which parsing stopped.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The text is JSON, but not a layout file.
    #[error("is not a layout file: it has no `ktsnap_layout`")]
    NotLayout,
    /// The file has another version of the format.
    #[error("is a layout file of version {found}, but this version of ktsnap reads version 1")]
    Version {
        /// The version of the file.
        found: String,
    },
    /// A part of the file has the wrong type, is missing, or is unknown.
    #[error("is a damaged layout file at line {line}{}: {reason}", within(place))]
    Shape {
        /// The line.
        line: usize,
        /// The part, such as `sections[".bss"].vars[3].offset`. Empty for the whole file.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A part of the file describes what no object can have.
    #[error("is a damaged layout file in `{place}`: {reason}")]
    Damaged {
        /// The part, such as `types["struct stats"].members[1]`.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl LayoutFileError {
    /// How to fix it: a phrase for a `help:` line.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => {
                "export it again with `ktsnap export OBJECT -o FILE`, or use a file that this command wrote"
            }
            Self::Shape { .. } | Self::Damaged { .. } => "export it again with `ktsnap export OBJECT -o FILE`",
            Self::NotLayout => "use a file that `ktsnap export OBJECT -o FILE` wrote",
            Self::Version { .. } => {
                "export it again with `ktsnap export OBJECT -o FILE`, or use the version of ktsnap that wrote it"
            }
        }
    }

    pub(super) fn damaged(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Damaged { place: place.into(), reason: reason.into() }
    }
}

/// A type that a layout file should keep, but that the object does not have.
///
/// ```
/// use ktsnap_btf::{Layout, LayoutFile};
///
/// let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let error = LayoutFile::with_types(&layout, ["struct wait_stat"]).unwrap_err();
/// assert_eq!(error.to_string(), "has no type `struct wait_stat`");
/// assert_eq!(error.help(), "did you mean `struct wait_stats`?");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("has no type `{name}`")]
#[non_exhaustive]
pub struct UnknownType {
    /// The name that was requested.
    pub name: String,
    /// The name of a type that is probably meant.
    pub near: Option<String>,
}

impl UnknownType {
    /// How to fix it: a phrase for a `help:` line.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the type as in C: `struct task_ctx`".to_owned(),
        }
    }
}

/// Where a part is, for a message.
fn within(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!(", in `{place}`") }
}

/// The number of characters of a name that a message shows.
const MAX_SHOWN: usize = 80;

/// The part of a name that a message shows.
pub(super) fn short(name: &str) -> String {
    on_one_line(&cut(name, MAX_SHOWN))
}

/// The first characters of a text.
pub(super) fn cut(text: &str, characters: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// A text in which control characters are escaped.
pub(super) fn on_one_line(text: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}

/// A part's place in the document: `types["struct stats"]`.
pub(super) fn entry(table: &str, name: &str) -> String {
    let mut place = table.to_owned();
    // Writing to a string does not fail.
    _ = write!(place, "[{:?}]", cut(name, MAX_SHOWN));
    place
}
