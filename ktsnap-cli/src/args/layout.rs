//! The arguments of `ktsnap layout`.

use super::Object;

/// List the globals and maps of an object
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap layout ~/.cargo/bin/scx_bpfland
  ktsnap layout bpf.bpf.o --section .bss --only 'nr_*'
  ktsnap layout bpf.bpf.o --json | jq '.sections[\".bss\"].vars[].name'")]
pub(crate) struct Layout {
    #[command(flatten)]
    pub(crate) object: Object,
    /// List only this section
    #[arg(long, value_name = "SECTION")]
    pub(crate) section: Option<String>,
    /// List only globals and maps that match PATTERN: `*` matches any text, `?` one character
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Also list format strings; a scheduler can have hundreds
    #[arg(long)]
    pub(crate) all: bool,
}
