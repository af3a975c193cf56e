//! The text of a report: of a file or of standard input, as it is or compressed.

use std::path::Path;

use super::HELP;
use crate::failure::Failure;
use crate::source::{Compression, ExpandError, expand, is_stdin, read};

/// Reads the text of a report. Every command that reads a report calls this function, so all accept the same inputs.
///
/// The formats are recognised by their first bytes, because a file on standard input has no name.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let bytes = read(path).map_err(|error| Failure::of(path, "can't be read", error))?;
    let bytes = match Compression::of(&bytes) {
        Some(format) => expand(&bytes, format).map_err(|error| failure(path, format, error))?,
        None => bytes,
    };
    String::from_utf8(bytes).map_err(|_| Failure::of(path, "is not a report: it is not text", HELP))
}

fn failure(path: &Path, format: Compression, error: ExpandError) -> Failure {
    let fact = format.fact();
    match error {
        ExpandError::Unsupported => Failure::of(path, fact, decompress(path, format)),
        ExpandError::TooLarge(limit) => {
            let fact = format!("{fact}, and expands to more than {} MiB", limit >> 20);
            Failure::of(path, fact, format_args!("if that is expected, {}", decompress(path, format)))
        }
        ExpandError::Window => {
            let fact = format!("{fact}, with a window of more than 128 MiB");
            Failure::of(path, fact, decompress(path, format))
        }
        ExpandError::Truncated => Failure::of(path, format_args!("{fact}, and is truncated"), HELP),
        ExpandError::Corrupt(why) => Failure::of(path, format_args!("{fact}, and is damaged: {why}"), HELP),
    }
}

/// The remedy for a format that is not read.
pub(crate) fn decompress(path: &Path, format: Compression) -> String {
    let command = format.command();
    match is_stdin(path) {
        true => format!("decompress it first with `{command}`"),
        false => {
            format!("decompress it first with `{command} {}`", ktsnap_btf::suggest::shell_word(&path.to_string_lossy()))
        }
    }
}
