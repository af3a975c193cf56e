//! Variables and entries that a report holds twice.

use std::cell::Cell;

use super::{FieldReader, Roots};
use crate::report::RenderedValue;
use crate::typed::error::SchemaError;
use crate::typed::read::cursor::out_of_order;
use crate::typed::schema::VarSchema;
use crate::view::field::section_members;

impl FieldReader<'_> {
    /// Whether the section may hold a variable twice, or the map an entry. If every variable was at its position in BTF's order,
    /// only the members at other positions are searched, and the length of most names is enough.
    #[inline]
    pub(crate) fn may_repeat(&self) -> bool {
        let section = match self.roots {
            Roots::Rendered(Some(section)) => section,
            Roots::Map(map) => return out_of_order(map).is_some(),
            _ => return false,
        };
        let RenderedValue::Struct { members, .. } = section else { return true };
        if self.displaced.is_none_or(Cell::get) || !self.schema.reads_every_var {
            return true;
        }
        members.len() > self.schema.vars.len() && self.schema.is_elsewhere(members)
    }

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
            Roots::Map(of) => out_of_order(of).map(|key| SchemaError::KeyOrder { map: map(), key }),
            _ => None,
        }
    }
}
