//! Pictures as lines of text.
//!
//! ```
//! use ktsnap_plot::text::{self, TextOptions};
//! use ktsnap_plot::{Bar, Bars, Number};
//!
//! let bar = |label: &str, count| Bar { label: label.to_owned(), count: Some(Number::Int(count)), ..Bar::default() };
//! let bars = Bars { title: "wait_hist".to_owned(), bars: vec![bar("1", 3), bar("2 to 3", 12)], ..Bars::default() };
//! let drawn = text::bars(&bars, &TextOptions { width: 40, ascii: true, ..TextOptions::default() });
//! assert_eq!(drawn, ["wait_hist", "     1   3  #######", "2 to 3  12  ############################"]);
//! ```

mod bars;
mod heat;
mod lines;

pub use bars::{bar, bars};
pub use heat::{HeatParts, heat, heat_parts};
pub use lines::lines;

use crate::name::clean;

/// How to draw.
///
/// ```
/// use ktsnap_plot::text::TextOptions;
///
/// let options = TextOptions { width: 80, ..TextOptions::default() };
/// assert!(!options.color);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// The most columns of a line. A name that is longer is not broken, and has a line of its own.
    pub width: u16,
    /// The lines of the area in which lines are drawn.
    pub height: u16,
    /// Whether to use colors.
    pub color: bool,
    /// Whether to draw with ASCII characters only. Names stay as they are.
    pub ascii: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { width: 100, height: 12, color: false, ascii: false }
    }
}

impl TextOptions {
    fn bold(&self, text: &str) -> String {
        let text = clean(text);
        if self.color { format!("\x1b[1m{text}\x1b[0m") } else { text.into_owned() }
    }

    /// Colors a text with one of the eight basic colors.
    fn paint(&self, color: Option<u8>, text: &str) -> String {
        match color {
            Some(color) if self.color => format!("\x1b[{}m{text}\x1b[0m", 30 + color),
            _ => text.to_owned(),
        }
    }
}
