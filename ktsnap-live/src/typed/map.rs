//! The values of an array map or per-CPU array map that a struct mirrors.

use std::collections::BTreeSet;
use std::io;

use ktsnap_btf::compat::{ArrayLength, Offsets, Rules, locate};
use ktsnap_btf::{BtfContents, Type};
use ktsnap_core::__private::PathStep;
use ktsnap_core::__private::select::{cut_name, is_named};
use ktsnap_core::typed::{FieldSchema, Location, Schema};
use libbpf_rs::{MapCore, MapFlags, MapHandle};

use super::expected::{expected_type, paths};
use super::mismatch::MismatchContext;
use crate::error::LiveError;
use crate::instance::Instance;
use crate::map::LiveMap;

/// The keys of a map that the fields of a struct name.
#[derive(Debug)]
pub(super) struct Values {
    map: LiveMap,
    handle: MapHandle,
    keys: Vec<u32>,
    /// The number of entries in the object.
    entries: u32,
    /// The number of values for each key, if each possible CPU has one.
    cpus: Option<usize>,
}

impl Values {
    pub(super) fn bind(
        to: &Instance,
        schema: &Schema,
        name: &str,
        entries: u32,
        per_cpu: bool,
    ) -> Result<Self, LiveError> {
        let map = find(to, schema, name)?;
        let context = MismatchContext { to, schema, map: map.name() };
        context.same_byte_order()?;
        let steps: Vec<&'static [PathStep]> =
            schema.fields.iter().flat_map(FieldSchema::reads).map(|field| field.steps).collect();
        if let Some(var) = schema.vars.first() {
            if entries == 0 {
                let size = format!("a map of {} entries", map.max_entries());
                return Err(context.drift(name, "a map with no number of entries".to_owned(), size));
            }
            let running = Type::Array { element: value_type(to, map).into(), len: map.max_entries().into() };
            let expected = expected_type(&var.ty);
            let rules = Rules { length: ArrayLength::MapEntries, offsets: Offsets::Expected };
            for steps in steps.iter().flat_map(|steps| paths(steps)) {
                locate(&expected, &running, &steps, rules)
                    .map_err(|change| context.changed(name, var.c_type, None, change))?;
            }
        }
        let cpus = if per_cpu {
            Some(libbpf_rs::num_possible_cpus().map_err(|error| LiveError::kernel("counting the CPUs", error))?)
        } else {
            None
        };
        Ok(Self { map: map.clone(), handle: map.open()?, keys: keys(&steps, entries), entries, cpus })
    }

    /// The values in the form that [`SnapshotSchema::from_section_bytes`](ktsnap_core::SnapshotSchema::from_section_bytes)
    /// takes. Keys that no field names are not looked up, and stay zero.
    pub(super) fn read(&self) -> Result<Vec<u8>, LiveError> {
        let cpus = self.cpus.unwrap_or(1);
        let stride = (self.map.value_size() as usize).next_multiple_of(8);
        let of_key = stride.checked_mul(cpus).filter(|bytes| *bytes > 0);
        let all = of_key.and_then(|bytes| bytes.checked_mul(self.entries as usize));
        let (Some(of_key), Some(all)) = (of_key, all) else {
            return Err(self.failed("", io::ErrorKind::OutOfMemory.into()));
        };
        let mut bytes = vec![0; all];
        let mut slots = bytes.chunks_exact_mut(of_key);
        let mut next = 0;
        for &key in &self.keys {
            let Some(slot) = slots.nth((key - next) as usize) else { break };
            next = key + 1;
            let failed = |source| self.failed(&format!("key {key} of "), source);
            let values = self.lookup(key).map_err(|error| failed(io::Error::other(error)))?;
            // Every key of an array exists from the start, with a value for each CPU.
            if values.len() != cpus {
                return Err(failed(io::ErrorKind::NotFound.into()));
            }
            for (into, value) in slot.chunks_exact_mut(stride).zip(&values) {
                for (into, byte) in into.iter_mut().zip(value) {
                    *into = *byte;
                }
            }
        }
        Ok(bytes)
    }

    /// One value, or one for each possible CPU.
    fn lookup(&self, key: u32) -> libbpf_rs::Result<Vec<Vec<u8>>> {
        let key = key.to_ne_bytes();
        if self.cpus.is_some() {
            Ok(self.handle.lookup_percpu(&key, MapFlags::ANY)?.unwrap_or_default())
        } else {
            Ok(self.handle.lookup(&key, MapFlags::ANY)?.into_iter().collect())
        }
    }

    fn failed(&self, part: &str, source: io::Error) -> LiveError {
        LiveError::Kernel { what: format!("reading {part}map {} (id {})", self.map.name(), self.map.id()), source }
    }
}

/// Finds the map of that name with the type and value size of the object's map.
pub(super) fn find<'i>(to: &'i Instance, schema: &Schema, name: &str) -> Result<&'i LiveMap, LiveError> {
    let Location::Map { map_type, value_size, .. } = schema.location else { return Err(no_map(to, name)) };
    let named: Vec<&LiveMap> = to.maps().iter().filter(|map| is_named(&map.name(), name)).collect();
    let fits = |map: &&&LiveMap| schema.location.may_be(&map.name(), map.number(), map.value_size());
    let fitting: Vec<&LiveMap> = named.iter().filter(fits).copied().collect();
    let context = MismatchContext { to, schema, map: cut_name(name) };
    let of = |kind: u32, size: u32| format!("of map type {kind} with values of {size} bytes");
    match (fitting.as_slice(), named.as_slice()) {
        ([map], _) => Ok(map),
        ([], []) => Err(no_map(to, name)),
        ([], [map, ..]) => Err(context.drift(name, of(map_type, value_size), of(map.number(), map.value_size()))),
        (several, _) => {
            let found = format!("one of {} maps that the kernel has under that name", several.len());
            Err(context.drift(name, of(map_type, value_size), found))
        }
    }
}

fn no_map(to: &Instance, name: &str) -> LiveError {
    let has = to.maps().iter().map(LiveMap::name).collect();
    LiveError::NoMap { name: to.name().to_owned(), place: name.to_owned(), has }
}

/// The type of a value in the kernel's BTF, or bytes of its size if BTF does not describe it.
fn value_type(to: &Instance, map: &LiveMap) -> Type {
    let info = map.info();
    let size = Type::Bytes { size: info.value_size.into() };
    // Another object may have created the map. Then its type ids refer to the BTF of that object.
    if info.btf_id != to.id() || info.btf_value_type_id == 0 {
        return size;
    }
    match to.btf().contents(info.btf_value_type_id) {
        Ok(BtfContents::Value(ty)) => ty,
        _ => size,
    }
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
