//! [`Batches`]: the record batches of many files, which are read on all cores.

use std::num::NonZero;
use std::sync::Arc;
use std::{thread, vec};

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use ktsnap_core::__private::Ahead;

use crate::batch::BatchBuilder;
use crate::files::{FileError, ReportFile};
use crate::layout::Layout;

/// How far a table is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The number of files that were read.
    pub done: usize,
    /// The number of files to read.
    pub of: usize,
    /// The size of the files that were read, in bytes.
    pub bytes: u64,
}

impl Progress {
    pub(crate) fn of(files: usize) -> Self {
        Self { of: files, ..Self::default() }
    }

    pub(crate) fn add(&mut self, files: &[ReportFile]) {
        self.done += files.len();
        self.bytes += files.iter().map(|file| file.size).sum::<u64>();
    }
}

/// The most files that one thread reads before it returns their batches.
const MOST_FILES: usize = 256;

/// The most bytes of files that one thread reads before it returns their batches. A file can be larger.
const MOST_BYTES: u64 = 32 << 20;

/// What one thread returns at a time.
struct Chunk {
    batches: Vec<RecordBatch>,
    errors: Vec<FileError>,
}

/// The record batches of files, in the order of the files.
///
/// The files are read on as many threads as the machine runs at once. Each thread has one report in memory, and the batches of at
/// most three times 256 files or 32 MiB of reports, whichever is less.
#[derive(Debug)]
pub struct Batches {
    reads: Ahead<Arc<[ReportFile]>, Result<Chunk, ArrowError>>,
    errors: Vec<FileError>,
    ready: vec::IntoIter<RecordBatch>,
    progress: Progress,
}

impl Batches {
    /// Starts to read the files.
    #[must_use]
    pub fn new(layout: &Arc<Layout>, files: Vec<ReportFile>) -> Self {
        let progress = Progress::of(files.len());
        let layout = Arc::clone(layout);
        let reads = Ahead::new(chunks(files), move |files: &Arc<[ReportFile]>| read(&layout, files));
        Self { reads, errors: Vec::new(), ready: Vec::new().into_iter(), progress }
    }

    /// How far the reading is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The errors since the last call: files without a row, and rows that lack something.
    pub fn take_errors(&mut self) -> Vec<FileError> {
        std::mem::take(&mut self.errors)
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.ready.next() {
                return Some(Ok(batch));
            }
            let (files, chunk) = self.reads.next()?;
            self.progress.add(&files);
            match chunk {
                Ok(Chunk { batches, errors }) => {
                    self.errors.extend(errors);
                    self.ready = batches.into_iter();
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Files that one thread reads at a time.
fn chunks(files: Vec<ReportFile>) -> Vec<Arc<[ReportFile]>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    // A few files are spread over all threads too.
    let most = files.len().div_ceil(threads * 4).clamp(1, MOST_FILES);
    let mut chunks: Vec<Arc<[ReportFile]>> = Vec::new();
    let (mut chunk, mut bytes) = (Vec::new(), 0);
    for file in files {
        if chunk.len() >= most || (!chunk.is_empty() && bytes + file.size > MOST_BYTES) {
            chunks.push(std::mem::take(&mut chunk).into());
            bytes = 0;
        }
        bytes += file.size;
        chunk.push(file);
    }
    if !chunk.is_empty() {
        chunks.push(chunk.into());
    }
    chunks
}

fn read(layout: &Arc<Layout>, files: &[ReportFile]) -> Result<Chunk, ArrowError> {
    let mut batches = Vec::new();
    let errors = each_batch::<ArrowError>(layout, files, &mut |batch| {
        batches.push(batch);
        Ok(())
    })?;
    Ok(Chunk { batches, errors })
}

/// Reads files on this thread, and passes each batch that is full, and the last, to a function. Returns the errors of files.
pub(crate) fn each_batch<E: From<ArrowError>>(
    layout: &Arc<Layout>,
    files: &[ReportFile],
    with: &mut dyn FnMut(RecordBatch) -> Result<(), E>,
) -> Result<Vec<FileError>, E> {
    let mut builder = BatchBuilder::new(layout);
    let mut errors = Vec::new();
    for (index, file) in files.iter().enumerate() {
        builder.push(file, layout.read(file));
        if builder.is_full() || index + 1 == files.len() {
            let (batch, of_files) = builder.finish()?;
            errors.extend(of_files);
            if batch.num_rows() > 0 {
                with(batch)?;
            }
        }
    }
    Ok(errors)
}
