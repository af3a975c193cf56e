//! The columns and cells of a table.

use std::fmt;

use anstyle::Style;

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Heading {
    pub(super) heading: String,
    pub(super) is_right: bool,
    /// When the column leaves a table that is too wide: those with 1 first, and those with 0 never.
    pub(super) leaves: usize,
    pub(super) is_cut: bool,
    /// The least width of the column.
    pub(super) least: usize,
}

impl Heading {
    /// Makes a column that leaves as the `turn`th if the table is too wide.
    pub(crate) fn leaves(mut self, turn: usize) -> Self {
        self.leaves = turn;
        self
    }

    /// Makes a column of contents, which may be cut.
    pub fn cut(mut self) -> Self {
        self.is_cut = true;
        self
    }

    /// Makes a column at least this wide, so that it does not move if the table is drawn again with shorter texts.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only the screen of `watch` is drawn again"))]
    pub(crate) fn at_least(mut self, width: usize) -> Self {
        self.least = width;
        self
    }
}

/// A leading `>` marks a right-aligned column.
impl From<&str> for Heading {
    fn from(heading: &str) -> Self {
        let (is_right, heading) = match heading.strip_prefix('>') {
            Some(heading) => (true, heading),
            None => (false, heading),
        };
        Self { heading: heading.to_owned(), is_right, leaves: 0, is_cut: false, least: 0 }
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub struct Cell {
    pub(super) text: String,
    pub(super) style: Style,
}

impl Cell {
    /// Makes a cell of a text.
    pub fn new(text: impl fmt::Display) -> Self {
        Self { text: format!("{text}"), style: Style::new() }
    }

    pub(crate) fn styled(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.as_ref().to_owned(), style: Style::new() }
    }
}
