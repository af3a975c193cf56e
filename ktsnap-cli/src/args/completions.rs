//! The arguments of `ktsnap completions`.

use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ktsnap completions bash > ~/.local/share/bash-completion/completions/ktsnap
  ktsnap completions zsh > ~/.zfunc/_ktsnap")]
pub(crate) struct Completions {
    /// Shell to generate the script for
    pub(crate) shell: Shell,
}
