//! The arguments of `ktsnap table`.

use std::path::PathBuf;

use super::columns::Columns;

/// Write the counters of many reports into a table: Parquet, CSV or Arrow (needs the package ktsnap-fleet)
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A row has the counters of one report, the facts of its run (test, topology, scheduler, kernel,
commits, time), and the address of the map that was read. The counters are the fields of the struct
that `ktsnap derive` writes for the same options, and are read and checked as that struct's.

A Parquet table is a folder, with a folder for each run. If the table exists, only reports that are
new or changed are read. A report that can't be read is a row of the table's `errors`.

Examples:
  ktsnap table target/ktstr --object bpf.bpf.o --only 'nr_*' -o counters.parquet
  ktsnap table target/ktstr --object scx_p2dq --map stats --sum -o stats.parquet
  ktsnap table target/ktstr --struct tests/counters.rs:Dispatch -o counters.parquet
  ktsnap table run-*.json --object bpf.bpf.o --ratio 'share = nr_local / nr_all' -o run.csv
  ktsnap query 'select topology, avg(share) from counters group by 1' counters.parquet")]
pub struct Table {
    /// Reports, and directories of the harness
    #[arg(value_name = "REPORTS", required = true)]
    pub reports: Vec<PathBuf>,
    /// Table to write: a folder `NAME.parquet`, or a file `NAME.csv` or `NAME.arrow`
    #[arg(short, long, value_name = "TABLE")]
    pub output: PathBuf,
    /// The columns.
    #[command(flatten)]
    pub columns: Columns,
    /// Write TABLE again, also if it has other columns, or replace a file
    #[arg(long)]
    pub force: bool,
    /// Fail if a report can't be read
    #[arg(long)]
    pub strict: bool,
}
