//! Which map a typed read takes. The rules are on [`SnapshotSchema`](super::SnapshotSchema).

use super::describe::{Home, Schema};
use super::error::{NearMiss, SchemaError};
use super::pick::{MapCopy, Pick, PickReason};
use super::read::Reader;
use crate::error::SnapshotError;
use crate::pickers::Picker;
use crate::report::{FailureDumpMap, RenderedValue};
use crate::view::copick::{Row, Rows, choose, joined, lacking, render_incomplete};
use crate::view::field::lookup_member;
use crate::view::section::{is_map_of, is_named, may_be_of_obj};
use crate::view::{Snapshot, SnapshotField};

/// A map that was picked, and what reads the fields in it.
pub(super) struct Resolved<'a> {
    pub(super) pick: Pick<'a>,
    pub(super) reader: Reader<'a>,
}

/// Picks by the rules: the running scheduler's map, the only one, or the struct's picker.
pub(super) fn by_rule<'a>(
    snapshot: &Snapshot<'a>,
    schema: &Schema,
    picker: Option<Picker>,
) -> Result<Resolved<'a>, SchemaError> {
    let candidates = Candidates::of(snapshot, schema)?;
    let (left, reason) = candidates.running();
    if left.len() < 2 {
        return candidates.choose(&left, reason, |_| Some(0));
    }
    match picker {
        Some(picker) => candidates.choose(&left, PickReason::Picker, picker),
        None => Err(candidates.ambiguous(&left)),
    }
}

/// Picks with the caller's picker among all copies, whichever scheduler runs.
pub(super) fn by_picker<'a>(
    snapshot: &Snapshot<'a>,
    schema: &Schema,
    picker: impl for<'r> FnOnce(&[Row<'r>]) -> Option<usize>,
) -> Result<Resolved<'a>, SchemaError> {
    let candidates = Candidates::of(snapshot, schema)?;
    candidates.choose(&candidates.maps, PickReason::Picker, picker)
}

/// The map that the rules choose, whether it holds the fields or not.
pub(super) fn to_check<'a>(snapshot: &Snapshot<'a>, schema: &Schema) -> Result<&'a FailureDumpMap, SchemaError> {
    let candidates = Candidates::of(snapshot, schema)?;
    match candidates.running().0.as_slice() {
        [map] if has_entries(map) => Ok(map),
        [] => Err(candidates.no_map(&[], None)),
        [map] => Err(candidates.no_map(&[map], Some(*map).filter(|map| map.error.is_some()))),
        several => Err(candidates.ambiguous(several)),
    }
}

/// The maps in view that may be the one that a schema means.
struct Candidates<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    schema: &'s Schema,
    names: Vec<&'static str>,
    maps: Vec<&'a FailureDumpMap>,
}

impl<'s, 'a> Candidates<'s, 'a> {
    fn of(snapshot: &'s Snapshot<'a>, schema: &'s Schema) -> Result<Self, SchemaError> {
        snapshot.refuse_placeholder()?;
        let mut maps: Vec<_> = snapshot.maps().filter(|map| schema.home.may_be(map)).collect();
        // Never at the price of the map that is known to run: user space may have resized that one.
        if let Home::Map { max_entries, .. } = schema.home
            && maps.iter().any(|map| map.max_entries == max_entries)
            && !maps.iter().any(|map| map.max_entries != max_entries && is_listed(snapshot, map))
        {
            maps.retain(|map| map.max_entries == max_entries);
        }
        Ok(Self { snapshot, schema, names: schema.names().collect(), maps })
    }

