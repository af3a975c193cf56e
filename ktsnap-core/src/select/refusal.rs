//! The errors of a typed read that no map, or no single map, can satisfy.

use super::candidates::Subset;
use super::names::{belongs_to_obj, is_named};
use super::pick::MapCopy;
use super::resolve::Resolver;
use super::rule::Naming;
use super::running::{named, unknown};
use crate::error::{ExcludedMap, SnapshotError};
use crate::report::FailureDumpMap;
use crate::typed::{Location, NearMiss, SchemaError};
use crate::view::copick::{joined, lacking, render_incomplete};

impl<'a> Resolver<'_, 'a> {
    /// The error if the selected section lacks variables.
    pub(super) fn lacking(&self, map: &'a FailureDumpMap) -> Option<SchemaError> {
        let is_lacking = match self.schema.location {
            Location::Section { .. } => !lacking(map, &self.names()).is_empty(),
            Location::Map { .. } => false,
        };
        is_lacking.then(|| self.no_map(&[map], None))
    }

    /// The error if the list of live maps shows that every copy is another instance's. It is the view's.
    pub(super) fn other_instance(&self, obj_captured: bool) -> SchemaError {
        let excluded_maps = match self.candidates.running.obj {
            Some(obj) if obj_captured => {
                let maps = self.snapshot.report().maps.iter();
                maps.filter(|map| belongs_to_obj(&map.name, obj)).map(ExcludedMap::from).collect()
            }
            _ => self.candidates.captured(self.candidates.of_running()).map(ExcludedMap::from).collect(),
        };
        let error = SnapshotError::ActiveFilterExcludedMaps {
            requested: joined(&self.fields()),
            active_obj: self.candidates.running.obj.unwrap_or_default().to_owned(),
            excluded_maps,
            whitelist_kvas: self.snapshot.report().active_map_kvas.clone(),
        };
        error.into()
    }

    pub(super) fn address_unknown(&self) -> SchemaError {
        let maps = self.candidates.captured(self.candidates.of_running());
        SchemaError::AddressUnknown {
            object: self.schema.object.to_owned(),
            fields: self.owned_fields(),
            candidates: maps.map(|map| MapCopy::from(map).to_string()).collect(),
            live: self.snapshot.report().active_map_kvas.clone(),
        }
    }

    pub(super) fn object_not_captured(&self) -> SchemaError {
        let map = self.candidates.captured(self.candidates.of_running()).next();
        self.no_map_near(map.zip(self.candidates.running.obj).map(|(map, obj)| NearMiss::of_unseen_obj(map, obj)))
    }

    /// The error if none of `maps` can be read. `unrendered` is one that was not rendered and may hold the variables.
    pub(super) fn no_map(&self, maps: &[&'a FailureDumpMap], unrendered: Option<&'a FailureDumpMap>) -> SchemaError {
        match (self.snapshot.excluded(&joined(&self.fields())), unrendered) {
            (Some(excluded), _) => excluded.into(),
            (None, Some(map)) => render_incomplete(map).into(),
            (None, None) => self.no_map_near(self.nearest(maps)),
        }
    }

    fn no_map_near(&self, nearest: Option<NearMiss>) -> SchemaError {
        let source = match self.schema.location {
            Location::Section { .. } => SnapshotError::VarNotFound {
                requested: joined(&self.fields()),
                available: self.snapshot.section_names(),
            },
            Location::Map { name, .. } => SnapshotError::MapNotFound {
                requested: name.to_owned(),
                available: self.snapshot.maps().map(|map| map.name.clone()).collect(),
            },
        };
        SchemaError::NoMap {
            object: self.schema.object.to_owned(),
            place: self.schema.location.name().to_owned(),
            fields: self.owned_fields(),
            nearest: nearest.map(Box::new),
            source: Box::new(source),
        }
    }

    /// The map that lacks the fewest fields. If `maps` is empty, a map that was not considered: one that the narrowed view
    /// hides, one of another object, or one of another type.
    fn nearest(&self, maps: &[&'a FailureDumpMap]) -> Option<NearMiss> {
        let lacks = |map: &FailureDumpMap| match self.schema.location {
            Location::Section { .. } => lacking(map, &self.names()),
            Location::Map { .. } => self.fields(),
        };
        if let Some(map) = maps.iter().copied().min_by_key(|map| lacks(map).len()) {
            return Some(NearMiss::lacking(map, &lacks(map)));
        }
        if let Some(map) = self.candidates.captured(self.candidates.of_running()).next() {
            return Some(NearMiss::hidden(map));
        }
        if let Some(obj) = self.candidates.running.obj
            && let Some(map) = self.candidates.captured(Subset::ALL).min_by_key(|map| lacks(map).len())
        {
            return Some(NearMiss::of_other_obj(map, obj));
        }
        let Location::Map { map_type, value_size, .. } = self.schema.location else { return None };
        let mut maps = self.snapshot.report().maps.iter();
        let map = maps.find(|map| is_named(&map.name, self.schema.location.name()))?;
        Some(NearMiss::of_other_type(map, map_type, value_size))
    }

    pub(super) fn ambiguous(&self, among: Subset<'a>) -> SchemaError {
        let maps = || self.candidates.in_view(among);
        let requested = joined(&self.fields());
        let source = if self.is_refused_by_view() && maps().nth(1).is_none() {
            unknown(self.snapshot.report())
        } else {
            SnapshotError::AmbiguousVar { requested, found_in: maps().map(|map| map.name.clone()).collect() }
        };
        SchemaError::Ambiguous {
            object: self.schema.object.to_owned(),
            fields: self.owned_fields(),
            candidates: maps().map(|map| MapCopy::from(map).to_string()).collect(),
            reason: self.ambiguity(among),
            source: Box::new(source),
        }
    }

    /// Why the report does not show which of the maps is the running scheduler's.
    fn ambiguity(&self, among: Subset<'a>) -> String {
        let report = self.snapshot.report();
        match named(report) {
            None if self.is_refused_by_view() => "the report does not say which scheduler runs".to_owned(),
            Some(obj) if self.is_refused_by_view() => {
                format!("the report holds several copies of `{obj}` and lists no live maps")
            }
            _ if among.map_kvas.is_some() => "the report lists all of them as live".to_owned(),
            _ if !report.active_map_kvas.is_empty() => "the report's list of live maps names none of them".to_owned(),
            Some(obj) => format!("the report says that `{obj}` runs, but lists no live maps"),
            None => "the report does not say which scheduler runs".to_owned(),
        }
    }

    /// Whether the view refuses to name the running scheduler, for a section that the view looks at.
    fn is_refused_by_view(&self) -> bool {
        Naming::of(&self.schema.location) == Naming::Global && self.candidates.running.active.is_none()
    }

    fn owned_fields(&self) -> Vec<String> {
        self.fields().into_iter().map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests;
