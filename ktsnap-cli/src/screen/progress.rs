//! A line on standard error that says how far a command is. Only a terminal gets it, and it is erased before anything else is
//! written there.

use std::io::{self, IsTerminal, Stderr, Write};
use std::time::{Duration, Instant};

#[cfg(feature = "live")]
use super::text::clean;

/// The time between two updates. Fast commands show nothing.
const PAUSE: Duration = Duration::from_millis(200);

/// Moves to the beginning of the line and clears it.
const CLEAR: &str = "\r\x1b[2K";

/// The line, which is erased on drop. Write errors are ignored, since nothing could report them.
pub struct StatusLine<W: Write> {
    to: W,
    is_terminal: bool,
    is_shown: bool,
}

impl StatusLine<Stderr> {
    /// The line on standard error.
    pub fn on_stderr() -> Self {
        Self::new(io::stderr(), io::stderr().is_terminal())
    }
}

impl<W: Write> StatusLine<W> {
    pub(crate) fn new(to: W, is_terminal: bool) -> Self {
        Self { to, is_terminal, is_shown: false }
    }

    /// Replaces the line. The text must not control a terminal.
    pub fn update(&mut self, text: &str) {
        if self.is_terminal {
            self.erase();
            _ = write!(self.to, "{text}");
            _ = self.to.flush();
            self.is_shown = true;
        }
    }

    /// Writes a line that stays, on a terminal or not.
    #[cfg(feature = "live")]
    pub(crate) fn note(&mut self, line: &str) {
        self.erase();
        _ = writeln!(self.to, "ktsnap: {}", clean(line));
    }

    fn erase(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            _ = self.to.write_all(CLEAR.as_bytes());
            _ = self.to.flush();
        }
    }
}

impl<W: Write> Drop for StatusLine<W> {
    /// Erases the line, so that an error starts on a line of its own.
    fn drop(&mut self) {
        self.erase();
    }
}

/// How many parts of a whole are done.
pub(crate) struct Progress {
    line: StatusLine<Stderr>,
    what: &'static str,
    last: Instant,
}

impl Progress {
    /// A line that starts with this word, for example `reading`.
    pub(crate) fn new(what: &'static str) -> Self {
        Self { line: StatusLine::on_stderr(), what, last: Instant::now() }
    }

    /// Says that the command is at this number.
    pub(crate) fn at(&mut self, number: usize, of: usize) {
        if self.last.elapsed() >= PAUSE {
            self.last = Instant::now();
            self.line.update(&format!("{} {number} of {of}", self.what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_only_for_a_terminal_and_is_erased() {
        for (is_terminal, expected) in [(true, "1 of 3\r\x1b[2K2 of 3\r\x1b[2K"), (false, "")] {
            let mut to = Vec::new();
            let mut line = StatusLine::new(&mut to, is_terminal);
            line.update("1 of 3");
            line.update("2 of 3");
            drop(line);
            assert_eq!(String::from_utf8(to).unwrap(), expected);
        }
    }

    #[cfg(feature = "live")]
    #[test]
    fn a_note_stays_and_replaces_the_line() {
        for (is_terminal, expected) in
            [(true, "1 of 3\r\x1b[2Kktsnap: done\n3 of 3\r\x1b[2K"), (false, "ktsnap: done\n")]
        {
            let mut to = Vec::new();
            let mut line = StatusLine::new(&mut to, is_terminal);
            line.update("1 of 3");
            line.note("done");
            line.update("3 of 3");
            drop(line);
            assert_eq!(String::from_utf8(to).unwrap(), expected);
        }
    }
}