    /// The maps that may be the running scheduler's, and what it means if that is a single one.
    fn running(&self) -> (Vec<&'a FailureDumpMap>, PickReason) {
        let Ok(active) = self.snapshot.active_scheduler() else {
            // A map's address tells whose it is even where no section names the scheduler.
            let listed: Vec<_> = self.maps.iter().copied().filter(|map| is_listed(self.snapshot, map)).collect();
            return match self.schema.home {
                Home::Map { .. } if !listed.is_empty() => (listed, PickReason::Active),
                Home::Map { .. } | Home::Section { .. } => (self.maps.clone(), PickReason::OnlyCopy),
            };
        };
        let may_be_of_obj = |map: &FailureDumpMap| match self.schema.home {
            Home::Section { name, .. } => may_be_of_obj(&map.name, name, active.obj),
            Home::Map { .. } => true,
        };
        let of_obj: Vec<_> = self.maps.iter().copied().filter(|map| may_be_of_obj(map)).collect();
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
        picker: impl for<'r> FnOnce(&[Row<'r>]) -> Option<usize>,
    ) -> Result<Resolved<'a>, SchemaError> {
        let picked = match self.schema.home {
            Home::Section { .. } => {
                let found = Rows::collect(maps.iter().copied(), &self.names);
                if found.rows.is_empty() {
                    return Err(self.no_map(maps, found.unrendered));
                }
                let (index, _) = choose(found.rows, picker, &joined(&self.names))?;
                found.maps.get(index).copied()
            }
            Home::Map { .. } => {
                let rendered: Vec<_> = maps.iter().copied().filter(|map| has_entries(map)).collect();
                match rendered.as_slice() {
                    [] => return Err(self.no_map(maps, maps.iter().copied().find(|map| map.error.is_some()))),
                    [only] if reason != PickReason::Picker => Some(*only),
                    several => {
                        let values: Vec<_> = several.iter().map(|map| self.row_of(map)).collect();
                        let named = several.iter().map(|map| map.name.as_str());
                        let rows: Vec<Row<'_>> = named.zip(&values).map(|(name, values)| (name, row(values))).collect();
                        let (index, _) = choose(rows, picker, &joined(&self.fields()))?;
                        several.get(index).copied()
                    }
                }
            }
        };
        let map = picked.ok_or_else(|| self.no_map(maps, None))?;
        Ok(Resolved { pick: self.pick(map, reason), reader: self.reader(map) })
    }

    fn reader(&self, map: &'a FailureDumpMap) -> Reader<'a> {
        match self.schema.home {
            Home::Section { .. } => {
                let value = |name| lookup_member(map.value.as_ref()?, name);
                let values = self.schema.vars.iter().map(|var| value(var.name)).collect();
                Reader::of_values(*self.schema, &map.name, values)
            }
            Home::Map { .. } => Reader::of_map(*self.schema, map),
        }
    }

    /// What a picker sees of a map: each field that is made of integers, as one.
    fn row_of(&self, map: &FailureDumpMap) -> Vec<Result<RenderedValue, SnapshotError>> {
        let reader = Reader::of_map(*self.schema, map);
        let fields = self.schema.fields.iter().enumerate();
        fields.flat_map(|(index, field)| field.row_values(&reader, index)).collect()
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

    fn no_map(&self, maps: &[&'a FailureDumpMap], unrendered: Option<&'a FailureDumpMap>) -> SchemaError {
        let requested = joined(&self.fields());
        let source = match (self.snapshot.excluded(&requested), unrendered, self.schema.home) {
            (Some(excluded), _, _) => return excluded.into(),
            (None, Some(map), _) => return render_incomplete(map).into(),
            (None, None, Home::Section { .. }) => {
                SnapshotError::VarNotFound { requested, available: self.snapshot.section_names() }
            }
            (None, None, Home::Map { name, .. }) => SnapshotError::MapNotFound {
                requested: name.to_owned(),
                available: self.snapshot.maps().map(|map| map.name.clone()).collect(),
            },
        };
        SchemaError::NoMap {
            object: self.schema.object.to_owned(),
            place: self.schema.home.name().to_owned(),
            fields: self.fields().into_iter().map(str::to_owned).collect(),
            nearest: self.nearest(maps).map(Box::new),
            source: Box::new(source),
        }
    }

    /// The map that lacks fewest fields; when none may be read, one that was left out because of who runs, or because
    /// it is another kind of map.
    fn nearest(&self, maps: &[&'a FailureDumpMap]) -> Option<NearMiss> {
        let near = |map: &FailureDumpMap, missing: Vec<&str>, passed_over| NearMiss {
            map: map.name.clone(),
            map_kva: map.map_kva,
            missing: missing.into_iter().map(str::to_owned).collect(),
            passed_over,
        };
        if let Home::Map { map_type, value_size, .. } = self.schema.home {
            if let Some(map) = maps.first() {
                return Some(near(map, self.fields(), None));
            }
            let map = self.snapshot.maps().find(|map| is_named(&map.name, self.schema.home.name()))?;
            let reason = format!(
                "is of map type {} with values of {} bytes, not of type {map_type} with values of {value_size}",
                map.map_type, map.value_size
            );
            return Some(near(map, Vec::new(), Some(reason)));
        }
        let lacks = |map: &&&FailureDumpMap| lacking(map, &self.names).len();
        if let Some(map) = maps.iter().min_by_key(lacks) {
            return Some(near(map, lacking(map, &self.names), None));
        }
        let active = self.snapshot.active_scheduler().ok()?;
        let map = self.maps.iter().min_by_key(lacks)?;
        let reason = format!("is not the running scheduler's, `{}`", active.obj);
        Some(near(map, lacking(map, &self.names), Some(reason)))
    }

    fn ambiguous(&self, maps: &[&'a FailureDumpMap]) -> SchemaError {
        SchemaError::Ambiguous {
            object: self.schema.object.to_owned(),
            fields: self.fields().into_iter().map(str::to_owned).collect(),
            candidates: maps.iter().map(|map| MapCopy::from(*map).to_string()).collect(),
            source: Box::new(SnapshotError::AmbiguousVar {
                requested: joined(&self.fields()),
                found_in: maps.iter().map(|map| map.name.clone()).collect(),
            }),
        }
    }

    /// What is asked of a map, as C names it.
    fn fields(&self) -> Vec<&'static str> {
        match self.schema.home {
            Home::Section { .. } => self.names.clone(),
            Home::Map { .. } => self.schema.fields.iter().map(|field| field.path).collect(),
        }
    }
}

impl Home {
    /// Whether a map can be the one, by what the kernel says of it.
    fn may_be(&self, map: &FailureDumpMap) -> bool {
        match *self {
            Self::Section { name, .. } => is_map_of(&map.name, name),
            Self::Map { name, map_type, value_size, .. } => {
                is_named(&map.name, name) && map.map_type == map_type && map.value_size == value_size
            }
        }
    }
}

/// Whether the report lists the map among those of the running scheduler. Zero means that no address is known.
fn is_listed(snapshot: &Snapshot<'_>, map: &FailureDumpMap) -> bool {
    map.map_kva != 0 && snapshot.report().active_map_kvas.contains(&map.map_kva)
}

fn has_entries(map: &FailureDumpMap) -> bool {
    map.value.is_some() || !map.array_entries.is_empty() || !map.percpu_entries.is_empty()
}

fn row(values: &[Result<RenderedValue, SnapshotError>]) -> Vec<SnapshotField<'_>> {
    values
        .iter()
        .map(|value| value.as_ref().map_or_else(|error| SnapshotField::Missing(error.clone()), SnapshotField::Value))
        .collect()
}
