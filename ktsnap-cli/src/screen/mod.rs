//! What is written to: its width, its colours, or JSON for a program.

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

/// Columns where nothing tells how many there are.
const WIDTH: u16 = 100;

/// What standard output is.
pub(crate) struct Screen {
    /// Its columns.
    pub(crate) width: u16,
    /// Whether it shows colours.
    pub(crate) color: bool,
    /// Whether a program reads it.
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

    /// The text in that style, where the screen has any.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Writes a document for a program.
    pub(crate) fn json(out: &mut dyn Write, document: &impl Serialize) -> Result<(), Failure> {
        let json = serde_json::to_string_pretty(document).map_err(io::Error::from)?;
        // JSON escapes control characters up to the blank. The others stand in texts only, where an escape means the same.
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
        // https://no-color.org: present and not empty.
        When::Auto => is_terminal && no_color.is_none_or(OsStr::is_empty),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_counts_where_nothing_else_is_said() {
        let no = Some(OsStr::new("1"));
        assert!(has_color(When::Auto, true, None));
        assert!(has_color(When::Auto, true, Some(OsStr::new(""))));
        assert!(!has_color(When::Auto, true, no));
        assert!(!has_color(When::Auto, false, None));
        assert!(has_color(When::Always, false, no));
        assert!(!has_color(When::Never, true, None));
    }
}
