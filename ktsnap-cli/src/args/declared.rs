//! `--struct FILE.rs:NAME`: a struct as the counters of a command.

use std::path::PathBuf;

/// A struct that declares counters.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Declared {
    /// Show the fields and ratios of the struct NAME with `#[derive(SnapshotSchema)]` in FILE.rs
    #[arg(id = "struct", long, value_name = "FILE.rs:NAME")]
    pub(crate) name: Option<String>,
    /// BPF object, scheduler binary or layout file to use instead of the struct's
    #[arg(long, value_name = "OBJECT", requires = "struct")]
    pub(crate) object: Option<PathBuf>,
    /// Select the object with this struct_ops variable, if a binary embeds several
    #[arg(long, value_name = "VARIABLE", requires = "object")]
    pub(crate) struct_ops: Option<String>,
}
