//! The comparison of a captured map with the object that a struct was checked against.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::error::SchemaError;
use super::group_schema::GroupSchema;
use super::read::{FieldReader, Why, joined};
use super::schema::{FieldSchema, Location, Schema};
use crate::report::{FailureDumpMap, RenderedValue};
use crate::select::resolve;
use crate::view::Snapshot;

/// The differences between a captured map and the object.
///
/// It is printed as a list with one line per variable.
///
/// ```
/// use ktsnap_core::typed::SchemaCheck;
///
/// fn must_agree(check: &SchemaCheck) {
///     assert!(check.agrees(), "{check}");
/// }
/// # let _ = must_agree;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaCheck {
    /// The object that the struct was checked against.
    pub object: String,
    /// The section or map in the object.
    pub place: String,
    /// The captured map.
    pub map: String,
    /// The running scheduler's object, according to the report.
    pub running: Option<String>,
    /// Variables of the object that the capture lacks.
    pub missing: Vec<String>,
    /// Variables of the capture that the object lacks.
    pub new: Vec<String>,
    /// Variables whose position among the others has changed.
    pub moved: Vec<String>,
    /// Variables of the struct whose values differ from BTF's types.
    pub changed: Vec<Changed>,
}

/// A variable whose value differs from BTF's type.
///
/// ```
/// use ktsnap_core::typed::Changed;
///
/// fn show(changed: &Changed) -> String {
///     format!("{}: {} became {}", changed.variable, changed.expected, changed.found)
/// }
/// # let _ = show;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changed {
    /// The variable, or the part of it.
    pub variable: String,
    /// The type in BTF.
    pub expected: String,
    /// The type of the captured value.
    pub found: String,
}

impl SchemaCheck {
    /// Whether the map and the object agree.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.missing.is_empty() && self.new.is_empty() && self.moved.is_empty() && self.changed.is_empty()
    }
}

impl Schema {
    /// Compares the map that a typed read selects with the object: the missing, new and moved variables, and the struct's
    /// variables whose types differ.
    ///
    /// A report has no offsets. A variable has moved if its position among the other variables has changed.
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](super::SnapshotSchema::from_snapshot) that say which map is read, and
    /// [`SchemaError::Repeated`].
    pub fn check(&self, snapshot: &Snapshot<'_>) -> Result<SchemaCheck, SchemaError> {
        let map = resolve::to_check(snapshot, self)?;
        let mut check = SchemaCheck {
            object: self.object.to_owned(),
            place: self.location.name().to_owned(),
            map: map.name.clone(),
            running: snapshot.active_scheduler().map(|active| active.obj.to_owned()),
            missing: Vec::new(),
            new: Vec::new(),
            moved: Vec::new(),
            changed: self.changed(map),
        };
        if let Location::Section { .. } = self.location {
            let built: Vec<_> = self.listed().map(|(_, _, name, _)| name).collect();
            let captured = names(map);
            check.missing = lacking(&built, &captured);
            check.new = lacking(&captured, &built);
            // libbpf assigns the offsets of `.kconfig` when it loads the object. Before that, all are 0.
            check.moved = if self.location.name() == ".kconfig" { Vec::new() } else { moved(&built, &captured) };
        }
        Ok(check)
    }

    /// The struct's variables whose values differ from BTF's types.
    fn changed(&self, map: &FailureDumpMap) -> Vec<Changed> {
        let reader = FieldReader::of_map(self, map);
        let mut changed: Vec<Changed> = Vec::new();
        let parts = |field: &'static FieldSchema| {
            std::iter::once(field).chain(field.groups.into_iter().flat_map(GroupSchema::parts))
        };
        let fields =
            self.fields.iter().enumerate().flat_map(|(index, field)| parts(field).map(move |part| (index, part)));
        for (index, field) in fields {
            let Ok(Some(at)) = reader.at(index, Some(field)) else { continue };
            let Err(found) = at.verify() else { continue };
            if let Why::Drift { expected, found: other } = found.why {
                let variable = joined(field.path, &found.part);
                if changed.iter().all(|known| known.variable != variable) {
                    changed.push(Changed { variable, expected, found: other });
                }
            }
        }
        changed
    }
}

/// The names of a section's variables, in the order of the report.
fn names(map: &FailureDumpMap) -> Vec<&str> {
    let value = match &map.value {
        Some(RenderedValue::Truncated { partial, .. }) => Some(partial.as_ref()),
        other => other.as_ref(),
    };
    match value {
        Some(RenderedValue::Struct { members, .. }) => members.iter().map(|member| member.name.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn lacking(of: &[&str], here: &[&str]) -> Vec<String> {
    let here: HashSet<_> = here.iter().collect();
    of.iter().filter(|name| !here.contains(name)).map(|&name| name.to_owned()).collect()
}

/// The smallest set of variables to move until both orders agree. A name that appears twice in a list is ignored.
fn moved(built: &[&str], captured: &[&str]) -> Vec<String> {
    let places = |names: &[&str]| {
        let mut places = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            places.entry((*name).to_owned()).and_modify(|known| *known = None).or_insert(Some(place));
        }
        places
    };
    let (in_built, in_captured) = (places(built), places(captured));
    let unique = |places: &HashMap<String, Option<usize>>, name: &str| places.get(name).copied().flatten();
    let common: Vec<(&str, usize)> = built
        .iter()
        .filter(|name| unique(&in_built, name).is_some())
        .filter_map(|name| Some((*name, unique(&in_captured, name)?)))
        .collect();
    let stay = longest_increasing(&common.iter().map(|(_, place)| *place).collect::<Vec<_>>());
    common.iter().zip(stay).filter(|(_, stays)| !stays).map(|((name, _), _)| (*name).to_owned()).collect()
}

/// Finds the numbers of a longest increasing subsequence. This is patience sorting: the number of
/// comparisons grows with n log n.
fn longest_increasing<N: PartialOrd>(numbers: &[N]) -> Vec<bool> {
    // For each length the index of the smallest number that ends a subsequence of that length, in increasing order.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (index, number) in numbers.iter().enumerate() {
        let shorter = ends.partition_point(|&end| numbers.get(end).is_some_and(|other| other < number));
        before.push(shorter.checked_sub(1).and_then(|last| ends.get(last).copied()));
        match ends.get_mut(shorter) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut belongs = vec![false; numbers.len()];
    let mut at = ends.last().copied();
    while let Some(index) = at {
        if let Some(here) = belongs.get_mut(index) {
            *here = true;
        }
        at = before.get(index).copied().flatten();
    }
    belongs
}

impl fmt::Display for SchemaCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.map)?;
        if let Some(running) = &self.running {
            write!(f, ", captured while `{running}` ran,")?;
        }
        if self.agrees() {
            return write!(f, " agrees with `{}` of {}", self.place, self.object);
        }
        write!(f, " differs from `{}` of {}:", self.place, self.object)?;
        for (what, names) in [("missing", &self.missing), ("new", &self.new), ("moved", &self.moved)] {
            for name in names {
                write!(f, "\n  {what:<8}{name}")?;
            }
        }
        for Changed { variable, expected, found } in &self.changed {
            write!(f, "\n  changed {variable}: {expected} in the object, {found} in the capture")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
