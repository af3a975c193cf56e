//! The program `ktsnap-fleet`: the command `ktsnap` with its commands over many reports.

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[cfg(feature = "query")]
mod answer;
#[cfg(feature = "cluster")]
mod cluster;
mod columns;
mod counters;
mod progress;
#[cfg(feature = "query")]
mod query;
mod table;
mod unreadable;

use std::io::Write;
use std::process::ExitCode;

use ktsnap_cli::fleet::{self, Cluster, Failure, FleetCommands, Query, Screen, Table};

/// The commands of this program.
struct Commands;

impl FleetCommands for Commands {
    fn table(&self, args: &Table, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
        table::run(args, screen, out)
    }

    #[cfg(feature = "query")]
    fn query(&self, args: &Query, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
        query::run(args, screen, out)
    }

    #[cfg(not(feature = "query"))]
    fn query(&self, _args: &Query, _screen: &Screen, _out: &mut dyn Write) -> Result<ExitCode, Failure> {
        Err(without("query"))
    }

    #[cfg(feature = "cluster")]
    fn cluster(&self, args: &Cluster) -> Result<ExitCode, Failure> {
        cluster::run(args)
    }

    #[cfg(not(feature = "cluster"))]
    fn cluster(&self, _args: &Cluster) -> Result<ExitCode, Failure> {
        Err(without("cluster"))
    }
}

/// The error of a build without a feature.
#[cfg(not(feature = "cluster"))]
fn without(feature: &str) -> Failure {
    let help = format!("run `cargo install --path ktsnap-fleet --features {feature}` in a clone of ktsnap");
    Failure::new(format!("this ktsnap-fleet was built without the feature `{feature}`"), help)
}

fn main() -> ExitCode {
    fleet::main(&Commands)
}
