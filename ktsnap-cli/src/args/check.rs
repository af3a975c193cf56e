//! The arguments of `ktsnap check`.

use std::path::PathBuf;

/// Compare a layout file with an object
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit codes:
  0  the layout file matches the object
  1  they differ, and standard output shows the differences; or one of them can't be read

Examples:
  ktsnap check schemas/scx_bpfland.json --object ~/.cargo/bin/scx_bpfland")]
pub(crate) struct Check {
    /// Layout file to check
    pub(crate) file: PathBuf,
    /// BPF object or scheduler binary to compare with
    #[arg(long, value_name = "OBJECT")]
    pub(crate) object: PathBuf,
    /// Select the object with this struct_ops variable, if a binary embeds several
    #[arg(long, value_name = "VARIABLE")]
    pub(crate) struct_ops: Option<String>,
}
