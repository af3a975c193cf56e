//! A table as one file.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_cast::cast;
use arrow_csv::WriterBuilder;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{ArrowError, DataType, FieldRef, Fields, Schema, SchemaRef};

use super::{WriteError, Written};
use crate::files::Listing;
use crate::layout::Layout;
use crate::read::{Batches, Progress};

/// The format of a table in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SingleFormat {
    /// Comma-separated values with a line of names. Lists, structs and the rows of maps are JSON.
    Csv,
    /// The file format of Arrow IPC, also known as Feather.
    ArrowFile,
    /// The stream format of Arrow IPC.
    ArrowStream,
}

/// Writes the rows of files, in the order of the files.
///
/// # Errors
///
/// [`WriteError::Arrow`] if the output can't be written.
pub fn write_single(
    layout: &Arc<Layout>,
    listing: Listing,
    format: SingleFormat,
    out: impl Write,
    progress: &mut dyn FnMut(Progress),
) -> Result<Written, WriteError> {
    let layout = match format {
        SingleFormat::Csv => Arc::new(layout.with_texts()),
        SingleFormat::ArrowFile | SingleFormat::ArrowStream => Arc::clone(layout),
    };
    // A file has one dictionary for each column, and each batch of a table its own.
    let schema = match format {
        SingleFormat::ArrowFile => Arc::new(Schema::new(without_dictionaries(layout.schema().fields()))),
        SingleFormat::Csv | SingleFormat::ArrowStream => layout.schema(),
    };
    let mut writer = Writer::new(format, out, &schema)?;
    let Listing { files, errors } = listing;
    let mut written = Written { read: files.len(), errors, ..Written::default() };
    let mut batches = Batches::new(&layout, files);
    progress(batches.progress());
    while let Some(batch) = batches.next() {
        let batch = batch?;
        written.rows += batch.num_rows();
        written.errors.extend(batches.take_errors());
        writer.write(&as_schema(batch, &schema)?)?;
        progress(batches.progress());
    }
    written.errors.extend(batches.take_errors());
    progress(batches.progress());
    writer.finish()?;
    Ok(written)
}

fn without_dictionaries(fields: &Fields) -> Fields {
    let field = |of: &FieldRef| -> FieldRef {
        let plain = match of.data_type() {
            DataType::Dictionary(_, value) => value.as_ref().clone(),
            DataType::List(item) => {
                let items = without_dictionaries(&Fields::from(vec![Arc::clone(item)]));
                items.first().map_or_else(|| of.data_type().clone(), |item| DataType::List(Arc::clone(item)))
            }
            DataType::Struct(fields) => DataType::Struct(without_dictionaries(fields)),
            _ => return Arc::clone(of),
        };
        Arc::new(of.as_ref().clone().with_data_type(plain))
    };
    fields.iter().map(field).collect()
}

/// The batch with the types of the schema.
fn as_schema(batch: RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    if batch.schema_ref() == schema {
        return Ok(batch);
    }
    let columns = batch.columns().iter().zip(schema.fields()).map(|(column, of)| cast(column, of.data_type()));
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
}

enum Writer<W: Write> {
    Csv(Box<arrow_csv::Writer<W>>),
    File(Box<FileWriter<W>>),
    Stream(Box<StreamWriter<W>>),
}

impl<W: Write> Writer<W> {
    fn new(format: SingleFormat, out: W, schema: &SchemaRef) -> Result<Self, ArrowError> {
        Ok(match format {
            SingleFormat::Csv => {
                let mut writer = WriterBuilder::new().with_header(true).build(out);
                // The names are written even if there is no row.
                writer.write(&RecordBatch::new_empty(Arc::clone(schema)))?;
                Self::Csv(Box::new(writer))
            }
            SingleFormat::ArrowFile => Self::File(Box::new(FileWriter::try_new(out, schema)?)),
            SingleFormat::ArrowStream => Self::Stream(Box::new(StreamWriter::try_new(out, schema)?)),
        })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        match self {
            Self::Csv(writer) => writer.write(batch),
            Self::File(writer) => writer.write(batch),
            Self::Stream(writer) => writer.write(batch),
        }
    }

    fn finish(self) -> Result<(), ArrowError> {
        match self {
            Self::Csv(writer) => Ok(writer.into_inner().flush()?),
            Self::File(mut writer) => writer.finish(),
            Self::Stream(mut writer) => writer.finish(),
        }
    }
}
