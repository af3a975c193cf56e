//! The options that say which counters are the columns of a table.

use super::Declared;
use super::select::{OfObject, Ratios, Sources};

/// The columns of a table: the fields and ratios of a struct, which `--struct` names or the other options describe.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Columns")]
pub struct Columns {
    #[command(flatten)]
    pub(crate) of: OfObject,
    #[command(flatten)]
    pub(crate) sources: Sources,
    /// Read only counters that match PATTERN: `*` matches any text, `?` one character
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Read the sum over all CPUs of each counter of a per-CPU map
    #[arg(long)]
    pub(crate) sum: bool,
    #[command(flatten)]
    pub(crate) ratios: Ratios,
    #[command(flatten)]
    pub(crate) declared: Declared,
    /// Make a row for each CPU (`cpu`), or for each element of FIELD, instead of columns with lists
    #[arg(long, value_name = "FIELD")]
    pub long: Option<String>,
    /// Begin the names of the columns about the run with PREFIX, for counters with the same names
    #[arg(long, value_name = "PREFIX")]
    pub prefix: Option<String>,
}
