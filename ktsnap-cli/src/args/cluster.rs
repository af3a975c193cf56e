//! The arguments of `ktsnap cluster`.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Run the parts of a cluster that answers queries (needs the package ktsnap-fleet with the feature `cluster`)
#[derive(Debug, clap::Args)]
pub struct Cluster {
    /// The part.
    #[command(subcommand)]
    pub part: Part,
}

/// A part of a cluster.
#[derive(Debug, clap::Subcommand)]
pub enum Part {
    /// Run the scheduler, which plans queries and gives their tasks to executors
    Scheduler(Scheduler),
    /// Run an executor, which reads reports and tables for the scheduler
    Executor(Executor),
}

/// The scheduler of a cluster.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  ktsnap cluster scheduler --bind 127.0.0.1:50050")]
pub struct Scheduler {
    /// Address and port to listen on; anyone who reaches it can run queries, so keep it in a trusted network
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    pub bind: SocketAddr,
    /// Name by which executors and queries reach it, if that is not its address
    #[arg(long, value_name = "HOST")]
    pub external_host: Option<String>,
}

/// An executor of a cluster.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  ktsnap cluster executor --scheduler 127.0.0.1:50050")]
pub struct Executor {
    /// Scheduler to work for
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
    pub scheduler: String,
    /// Address to listen on, which the scheduler and the other executors must reach
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// Name by which the scheduler and the other executors reach it, if that is not its address
    #[arg(long, value_name = "HOST")]
    pub external_host: Option<String>,
    /// Port from which results are taken [default: a free one]
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Port on which the scheduler sends tasks [default: a free one]
    #[arg(long, value_name = "PORT")]
    pub task_port: Option<u16>,
    /// Number of tasks at once [default: the number of CPUs]
    #[arg(long, value_name = "N")]
    pub tasks: Option<usize>,
    /// Folder for intermediate results [default: a temporary folder]
    #[arg(long, value_name = "DIR")]
    pub work_dir: Option<PathBuf>,
}
