//! Errors: one line on standard error, and an exit code.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::source;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The fact and the remedy.
    Message(String),
    /// Arguments contradict each other or the input.
    Usage(String),
    /// Standard output can't be written.
    Output(io::Error),
}

impl Failure {
    /// A fact and its remedy.
    pub fn new(fact: impl fmt::Display, help: impl fmt::Display) -> Self {
        Self::Message(format!("{fact}: {help}"))
    }

    /// A fact about arguments that contradict each other or the input, and its remedy. The exit code is that of the argument
    /// parser.
    pub fn usage(fact: impl fmt::Display, help: impl fmt::Display) -> Self {
        Self::Usage(format!("{fact}: {help}"))
    }

    /// A fact about a file, for example `is not an ELF object`, and its remedy.
    pub fn of(file: &Path, fact: impl fmt::Display, help: impl fmt::Display) -> Self {
        Self::new(format!("{} {fact}", source::name(file)), help)
    }

    /// The text.
    #[cfg(feature = "live")]
    pub(crate) fn into_message(self) -> String {
        match self {
            Self::Message(message) | Self::Usage(message) => message,
            Self::Output(error) => error.to_string(),
        }
    }

    /// Prints the error and returns the exit code.
    pub(crate) fn report(self) -> ExitCode {
        let (message, code) = match self {
            Self::Message(message) => (message, ExitCode::FAILURE),
            Self::Usage(message) => (message, ExitCode::from(2)),
            // Not an error: `head` in `ktsnap show ... | head` closes the pipe when it has enough.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Self::Output(error) => (format!("can't write: {error}"), ExitCode::FAILURE),
        };
        say(&message);
        code
    }
}

/// Prints a note. The command continues.
pub fn note(text: impl fmt::Display) {
    say(&format!("note: {text}"));
}

/// Prints one of several mistakes. The last of them is the failure.
pub(crate) fn mistake(text: impl fmt::Display) {
    say(&text.to_string());
}

fn say(text: &str) {
    // A name from a damaged file can contain control characters, which must not reach the terminal.
    let line: String = text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    // Best effort: nothing can report that standard error is closed.
    _ = writeln!(io::stderr(), "ktsnap: {line}");
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
