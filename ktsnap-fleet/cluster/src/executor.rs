//! An executor of a cluster.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use ktsnap_query::QueryError;
use tempfile::TempDir;

use crate::codec::Codec;
use crate::settings::{MESSAGE, Store, config, host_and_port, runtime};
use crate::{Factory, HEARTBEAT};

/// How an executor runs.
///
/// ```
/// use ktsnap_cluster::ExecutorOptions;
///
/// let options = ExecutorOptions { scheduler: "127.0.0.1:50050".into(), ..ExecutorOptions::default() };
/// assert!(options.address.is_loopback());
/// ```
#[derive(Debug, Clone)]
pub struct ExecutorOptions {
    /// The host and port of the scheduler.
    pub scheduler: String,
    /// The address that it listens on. The default is only reached from the same machine.
    pub address: IpAddr,
    /// The name by which other machines reach it, if that is not the address.
    pub external_host: Option<String>,
    /// The port from which other executors and the session take results.
    pub port: u16,
    /// The port on which the scheduler sends tasks.
    pub task_port: u16,
    /// How many reports are read at a time. `None`: one on each core.
    pub threads: Option<NonZeroUsize>,
    /// The folder of intermediate results. `None`: a temporary one, which is removed at the end.
    pub folder: Option<PathBuf>,
    /// The object stores of reports and tables.
    pub stores: Vec<Store>,
    /// After how many seconds without a scheduler it gives up, while it starts.
    pub connect_timeout: u16,
}

impl Default for ExecutorOptions {
    fn default() -> Self {
        Self {
            scheduler: "127.0.0.1:50050".to_owned(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            external_host: None,
            port: 50051,
            task_port: 50052,
            threads: None,
            folder: None,
            stores: Vec::new(),
            connect_timeout: 10,
        }
    }
}

/// Runs an executor until it is stopped.
///
/// # Errors
///
/// If there is no scheduler, or if a port is in use.
pub async fn executor(options: ExecutorOptions, factory: Factory) -> Result<(), QueryError> {
    let failed = |error: &dyn std::fmt::Display| QueryError::new(format!("the executor can't run: {error}"));
    let (scheduler_host, scheduler_port) = host_and_port(&options.scheduler)?;
    let temporary = TempDir::new().map_err(|error| failed(&error))?;
    let folder = options.folder.unwrap_or_else(|| temporary.path().to_owned());
    let folder = folder.into_os_string().into_string().map_err(|_| failed(&"its folder's path is not UTF-8"))?;
    let codec = Codec::new(factory.clone());
    let (stores, spills) = (options.stores, folder.clone());
    let config = ExecutorProcessConfig {
        bind_host: options.address.to_string(),
        external_host: Some(options.external_host.unwrap_or_else(|| options.address.to_string())),
        port: options.port,
        grpc_port: options.task_port,
        scheduler_host,
        scheduler_port,
        scheduler_connect_timeout_seconds: options.connect_timeout,
        vcores: options.threads.map_or(0, NonZeroUsize::get),
        task_scheduling_policy: TaskSchedulingPolicy::PushStaged,
        work_dir: Some(folder),
        job_data_ttl_seconds: 3600,
        job_data_clean_up_interval_seconds: 60,
        grpc_max_decoding_message_size: MESSAGE,
        grpc_max_encoding_message_size: MESSAGE,
        executor_heartbeat_interval_seconds: HEARTBEAT,
        override_config_producer: Some(Arc::new(move || config(&factory))),
        override_runtime_producer: Some(Arc::new(move |_| {
            runtime(RuntimeEnvBuilder::new().with_temp_file_path(&spills), &stores)
        })),
        override_logical_codec: Some(codec.clone()),
        override_physical_codec: Some(codec),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await.map_err(|error| failed(&error))
}
