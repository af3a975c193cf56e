//! The scheduler of a cluster.

use std::net::SocketAddr;
use std::sync::Arc;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::utils::default_session_builder;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use ktsnap_query::QueryError;
use tokio::net::TcpListener;

use crate::codec::Codec;
use crate::settings::{MESSAGE, Store, config, runtime};
use crate::{EXECUTOR_TIMEOUT, Factory};

/// How a scheduler runs.
///
/// ```
/// let options = ktsnap_cluster::SchedulerOptions::default();
/// assert_eq!(options.address.to_string(), "127.0.0.1:50050");
/// ```
#[derive(Debug, Clone)]
pub struct SchedulerOptions {
    /// The address that it listens on. The default is only reached from the same machine: a scheduler has no authentication, so
    /// that everyone who reaches it can read the files that its executors can read.
    pub address: SocketAddr,
    /// The name by which executors reach it, if that is not the address.
    pub external_host: Option<String>,
    /// The object stores of reports and tables.
    pub stores: Vec<Store>,
    /// After how many seconds without a sign of life an executor's work is given to others. A killed executor is noticed at
    /// once if a task is sent to it.
    pub executor_timeout: u64,
}

impl Default for SchedulerOptions {
    fn default() -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 50050));
        Self { address, external_host: None, stores: Vec::new(), executor_timeout: EXECUTOR_TIMEOUT }
    }
}

/// Runs a scheduler. `ready` gets the address that it listens on, which has the free port that was found for port 0.
///
/// # Errors
///
/// If the address is in use.
pub async fn scheduler(
    options: SchedulerOptions,
    factory: Factory,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), QueryError> {
    let failed = |error: &dyn std::fmt::Display| QueryError::new(format!("the scheduler can't run: {error}"));
    let listener = TcpListener::bind(options.address).await;
    let listener = listener.map_err(|error| QueryError::new(format!("{}: {error}", options.address)))?;
    let address = listener.local_addr().map_err(|error| failed(&error))?;
    let codec = Codec::new(factory.clone());
    let stores = options.stores;
    let config = SchedulerConfig {
        external_host: options.external_host.unwrap_or_else(|| address.ip().to_string()),
        bind_host: address.ip().to_string(),
        bind_port: address.port(),
        // Executors send a sign of life also while they are busy.
        scheduling_policy: TaskSchedulingPolicy::PushStaged,
        executor_timeout_seconds: options.executor_timeout,
        expire_dead_executor_interval_seconds: 1,
        no_executors_grace_period_seconds: options.executor_timeout.saturating_mul(3),
        grpc_server_max_decoding_message_size: MESSAGE,
        grpc_server_max_encoding_message_size: MESSAGE,
        grpc_client_max_message_size: MESSAGE,
        override_logical_codec: Some(codec.clone()),
        override_physical_codec: Some(codec),
        override_config_producer: Some(Arc::new(move || config(&factory))),
        override_session_builder: Some(Arc::new(move |config| {
            let state = default_session_builder(config)?;
            let runtime = runtime(RuntimeEnvBuilder::new(), &stores)?;
            Ok(SessionStateBuilder::new_from_existing(state).with_runtime_env(runtime).build())
        })),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(|error| failed(&error))?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config)).await;
    let scheduler = scheduler.map_err(|error| failed(&error))?;
    ready(address);
    start_grpc_service_with_listener(listener, scheduler).await.map_err(|error| failed(&error))
}
