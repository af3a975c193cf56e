//! The arguments of `ktsnap query`.

use std::path::PathBuf;

use super::columns::Columns;

/// Answer SQL over the counters of many reports, or over a table of them (needs the package ktsnap-fleet)
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The tables are `counters`, which has a row for each report, and `errors`, which has the reports that
can't be read. Over reports, a query only parses the variables that it names, and only opens the
reports of the runs that it selects.

Examples:
  ktsnap query 'select topology, avg(nr_mig_cross) from counters group by 1' counters.parquet
  ktsnap query 'select topology, approx_percentile_cont(cross, 0.5) from counters group by 1' \
      target/ktstr --object bpf.bpf.o --ratio 'cross = nr_mig_cross / (nr_mig_same + nr_mig_cross)'
  ktsnap query 'describe counters' counters.parquet
  ktsnap query 'select * from errors' counters.parquet --json")]
pub struct Query {
    /// Query, as DataFusion understands it
    #[arg(value_name = "SQL")]
    pub sql: String,
    /// Tables of `ktsnap table`, or reports and directories of the harness; `NAME=INPUT` names its tables NAME and NAME_errors
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// The columns.
    #[command(flatten)]
    pub columns: Columns,
    /// Print CSV
    #[arg(long, conflicts_with_all = ["json", "json_strings"])]
    pub csv: bool,
    /// Fail if a report can't be read
    #[arg(long)]
    pub strict: bool,
    /// Memory for groups, joins and sorts, in MiB; sorts and joins that need more use temporary files
    #[arg(long, value_name = "MIB", default_value = "1024")]
    pub memory: usize,
    /// Answer on the cluster with this scheduler: see `ktsnap cluster --help`
    #[arg(long, value_name = "HOST:PORT")]
    pub cluster: Option<String>,
}
