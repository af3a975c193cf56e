//! [`ReportTable`]: the table of reports.

mod files;
mod filters;
mod listing;

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{Result, Statistics};
use datafusion::datasource::TableType;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::physical_plan::FileScanConfigBuilder;
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::union::UnionExec;

use crate::reader::{Content, Reader};
use crate::scan::ReportSource;

pub use files::{Files, ReportMeta};

/// The rows of reports: columns of counters, and columns of facts of each report's run.
#[derive(Debug, Clone)]
pub struct ReportTable {
    reader: Arc<Reader>,
    files: Arc<Files>,
    schema: TableSchema,
}

impl ReportTable {
    /// The table of these files.
    #[must_use]
    pub fn new(reader: Arc<Reader>, files: Arc<Files>) -> Self {
        let facts = files.facts().schema();
        // An error can belong to a file that is not a report, and then it has no facts.
        let nullable = facts.fields().iter().map(|fact| fact.as_ref().clone().with_nullable(true));
        let facts: Vec<_> = nullable.map(Arc::new).collect();
        let schema = TableSchema::builder(reader.schema()).with_table_partition_cols(facts).build();
        Self { reader, files, schema }
    }

    /// How a report is read.
    #[must_use]
    pub fn reader(&self) -> &Arc<Reader> {
        &self.reader
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &Arc<Files> {
        &self.files
    }

    /// The table of the reports in which these columns can't be read, with the columns `message` and of facts.
    #[must_use]
    pub fn errors_of(&self, columns: Option<&[usize]>) -> Self {
        let count = self.schema.file_schema().fields().len();
        let columns = columns.map(|columns| columns.iter().copied().filter(|at| *at < count).collect());
        let files = Arc::new(self.files.without_errors());
        Self::new(Arc::new(self.reader.errors_of(columns)), files)
    }

    /// The name of the column with the file.
    #[must_use]
    pub fn file_column(&self) -> String {
        format!("{}file", self.reader.options().prefix)
    }

    fn files_scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let kept = filters::passes(state, filters, self.schema.table_partition_cols(), self.files.facts())?;
        let count = kept.true_count();
        if count == 0 {
            let schema = datafusion::common::project_schema(self.schema.table_schema(), projection)?;
            return Ok(Arc::new(EmptyExec::new(schema)));
        }
        // An estimate: a report that can't be read has no row, so that no count may be answered from it.
        let statistics = Statistics::new_unknown(self.schema.table_schema()).with_num_rows(Precision::Inexact(count));
        let groups = self.files.groups(&kept, state.config().target_partitions())?;
        let source = Arc::new(ReportSource::new(self.reader.clone(), self.schema.clone()));
        let config = FileScanConfigBuilder::new(self.files.store().clone(), source)
            .with_file_groups(groups)
            .with_statistics(statistics)
            .with_limit(limit)
            .with_projection_indices(projection.cloned())?
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

#[async_trait]
impl TableProvider for ReportTable {
    fn schema(&self) -> SchemaRef {
        self.schema.table_schema().clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let facts = self.schema.table_partition_cols();
        let support = |filter: &&Expr| match filters::is_of_facts(filter, facts) {
            true => TableProviderFilterPushDown::Exact,
            false => TableProviderFilterPushDown::Unsupported,
        };
        Ok(filters.iter().map(support).collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let scan = self.files_scan(state, projection, filters, limit)?;
        let known = self.files.errors().filter(|_| self.reader.content() == Content::Errors);
        let Some(known) = known else { return Ok(scan) };
        let schema = self.schema.table_schema();
        let rows = filters::filtered(state, filters, self.schema.table_partition_cols(), known)?;
        let rows = RecordBatch::try_new(schema.clone(), rows.columns().to_vec())?;
        let known = MemorySourceConfig::try_new_exec(&[vec![rows]], schema.clone(), projection.cloned())?;
        UnionExec::try_new(vec![scan, known])
    }

    fn statistics(&self) -> Option<Statistics> {
        let rows = Precision::Inexact(self.files.len());
        Some(Statistics::new_unknown(self.schema.table_schema()).with_num_rows(rows))
    }
}
