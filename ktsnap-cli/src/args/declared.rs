//! `--struct FILE.rs:NAME`: a struct as the counters of a command.

/// A struct that declares counters.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Declared {
    /// Show the fields and ratios of the struct NAME with `#[derive(SnapshotSchema)]` in FILE.rs
    #[arg(id = "struct", long, value_name = "FILE.rs:NAME")]
    pub(crate) name: Option<String>,
}
