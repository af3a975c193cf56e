//! What commands that follow a struct over time need of it.

#[cfg(feature = "live")]
use ktsnap_core::__private::DynamicStruct;
use ktsnap_core::__private::Needs;

use super::Declared;

impl Declared {
    /// The parts of a report that a read of the struct needs.
    pub(crate) fn needs(&self) -> Needs<'_> {
        Needs::of(&self.schemas)
    }

    /// The struct, if it is read from one map.
    #[cfg(feature = "live")]
    pub(crate) fn of_one_map(&self) -> Option<&DynamicStruct> {
        match &self.content {
            super::Content::Map(of) => Some(of),
            super::Content::Parts(_) => None,
        }
    }

    /// The doc comment of a field.
    #[cfg(feature = "live")]
    pub(crate) fn doc(&self, field: &str) -> Option<&str> {
        self.docs.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }
}
