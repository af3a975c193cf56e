//! Pictures and tables as one HTML page.
//!
//! A page is one file that needs no network: a policy in it forbids every request. Its data is in the element `data` as JSON, with
//! integers beyond 2^53 as strings.
//!
//! ```
//! use ktsnap_plot::page::{Fact, Page};
//!
//! let facts = vec![Fact { name: "reports".to_owned(), value: "2".to_owned() }];
//! let page = Page { title: "a run".to_owned(), facts, ..Page::default() };
//! assert!(page.html()?.starts_with("<!DOCTYPE html>"));
//! # Ok::<(), ktsnap_plot::page::PageError>(())
//! ```

mod html;

pub use html::is_page;

use std::fmt;

use serde::Serialize;

use crate::svg::SvgError;
use crate::{Bars, Heat, Lines, Number};

/// A page.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Page {
    /// The heading.
    pub title: String,
    /// What was read.
    pub facts: Vec<Fact>,
    /// What is not shown, a sentence each.
    pub skipped: Vec<String>,
    /// The pictures and tables.
    pub sections: Vec<Section>,
}

/// A name and a text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Fact {
    /// What the text is.
    pub name: String,
    /// The text.
    pub value: String,
}

/// Pictures and tables under a heading.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// A paragraph under the heading. May be empty.
    pub note: String,
    /// The pictures and tables.
    pub parts: Vec<Part>,
}

/// A picture or a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Part {
    /// Lines over time.
    Lines(Lines),
    /// A table of shades.
    Heat(Heat),
    /// A histogram.
    Bars(Bars),
    /// A table of texts and numbers.
    Table(Table),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Table {
    /// What the table shows.
    pub title: String,
    /// The headings of the columns.
    pub columns: Vec<String>,
    /// The rows. The first cell is the heading of the row.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A number.
    Number(Number),
    /// A number that is missing.
    Missing,
}

/// A page can't be written.
#[derive(Debug)]
pub enum PageError {
    /// A picture can't be drawn.
    Picture(SvgError),
    /// The data can't be written as JSON.
    Data(serde_json::Error),
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Picture(error) => error.fmt(f),
            Self::Data(error) => write!(f, "the data of the page can't be written: {error}"),
        }
    }
}

impl std::error::Error for PageError {}

impl From<SvgError> for PageError {
    fn from(error: SvgError) -> Self {
        Self::Picture(error)
    }
}

impl From<serde_json::Error> for PageError {
    fn from(error: serde_json::Error) -> Self {
        Self::Data(error)
    }
}

#[cfg(test)]
mod tests;
