//! Many files.

use std::iter::FusedIterator;
use std::path::PathBuf;

use super::ahead::Ahead;
use super::{ReadError, SnapshotSchema, from_path};

/// Reads a struct from each of many reports' files, on all cores: [`SnapshotSchema::from_json_path`] for each file, in the
/// order of the files.
///
/// ```
/// use ktsnap::{SnapshotSchema, read_files};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_cross: u64,
/// }
///
/// let files = ["../examples/captures/dispatch-a0.json", "../examples/captures/dispatch-a1.json"];
/// let mut reads = read_files::<Dispatch>(files);
/// while let Some((file, counters)) = reads.next() {
///     match counters {
///         Ok(counters) => println!("{}: {}", file.display(), counters.nr_mig_cross),
///         Err(error) => eprintln!("{}: {error}", file.display()),
///     }
///     eprint!("\r{} of {}", reads.done(), files.len());
/// }
/// ```
pub fn read_files<T: SnapshotSchema + Send + 'static>(
    files: impl IntoIterator<Item = impl Into<PathBuf>>,
) -> ReadFiles<T> {
    ReadFiles { reads: Ahead::new(files.into_iter().map(Into::into).collect(), |file: &PathBuf| from_path(file)) }
}

/// The iterator of [`read_files`]: each file with the struct that was read from it, in the order of the files.
///
/// The files are read ahead, on as many threads as the machine runs at once, with at most two results per thread. The
/// threads stop when the iterator is dropped. [`done`](Self::done) and [`len`](ExactSizeIterator::len) show the progress.
#[derive(Debug)]
pub struct ReadFiles<T> {
    reads: Ahead<PathBuf, Result<T, ReadError>>,
}

impl<T> ReadFiles<T> {
    /// The number of files that the iterator has returned.
    #[must_use]
    pub fn done(&self) -> usize {
        self.reads.done()
    }
}

impl<T: SnapshotSchema> Iterator for ReadFiles<T> {
    type Item = (PathBuf, Result<T, ReadError>);

    fn next(&mut self) -> Option<Self::Item> {
        self.reads.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.reads.size_hint()
    }
}

impl<T: SnapshotSchema> ExactSizeIterator for ReadFiles<T> {}

impl<T: SnapshotSchema> FusedIterator for ReadFiles<T> {}
