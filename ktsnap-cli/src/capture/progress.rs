//! What is progress of a capture beside the reports: lines on standard error, and progress where that is a terminal.

use std::io::Write;

use crate::screen::text::clean;

/// Standard error.
pub(super) struct Progress<W: Write> {
    to: W,
    is_terminal: bool,
    /// Whether a line of progress stands there.
    in_progress: bool,
}

/// Goes to the begin of the line and clears it.
const CLEAR: &str = "\r\x1b[2K";

impl<W: Write> Progress<W> {
    pub(super) fn new(to: W, is_terminal: bool) -> Self {
        Self { to, is_terminal, in_progress: false }
    }

    /// A line that stays. Where nobody reads it there is nobody to tell.
    pub(super) fn note(&mut self, line: &str) {
        self.clear();
        _ = writeln!(self.to, "ktsnap: {}", clean(line));
    }

    /// A line that the next one takes the files of.
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
    /// So that an error does not stand behind the progress.
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_for_a_terminal_and_a_note_takes_its_place() {
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
