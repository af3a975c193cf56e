//! What goes wrong: one line for a person, and an exit code.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was wrong, and what to do about it.
    Message(String),
    /// Standard output takes no more.
    Output(io::Error),
}

impl Failure {
    /// A fact and what to do about it.
    pub(crate) fn new(fact: impl fmt::Display, help: impl fmt::Display) -> Self {
        Self::Message(format!("{fact}: {help}"))
    }

    /// A fact about a file, as `is not an ELF object`, and what to do about it.
    pub(crate) fn of(file: &Path, fact: impl fmt::Display, help: impl fmt::Display) -> Self {
        Self::new(format!("{} {fact}", file.display()), help)
    }

    /// Says it, and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        let message = match self {
            Self::Message(message) => message,
            // `ktsnap show ... | head` has had what it wanted.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Self::Output(error) => format!("can't write: {error}"),
        };
        say(&message);
        ExitCode::FAILURE
    }
}

/// Says something that stops nothing.
pub(crate) fn note(text: impl fmt::Display) {
    say(&format!("note: {text}"));
}

fn say(text: &str) {
    // Control characters of a name in a damaged file stay out of the terminal, and one line is one line.
    let line: String = text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    // Without standard error there is nobody to tell.
    _ = writeln!(io::stderr(), "ktsnap: {line}");
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
