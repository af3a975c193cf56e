//! Messages of a capture on standard error: notes, and a progress line if it is a terminal.

use std::io::Write;

use crate::screen::text::clean;

/// Writes notes and a progress line.
pub(super) struct Progress<W: Write> {
    to: W,
    is_terminal: bool,
    /// Whether a progress line is shown.
    in_progress: bool,
}

/// Moves to the beginning of the line and clears it.
const CLEAR: &str = "\r\x1b[2K";

impl<W: Write> Progress<W> {
    pub(super) fn new(to: W, is_terminal: bool) -> Self {
        Self { to, is_terminal, in_progress: false }
    }

    /// Writes a line that stays. Write errors are ignored, since nothing could report them.
    pub(super) fn note(&mut self, line: &str) {
        self.clear();
        _ = writeln!(self.to, "ktsnap: {}", clean(line));
    }

    /// Replaces the progress line.
    pub(super) fn update(&mut self, line: &str) {
        if self.is_terminal {
            self.clear();
            _ = write!(self.to, "{}", clean(line));
            _ = self.to.flush();
            self.in_progress = true;
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.in_progress) {
            _ = self.to.write_all(CLEAR.as_bytes());
        }
    }
}

impl<W: Write> Drop for Progress<W> {
    /// Clears the progress line, so that an error starts on a line of its own.
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_only_for_a_terminal_and_a_note_replaces_it() {
        for (is_terminal, expected) in
            [(true, "1 of 3\r\x1b[2K2 of 3\r\x1b[2Kktsnap: done\n3 of 3\r\x1b[2K"), (false, "ktsnap: done\n")]
        {
            let mut to = Vec::new();
            let mut progress = Progress::new(&mut to, is_terminal);
            progress.update("1 of 3");
            progress.update("2 of 3");
            progress.note("done");
            progress.update("3 of 3");
            drop(progress);
            assert_eq!(String::from_utf8(to).unwrap(), expected);
        }
    }
}
