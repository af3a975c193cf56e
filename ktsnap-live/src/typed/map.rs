//! The values of an array map or per-CPU array map that a struct mirrors.

use std::collections::BTreeSet;
use std::io;

use ktsnap_btf::Type;
use ktsnap_btf::compat::{ArrayLength, Offsets, Rules, locate};
use ktsnap_core::__private::PathStep;
use ktsnap_core::typed::{FieldSchema, Location, Schema};

use super::expected::{expected_type, paths};
use super::mismatch::MismatchContext;
use crate::error::LiveError;
use crate::instance::Instance;
use crate::map::LiveMap;
use crate::values::{self, MapValues};

/// The keys of a map that the fields of a struct name.
#[derive(Debug)]
pub(super) struct Values {
    values: MapValues,
    keys: Vec<u32>,
    /// The number of entries in the object.
    entries: u32,
}

impl Values {
    pub(super) fn bind(to: &Instance, schema: &Schema, name: &str, entries: u32) -> Result<Self, LiveError> {
        let map = find(to, schema, name)?;
        let values = MapValues::open(to, map)?;
        let context = MismatchContext { to, schema, map: map.name() };
        context.same_byte_order()?;
        let steps: Vec<&'static [PathStep]> =
            schema.fields.iter().flat_map(FieldSchema::reads).map(|field| field.steps).collect();
        if let Some(var) = schema.vars.first() {
            if entries == 0 {
                let size = format!("a map of {} entries", map.max_entries());
                return Err(context.drift(name, "a map with no number of entries".to_owned(), size));
            }
            let running = Type::Array { element: values.value_type().clone().into(), len: map.max_entries().into() };
            let expected = expected_type(&var.ty);
            let rules = Rules { length: ArrayLength::MapEntries, offsets: Offsets::Expected };
            for steps in steps.iter().flat_map(|steps| paths(steps)) {
                locate(&expected, &running, &steps, rules)
                    .map_err(|change| context.changed(name, var.c_type, None, change))?;
            }
        }
        Ok(Self { values, keys: keys(&steps, entries), entries })
    }

    /// The values in the form that [`SnapshotSchema::from_section_bytes`](ktsnap_core::SnapshotSchema::from_section_bytes)
    /// takes. Keys that no field names are not looked up, and stay zero.
    pub(super) fn read(&self) -> Result<Vec<u8>, LiveError> {
        let (map, cpus) = (self.values.map(), self.values.cpus().unwrap_or(1));
        let stride = (map.value_size() as usize).next_multiple_of(8);
        let of_key = stride.checked_mul(cpus).filter(|bytes| *bytes > 0);
        let all = of_key.and_then(|bytes| bytes.checked_mul(self.entries as usize));
        let (Some(of_key), Some(all)) = (of_key, all) else {
            let what = format!("reading map {} (id {})", map.name(), map.id());
            return Err(LiveError::Kernel { what, source: io::ErrorKind::OutOfMemory.into() });
        };
        let mut bytes = vec![0; all];
        let mut slots = bytes.chunks_exact_mut(of_key);
        let mut next = 0;
        for &key in &self.keys {
            let Some(slot) = slots.nth((key - next) as usize) else { break };
            next = key + 1;
            for (into, value) in slot.chunks_exact_mut(stride).zip(&self.values.lookup(key)?) {
                for (into, byte) in into.iter_mut().zip(value) {
                    *into = *byte;
                }
            }
        }
        Ok(bytes)
    }
}

/// Finds the map of a struct's schema.
pub(super) fn find<'i>(to: &'i Instance, schema: &Schema, name: &str) -> Result<&'i LiveMap, LiveError> {
    let (map_type, value_size) = match schema.location {
        Location::Map { map_type, value_size, .. } => (map_type, value_size),
        _ => (0, 0),
    };
    values::find(to, name, map_type, value_size, schema.object)
}

/// The keys to look up: the keys that fields name, or all keys if a field reads all.
fn keys(steps: &[&'static [PathStep]], entries: u32) -> Vec<u32> {
    let named = |steps: &&[PathStep]| match steps {
        [PathStep::Index(index), ..] => u32::try_from(*index).ok().map(|key| key..key.saturating_add(1)),
        [PathStep::Slice { from, to }, ..] => {
            Some(u32::try_from(*from).ok()?..u32::try_from(*to).unwrap_or(u32::MAX).min(entries))
        }
        _ => None,
    };
    let named: Option<Vec<_>> = steps.iter().map(named).collect();
    let named: Option<BTreeSet<u32>> = named.map(|ranges| ranges.into_iter().flatten().collect());
    named.map_or_else(|| (0..entries).collect(), |keys| keys.into_iter().filter(|key| *key < entries).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_keys_that_fields_name_are_looked_up_unless_a_field_reads_all() {
        let (one, three): (&[PathStep], &[PathStep]) =
            (&[PathStep::Index(1), PathStep::Member("nr")], &[PathStep::Index(3)]);
        assert_eq!(keys(&[three, one, three], 4), [1, 3]);
        let slice: &[PathStep] = &[PathStep::Slice { from: 2, to: 4 }];
        assert_eq!(keys(&[one, slice, three], 8), [1, 2, 3]);
        assert_eq!(keys(&[three, &[PathStep::All]], 4), [0, 1, 2, 3]);
        assert_eq!(keys(&[three, &[]], 4), [0, 1, 2, 3]);
        assert_eq!(keys(&[three], 3), Vec::<u32>::new(), "no such key");
    }
}
