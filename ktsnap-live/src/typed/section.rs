//! The variables of a struct in a running object's section.

use std::ops::Range;

use ktsnap_btf::Var;
use ktsnap_btf::compat::{ArrayLength, ChangeKind, Offsets, Rules, TypeChange, locate};
use ktsnap_core::__private::PathStep;
use ktsnap_core::typed::{FieldSchema, Schema, VarSchema};

use super::expected::{expected_type, paths};
use super::mismatch::MismatchContext;
use crate::error::LiveError;
use crate::global::Global;
use crate::instance::Instance;

/// The places of a struct's variables.
#[derive(Debug)]
pub(super) struct Variables {
    global: Global,
    /// A place for each of the struct's variables, in their order. `None` for an optional variable that is missing.
    places: Vec<Option<Place>>,
    /// The parts of all variables, in the running object's section.
    ranges: Vec<Range<u64>>,
}

/// The place of one variable.
#[derive(Debug)]
struct Place {
    /// The bytes of the variable.
    size: usize,
    /// Where the parts that fields read start in the variable. Often there is one part, the whole variable.
    parts: Vec<usize>,
}

impl Variables {
    pub(super) fn bind(to: &Instance, schema: &Schema) -> Result<Self, LiveError> {
        let global = Global::open(to, schema.location.name())?;
        let context = MismatchContext { to, schema, map: global.map().name() };
        context.same_byte_order()?;
        let (mut places, mut ranges) = (Vec::new(), Vec::new());
        for (index, var) in schema.vars.iter().enumerate() {
            let running: Vec<&Var> = global.section().vars_named(var.name).collect();
            let running = match running.as_slice() {
                [] if var.optional => {
                    places.push(None);
                    continue;
                }
                [] => return Err(context.missing(var, "not there".to_owned())),
                [running] => running,
                several => return Err(context.missing(var, format!("there {} times", several.len()))),
            };
            let of_fields = steps_in(schema, index);
            let size = if schema.is_resizable(var) { running.size } else { var.size };
            let parts = parts(schema, var, running, &of_fields)
                .map_err(|change| context.changed(var.name, var.c_type, Some(&running.c_type), change))?;
            let is_whole = of_fields.iter().any(|steps| steps.is_empty());
            let parts = joined(if is_whole { Vec::new() } else { parts }, size);
            if parts.iter().any(|part| part.end > running.size) {
                let bytes = |size: u64| format!("{size} bytes");
                return Err(context.drift(var.name, bytes(size), bytes(running.size)));
            }
            ranges.extend(parts.iter().map(|part| running.offset + part.start..running.offset + part.end));
            let in_memory = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
            let parts = parts.iter().map(|part| in_memory(part.start)).collect();
            places.push(Some(Place { size: in_memory(size), parts }));
        }
        Ok(Self { global, places, ranges })
    }

    /// The bytes of each variable, as they are now. Bytes that no field reads are zero.
    pub(super) fn read(&self) -> Result<Vec<Option<Vec<u8>>>, LiveError> {
        let mut read = self.global.read(&self.ranges)?.into_iter();
        Ok(self.places.iter().map(|place| place.as_ref().map(|place| place.fill(&mut read))).collect())
    }
}

impl Place {
    /// The variable, with its parts filled in.
    fn fill(&self, read: &mut impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
        let mut all = Vec::new();
        for (&start, part) in self.parts.iter().zip(read) {
            if part.len() == self.size {
                all = part;
                continue;
            }
            if all.is_empty() {
                // The system provides zeroed memory page by page on the first write, so a large array only costs the
                // elements that are read.
                all = vec![0; self.size];
            }
            if let Some(into) = all.get_mut(start..start.saturating_add(part.len())) {
                into.copy_from_slice(&part);
            }
        }
        all
    }
}

/// The steps from a variable to everything that the fields of a struct read in it: also what names, chooses and counts rows.
fn steps_in(schema: &Schema, var: usize) -> Vec<&'static [PathStep]> {
    let read = schema.fields.iter().flat_map(FieldSchema::reads);
    read.filter(|field| field.var == var).map(|field| field.steps).collect()
}

/// The parts of a variable that the paths of fields lead to, if the variable has the type that the struct was checked
/// against.
fn parts(
    schema: &Schema,
    var: &VarSchema,
    running: &Var,
    of_fields: &[&'static [PathStep]],
) -> Result<Vec<Range<u64>>, TypeChange> {
    let length = if schema.is_resizable(var) { ArrayLength::LastOfSection } else { ArrayLength::Fixed };
    let rules = Rules { length, offsets: Offsets::Expected };
    let expected = expected_type(&var.ty);
    let mut parts = Vec::new();
    let whole: &[&'static [PathStep]] = &[&[]];
    let of_fields = if of_fields.is_empty() { whole } else { of_fields };
    for steps in of_fields.iter().flat_map(|steps| paths(steps)) {
        match locate(&expected, &running.ty, &steps, rules) {
            Ok(part) => parts.push(part.bytes),
            // The read reports an index past the end of a resized array, with the field's name.
            Err(TypeChange { kind: ChangeKind::OutOfRange { .. }, .. }) if length == ArrayLength::LastOfSection => {}
            Err(change) => return Err(change),
        }
    }
    Ok(parts)
}

/// The parts of a variable of `size` bytes, or all of the variable if one of them is all of it or if there are none.
fn joined(parts: Vec<Range<u64>>, size: u64) -> Vec<Range<u64>> {
    let whole = 0..size;
    if parts.is_empty() || parts.contains(&whole) { vec![whole] } else { parts }
}

#[cfg(test)]
mod tests {
    use ktsnap::{Rows, SnapshotSchema};
    use ktsnap_btf::Layout;

    use super::*;

    #[derive(SnapshotSchema)]
    #[snapshot(object = "../tests/bpf/labels.bpf.o")]
    struct Layers {
        #[snapshot(path = "set.waits", by = "set.names[*]", only = "set.used[*]", take = "set.nr_layers")]
        waits: Rows<String, u64>,
        #[snapshot(path = "layers[1..4].nr_tasks", take = "layers[0].in_use", gauge)]
        tasks: Vec<u64>,
    }

    #[test]
    fn what_names_chooses_and_counts_rows_is_read_too() {
        let layout = Layout::parse(&std::fs::read("../tests/bpf/labels.bpf.o").unwrap()).unwrap();
        let section = layout.section(".bss").unwrap();
        let schema = Layers::schema();
        let parts_of = |name: &str| {
            let index = schema.vars.iter().position(|var| var.name == name).unwrap();
            let running = section.vars_named(name).next().unwrap();
            parts(schema, &schema.vars[index], running, &steps_in(schema, index)).unwrap()
        };
        // `struct layer_set`: 6 layers of 72 bytes, 6 names of 16, 6 waits, 6 flags, and the number of layers.
        let set = parts_of("set");
        for part in [528..576, 432..528, 576..582, 584..588] {
            assert!(set.contains(&part), "{part:?} is not in {set:?}");
        }
        // The flag is in the first layer, and the tasks are in the next three.
        let layers = parts_of("layers");
        assert!(layers.iter().any(|part| part.start <= 68 && part.end >= 69), "{layers:?}");
        assert!(layers.iter().any(|part| part.start <= 72 && part.end >= 4 * 72 - 64), "{layers:?}");
    }
}
