//! Where running objects come from.

use std::time::SystemTime;

use super::follow::Gone;
use super::locate::Places;
use super::running::{Running, Turn};

/// Where running objects come from.
pub(crate) trait Source {
    type Bound: Bound;

    /// Finds the running object.
    fn bind(&mut self) -> Result<Self::Bound, Gone>;
}

/// A running object whose bytes can be read.
pub(crate) trait Bound {
    fn name(&self) -> String;

    /// The id of its BTF.
    fn id(&self) -> u32;

    /// The time at which its programs were loaded.
    fn loaded(&self) -> SystemTime;

    /// The sections and maps of the plan as the object's own BTF describes them.
    fn running(&self) -> &Running;

    /// The current bytes of these places, or an error if the object no longer runs.
    fn read(&self, places: &Places) -> Result<Turn, Gone>;
}
