//! A struct with some of the fields of another, so that a read only needs their variables.

use std::collections::BTreeSet;

use ktsnap_core::__private::{DynamicField, DynamicReading, DynamicStruct, GroupSchema, SlotSchema};
use ktsnap_core::typed::{FieldSchema, Location, Schema, VarSchema};

use super::constant::{leaked, slice};

/// The struct with the fields at these positions, and those that they are totals of. `None` if a read of fewer fields needs the same:
/// only a section is read by variables.
pub(super) fn only(of: &DynamicStruct, wanted: &BTreeSet<usize>) -> Option<DynamicStruct> {
    if of.whole.is_some() || !matches!(of.schema.location, Location::Section { .. }) {
        return None;
    }
    let mut positions = wanted.clone();
    for field in wanted.iter().filter_map(|position| of.fields.get(*position)) {
        if let DynamicReading::Total(_, parts) = &field.reading {
            positions.extend(parts);
        }
    }
    let positions: Vec<usize> = positions.into_iter().collect();
    let mut described = of.schema.fields.iter();
    let mut vars = Vars { of: of.schema, vars: Vec::new(), numbers: Vec::new() };
    let (mut fields, mut schemas) = (Vec::new(), Vec::new());
    for (position, field) in of.fields.iter().enumerate() {
        // The schema has the fields that are not totals.
        let schema = match field.reading {
            DynamicReading::Total(..) => None,
            _ => Some(described.next()?),
        };
        if positions.binary_search(&position).is_ok() {
            schemas.extend(schema.map(|schema| vars.field(schema)));
            fields.push(DynamicField { reading: vars.reading(&field.reading, &positions), ..copied(field) });
        }
    }
    let mut schema: Schema = *of.schema;
    (schema.vars, schema.fields) = (slice(vars.vars), slice(schemas));
    Some(DynamicStruct { schema: leaked(schema), picker: of.picker, fields, whole: None })
}

/// A field without its reading.
fn copied(of: &DynamicField) -> DynamicField {
    let &DynamicField { name, ty, keeps_later, saturating, allow_unmapped, .. } = of;
    DynamicField { name, ty, keeps_later, saturating, allow_unmapped, reading: DynamicReading::Value }
}

/// The variables that fields need, with new numbers.
struct Vars<'s> {
    of: &'s Schema,
    vars: Vec<VarSchema>,
    /// The number in the whole struct of each variable.
    numbers: Vec<usize>,
}

impl Vars<'_> {
    fn field(&mut self, of: &FieldSchema) -> FieldSchema {
        let mut field = *of;
        field.var = self.number(of.var);
        field.index = of.index.map(|index| self.leaked(index));
        field.count = of.count.map(|count| self.leaked(count));
        field.groups = of.groups.map(|groups| -> &'static GroupSchema { leaked(self.groups(groups)) });
        field
    }

    fn leaked(&mut self, of: &FieldSchema) -> &'static FieldSchema {
        leaked(self.field(of))
    }

    fn number(&mut self, var: usize) -> usize {
        if let Some(known) = self.numbers.iter().position(|number| *number == var) {
            return known;
        }
        let Some(of) = self.of.vars.get(var) else { return var };
        self.vars.push(*of);
        self.numbers.push(var);
        self.vars.len() - 1
    }

    fn groups(&mut self, of: &GroupSchema) -> GroupSchema {
        let mut groups = *of;
        groups.key = of.key.map(|key| self.slot(&key));
        groups.only = of.only.map(|only| self.slot(&only));
        groups.in_use = of.in_use.map(|(count, is_ring)| (self.field(&count), is_ring));
        groups
    }

    fn slot(&mut self, of: &SlotSchema) -> SlotSchema {
        let mut slot = *of;
        slot.field = self.field(&of.field);
        slot
    }

    /// The reading of a field. `positions` are those of the fields that stay.
    fn reading(&mut self, of: &DynamicReading, positions: &[usize]) -> DynamicReading {
        match of {
            DynamicReading::Value => DynamicReading::Value,
            DynamicReading::PartialRows => DynamicReading::PartialRows,
            DynamicReading::Labelled(key) => DynamicReading::Labelled(*key),
            DynamicReading::Groups(key, how) => DynamicReading::Groups(*key, *how),
            DynamicReading::Counts(key) => DynamicReading::Counts(*key),
            DynamicReading::InUse(count, is_ring) => DynamicReading::InUse(self.leaked(count), *is_ring),
            DynamicReading::Total(how, parts) => {
                let parts = parts.iter().filter_map(|part| positions.binary_search(part).ok());
                DynamicReading::Total(*how, parts.collect())
            }
        }
    }
}
