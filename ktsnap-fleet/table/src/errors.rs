//! The table of errors.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::builder::StringBuilder;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use crate::files::FileError;

/// The schema of the table of errors: the file, its directory and run if they are known, and the reason.
///
/// ```
/// let names: Vec<_> = ktsnap_table::errors_schema().fields().iter().map(|field| field.name().clone()).collect();
/// assert_eq!(names, ["file", "directory", "run", "message"]);
/// ```
#[must_use]
pub fn errors_schema() -> SchemaRef {
    let text = |name, nullable| Field::new(name, DataType::Utf8, nullable);
    let fields = [text("file", false), text("directory", true), text("run", true), text("message", false)];
    Arc::new(Schema::new(fields.to_vec()))
}

/// Errors as a record batch of [`errors_schema`].
///
/// # Errors
///
/// [`ArrowError`] if the texts do not fit a batch.
pub fn errors_batch<'e>(errors: impl IntoIterator<Item = &'e FileError>) -> Result<RecordBatch, ArrowError> {
    let mut columns: [StringBuilder; 4] = std::array::from_fn(|_| StringBuilder::new());
    let [file, directory, run, message] = &mut columns;
    for error in errors {
        file.append_value(error.file.to_string_lossy());
        directory.append_option(error.directory.as_deref());
        run.append_option(error.run.as_deref());
        message.append_value(&error.message);
    }
    RecordBatch::try_new(errors_schema(), columns.iter_mut().map(|of| Arc::new(of.finish()) as _).collect())
}
