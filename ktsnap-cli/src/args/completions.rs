//! The arguments of `ktsnap completions`.

use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The script runs `ktsnap` for each completion: sections, maps and variables are those of the object or
report on the command line. A file of more than 64 MiB is not read. Load the script when the shell
starts, because each version of ktsnap may have another one.

Examples:
  source <(ktsnap completions bash)      # in ~/.bashrc
  source <(ktsnap completions zsh)       # in ~/.zshrc, after compinit
  ktsnap completions fish | source       # in ~/.config/fish/config.fish")]
pub(crate) struct Completions {
    /// Shell to generate the script for
    pub(crate) shell: Shell,
}
