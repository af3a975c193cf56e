//! What commands that follow a struct over time need of it.

use ktsnap_core::__private::Needs;

use super::Declared;

impl Declared {
    /// The parts of a report that a read of the struct needs.
    pub(crate) fn needs(&self) -> Needs<'_> {
        Needs::of(&self.schemas)
    }
}
