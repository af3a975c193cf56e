//! The parts of a report that reads of some schemas need.

use super::schema::{Location, Schema};
use crate::report::FailureDumpMap;
use crate::report::wanted::Wanted;
use crate::select::names::is_global_section;

/// The parts of a report that reads of some schemas need: the candidate maps, and the headers of the maps that identify the
/// running scheduler.
pub struct Needs<'s> {
    schemas: &'s [&'static Schema],
    has_var: Box<dyn Fn(&str) -> bool + 's>,
}

impl<'s> Needs<'s> {
    /// The parts that these schemas need.
    #[must_use]
    pub fn of(schemas: &'s [&'static Schema]) -> Self {
        // The variables of all sections: a name of another section is rarely in this one, and keeping it does no harm.
        let has_var = |name: &str| schemas.iter().any(|schema| schema.vars.iter().any(|var| var.name == name));
        Self { schemas, has_var: Box::new(has_var) }
    }

    /// The parts of a map that are needed, by its header.
    #[must_use]
    pub fn wanted(&self, map: &FailureDumpMap) -> Wanted<'_> {
        let is_candidate = |schema: &&&'static Schema| schema.location.may_be(&map.name, map.map_type, map.value_size);
        match self.schemas.iter().find(is_candidate).map(|schema| schema.location) {
            Some(Location::Section { .. }) => Wanted::Vars(&*self.has_var),
            Some(Location::Map { .. }) => Wanted::Whole,
            None if is_global_section(&map.name) => Wanted::Header,
            None => Wanted::Nothing,
        }
    }
}
