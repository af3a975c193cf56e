//! `ktsnap cluster`: the parts of a cluster that answers queries.

use std::io::Write;
use std::net::{IpAddr, TcpListener};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use ktsnap_cli::fleet::{Cluster as Args, Executor, Failure, Part, Scheduler};
use ktsnap_cluster::{ExecutorOptions, Factory, SchedulerOptions, executor, scheduler};

use crate::counters;
use crate::query::{failure, runtime};

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    match &args.part {
        Part::Scheduler(args) => run_scheduler(args),
        Part::Executor(args) => run_executor(args),
    }?;
    Ok(ExitCode::SUCCESS)
}

/// The counters of a plan, in each process of a cluster.
pub(crate) fn factory() -> Factory {
    Factory::new(|spec| {
        counters::of_spec(spec.clone()).map_err(|failure| match failure {
            Failure::Message(message) | Failure::Usage(message) => message,
            Failure::Output(error) => error.to_string(),
        })
    })
}

fn run_scheduler(args: &Scheduler) -> Result<(), Failure> {
    let options = SchedulerOptions {
        address: args.bind,
        external_host: args.external_host.clone(),
        ..SchedulerOptions::default()
    };
    let ready = |address| say(&format!("the scheduler listens on {address}"));
    runtime()?.block_on(scheduler(options, factory(), ready)).map_err(failure)
}

fn run_executor(args: &Executor) -> Result<(), Failure> {
    let options = ExecutorOptions {
        scheduler: args.scheduler.clone(),
        address: args.bind,
        external_host: args.external_host.clone(),
        port: port(args.port, args.bind)?,
        task_port: port(args.task_port, args.bind)?,
        threads: args.tasks.and_then(NonZeroUsize::new),
        folder: args.work_dir.clone(),
        ..ExecutorOptions::default()
    };
    say(&format!("the executor listens on {}, ports {} and {}", options.address, options.port, options.task_port));
    runtime()?.block_on(executor(options, factory())).map_err(failure)
}

/// The port that was asked for, or one that is free now.
fn port(wanted: Option<u16>, address: IpAddr) -> Result<u16, Failure> {
    let free = || TcpListener::bind((address, 0)).and_then(|listener| listener.local_addr()).map(|free| free.port());
    let help = "give `--bind` an address of this machine";
    wanted.map_or_else(free, Ok).map_err(|error| Failure::new(format!("no port of {address} is free: {error}"), help))
}

/// Prints a line at once, for scripts that wait for it.
fn say(line: &str) {
    // Best effort: the process also runs if nobody reads its output.
    _ = writeln!(std::io::stdout(), "{line}");
    _ = std::io::stdout().flush();
}
