//! The arguments of `ktsnap export`.

use std::path::PathBuf;

use super::Object;

/// Write the layout of an object to a file that can be committed
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap export ~/.cargo/bin/scx_bpfland -o schemas/scx_bpfland.json
  ktsnap export target/bpf.bpf.o -o schemas/my_sched.json --label 'my_sched 1.2'")]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) object: Object,
    /// Layout file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace FILE even if it is not a layout file; OBJECT itself is never replaced
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// Describe the object in the file, for example by its release
    #[arg(long, value_name = "TEXT")]
    pub(crate) label: Option<String>,
    /// Also keep TYPE, for example `struct task_ctx`, which no global or map refers to; can be repeated
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) types: Vec<String>,
}
