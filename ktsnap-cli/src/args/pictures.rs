//! The options for pictures.

use std::path::PathBuf;

/// How pictures are drawn, and where they are written.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Pictures")]
pub(crate) struct Pictures {
    /// Write the pictures to FILE as SVG instead of drawing them as text; a second picture is written to FILE-2, and so on
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Draw with ASCII characters only [default: if the locale is not UTF-8]
    #[arg(long)]
    pub(crate) ascii: bool,
    /// Replace FILE even if it is not a picture of ktsnap
    #[arg(long, requires = "svg")]
    pub(crate) force: bool,
}
