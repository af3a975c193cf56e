//! What the package ktsnap-fleet uses of this one. It is not a public API and can change in any release: the two packages pin
//! each other's exact version.

use std::io::Write;
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

/// Runs the command with these commands.
pub fn main(commands: &dyn FleetCommands) -> ExitCode {
    crate::start(Some(commands))
}
