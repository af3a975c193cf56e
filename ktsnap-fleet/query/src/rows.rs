//! [`Rows`]: the answer of a query, in batches.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::DataFusionError;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::SessionContext;
use futures::StreamExt;

use crate::{QueryError, UnreadableReports};

/// Where a plan runs, which is also where the reports are that it could not read.
#[async_trait]
pub trait Engine: Debug + Send + Sync {
    /// The reports that the scans of a plan could not read so far.
    async fn unreadable(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        query: &LogicalPlan,
        context: &SessionContext,
    ) -> Result<UnreadableReports, QueryError>;

    /// The error of a query in plain words, if it is one of the processes that run it.
    fn explain(&self, _error: &DataFusionError) -> Option<QueryError> {
        None
    }

    /// Whether a query that failed with this error can succeed if it runs again.
    fn can_retry(&self, _error: &DataFusionError) -> bool {
        false
    }
}

/// How often a query runs again.
const RETRIES: usize = 2;

/// What a query runs with.
#[derive(Clone)]
pub(crate) struct Running {
    pub(crate) context: SessionContext,
    pub(crate) engine: Arc<dyn Engine>,
    pub(crate) tables: Arc<Vec<String>>,
}

impl Running {
    pub(crate) fn error(&self, error: &DataFusionError) -> QueryError {
        self.engine.explain(error).unwrap_or_else(|| QueryError::of_query(error, &self.tables))
    }

    /// Starts a query.
    pub(crate) async fn start(self, query: LogicalPlan) -> Result<Rows, DataFusionError> {
        let plan = self.context.execute_logical_plan(query.clone()).await?.create_physical_plan().await?;
        let stream = execute_stream(plan.clone(), self.context.task_ctx())?;
        Ok(Rows { stream, plan, running: self, query, retries: RETRIES })
    }
}

/// This process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Local;

#[async_trait]
impl Engine for Local {
    async fn unreadable(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        _query: &LogicalPlan,
        _context: &SessionContext,
    ) -> Result<UnreadableReports, QueryError> {
        let mut metrics = Vec::new();
        let mut plans = vec![plan];
        while let Some(plan) = plans.pop() {
            let set = plan.metrics().unwrap_or_default();
            metrics.extend(set.iter().map(|metric| (metric.value().name().to_owned(), metric.value().as_usize())));
            plans.extend(plan.children());
        }
        Ok(UnreadableReports::from_metrics(metrics.iter().map(|(name, value)| (name.as_str(), *value))))
    }
}

/// The answer of a query, in batches of a bounded number of rows. Reading starts with the first batch that is asked for, and ends
/// when the value is dropped.
pub struct Rows {
    stream: SendableRecordBatchStream,
    plan: Arc<dyn ExecutionPlan>,
    running: Running,
    query: LogicalPlan,
    /// How often the query can run again: never, once a batch is out.
    retries: usize,
}

impl Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("schema", &self.schema()).finish_non_exhaustive()
    }
}

impl Rows {
    /// The columns of the answer.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.stream.schema()
    }

    /// The next batch. `None` at the end.
    ///
    /// # Errors
    ///
    /// If the query fails, for example because of a division by zero. With [`Options::strict`](crate::Options::strict), also at
    /// the first report that can't be read.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, QueryError> {
        loop {
            match self.stream.next().await.transpose() {
                Ok(batch) => {
                    self.retries = 0;
                    return Ok(batch);
                }
                Err(error) if self.retries > 0 && self.running.engine.can_retry(&error) => {
                    let again = self.running.clone().start(self.query.clone()).await;
                    let again = again.map_err(|error| self.running.error(&error))?;
                    *self = Self { retries: self.retries - 1, ..again };
                }
                Err(error) => return Err(self.running.error(&error)),
            }
        }
    }

    /// The reports that could not be read so far: after the last batch, all that are missing in the answer.
    ///
    /// # Errors
    ///
    /// If the process that read the reports can't be asked.
    pub fn unreadable(&self) -> impl Future<Output = Result<UnreadableReports, QueryError>> + Send + use<> {
        // The future holds no reference to the stream, which threads can't share.
        let (running, plan, query) = (self.running.clone(), self.plan.clone(), self.query.clone());
        async move { running.engine.unreadable(&plan, &query, &running.context).await }
    }

    /// All batches and the reports that could not be read, for answers that are known to be small.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next) and [`unreadable`](Self::unreadable).
    pub async fn collect(mut self) -> Result<(Vec<RecordBatch>, UnreadableReports), QueryError> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next().await? {
            batches.push(batch);
        }
        let unreadable = self.unreadable().await?;
        Ok((batches, unreadable))
    }
}
