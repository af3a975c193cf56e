//! The program `ktsnap-fleet`: the command `ktsnap` with its commands over many reports.

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod answer;
#[cfg(feature = "cluster")]
mod cluster;
mod columns;
mod counters;
mod progress;
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

    fn query(&self, args: &Query, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
        query::run(args, screen, out)
    }

    #[cfg(feature = "cluster")]
    fn cluster(&self, args: &Cluster) -> Result<ExitCode, Failure> {
        cluster::run(args)
    }

    #[cfg(not(feature = "cluster"))]
    fn cluster(&self, _args: &Cluster) -> Result<ExitCode, Failure> {
        Err(no_cluster())
    }
}

/// The error of a build without the feature `cluster`.
#[cfg(not(feature = "cluster"))]
fn no_cluster() -> Failure {
    Failure::new(
        "this ktsnap-fleet was built without the feature `cluster`",
        "run `cargo install --path ktsnap-fleet --features cluster` in a clone of ktsnap",
    )
}

fn main() -> ExitCode {
    fleet::main(&Commands)
}
