//! What the package ktsnap-fleet uses of this one. It is not a public API and can change in any release: the two packages pin
//! each other's exact version.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

pub use crate::args::Output;
pub use crate::args::cluster::{Cluster, Executor, Part, Scheduler};
pub use crate::args::columns::Columns;
pub use crate::args::query::Query;
pub use crate::args::table::Table;
pub use crate::failure::{Failure, note};
pub use crate::reader::{ReadValues, Reader, ReaderSpec};
pub use crate::screen::progress::StatusLine;
pub use crate::screen::text::{clean, count};
pub use crate::screen::{Cell, Heading, Screen, Table as ScreenTable};

use crate::output::{ContentKind, Destination};

/// The commands that ktsnap-fleet has.
pub trait FleetCommands {
    /// `ktsnap table`
    ///
    /// # Errors
    ///
    /// [`Failure`] if the table can't be written.
    fn table(&self, args: &Table, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure>;

    /// `ktsnap query`
    ///
    /// # Errors
    ///
    /// [`Failure`] if the query has no answer.
    fn query(&self, args: &Query, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure>;

    /// `ktsnap cluster`
    ///
    /// # Errors
    ///
    /// [`Failure`] if the part can't run.
    fn cluster(&self, args: &Cluster) -> Result<ExitCode, Failure>;
}

/// Writes a table that is one file, which `fill` fills. The file is replaced as a whole, and only by `force`.
///
/// # Errors
///
/// [`Failure`] if the file can't be written, or exists and may not be replaced. An existing file is then unchanged.
pub fn write_table<R>(
    path: &Path,
    force: bool,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<R>,
) -> Result<R, Failure> {
    Destination { path, kind: ContentKind::Table, input: None, force, mode: None }.write_with(fill)
}

/// Runs the command with these commands.
pub fn main(commands: &dyn FleetCommands) -> ExitCode {
    crate::start(Some(commands))
}
