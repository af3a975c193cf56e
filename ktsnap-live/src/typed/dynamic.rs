//! Structs that are only known at run time, for the command line.

use ktsnap_core::__private::{Contents, DynamicStruct, InspectedField, read_dynamic_contents};

use super::{Read, Source, reject_pointers};
use crate::error::LiveError;
use crate::instance::Instance;

/// A struct that is bound to a running object, as [`Binding`](crate::Binding) is.
#[derive(Debug)]
pub struct DynamicBinding {
    instance: Instance,
    source: Source,
}

impl DynamicBinding {
    /// Binds a struct to an instance.
    ///
    /// # Errors
    ///
    /// Those of [`Instance::bind`].
    pub fn new(to: &Instance, of: &DynamicStruct) -> Result<Self, LiveError> {
        reject_pointers(of.schema)?;
        Ok(Self { instance: to.clone(), source: Source::bind(to, of.schema)? })
    }

    /// The instance.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Reads the current values of the struct that was bound.
    ///
    /// # Errors
    ///
    /// Those of [`Binding::read`](crate::Binding::read).
    pub fn read(&self, of: &DynamicStruct) -> Result<Vec<InspectedField>, LiveError> {
        Ok(match self.source.read(&self.instance)? {
            Read::Variables(read) => {
                let vars: Vec<Option<&[u8]>> = read.iter().map(Option::as_deref).collect();
                read_dynamic_contents(Contents::Variables(&vars), of)?
            }
            Read::Values(bytes) => read_dynamic_contents(Contents::Values(&bytes), of)?,
            Read::Entries(map) => read_dynamic_contents(Contents::Entries(&map), of)?,
        })
    }
}
