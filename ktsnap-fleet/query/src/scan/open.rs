//! [`ReportOpener`]: from a file to its rows.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpenFuture, FileOpener};
use datafusion::object_store::{ObjectStore, ObjectStoreExt};
use futures::{FutureExt, StreamExt, stream};

use crate::reader::{Content, Projected, Reader, file_name};
use crate::unreadable::{Recorder, Unreadable};

/// Opens the reports of one stream of a scan.
pub(crate) struct ReportOpener {
    projected: Arc<Projected>,
    store: Arc<dyn ObjectStore>,
    recorder: Arc<Recorder>,
}

impl ReportOpener {
    pub(crate) fn new(
        reader: &Arc<Reader>,
        store: Arc<dyn ObjectStore>,
        columns: &[usize],
        recorder: Recorder,
    ) -> Self {
        Self { projected: Arc::new(Projected::new(reader, columns)), store, recorder: Arc::new(recorder) }
    }
}

impl FileOpener for ReportOpener {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let (projected, store, recorder) = (self.projected.clone(), self.store.clone(), self.recorder.clone());
        Ok(async move {
            let name = file_name(&file);
            let bytes = async { store.get(&file.object_meta.location).await?.bytes().await };
            let (batch, errors) = match bytes.await {
                Ok(bytes) => {
                    let read = projected.read(&bytes, &name)?;
                    (Some(read.batch), read.errors)
                }
                Err(error) => (None, vec![format!("the file can't be read: {}", root(&error))]),
            };
            let batch = finish(&projected, batch, errors, &name, &recorder)?;
            Ok(stream::iter(batch.map(Ok)).boxed())
        }
        .boxed())
    }
}

/// Gives the batches of all files one schema: a fact is null in some files and not in others, which makes it nullable or not.
pub(crate) struct OneSchema {
    pub(crate) opener: Arc<dyn FileOpener>,
    pub(crate) schema: SchemaRef,
}

impl FileOpener for OneSchema {
    fn open(&self, file: PartitionedFile) -> Result<FileOpenFuture> {
        let (opened, schema) = (self.opener.open(file)?, self.schema.clone());
        let with_schema = move |batch: Result<RecordBatch>| Ok(batch?.with_schema(schema.clone())?);
        Ok(async move { Ok(opened.await?.map(with_schema).boxed()) }.boxed())
    }
}

/// The batch of a report, if it has a row.
fn finish(
    projected: &Projected,
    batch: Option<RecordBatch>,
    errors: Vec<String>,
    file: &str,
    recorder: &Recorder,
) -> Result<Option<RecordBatch>> {
    let reader = projected.reader();
    let batch = match reader.content() {
        Content::Errors => Some(projected.error_rows(&errors)?),
        Content::Counters => {
            for message in errors {
                let report = Unreadable { file: file.to_owned(), message };
                if reader.is_strict() {
                    return Err(DataFusionError::Execution(report.marked()));
                }
                recorder.record(&report);
            }
            batch
        }
    };
    Ok(batch.filter(|batch| batch.num_rows() > 0))
}

/// The cause of an error of an object store, whose own text repeats the path several times.
fn root(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
