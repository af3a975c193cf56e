//! Variables and entries that a report holds twice.

use super::{FieldReader, Roots};
use crate::typed::error::SchemaError;
use crate::typed::schema::VarSchema;
use crate::view::field::section_members;

impl FieldReader<'_> {
    /// The error if the section holds a variable twice, or if the map could hold an entry twice.
    pub(crate) fn repeated(&self) -> Option<SchemaError> {
        let map = || self.map.to_owned();
        match self.roots {
            Roots::Rendered(Some(section)) => {
                let is_twice = |var: &&VarSchema| {
                    section_members(section).iter().filter(|member| var.is_named(&member.name)).nth(1).is_some()
                };
                let var = self.schema.vars.iter().find(is_twice)?;
                let (object, variable) = (self.schema.object.to_owned(), var.name.to_owned());
                Some(SchemaError::Repeated { object, map: map(), variable })
            }
            Roots::Map(of) => of.key_out_of_order().map(|key| SchemaError::KeyOrder { map: map(), key }),
            _ => None,
        }
    }
}
