//! Many files, on all cores and in order.

use std::iter::FusedIterator;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::{thread, vec};

use super::{ReadError, SnapshotSchema, from_path};

/// Structs read from many files, from [`SnapshotSchema::from_json_paths`]: each file with what was read from it, in the
/// order of the files.
///
/// The files are read ahead on as many threads as the machine runs at once, two results each at most; dropping the
/// iterator stops them. How far it is: [`done`](Self::done), and [`len`](ExactSizeIterator::len) for what is left.
///
/// ```
/// use ktsnap_core::SnapshotSchema;
///
/// /// The files that hold no such struct, or can't be read.
/// fn unread<T: SnapshotSchema + Send + 'static>(files: Vec<String>) -> Vec<String> {
///     let each = T::from_json_paths(files);
///     assert_eq!(each.done(), 0);
///     each.filter_map(|(file, read)| Some(format!("{}: {}", file.display(), read.err()?))).collect()
/// }
/// ```
#[derive(Debug)]
pub struct ReadEach<T> {
    files: vec::IntoIter<PathBuf>,
    done: usize,
    /// The thread at `k` of `n` reads the files at `k`, `k + n`, `k + 2n`.
    threads: Vec<Receiver<Result<T, ReadError>>>,
}

impl<T: SnapshotSchema + Send + 'static> ReadEach<T> {
    pub(in crate::typed) fn new(files: Vec<PathBuf>) -> Self {
        let count = thread::available_parallelism().map_or(1, NonZero::get).min(files.len());
        let threads = (0..count)
            .map(|first| {
                let (sender, receiver) = sync_channel(1);
                let own: Vec<_> = files.iter().skip(first).step_by(count).cloned().collect();
                // A thread that can't be had leaves its files to the caller's.
                let _ = thread::Builder::new().name("ktsnap-read".to_owned()).spawn(move || {
                    for file in own {
                        if sender.send(from_path(&file)).is_err() {
                            break;
                        }
                    }
                });
                receiver
            })
            .collect();
        Self { files: files.into_iter(), done: 0, threads }
    }
}

impl<T> ReadEach<T> {
    /// How many files were given out.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }
}

impl<T: SnapshotSchema> Iterator for ReadEach<T> {
    type Item = (PathBuf, Result<T, ReadError>);

    fn next(&mut self) -> Option<Self::Item> {
        let file = self.files.next()?;
        let thread = self.done.checked_rem(self.threads.len()).and_then(|at| self.threads.get(at));
        self.done += 1;
        let read = thread.and_then(|thread| thread.recv().ok()).unwrap_or_else(|| from_path(&file));
        Some((file, read))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.files.size_hint()
    }
}

impl<T: SnapshotSchema> ExactSizeIterator for ReadEach<T> {}

impl<T: SnapshotSchema> FusedIterator for ReadEach<T> {}
