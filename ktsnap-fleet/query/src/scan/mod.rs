//! [`ReportSource`]: how DataFusion reads report files.

mod open;

use std::fmt;
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::physical_plan::{FileOpener, FileScanConfig, FileSource};
use datafusion::datasource::projection::{ProjectionOpener, SplitProjection};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::object_store::ObjectStore;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::projection::{ProjectionExpr, ProjectionExprs};
use datafusion::physical_plan::DisplayFormatType;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;

use crate::reader::Reader;
use crate::unreadable::Recorder;

use open::{OneSchema, ReportOpener};

/// Reads the rows of reports. A file is read whole, but only the variables of the columns that a query names are parsed.
#[derive(Debug, Clone)]
pub struct ReportSource {
    reader: Arc<Reader>,
    schema: TableSchema,
    projection: SplitProjection,
    metrics: ExecutionPlanMetricsSet,
}

impl ReportSource {
    /// `facts` are the columns of each file's run.
    #[must_use]
    pub fn new(reader: Arc<Reader>, schema: TableSchema) -> Self {
        let projection = SplitProjection::unprojected(&schema);
        Self { reader, schema, projection, metrics: ExecutionPlanMetricsSet::new() }
    }

    /// How a report is read.
    #[must_use]
    pub fn reader(&self) -> &Arc<Reader> {
        &self.reader
    }

    /// The positions and names of the columns, in the order of the output.
    #[must_use]
    pub fn columns(&self) -> Vec<(usize, String)> {
        let column = |projected: &ProjectionExpr| {
            let column = projected.expr.downcast_ref::<Column>()?;
            Some((column.index(), projected.alias.clone()))
        };
        self.projection.source.iter().filter_map(column).collect()
    }

    /// The source with these columns. `None` if a position is not that of a column.
    #[must_use]
    pub fn with_columns(&self, columns: &[(usize, String)]) -> Option<Self> {
        let schema = self.schema.table_schema();
        let projected = |(at, alias): &(usize, String)| {
            let column = Column::new(schema.fields().get(*at)?.name(), *at);
            Some(ProjectionExpr::new(Arc::new(column) as Arc<dyn PhysicalExpr>, alias.clone()))
        };
        let projection = ProjectionExprs::new(columns.iter().map(projected).collect::<Option<Vec<_>>>()?);
        let projection = SplitProjection::new(self.schema.file_schema(), &projection);
        Some(Self { projection, ..self.clone() })
    }
}

impl FileSource for ReportSource {
    fn create_file_opener(
        &self,
        store: Arc<dyn ObjectStore>,
        _base: &FileScanConfig,
        partition: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        let recorder = Recorder::new(self.metrics.clone(), partition);
        let file_schema = self.schema.file_schema();
        let opener = ReportOpener::new(&self.reader, store, &self.projection.file_indices, recorder);
        let opener = ProjectionOpener::try_new(self.projection.clone(), Arc::new(opener), file_schema)?;
        let schema = Arc::new(self.projection.source.project_schema(self.schema.table_schema())?);
        Ok(Arc::new(OneSchema { opener, schema }))
    }

    fn table_schema(&self) -> &TableSchema {
        &self.schema
    }

    /// The rows of a report are one batch.
    fn with_batch_size(&self, _batch_size: usize) -> Arc<dyn FileSource> {
        Arc::new(self.clone())
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        Some(&self.projection.source)
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        &self.metrics
    }

    fn file_type(&self) -> &'static str {
        "report"
    }

    fn fmt_extra(&self, _format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.reader.wanted_names(&self.projection.file_indices);
        write!(f, ", counters={}, variables=[{}]", self.reader.counters().name(), names.join(", "))
    }

    /// A part of a report can't be read, so a file is never split.
    fn supports_repartitioning(&self) -> bool {
        false
    }

    fn try_pushdown_projection(&self, projection: &ProjectionExprs) -> Result<Option<Arc<dyn FileSource>>> {
        // Computed columns stay in the plan: a source whose projection is only columns can be sent to another process.
        if !projection.iter().all(|projected| projected.expr.downcast_ref::<Column>().is_some()) {
            return Ok(None);
        }
        let merged = self.projection.source.try_merge(projection)?;
        let projection = SplitProjection::new(self.schema.file_schema(), &merged);
        Ok(Some(Arc::new(Self { projection, ..self.clone() })))
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        datafusion::physical_plan::apply_expression_roots(self.projection.source.iter(), f)
    }
}
