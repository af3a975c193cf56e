//! [`Files`] of a listing of ktsnap-table.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringArray, new_null_array};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::Result;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::object_store::path::Path as StorePath;
use ktsnap_table::{BatchBuilder, CounterValues, Counters, FileError, Form, Layout, Listing, ReportFile};

use super::{Files, ReportMeta};
use crate::QueryError;
use crate::reader::FACTS;

impl Files {
    /// The files of a listing, in this machine's file system.
    ///
    /// # Errors
    ///
    /// If two columns have one name.
    pub fn of_listing(counters: &Arc<dyn Counters>, prefix: &str, listing: Listing) -> Result<Self, QueryError> {
        let Listing { files, mut errors } = listing;
        let mut directories = HashMap::new();
        let mut metas = Vec::new();
        let mut found = Vec::new();
        for file in files {
            match location(&file.path, &mut directories) {
                Ok(location) => {
                    metas.push(ReportMeta { location, size: file.size, modified: file.modified });
                    found.push(file);
                }
                Err(message) => errors.push(FileError::of(&file, message)),
            }
        }
        let listing = Listing { files: found, errors };
        Self::from_parts(counters, prefix, ObjectStoreUrl::local_filesystem(), metas, &listing)
    }

    /// The files of a listing, which are at these places of a store.
    ///
    /// # Errors
    ///
    /// If two columns have one name.
    pub fn from_parts(
        counters: &Arc<dyn Counters>,
        prefix: &str,
        store: ObjectStoreUrl,
        metas: Vec<ReportMeta>,
        listing: &Listing,
    ) -> Result<Self, QueryError> {
        let options = ktsnap_table::Options { prefix: prefix.to_owned(), form: Form::Lists };
        let layout = Layout::new(counters.clone(), &options).map_err(|error| QueryError::new(error.to_string()))?;
        let made = || {
            let facts = facts(&layout, &listing.files)?;
            let errors = &listing.errors;
            let errors = (!errors.is_empty()).then(|| known(&facts, prefix, errors)).transpose()?;
            Files::new(store, metas, facts, errors)
        };
        made().map_err(|error| QueryError::new(error.strip_backtrace()))
    }
}

/// The columns that are known before a file is read.
fn facts(layout: &Layout, files: &[ReportFile]) -> Result<RecordBatch> {
    let layout = Arc::new(layout.projected(&(0..FACTS).collect::<Vec<_>>()));
    let mut builder = BatchBuilder::new(&layout);
    for file in files {
        let nothing = CounterValues { fields: Vec::new(), ratios: Vec::new(), map: String::new(), map_kva: 0 };
        builder.push(file, Ok(nothing));
    }
    Ok(builder.finish()?.0)
}

/// The rows of the table of errors that are known before a file is read.
fn known(facts: &RecordBatch, prefix: &str, errors: &[FileError]) -> Result<RecordBatch> {
    let text = |value: fn(&FileError) -> Option<String>| -> ArrayRef {
        Arc::new(errors.iter().map(value).collect::<StringArray>())
    };
    let schema = facts.schema();
    let column = |field: &Arc<Field>| match field.name().strip_prefix(prefix) {
        Some("file") => text(|error| Some(error.file.to_string_lossy().into_owned())),
        Some("directory") => text(|error| error.directory.clone()),
        Some("run") => text(|error| error.run.clone()),
        _ => new_null_array(field.data_type(), errors.len()),
    };
    let columns: Vec<ArrayRef> =
        std::iter::once(text(|error| Some(error.message.clone()))).chain(schema.fields().iter().map(column)).collect();
    let nullable = schema.fields().iter().map(|field| field.as_ref().clone().with_nullable(true));
    let message = Field::new("message", DataType::Utf8, false);
    let schema = Schema::new(std::iter::once(message).chain(nullable).collect::<Vec<_>>());
    Ok(RecordBatch::try_new(Arc::new(schema), columns)?)
}

/// The path of a file in the store of this machine's files. The real path of each directory is looked up once.
fn location(file: &Path, directories: &mut HashMap<PathBuf, PathBuf>) -> Result<StorePath, String> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !directories.contains_key(parent) {
        let real = fs::canonicalize(parent).map_err(|error| format!("its directory can't be read: {error}"))?;
        directories.insert(parent.to_owned(), real);
    }
    let real = directories.get(parent).map(PathBuf::as_path).unwrap_or(parent);
    let path = file.file_name().map_or_else(|| real.to_owned(), |name| real.join(name));
    StorePath::from_absolute_path(&path).map_err(|_| "its path is not UTF-8; rename it".to_owned())
}
