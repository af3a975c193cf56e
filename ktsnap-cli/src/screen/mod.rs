//! Output to the terminal: its width, its colors, tables, or JSON.

mod column;
mod json;
mod pairs;
pub(crate) mod progress;
mod table;
pub(crate) mod text;

use std::env;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};

use anstyle::Style;
use terminal_size::terminal_size;

use crate::args::{Output, When};
pub use column::{Cell, Heading};
pub(crate) use pairs::write_pairs;
#[cfg(feature = "live")]
pub(crate) use table::Lines;
pub use table::Table;
use text::{clean, wrap_whole};

/// Columns if neither the arguments, the terminal nor `COLUMNS` give a number.
const WIDTH: u16 = 100;

/// The properties of standard output.
pub struct Screen {
    /// Width in columns.
    pub width: u16,
    /// Whether to use colors.
    pub color: bool,
    /// Whether to print JSON.
    pub json: bool,
    /// Whether integers that a `double` can't hold are strings in JSON.
    pub json_strings: bool,
}

impl Screen {
    /// The screen that the options describe.
    pub fn of(output: &Output) -> Self {
        let terminal = || terminal_size().filter(|_| io::stdout().is_terminal()).map(|(width, _)| width.0);
        let columns = || env::var("COLUMNS").ok()?.parse().ok();
        let width = output.width.or_else(terminal).or_else(columns).filter(|&width| width > 0).unwrap_or(WIDTH);
        let color = has_color(output.color, io::stdout().is_terminal(), env::var_os("NO_COLOR").as_deref());
        // `--json-strings` only says how the JSON is written, so it asks for JSON too.
        Self { width, color, json: output.json || output.json_strings, json_strings: output.json_strings }
    }

    /// Styles a text, if the screen uses colors.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Writes a line, wrapped between words to the width of the screen. Control characters are escaped.
    pub fn line(&self, line: &str, out: &mut dyn Write) -> io::Result<()> {
        wrap_whole(&clean(line), self.width.into(), 2).iter().try_for_each(|line| writeln!(out, "{line}"))
    }
}

fn has_color(when: When, is_terminal: bool, no_color: Option<&OsStr>) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        // https://no-color.org: set and not empty.
        When::Auto => is_terminal && no_color.is_none_or(OsStr::is_empty),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_applies_unless_the_arguments_decide() {
        let no = Some(OsStr::new("1"));
        assert!(has_color(When::Auto, true, None));
        assert!(has_color(When::Auto, true, Some(OsStr::new(""))));
        assert!(!has_color(When::Auto, true, no));
        assert!(!has_color(When::Auto, false, None));
        assert!(has_color(When::Always, false, no));
        assert!(!has_color(When::Never, true, None));
    }
}
