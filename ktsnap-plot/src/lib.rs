//! Pictures of numbers: lines over time, heat maps and histograms.
//!
//! A picture is plain data: [`Lines`], [`Heat`] or [`Bars`]. [`text`] draws it for a terminal, and
//! [`svg`] as a file. A [`Page`](page::Page) has several of them with their data.
//!
//! - A missing value is a gap, never zero.
//! - Integers are printed exactly. Positions in a picture are computed from their differences, so they are right above 2^53 too.
//! - Lines and shades differ without colors too.
//!
//! ```
//! use ktsnap_plot::text::{self, TextOptions};
//! use ktsnap_plot::{Axis, Line, Lines, Number};
//!
//! let lines = Lines {
//!     title: "nr_running".to_owned(),
//!     x: Axis::new("seconds"),
//!     y: Axis::new("tasks"),
//!     xs: vec![0.0, 2.0, 4.0, 6.0],
//!     lines: vec![Line {
//!         name: "nr_running".to_owned(),
//!         values: vec![Some(Number::Int(4)), Some(Number::Int(9)), None, Some(Number::Int(7))],
//!     }],
//!     marks: Vec::new(),
//! };
//! let drawn = text::lines(&lines, &TextOptions { width: 60, ..TextOptions::default() });
//! assert_eq!(drawn.first().map(String::as_str), Some("nr_running"));
//! ```

// Must not panic on any input.
#![forbid(unsafe_code)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod marks;
mod name;
mod number;
pub mod page;
mod picture;
mod scale;
mod segments;
mod shade;
pub mod svg;
pub mod text;
mod trim;

pub use number::Number;
pub use picture::{Axis, Bar, Bars, Heat, HeatScale, Line, Lines, Mark};
