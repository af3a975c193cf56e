//! The arguments of `ktsnap runs`.

use std::path::PathBuf;

/// List the runs of the harness in a directory, and their reports
#[derive(Debug, clap::Args)]
#[command(after_help = "\
`show` and `diff` take a run instead of files: a directory with one run, `DIR/TEST`, `DIR/TEST-` and
the first digits of the hash, or a sidecar.

Examples:
  ktsnap runs target/ktstr
  ktsnap runs target/ktstr/6.16.0-3f2a9c1
  ktsnap runs target/ktstr --json | jq '.runs[] | select(.result == \"failed\") | .path'
  ktsnap diff target/ktstr/6.16.0-3f2a9c1/migrations")]
pub(crate) struct Runs {
    /// Directory that the harness writes: one `{kernel}-{commit}` directory, or one that has several
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
}
