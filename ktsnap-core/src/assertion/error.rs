//! [`ExpectError`].

use std::fmt;
use std::panic::Location;

/// The conditions of an assertion that do not hold, and what was read.
///
/// `Display` shows the whole explanation. So does `Debug`, because a test that returns an error prints it with `Debug`.
///
/// ```
/// use ktsnap_core::assertion::ExpectError;
///
/// fn first(error: &ExpectError) -> Option<&str> {
///     error.failed().next()
/// }
/// # let _ = first;
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ExpectError {
    pub(super) failed: Vec<String>,
    pub(super) text: String,
    pub(super) location: &'static Location<'static>,
}

impl ExpectError {
    /// The conditions that do not hold, as the source has them.
    pub fn failed(&self) -> impl ExactSizeIterator<Item = &str> {
        self.failed.iter().map(String::as_str)
    }

    /// Where the assertion is.
    #[must_use]
    pub fn location(&self) -> &'static Location<'static> {
        self.location
    }

    /// The explanation without the place of the assertion, which a panic shows itself.
    pub(super) fn explanation(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for ExpectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}: {}", self.location, self.text)
    }
}

impl fmt::Debug for ExpectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ExpectError {}
