//! [`Reader`]: what is read from each report of a table.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use datafusion::arrow::array::{Array, RecordBatch, RecordBatchOptions, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::common::ScalarValue;
use datafusion::datasource::listing::PartitionedFile;
use ktsnap_core::__private::text;
use ktsnap_table::{BatchBuilder, Counters, Layout, RUN_COLUMNS, ReportFile, RunFacts, TableError};

/// How many columns of a table come before those that are read from a file: the facts of its run, and its name. They are known
/// before the file is read.
pub(crate) const FACTS: usize = RUN_COLUMNS.len() + 1;
/// The position of the file's name among the facts.
const FILE: usize = RUN_COLUMNS.len();

/// Which rows a report has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Those of a report that can be read: the table `counters`.
    Counters,
    /// The row of a report that can't be read: the table `errors`.
    Errors,
}

/// How reports are read.
#[derive(Debug)]
pub struct Reader {
    layout: Layout,
    options: ktsnap_table::Options,
    content: Content,
    strict: bool,
    /// The columns of the counters that decide whether a report is an error. `None`: all.
    decisive: Option<Vec<usize>>,
}

impl Reader {
    /// Reads these counters.
    ///
    /// # Errors
    ///
    /// Those of [`Layout::new`].
    pub fn new(
        counters: Arc<dyn Counters>,
        options: ktsnap_table::Options,
        content: Content,
        strict: bool,
    ) -> Result<Self, TableError> {
        Ok(Self { layout: Layout::new(counters, &options)?, options, content, strict, decisive: None })
    }

    /// Lists the reports in which these columns of the counters can't be read, and no others.
    #[must_use]
    pub fn errors_of(&self, columns: Option<Vec<usize>>) -> Self {
        let (layout, options) = (self.layout.clone(), self.options.clone());
        Self { layout, options, content: Content::Errors, strict: false, decisive: columns }
    }

    /// The columns of the counters that decide whether a report is an error. `None`: all.
    #[must_use]
    pub fn decisive(&self) -> Option<&[usize]> {
        self.decisive.as_deref()
    }

    /// The counters.
    #[must_use]
    pub fn counters(&self) -> &Arc<dyn Counters> {
        self.layout.counters()
    }

    /// How the table is laid out.
    #[must_use]
    pub fn options(&self) -> &ktsnap_table::Options {
        &self.options
    }

    /// Which rows a report has.
    #[must_use]
    pub fn content(&self) -> Content {
        self.content
    }

    /// Whether the first report that can't be read ends the query.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        self.strict
    }

    /// The columns that are read from a file.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        match self.content {
            Content::Counters => self.layout.projected(&self.own_columns()).schema(),
            Content::Errors => Arc::new(Schema::new(vec![Field::new("message", DataType::Utf8, false)])),
        }
    }

    fn own_columns(&self) -> Vec<usize> {
        (FACTS..self.layout.schema().fields().len()).collect()
    }

    /// The layout that reads these columns of [`schema`](Self::schema).
    fn layout(&self, columns: &[usize]) -> Layout {
        let own = |columns: &[usize]| self.layout.projected(&columns.iter().map(|at| at + FACTS).collect::<Vec<_>>());
        match (self.content, &self.decisive) {
            (Content::Counters, _) => own(columns),
            (Content::Errors, Some(columns)) => own(columns),
            (Content::Errors, None) => self.layout.projected(&self.own_columns()),
        }
    }

    /// The names of the fields and ratios that these columns need.
    pub(crate) fn wanted_names(&self, columns: &[usize]) -> Vec<&str> {
        let layout = self.layout(columns);
        let wanted = layout.wanted();
        let fields = wanted.fields.iter().filter_map(|at| self.counters().fields().get(*at)).map(|field| &*field.name);
        let ratios = wanted.ratios.iter().filter_map(|at| self.counters().ratios().get(*at)).map(|ratio| &**ratio);
        fields.chain(ratios).collect()
    }
}

/// The columns that a scan reads from each file.
#[derive(Debug)]
pub(crate) struct Projected {
    reader: Arc<Reader>,
    layout: Arc<Layout>,
    /// The number of columns.
    count: usize,
}

/// What was read from a report.
pub(crate) struct ReadRows {
    pub(crate) batch: RecordBatch,
    /// Why the report has no row, or why a row lacks something.
    pub(crate) errors: Vec<String>,
}

impl Projected {
    pub(crate) fn new(reader: &Arc<Reader>, columns: &[usize]) -> Self {
        Self { reader: reader.clone(), layout: Arc::new(reader.layout(columns)), count: columns.len() }
    }

    pub(crate) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Reads the rows of a report.
    pub(crate) fn read(&self, bytes: &[u8], file: &str) -> Result<ReadRows, ArrowError> {
        let file = ReportFile {
            path: PathBuf::from(file),
            size: 0,
            modified: SystemTime::UNIX_EPOCH,
            run: RunFacts::default(),
        };
        let read = text(bytes).map_err(Into::into);
        let read = read.and_then(|text| self.layout.counters().read(text, &file.path, self.layout.wanted()));
        let mut builder = BatchBuilder::new(&self.layout);
        builder.push(&file, read);
        let (batch, errors) = builder.finish()?;
        Ok(ReadRows { batch, errors: errors.into_iter().map(|error| error.message).collect() })
    }

    /// Rows of the table `errors`.
    pub(crate) fn error_rows(&self, messages: &[String]) -> Result<RecordBatch, ArrowError> {
        let schema = self.reader.schema().project(&vec![0; self.count])?;
        let messages: Arc<StringArray> = Arc::new(messages.iter().map(Some).collect());
        let options = RecordBatchOptions::new().with_row_count(Some(messages.len()));
        RecordBatch::try_new_with_options(Arc::new(schema), vec![messages as _; self.count], &options)
    }
}

/// The name of a file as the column `file` shows it.
pub(crate) fn file_name(file: &PartitionedFile) -> String {
    match file.partition_values.get(FILE) {
        Some(ScalarValue::Utf8(Some(name))) => name.clone(),
        _ => file.object_meta.location.to_string(),
    }
}
