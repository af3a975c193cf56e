//! The bytes of an input: of a file, or of standard input for `-`. A compressed report is decompressed.

mod expand;

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

pub(crate) use ktsnap_core::__private::Compression;

pub(crate) use expand::{ExpandError, expand};

/// The argument that means standard input.
const STDIN: &str = "-";

/// Whether an argument means standard input. A file with this name is `./-`.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}

/// The name of an input in a message.
pub(crate) fn name(path: &Path) -> Cow<'_, str> {
    if is_stdin(path) { Cow::Borrowed("standard input") } else { path.to_string_lossy() }
}

/// Reads an input as it is. Standard input is read to its end.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !is_stdin(path) {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_single_dash_is_standard_input() {
        assert!(is_stdin(Path::new("-")));
        assert!(!is_stdin(Path::new("./-")) && !is_stdin(Path::new("--")) && !is_stdin(Path::new("a/-")));
        assert_eq!(name(Path::new("-")), "standard input");
        assert_eq!(name(Path::new("./-")), "./-");
    }
}
