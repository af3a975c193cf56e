//! Many files.

use std::iter::FusedIterator;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::{thread, vec};

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
    ReadFiles::new(files.into_iter().map(Into::into).collect())
}

/// The iterator of [`read_files`]: each file with the struct that was read from it, in the order of the files.
///
/// The files are read ahead, on as many threads as the machine runs at once, with at most two results per thread. The
/// threads stop when the iterator is dropped. [`done`](Self::done) and [`len`](ExactSizeIterator::len) show the progress.
#[derive(Debug)]
pub struct ReadFiles<T> {
    files: vec::IntoIter<PathBuf>,
    done: usize,
    /// The thread at `k` of `n` reads the files at `k`, `k + n`, `k + 2n`.
    threads: Vec<Receiver<Result<T, ReadError>>>,
}

impl<T: SnapshotSchema + Send + 'static> ReadFiles<T> {
    fn new(files: Vec<PathBuf>) -> Self {
        let count = thread::available_parallelism().map_or(1, NonZero::get).min(files.len());
        let threads = (0..count)
            .map(|first| {
                let (sender, receiver) = sync_channel(1);
                let own: Vec<_> = files.iter().skip(first).step_by(count).cloned().collect();
                // If the thread can't be started, `next` reads its files.
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

impl<T> ReadFiles<T> {
    /// The number of files that the iterator has returned.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }
}

impl<T: SnapshotSchema> Iterator for ReadFiles<T> {
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

impl<T: SnapshotSchema> ExactSizeIterator for ReadFiles<T> {}

impl<T: SnapshotSchema> FusedIterator for ReadFiles<T> {}
