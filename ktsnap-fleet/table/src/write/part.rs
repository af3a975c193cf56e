//! A Parquet file with the rows of one run.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::arrow::{ArrowSchemaConverter, add_encoded_arrow_schema_to_metadata};
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::SchemaDescriptor;

use super::{Temporary, WriteError, io_error};

/// The bytes after which a group of rows ends.
const ROW_GROUP_BYTES: usize = 32 << 20;

/// What all parts of a table share, made once: a part of a run has few rows, so this would be most of its cost.
#[derive(Debug, Clone)]
pub(super) struct PartWriter {
    schema: SchemaRef,
    properties: WriterProperties,
    descriptor: SchemaDescriptor,
}

impl PartWriter {
    pub(super) fn new(schema: SchemaRef) -> Result<Self, ParquetError> {
        // Pages of a few rows need no statistics of their own.
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true);
        let mut properties = properties.build();
        add_encoded_arrow_schema_to_metadata(&schema, &mut properties);
        let descriptor = ArrowSchemaConverter::new().with_coerce_types(properties.coerce_types()).convert(&schema)?;
        Ok(Self { schema, properties, descriptor })
    }

    /// Writes a part: `fill` gets a function that adds a batch. The file gets its name when it is complete. Without a row, a
    /// file of that name is removed.
    pub(super) fn write<R>(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut dyn FnMut(RecordBatch) -> Result<(), WriteError>) -> Result<R, WriteError>,
    ) -> Result<(usize, R), WriteError> {
        let temporary = Temporary(path.with_extension("parquet.tmp"));
        let mut writer = None;
        let mut rows = 0;
        let filled = fill(&mut |batch| {
            rows += batch.num_rows();
            let writer = match &mut writer {
                Some(writer) => writer,
                None => writer.insert(self.start(&temporary.0)?),
            };
            writer.write(&batch)?;
            if writer.in_progress_size() >= ROW_GROUP_BYTES {
                writer.flush()?;
            }
            Ok(())
        })?;
        match writer {
            Some(writer) => {
                writer.close()?;
                fs::rename(&temporary.0, path).map_err(|error| io_error(path, error))?;
            }
            None => match fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io_error(path, error)),
                _ => {}
            },
        }
        Ok((rows, filled))
    }

    fn start(&self, path: &Path) -> Result<ArrowWriter<File>, WriteError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| io_error(folder, error))?;
        }
        let file = File::create(path).map_err(|error| io_error(path, error))?;
        let options = ArrowWriterOptions::new()
            .with_properties(self.properties.clone())
            .with_skip_arrow_metadata(true)
            .with_parquet_schema(self.descriptor.clone());
        Ok(ArrowWriter::try_new_with_options(file, Arc::clone(&self.schema), options)?)
    }
}
