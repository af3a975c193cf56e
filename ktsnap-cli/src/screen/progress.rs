//! A line on standard error that says how far a command is. Only a terminal gets it.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// The time between two updates. Fast commands show nothing.
const PAUSE: Duration = Duration::from_millis(200);

/// The line, which is removed on drop.
pub(crate) struct Progress {
    what: &'static str,
    /// `None` if standard error is not a terminal.
    last: Option<Instant>,
    is_shown: bool,
}

impl Progress {
    /// A line that starts with this word, for example `reading`.
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, last: io::stderr().is_terminal().then(Instant::now), is_shown: false }
    }

    /// Says that the command is at this number.
    pub(crate) fn at(&mut self, number: usize, of: usize) {
        if self.last.is_some_and(|last| last.elapsed() >= PAUSE) {
            self.last = Some(Instant::now());
            self.is_shown = true;
            _ = write!(io::stderr(), "\r{} {number} of {of}\x1b[K", self.what);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
