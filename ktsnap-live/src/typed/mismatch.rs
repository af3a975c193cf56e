//! The errors of a struct that does not match the running object.

use ktsnap_btf::compat::{TypeChange, spelled, type_name};
use ktsnap_core::typed::{Schema, VarSchema};

use super::expected::expected_type;
use crate::error::{LiveDrift, LiveError};
use crate::instance::Instance;

/// Context for reporting a mismatch.
pub(super) struct MismatchContext<'a> {
    pub(super) to: &'a Instance,
    pub(super) schema: &'a Schema,
    pub(super) map: String,
}

impl MismatchContext<'_> {
    /// Refuses an object that was built for a machine of the other byte order.
    pub(super) fn same_byte_order(&self) -> Result<(), LiveError> {
        let order = |big| if big { "big-endian" } else { "little-endian" };
        let ours = cfg!(target_endian = "big");
        if self.schema.big_endian == ours {
            return Ok(());
        }
        Err(self.drift(self.schema.location.name(), order(self.schema.big_endian).to_owned(), order(ours).to_owned()))
    }

    /// A variable or map whose type changed. `running_c_type` is its spelling in the running object, if that is known.
    pub(super) fn changed(
        &self,
        name: &str,
        c_type: &str,
        running_c_type: Option<&str>,
        change: TypeChange,
    ) -> LiveError {
        if !change.part.is_empty() {
            let dot = if change.part.starts_with('[') { "" } else { "." };
            return self.drift(&format!("{name}{dot}{}", change.part), change.expected, change.found);
        }
        let found = match running_c_type {
            Some(c_type) => spelled(change.found, c_type),
            None => change.found,
        };
        self.drift(name, spelled(change.expected, c_type), found)
    }

    /// A variable that the running object lacks, or has several times.
    pub(super) fn missing(&self, var: &VarSchema, found: String) -> LiveError {
        self.drift(var.name, spelled(type_name(&expected_type(&var.ty)), var.c_type), found)
    }

    pub(super) fn drift(&self, variable: &str, expected: String, found: String) -> LiveError {
        LiveError::Drift(Box::new(LiveDrift {
            name: self.to.name().to_owned(),
            object: self.schema.object.to_owned(),
            map: self.map.clone(),
            variable: variable.to_owned(),
            expected,
            found,
        }))
    }
}
