//! Output to the terminal: its width, its colors, tables and text, or JSON.

pub(crate) mod table;
pub(crate) mod text;

use std::env;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};

use anstyle::Style;
use serde::Serialize;
use terminal_size::terminal_size;

use crate::args::{Output, When};
use crate::failure::Failure;

/// Columns if neither the arguments, the terminal nor `COLUMNS` give a number.
const WIDTH: u16 = 100;

/// The properties of standard output.
pub(crate) struct Screen {
    /// Width in columns.
    pub(crate) width: u16,
    /// Whether to use colors.
    pub(crate) color: bool,
    /// Whether to print JSON.
    pub(crate) json: bool,
}

impl Screen {
    pub(crate) fn of(output: &Output) -> Self {
        let terminal = || terminal_size().filter(|_| io::stdout().is_terminal()).map(|(width, _)| width.0);
        let columns = || env::var("COLUMNS").ok()?.parse().ok();
        let width = output.width.or_else(terminal).or_else(columns).filter(|&width| width > 0).unwrap_or(WIDTH);
        let color = has_color(output.color, io::stdout().is_terminal(), env::var_os("NO_COLOR").as_deref());
        Self { width, color, json: output.json }
    }

    /// Styles a text, if the screen uses colors.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Writes a JSON document.
    pub(crate) fn json(out: &mut dyn Write, document: &impl Serialize) -> Result<(), Failure> {
        let json = serde_json::to_string_pretty(document).map_err(io::Error::from)?;
        // JSON requires escapes only for control characters below the space. The others occur only in strings, so they can be escaped too.
        for part in json.split_inclusive(text::is_harmful_in_json) {
            match part.chars().next_back().filter(|c| text::is_harmful_in_json(*c)) {
                Some(c) => write!(out, "{}\\u{:04x}", part.strip_suffix(c).unwrap_or(part), u32::from(c))?,
                None => out.write_all(part.as_bytes())?,
            }
        }
        Ok(writeln!(out)?)
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
