//! Why a text is no layout file.

use std::borrow::Cow;
use std::fmt::Write;

use thiserror::Error;

/// Why a text is no layout file. The message has no path, as that of [`ObjectError`](crate::ObjectError): the caller
/// knows what it opened.
///
/// ```
/// use ktsnap_btf::{LayoutFile, file::LayoutFileError};
///
/// let error = LayoutFile::parse(br#"{"ktsnap_layout": 2}"#).unwrap_err();
/// assert!(matches!(error, LayoutFileError::Version { .. }));
/// assert_eq!(error.to_string(), "is a layout file of version 2, and this ktsnap reads version 1");
/// assert_eq!(error.help(), "write it again with `ktsnap export OBJECT -o FILE`, or use the ktsnap that wrote it");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LayoutFileError {
    /// The text is not JSON.
    #[error("is not JSON at line {line}, column {column}: {what}")]
    NotJson {
        /// Where reading stopped.
        line: usize,
        /// Where in that line.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// JSON, and of another kind.
    #[error("is no layout file: it has no `ktsnap_layout`")]
    NotLayout,
    /// A file of another version of the format.
    #[error("is a layout file of version {found}, and this ktsnap reads version 1")]
    Version {
        /// The version that it names.
        found: String,
    },
    /// A part of another type than the format has there, or one that is missing or unknown.
    #[error("is a damaged layout file at line {line}, in `{place}`: {what}")]
    Shape {
        /// The line.
        line: usize,
        /// Where in the document, as `sections[".bss"].vars[3].offset`.
        place: String,
        /// What is wrong there.
        what: String,
    },
    /// A part that makes no sense.
    #[error("is a damaged layout file in `{place}`: {what}")]
    Damaged {
        /// Where in the document, as `types["struct stats"].members[1]`.
        place: String,
        /// What is wrong there.
        what: String,
    },
}

impl LayoutFileError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotJson { .. } => {
                "write it again with `ktsnap export OBJECT -o FILE`, or name a file that this command wrote"
            }
            Self::Shape { .. } | Self::Damaged { .. } => "write it again with `ktsnap export OBJECT -o FILE`",
            Self::NotLayout => "name a file that `ktsnap export OBJECT -o FILE` wrote",
            Self::Version { .. } => {
                "write it again with `ktsnap export OBJECT -o FILE`, or use the ktsnap that wrote it"
            }
        }
    }

    pub(super) fn damaged(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Damaged { place: place.into(), what: what.into() }
    }
}

/// A type was to be kept, and the object has none of that name.
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
    /// What was asked for.
    pub name: String,
    /// What was probably meant.
    pub near: Option<String>,
}

impl UnknownType {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name a struct, union or enum as C does: `struct task_ctx`".to_owned(),
        }
    }
}

/// How much of a name a message shows.
const MAX_SHOWN: usize = 80;

/// A name as far as a message shows it.
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

/// A text with escapes for what would end its line.
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
