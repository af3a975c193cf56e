//! The tables and scans of reports as bytes, which the processes of a cluster send each other: a [`Header`], and an
//! Arrow stream with one row for each file. Paths and facts of runs repeat, so it is compressed.

mod files;

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::physical_plan::{FileScanConfig, FileScanConfigBuilder};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_plan::ExecutionPlan;
use ktsnap_query::__private::{Content, Reader, ReportSource, ReportTable};
use ktsnap_table::{CountersSpec, Form, Long, Options};
use serde::{Deserialize, Serialize};

use crate::Factory;

/// The first bytes of a message of this module. No message of Ballista starts like this.
const MAGIC: &[u8] = b"ktsnap reports 1\n";

/// What is sent besides the files.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    source: String,
    name: String,
    layout: String,
    errors: bool,
    strict: bool,
    prefix: String,
    long: Option<LongForm>,
    decisive: Option<Vec<usize>>,
    store: String,
    scan: Option<Scan>,
}

/// What a row of a long table is of.
#[derive(Debug, Serialize, Deserialize)]
enum LongForm {
    Cpu,
    Elements(String),
}

impl LongForm {
    fn of(form: &Form) -> Option<Self> {
        match form {
            Form::Lists => None,
            Form::Long(Long::Cpu) => Some(Self::Cpu),
            Form::Long(Long::Elements(field)) => Some(Self::Elements(field.clone())),
        }
    }

    fn form(&self) -> Form {
        Form::Long(match self {
            Self::Cpu => Long::Cpu,
            Self::Elements(field) => Long::Elements(field.clone()),
        })
    }
}

/// What a scan has and a table does not.
#[derive(Debug, Serialize, Deserialize)]
struct Scan {
    columns: Vec<(usize, String)>,
    limit: Option<usize>,
    preserve_order: bool,
}

impl Header {
    fn new(reader: &Reader, store: &ObjectStoreUrl, scan: Option<Scan>) -> Result<Self> {
        let counters = reader.counters();
        let spec = counters.spec().ok_or_else(|| {
            DataFusionError::Plan(format!(
                "the struct {} is compiled into this program, so that no other process can read it; name the file of its \
                 source instead",
                counters.name()
            ))
        })?;
        Ok(Self {
            source: spec.source,
            name: spec.name,
            layout: spec.layout,
            errors: reader.content() == Content::Errors,
            strict: reader.is_strict(),
            prefix: reader.options().prefix.clone(),
            long: LongForm::of(&reader.options().form),
            decisive: reader.decisive().map(<[usize]>::to_vec),
            store: store.as_str().to_owned(),
            scan,
        })
    }

    fn reader(&self, factory: &Factory) -> Result<Arc<Reader>> {
        let (source, name, layout) = (self.source.clone(), self.name.clone(), self.layout.clone());
        let counters = factory.make(&CountersSpec { source, name, layout });
        let counters = counters.map_err(|error| invalid(&format!("the struct {}: {error}", self.name)))?;
        let content = if self.errors { Content::Errors } else { Content::Counters };
        let form = self.long.as_ref().map_or(Form::Lists, LongForm::form);
        let options = Options { prefix: self.prefix.clone(), form };
        let reader = Reader::new(counters, options, content, self.strict);
        let reader = reader.map_err(|error| invalid(&error))?;
        Ok(Arc::new(match &self.decisive {
            Some(columns) => reader.errors_of(Some(columns.clone())),
            None => reader,
        }))
    }
}

fn invalid(what: &dyn std::fmt::Display) -> DataFusionError {
    DataFusionError::Plan(format!("a plan that another process sent can't be used here: {what}"))
}

/// Appends a table. `false` if it is not a table of reports.
pub(crate) fn encode_table(table: &dyn TableProvider, buffer: &mut Vec<u8>) -> Result<bool> {
    let Some(table) = (table as &dyn std::any::Any).downcast_ref::<ReportTable>() else { return Ok(false) };
    let files = table.files();
    let header = Header::new(table.reader(), files.store(), None)?;
    let batch = files::of_table(files)?;
    buffer.extend_from_slice(MAGIC);
    let batches: Vec<_> = std::iter::once(&batch).chain(files.errors()).collect();
    files::write(&header, &batches, buffer)?;
    Ok(true)
}

/// The table that another process sent. `None` if the bytes are something else.
pub(crate) fn decode_table(bytes: &[u8], factory: &Factory) -> Result<Option<Arc<dyn TableProvider>>> {
    let Some(stream) = bytes.strip_prefix(MAGIC) else { return Ok(None) };
    let (header, batches) = files::read::<Header>(stream)?;
    let store = ObjectStoreUrl::parse(&header.store)?;
    let mut batches = batches.into_iter();
    let files = batches.next().ok_or_else(|| invalid(&"it has no files"))?;
    let files = files::to_table(store, &files, batches.next())?;
    Ok(Some(Arc::new(ReportTable::new(header.reader(factory)?, Arc::new(files)))))
}

/// Appends a scan. `false` if the plan is not a scan of reports.
pub(crate) fn encode_scan(plan: &dyn ExecutionPlan, buffer: &mut Vec<u8>) -> Result<bool> {
    let config = plan.downcast_ref::<DataSourceExec>().map(DataSourceExec::data_source);
    let Some(config) = config.and_then(|source| source.downcast_ref::<FileScanConfig>()) else { return Ok(false) };
    let Some(source) = config.file_source().downcast_ref::<ReportSource>() else { return Ok(false) };
    let scan = Scan { columns: source.columns(), limit: config.limit, preserve_order: config.preserve_order };
    let header = Header::new(source.reader(), &config.object_store_url, Some(scan))?;
    let batch = files::of_groups(&config.file_groups, config.table_partition_cols())?;
    buffer.extend_from_slice(MAGIC);
    files::write(&header, &[&batch], buffer)?;
    Ok(true)
}

/// The scan that another process sent. `None` if the bytes are something else.
pub(crate) fn decode_scan(bytes: &[u8], factory: &Factory) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let Some(stream) = bytes.strip_prefix(MAGIC) else { return Ok(None) };
    let (header, batches) = files::read::<Header>(stream)?;
    let scan = header.scan.as_ref().ok_or_else(|| invalid(&"it is a table and not a scan"))?;
    let store = ObjectStoreUrl::parse(&header.store)?;
    let (groups, facts) = files::to_groups(batches.first().ok_or_else(|| invalid(&"it has no files"))?)?;
    let reader = header.reader(factory)?;
    let schema = TableSchema::builder(reader.schema()).with_table_partition_cols(facts).build();
    let source = ReportSource::new(reader, schema).with_columns(&scan.columns);
    let source = source.ok_or_else(|| invalid(&"it names a column that the struct does not have"))?;
    let config = FileScanConfigBuilder::new(store, Arc::new(source))
        .with_file_groups(groups)
        .with_limit(scan.limit)
        .with_preserve_order(scan.preserve_order)
        .build();
    Ok(Some(DataSourceExec::from_data_source(config)))
}
