//! The variables of a struct in a running object's section.

use std::ops::Range;

use ktsnap_btf::{Type, Var};
use ktsnap_core::typed::{CType, PathStep, Schema, VarSchema};

use super::Told;
use super::fit::fit;
use super::part::part;
use crate::error::LiveError;
use crate::global::Global;
use crate::instance::Instance;

/// Where the variables of a struct stand.
#[derive(Debug)]
pub(super) struct Variables {
    global: Global,
    /// A place for each of the struct's variables, in their order; `None` for an optional one that is not there.
    places: Vec<Option<Place>>,
    /// The parts of all of them, as they stand in the section.
    ranges: Vec<Range<u64>>,
}

/// One variable.
#[derive(Debug)]
struct Place {
    /// Bytes that it has in the object.
    size: usize,
    /// Where the parts that fields take start in it. Often one: the variable.
    parts: Vec<usize>,
}

impl Variables {
    pub(super) fn bind(to: &Instance, schema: &Schema) -> Result<Self, LiveError> {
        let global = Global::open(to, schema.home.name())?;
        let told = Told { to, schema, map: global.map().name() };
        told.same_byte_order()?;
        let (mut places, mut ranges) = (Vec::new(), Vec::new());
        for (index, var) in schema.vars.iter().enumerate() {
            let running: Vec<&Var> = global.section().vars_named(var.name).collect();
            let absent = |found| Err(told.missing(var.name, (&var.shape, var.c_type), found));
            match running.as_slice() {
                [] if var.optional => places.push(None),
                [] => return absent("not there".to_owned()),
                [running] => {
                    let fields = schema.fields.iter().filter(|field| field.var == index);
                    let uses: Vec<&'static [PathStep]> = fields.map(|field| field.steps).collect();
                    let var = here(schema, var, running);
                    let parts = parts(&var, running, &uses, &told)?;
                    ranges.extend(parts.iter().map(|part| running.offset + part.start..running.offset + part.end));
                    let fits = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
                    let parts = parts.iter().map(|part| fits(part.start)).collect();
                    places.push(Some(Place { size: fits(var.size), parts }));
                }
                several => return absent(format!("there {} times", several.len())),
            }
        }
        Ok(Self { global, places, ranges })
    }

    /// The bytes of each variable, as they are now. Those that no field takes are zero.
    pub(super) fn read(&self) -> Result<Vec<Option<Vec<u8>>>, LiveError> {
        let mut read = self.global.read(&self.ranges)?.into_iter();
        Ok(self.places.iter().map(|place| place.as_ref().map(|place| place.fill(&mut read))).collect())
    }
}

impl Place {
    /// The variable, of its parts.
    fn fill(&self, read: &mut impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
        let mut all = Vec::new();
        for (&start, part) in self.parts.iter().zip(read) {
            if part.len() == self.size {
                all = part;
                continue;
            }
            if all.is_empty() {
                // Memory that is never written is never given: a large array costs the elements that are read.
                all = vec![0; self.size];
            }
            if let Some(into) = all.get_mut(start..start.saturating_add(part.len())) {
                into.copy_from_slice(&part);
            }
        }
        all
    }
}

/// The variable with the length that it has in the running object, if that is for user space to set.
fn here(schema: &Schema, var: &VarSchema, running: &Var) -> VarSchema {
    match (var.shape, &running.ty) {
        (CType::Array { element, .. }, Type::Array { len, .. }) if schema.is_resizable(var) => {
            let len = usize::try_from(*len).unwrap_or(usize::MAX);
            let shape = CType::Array { len, element };
            VarSchema::new(var.name, var.offset, running.size, var.c_type, shape).optional(var.optional)
        }
        _ => *var,
    }
}

/// The parts of a variable that fields take, if it is what the struct was checked against: the whole, where one takes that.
fn parts(
    var: &VarSchema,
    running: &Var,
    uses: &[&'static [PathStep]],
    told: &Told<'_>,
) -> Result<Vec<Range<u64>>, LiveError> {
    fit(&running.ty, &var.shape, uses)
        .map_err(|unlike| told.unlike(var.name, var.c_type, Some(&running.c_type), unlike))?;
    let within = |part: Range<u64>| part.start.min(var.size)..part.end.min(var.size);
    let mut parts: Vec<_> = uses.iter().map(|steps| within(part(&var.shape, steps))).collect();
    // An index past the end: the read says so.
    parts.retain(|part| !part.is_empty());
    let whole = 0..var.size;
    if parts.is_empty() || uses.iter().any(|steps| steps.is_empty()) || parts.contains(&whole) {
        parts = vec![whole];
    }
    // Types that fit can differ in size: a struct that lost its last members, none of which is read.
    if parts.iter().any(|part| part.end > running.size) {
        return Err(told.drift(var.name, format!("{} bytes", var.size), format!("{} bytes", running.size)));
    }
    Ok(parts)
}
