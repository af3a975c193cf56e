//! Sessions whose queries run on a cluster.

use std::sync::Arc;

use async_trait::async_trait;
use ballista::prelude::SessionContextExt;
use ballista_core::execution_plans::DistributedQueryExec;
use ballista_core::serde::protobuf::GetJobMetricsParams;
use ballista_core::serde::protobuf::operator_metric::Metric;
use ballista_core::serde::protobuf::scheduler_grpc_client::SchedulerGrpcClient;
use datafusion::common::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;
use datafusion_proto::protobuf::LogicalPlanNode;
use ktsnap_query::__private::{Engine, Local};
use ktsnap_query::{Input, Options, QueryError, Session, UnreadableReports};

use crate::settings::{MESSAGE, Store, config, host_and_port, runtime};
use crate::{Factory, again};

/// Opens a session whose queries run on the cluster of a scheduler. The reports and tables are found on this machine, and every
/// executor must find them under the same paths: in a shared folder or an object store.
///
/// [`Options::threads`] is the number of tasks that a scan is split into; [`Options::memory`] has no effect, because each
/// executor has its own limit.
///
/// ```no_run
/// use ktsnap_cluster::{Factory, session};
/// use ktsnap_query::{Input, Options};
///
/// # async fn example(factory: Factory) -> Result<(), ktsnap_query::QueryError> {
/// let session = session("127.0.0.1:50050", &factory, &[], [Input::parquet("counters")], &Options::default()).await?;
/// let (batches, unreadable) = session.sql("select count(*) from counters").await?.collect().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Those of [`Session::open`]. Whether there is a scheduler is only known when a query starts.
pub async fn session(
    scheduler: &str,
    factory: &Factory,
    stores: &[Store],
    inputs: impl IntoIterator<Item = Input>,
    options: &Options,
) -> Result<Session, QueryError> {
    let failed = |error: datafusion::error::DataFusionError| QueryError::new(error.strip_backtrace());
    let (host, port) = host_and_port(scheduler)?;
    let mut config = config(factory);
    if let Some(threads) = options.threads {
        config = config.with_target_partitions(threads.get());
    }
    let runtime = runtime(RuntimeEnvBuilder::new(), stores).map_err(failed)?;
    let state = SessionStateBuilder::new().with_config(config).with_runtime_env(runtime).with_default_features();
    let url = format!("df://{host}:{port}");
    let context = SessionContext::remote_with_state(&url, state.build()).await.map_err(failed)?;
    let engine = Cluster { scheduler: format!("http://{host}:{port}") };
    Session::open_on(context, Arc::new(engine), inputs, options).await
}

/// The processes that a scheduler knows.
#[derive(Debug)]
struct Cluster {
    scheduler: String,
}

impl Cluster {
    /// The reports that the metrics of a job describe, if the scheduler has them.
    async fn of_metrics(&self, job: &str) -> Option<UnreadableReports> {
        let client = SchedulerGrpcClient::connect(self.scheduler.clone()).await.ok()?;
        let mut client = client.max_decoding_message_size(MESSAGE as usize);
        let response = client.get_job_metrics(GetJobMetricsParams { job_id: job.to_owned() }).await.ok()?;
        let stages = response.into_inner().stages;
        let operators = stages.iter().flat_map(|stage| &stage.operators);
        let counts = operators.flat_map(|operator| &operator.metrics).filter_map(|metric| match &metric.metric {
            Some(Metric::Count(count)) => Some((&*count.name, usize::try_from(count.value).unwrap_or(usize::MAX))),
            _ => None,
        });
        Some(UnreadableReports::from_metrics(counts))
    }
}

#[async_trait]
impl Engine for Cluster {
    async fn unreadable(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        query: &LogicalPlan,
        context: &SessionContext,
    ) -> Result<UnreadableReports, QueryError> {
        // A query over the catalog runs in this process.
        let Some(distributed) = plan.downcast_ref::<DistributedQueryExec<LogicalPlanNode>>() else {
            return Local.unreadable(plan, query, context).await;
        };
        let Some(job) = distributed.job_id() else { return Ok(UnreadableReports::default()) };
        match self.of_metrics(job.as_str()).await {
            Some(unreadable) => Ok(unreadable),
            // The scheduler can't match the metrics of some plans to their operators, for example of a UNION.
            None => again::unreadable(query, context).await,
        }
    }

    fn explain(&self, error: &DataFusionError) -> Option<QueryError> {
        if let DataFusionError::Plan(text) = error.find_root()
            && text.contains("is compiled into this program")
        {
            return Some(QueryError::new(text.clone()));
        }
        let text = error.to_string();
        let address = self.scheduler.trim_start_matches("http://");
        if text.contains("ConnectError(") && text.contains("transport::Error(") {
            return Some(QueryError::with_help(
                format!("there is no scheduler at {address}"),
                "start one with `ktsnap cluster scheduler`, or name another address",
            ));
        }
        if let Some((_, text)) = text.split_once("Plan(\"the struct ")
            && let Some((text, _)) = text.split_once("\")")
        {
            return Some(QueryError::new(format!("the struct {text}")));
        }
        let (_, fact) = text.split_once("Job ").filter(|(_, rest)| rest.contains(" failed: "))?;
        let is_lost = fact.contains("no executors") || fact.contains("No executors");
        is_lost.then(|| {
            QueryError::with_help(
                format!("the cluster of {address} has no executor left"),
                "start one with `ktsnap cluster executor`",
            )
        })
    }

    /// An executor that ends after the last task of a query takes its part of the answer with it.
    fn can_retry(&self, error: &DataFusionError) -> bool {
        let text = error.to_string();
        ["FetchFailed", "GrpcConnectionError", "GrpcActionError"].iter().any(|kind| text.contains(kind))
    }
}
