//! Pictures as SVG files.
//!
//! A file needs nothing else: its fonts are generic, and it has rules for a dark background. Text is escaped, so names can contain
//! anything.
//!
//! ```
//! use ktsnap_plot::{Bar, Bars, Number, svg};
//!
//! let bar = Bar { label: "a < b".to_owned(), count: Some(Number::Int(3)), ..Bar::default() };
//! let bars = Bars { title: "waits".to_owned(), bars: vec![bar], ..Bars::default() };
//! assert!(svg::bars(&bars)?.contains("a &lt; b"));
//! # Ok::<(), ktsnap_plot::svg::SvgError>(())
//! ```

mod axis;
mod bars;
mod canvas;
mod heat;
mod lines;
mod palette;

use std::fmt;

use plotters::drawing::DrawingAreaErrorKind;

use crate::{Bars, Heat, Lines};
pub(crate) use canvas::{Drawing, escape};
pub(crate) use palette::dark_rules;

/// The width of a picture in pixels.
const WIDTH: i32 = 800;

/// The library that draws failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SvgError(String);

impl fmt::Display for SvgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the picture can't be drawn: {}", self.0)
    }
}

impl std::error::Error for SvgError {}

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for SvgError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        Self(error.to_string())
    }
}

/// A picture that can be drawn.
pub(crate) trait Draw {
    fn drawing(&self) -> Result<Drawing, SvgError>;
}

/// Draws lines as an SVG file.
///
/// # Errors
///
/// If the library that draws fails.
///
/// ```
/// let lines = ktsnap_plot::Lines::default();
/// assert!(ktsnap_plot::svg::lines(&lines)?.contains("no values to draw"));
/// # Ok::<(), ktsnap_plot::svg::SvgError>(())
/// ```
pub fn lines(lines: &Lines) -> Result<String, SvgError> {
    Ok(lines.drawing()?.document())
}

/// Draws a table of shades as an SVG file.
///
/// # Errors
///
/// If the library that draws fails.
///
/// ```
/// let heat = ktsnap_plot::Heat::default();
/// assert!(ktsnap_plot::svg::heat(&heat)?.contains("no values to draw"));
/// # Ok::<(), ktsnap_plot::svg::SvgError>(())
/// ```
pub fn heat(heat: &Heat) -> Result<String, SvgError> {
    Ok(heat.drawing()?.document())
}

/// Draws bars as an SVG file.
///
/// # Errors
///
/// If the library that draws fails.
///
/// ```
/// let bars = ktsnap_plot::Bars::default();
/// assert!(ktsnap_plot::svg::bars(&bars)?.contains("no values to draw"));
/// # Ok::<(), ktsnap_plot::svg::SvgError>(())
/// ```
pub fn bars(bars: &Bars) -> Result<String, SvgError> {
    Ok(bars.drawing()?.document())
}

/// Whether a file starts as a picture of this module.
///
/// ```
/// use ktsnap_plot::{Lines, svg};
///
/// assert!(svg::is_svg(svg::lines(&Lines::default())?.as_bytes()));
/// assert!(!svg::is_svg(b"<svg></svg>"));
/// # Ok::<(), ktsnap_plot::svg::SvgError>(())
/// ```
#[must_use]
pub fn is_svg(contents: &[u8]) -> bool {
    contents.starts_with(canvas::HEAD.as_bytes())
}

/// A picture without values.
fn nothing(title: &str) -> Result<Drawing, SvgError> {
    canvas::Canvas::draw((WIDTH, 60), title, "no values to draw", |canvas| {
        canvas.heading(title, (8, 8), WIDTH - 16)?;
        canvas.text("no values to draw", (8, 30), canvas::Align::Left, palette::MUTED)?;
        Ok([0; 4])
    })
}

#[cfg(test)]
mod tests;
