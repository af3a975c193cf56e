//! A whole map of a capture held against the object that a struct was checked against.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::describe::{Home, Schema};
use super::error::SchemaError;
use super::read::{Reader, Why, joined};
use super::resolve;
use crate::report::{FailureDumpMap, RenderedValue};
use crate::view::Snapshot;

/// How a captured map differs from the object.
///
/// Shown as a list, a variable a line.
///
/// ```
/// use ktsnap_core::schema::SchemaCheck;
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
    /// The section or map there.
    pub place: String,
    /// The map that was captured.
    pub map: String,
    /// The running scheduler's object, as the report names it.
    pub running: Option<String>,
    /// Variables of the object that the capture lacks.
    pub missing: Vec<String>,
    /// Variables of the capture that the object lacks.
    pub new: Vec<String>,
    /// Variables that stand elsewhere among the others.
    pub moved: Vec<String>,
    /// Variables of the struct that are not what BTF gave.
    pub changed: Vec<Changed>,
}

/// A variable that is not what BTF gave.
///
/// ```
/// use ktsnap_core::schema::Changed;
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
    /// What BTF gave.
    pub expected: String,
    /// What was captured.
    pub found: String,
}

impl SchemaCheck {
    /// Whether there is no difference.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.missing.is_empty() && self.new.is_empty() && self.moved.is_empty() && self.changed.is_empty()
    }
}

impl Schema {
    /// Holds the map that a typed read takes against the object: which variables it lacks, which are new, which moved,
    /// and which of the struct's own are of another type.
    ///
    /// A report does not tell offsets. A variable has moved when its place among the others is another.
    ///
    /// # Errors
    ///
    /// [`SchemaError::NoMap`] and [`SchemaError::Ambiguous`] as for
    /// [`from_snapshot`](super::SnapshotSchema::from_snapshot), and those of the view.
    pub fn check(&self, snapshot: &Snapshot<'_>) -> Result<SchemaCheck, SchemaError> {
        let map = resolve::to_check(snapshot, self)?;
        let mut check = SchemaCheck {
            object: self.object.to_owned(),
            place: self.home.name().to_owned(),
            map: map.name.clone(),
            running: snapshot.active_scheduler().map(|active| active.obj.to_owned()),
            missing: Vec::new(),
            new: Vec::new(),
            moved: Vec::new(),
            changed: self.changed(map),
        };
        if let Home::Section { .. } = self.home {
            let built: Vec<_> = self.listed().map(|(_, _, name, _)| name).collect();
            let captured = names(map);
            check.missing = lacking(&built, &captured);
            check.new = lacking(&captured, &built);
            // There libbpf gives places when it loads the object: until then all are at 0.
            check.moved = if self.home.name() == ".kconfig" { Vec::new() } else { moved(&built, &captured) };
        }
        Ok(check)
    }

    /// The struct's own variables that are not what BTF gave.
    fn changed(&self, map: &FailureDumpMap) -> Vec<Changed> {
        let reader = Reader::of_map(self, map);
        let mut changed: Vec<Changed> = Vec::new();
        for (index, field) in self.fields.iter().enumerate() {
            let Ok(Some(at)) = reader.field(index) else { continue };
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

/// The fewest variables that would have to be put elsewhere for both orders to agree. Names that stand twice can't be
/// followed and are left out.
fn moved(built: &[&str], captured: &[&str]) -> Vec<String> {
    let once = |names: &[&str]| {
        let mut places = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            places.entry((*name).to_owned()).and_modify(|known| *known = None).or_insert(Some(place));
        }
        places
    };
    let (in_built, in_captured) = (once(built), once(captured));
    let common: Vec<(&str, usize)> = built
        .iter()
        .filter(|name| in_built.get(**name).copied().flatten().is_some())
        .filter_map(|name| Some((*name, in_captured.get(*name).copied().flatten()?)))
        .collect();
    // The longest run that is in order in both stays where it is.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(common.len());
    for (index, &(_, place)) in common.iter().enumerate() {
        let before = common
            .iter()
            .zip(&best)
            .enumerate()
            .take(index)
            .filter(|(_, ((_, other), _))| *other < place)
            .max_by_key(|(_, (_, (length, _)))| *length);
        best.push(before.map_or((1, None), |(at, (_, (length, _)))| (length + 1, Some(at))));
    }
    let mut stays = vec![false; common.len()];
    let mut at = best.iter().enumerate().max_by_key(|(_, (length, _))| *length).map(|(at, _)| at);
    while let Some(index) = at {
        if let Some(stay) = stays.get_mut(index) {
            *stay = true;
        }
        at = best.get(index).and_then(|(_, before)| *before);
    }
    common.iter().zip(stays).filter(|(_, stays)| !stays).map(|((name, _), _)| (*name).to_owned()).collect()
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
mod tests {
    use super::*;

    #[test]
    fn the_fewest_variables_count_as_moved() {
        assert_eq!(moved(&["a", "b", "c", "d"], &["a", "b", "c", "d"]), Vec::<String>::new());
        assert_eq!(moved(&["a", "b", "c", "d"], &["b", "c", "d", "a"]), ["a"]);
        assert_eq!(moved(&["a", "b", "c", "d"], &["a", "new", "c", "b"]).len(), 1);
        assert_eq!(moved(&["a", "fmt", "fmt"], &["fmt", "a", "fmt"]), Vec::<String>::new());
    }
}
