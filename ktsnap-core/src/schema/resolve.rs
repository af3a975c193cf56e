//! Which map a typed read takes. The rules are on [`SnapshotSchema`](super::SnapshotSchema).

use super::describe::Schema;
use super::error::{NearMiss, SchemaError};
use super::pick::{MapCopy, Pick, PickReason};
use crate::error::SnapshotError;
use crate::pickers::Picker;
use crate::report::FailureDumpMap;
use crate::view::copick::{Row, Rows, choose, joined, lacking};
use crate::view::section::{is_map_of, may_be_of_obj};
use crate::view::{Snapshot, SnapshotField};

/// A map that was picked, and the fields in it.
pub(super) struct Found<'a> {
    pub(super) pick: Pick<'a>,
    pub(super) fields: Vec<SnapshotField<'a>>,
}

/// Picks by the rules: the running scheduler's map, the only one, or the struct's picker.
pub(super) fn by_rule<'a>(
    snapshot: &Snapshot<'a>,
    schema: &Schema,
    picker: Option<Picker>,
) -> Result<Found<'a>, SchemaError> {
    let section = SectionMaps::of(snapshot, schema)?;
    let (left, reason) = section.running();
    if left.len() < 2 {
        return section.choose(&left, reason, |_| Some(0));
    }
    match picker {
        Some(picker) => section.choose(&left, PickReason::Picker, picker),
        None => Err(section.ambiguous(&left)),
    }
}

/// Picks with the caller's picker among all copies, whichever scheduler runs.
pub(super) fn by_picker<'a>(
    snapshot: &Snapshot<'a>,
    schema: &Schema,
    picker: impl FnOnce(&[Row<'a>]) -> Option<usize>,
) -> Result<Found<'a>, SchemaError> {
    let section = SectionMaps::of(snapshot, schema)?;
    section.choose(&section.maps, PickReason::Picker, picker)
}

/// The maps of a schema's section that are in view.
struct SectionMaps<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    schema: &'s Schema,
    names: Vec<&'static str>,
    maps: Vec<&'a FailureDumpMap>,
}

impl<'s, 'a> SectionMaps<'s, 'a> {
    fn of(snapshot: &'s Snapshot<'a>, schema: &'s Schema) -> Result<Self, SchemaError> {
        snapshot.refuse_placeholder()?;
        let maps = snapshot.maps().filter(|map| is_map_of(&map.name, schema.section)).collect();
        Ok(Self { snapshot, schema, names: schema.names().collect(), maps })
    }

    /// The maps that may be the running scheduler's, and what it means if that is a single one.
    fn running(&self) -> (Vec<&'a FailureDumpMap>, PickReason) {
        let Ok(active) = self.snapshot.active_scheduler() else {
            return (self.maps.clone(), PickReason::OnlyCopy);
        };
        let of_obj: Vec<_> =
            self.maps.iter().copied().filter(|map| may_be_of_obj(&map.name, self.schema.section, active.obj)).collect();
        let listed: Vec<_> = of_obj.iter().copied().filter(|map| active.lists(map.map_kva)).collect();
        if !listed.is_empty() {
            (listed, PickReason::Active)
        } else if of_obj.len() < self.maps.len() {
            (of_obj, PickReason::Active)
        } else {
            (of_obj, PickReason::OnlyCopy)
        }
    }

    fn choose(
        &self,
        maps: &[&'a FailureDumpMap],
        reason: PickReason,
        picker: impl FnOnce(&[Row<'a>]) -> Option<usize>,
    ) -> Result<Found<'a>, SchemaError> {
        let found = Rows::collect(maps.iter().copied(), &self.names);
        if found.rows.is_empty() {
            return Err(self.no_map(maps, &found));
        }
        let (index, (_, fields)) = choose(found.rows, picker, &joined(&self.names))?;
        let picked = found.maps.into_iter().nth(index).map(|map| self.pick(map, reason));
        picked.map(|pick| Found { pick, fields }).ok_or_else(|| self.no_map(maps, &Rows::default()))
    }

    fn pick(&self, map: &'a FailureDumpMap, reason: PickReason) -> Pick<'a> {
        Pick {
            map: MapCopy::from(map),
            reason,
            passed_over: self
                .maps
                .iter()
                .filter(|other| !std::ptr::eq(**other, map))
                .map(|other| MapCopy::from(*other))
                .collect(),
        }
    }

    fn no_map(&self, maps: &[&'a FailureDumpMap], found: &Rows<'a>) -> SchemaError {
        let requested = joined(&self.names);
        let source = self
            .snapshot
            .excluded(&requested)
            .unwrap_or_else(|| found.not_found(requested, self.snapshot.section_names()));
        if !matches!(source, SnapshotError::VarNotFound { .. }) {
            return source.into();
        }
        SchemaError::NoMap {
            object: self.schema.object.to_owned(),
            section: self.schema.section.to_owned(),
            fields: self.fields(),
            nearest: self.nearest(maps).map(Box::new),
            source: Box::new(source),
        }
    }

    /// The map that lacks fewest fields; when none may be read, one that was left out because of who runs.
    fn nearest(&self, maps: &[&'a FailureDumpMap]) -> Option<NearMiss> {
        let lacks = |map: &&&FailureDumpMap| lacking(map, &self.names).len();
        let admitted = maps.iter().min_by_key(lacks);
        let (map, passed_over) = match admitted {
            Some(map) => (map, None),
            None => {
                let active = self.snapshot.active_scheduler().ok()?;
                (self.maps.iter().min_by_key(lacks)?, Some(format!("is not the running scheduler's, `{}`", active.obj)))
            }
        };
        Some(NearMiss {
            map: map.name.clone(),
            map_kva: map.map_kva,
            missing: lacking(map, &self.names).into_iter().map(str::to_owned).collect(),
            passed_over,
        })
    }

    fn ambiguous(&self, maps: &[&'a FailureDumpMap]) -> SchemaError {
        SchemaError::Ambiguous {
            object: self.schema.object.to_owned(),
            fields: self.fields(),
            candidates: maps.iter().map(|map| MapCopy::from(*map).to_string()).collect(),
            source: Box::new(SnapshotError::AmbiguousVar {
                requested: joined(&self.names),
                found_in: maps.iter().map(|map| map.name.clone()).collect(),
            }),
        }
    }

    fn fields(&self) -> Vec<String> {
        self.names.iter().map(|&name| name.to_owned()).collect()
    }
}
