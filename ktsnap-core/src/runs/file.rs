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
    until_done(|| fs::read_dir(directory))
}

fn until_done<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interrupted_call_is_repeated_and_another_error_is_returned() {
        let of = |kinds: &[io::ErrorKind]| {
            let mut kinds = kinds.iter();
            until_done(|| kinds.next().map_or(Ok(7), |kind| Err(io::Error::from(*kind)))).map_err(|error| error.kind())
        };
        assert_eq!(of(&[io::ErrorKind::Interrupted; 2]), Ok(7));
        assert_eq!(of(&[io::ErrorKind::Interrupted, io::ErrorKind::NotFound]), Err(io::ErrorKind::NotFound));
    }

    #[test]
    fn a_file_is_read_if_it_is_not_longer_than_the_limit() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let text = fs::read(&file).unwrap();
        let length = u64::try_from(text.len()).unwrap();
        assert_eq!(read_up_to(&file, length).unwrap(), Some(text));
        assert_eq!(read_up_to(&file, length - 1).unwrap(), None);
    }

    /// Files of the kernel have the length 0 in their metadata.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_that_grows_after_its_length_was_read_is_not_cut() {
        let file = Path::new("/proc/self/status");
        assert_eq!(fs::metadata(file).unwrap().len(), 0);
        assert_eq!(read_up_to(file, 10).unwrap(), None);
    }
}
