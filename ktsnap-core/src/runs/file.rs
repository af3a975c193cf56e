//! Files of a run directory, which other programs may have put there.

use std::fs::{self, File, Metadata, ReadDir};
use std::io::{self, Read};
use std::path::Path;

/// Refuses what is not a regular file: opening a pipe blocks, and a device may never end.
pub(super) fn require_regular(file: &Path) -> io::Result<Metadata> {
    let metadata = fs::metadata(file)?;
    if metadata.is_file() {
        return Ok(metadata);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
}

/// Lists a directory. A signal interrupts the call on some file systems, for example on those in user space.
pub fn read_dir(directory: &Path) -> io::Result<ReadDir> {
    loop {
        match fs::read_dir(directory) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            listed => return listed,
        }
    }
}

/// Reads a regular file. `None` if it is longer than `most` bytes.
pub(super) fn read_up_to(file: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    if require_regular(file)?.len() > most {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    // The file can grow after its length was checked.
    File::open(file)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    let is_whole = u64::try_from(bytes.len()).is_ok_and(|length| length <= most);
    Ok(is_whole.then_some(bytes))
}
