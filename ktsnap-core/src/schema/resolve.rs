//! Which map a typed read takes. The rules are on [`SnapshotSchema`](super::SnapshotSchema).

use super::describe::{Home, Schema};
use super::error::{NearMiss, SchemaError};
use super::pick::{MapCopy, Pick, PickReason};
use super::read::Reader;
use super::running;
use crate::error::SnapshotError;
use crate::pickers::Picker;
use crate::report::{FailureDumpMap, RenderedValue};
use crate::view::active::lists;
use crate::view::copick::{Row, Rows, choose, joined, lacking, render_incomplete};
use crate::view::section::is_named;
use crate::view::{Snapshot, SnapshotField};

/// Picks by the rules: the running scheduler's map, the only one, or the struct's picker.
#[inline]
pub(super) fn by_rule<'s, 'a>(
    snapshot: &'s Snapshot<'a>,
    schema: &'static Schema,
    picker: Option<Picker>,
) -> Result<Found<'s, 'a>, SchemaError> {
    match running::section(snapshot, schema) {
        Some((map, reason)) => Ok(Found { snapshot, schema, map, reason }),
        None => by_every_rule(snapshot, schema, picker),
    }
}

/// Picks where the [short way](running::section) leads nowhere.
#[inline(never)]
pub(super) fn by_every_rule<'s, 'a>(
    snapshot: &'s Snapshot<'a>,
    schema: &'static Schema,
    picker: Option<Picker>,
) -> Result<Found<'s, 'a>, SchemaError> {
    let candidates = Candidates::of(snapshot, schema)?;
    let Running { among, first, count, reason } = candidates.running();
    match (first, count, picker) {
        (None, ..) => Err(candidates.no_map(&[], None)),
        (Some(only), 1, _) => candidates.sole(only, reason),
        (Some(_), _, Some(picker)) => candidates.choose(among, picker),
        (Some(_), _, None) => Err(candidates.ambiguous(&candidates.among(among).collect::<Vec<_>>())),
    }
}

/// Picks with the caller's picker among all copies, whichever scheduler runs.
pub(super) fn by_picker<'s, 'a>(
    snapshot: &'s Snapshot<'a>,
    schema: &'static Schema,
    picker: impl for<'r> FnOnce(&[Row<'r>]) -> Option<usize>,
) -> Result<Found<'s, 'a>, SchemaError> {
    Candidates::of(snapshot, schema)?.choose(Among::ALL, picker)
}

/// The map that the rules choose, whether it holds the fields or not.
pub(super) fn to_check<'a>(snapshot: &Snapshot<'a>, schema: &Schema) -> Result<&'a FailureDumpMap, SchemaError> {
    let candidates = Candidates::of(snapshot, schema)?;
    let left: Vec<_> = candidates.among(candidates.running().among).collect();
    match left.as_slice() {
        [map] if has_entries(map) => Ok(map),
        [] => Err(candidates.no_map(&[], None)),
        [map] => Err(candidates.no_map(&[map], Some(*map).filter(|map| map.error.is_some()))),
        several => Err(candidates.ambiguous(several)),
    }
}

/// A map that was picked.
pub(super) struct Found<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    schema: &'s Schema,
    map: &'a FailureDumpMap,
    reason: PickReason,
}

impl<'a> Found<'_, 'a> {
    /// Reads the fields. What the derive wrote reads every variable of its schema, so whether the map holds them all is
    /// looked up once one is missing, not before.
    #[inline]
    pub(super) fn read<T>(
        &self,
        schema: &'static Schema,
        read: impl FnOnce(&Reader<'_>) -> Result<T, SchemaError>,
    ) -> Result<T, SchemaError> {
        if !schema.reads_every_var
            && let Some(error) = self.lacking()
        {
            return Err(error);
        }
        read(&Reader::of_map(schema, self.map)).map_err(|error| self.lacking().unwrap_or(error))
    }

    /// What was picked, once it is known to hold the fields.
    pub(super) fn pick(&self) -> Result<Pick<'a>, SchemaError> {
        let candidates = Candidates::of(self.snapshot, self.schema)?;
        if let Some(error) = candidates.lacking(self.map) {
            return Err(error);
        }
        Ok(Pick {
            map: MapCopy::from(self.map),
            reason: self.reason,
            passed_over: candidates
                .among(Among::ALL)
                .filter(|other| !std::ptr::eq(*other, self.map))
                .map(MapCopy::from)
                .collect(),
        })
    }

    #[cold]
    fn lacking(&self) -> Option<SchemaError> {
        Candidates::of(self.snapshot, self.schema).map_or_else(Some, |candidates| candidates.lacking(self.map))
    }
}

/// The maps in view that may be the one that a schema means. They are gone through as often as it takes: a list of them
/// would have to be allocated.
struct Candidates<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    schema: &'s Schema,
    /// Only maps of so many entries, or of any number.
    max_entries: Option<u32>,
}

/// Some of the candidates.
#[derive(Clone, Copy)]
struct Among<'a> {
    /// Those that may be of this object.
    obj: Option<&'a str>,
    /// Those at these addresses.
    map_kvas: Option<&'a [u64]>,
}

impl Among<'_> {
    const ALL: Self = Self { obj: None, map_kvas: None };

    fn has(&self, home: &Home, map: &FailureDumpMap) -> bool {
        self.obj.is_none_or(|obj| home.may_be_of_obj(&map.name, obj))
            && self.map_kvas.is_none_or(|listed| lists(listed, map.map_kva))
    }
}

/// The candidates that may be the running scheduler's.
struct Running<'a> {
    among: Among<'a>,
    first: Option<&'a FailureDumpMap>,
    /// How many there are.
    count: usize,
    /// What it means if a single one is left.
    reason: PickReason,
}

impl<'s, 'a> Candidates<'s, 'a> {
    fn of(snapshot: &'s Snapshot<'a>, schema: &'s Schema) -> Result<Self, SchemaError> {
        snapshot.refuse_placeholder()?;
        let candidates = Self { snapshot, schema, max_entries: None };
        let Home::Map { max_entries: declared, .. } = schema.home else { return Ok(candidates) };
        // Never at the price of the map that is known to run: user space may have resized that one.
        let listed = Among { map_kvas: Some(&snapshot.report().active_map_kvas), ..Among::ALL };
        let exact = candidates.among(Among::ALL).any(|map| map.max_entries == declared)
            && !candidates.among(listed).any(|map| map.max_entries != declared);
        Ok(Self { max_entries: exact.then_some(declared), ..candidates })
    }

    fn among(&self, among: Among<'a>) -> impl Iterator<Item = &'a FailureDumpMap> + use<'_, 's, 'a> {
        let home = &self.schema.home;
        self.snapshot.maps().filter(move |map| {
            home.may_be(&map.name, map.map_type, map.value_size)
                && self.max_entries.is_none_or(|entries| map.max_entries == entries)
                && among.has(home, map)
        })
    }

    fn running(&self) -> Running<'a> {
        let those = |among, reason| {
            let mut maps = self.among(among);
            let first = maps.next();
            Running { among, first, count: maps.count() + usize::from(first.is_some()), reason }
        };
        let active = self.snapshot.active_scheduler();
        let of_obj = Among { obj: active.map(|active| active.obj), map_kvas: None };
        // A map's address tells whose it is even where no section names the scheduler.
        if active.is_some() || matches!(self.schema.home, Home::Map { .. }) {
            let map_kvas = active.map_or(self.snapshot.report().active_map_kvas.as_slice(), |active| active.map_kvas);
            let listed = those(Among { map_kvas: Some(map_kvas), ..of_obj }, PickReason::Active);
            if listed.first.is_some() {
                return listed;
            }
        }
        let all = self.among(Among::ALL).count();
        let left = those(of_obj, PickReason::OnlyCopy);
        Running { reason: if left.count < all { PickReason::Active } else { left.reason }, ..left }
    }

    /// The only one that is left.
    fn sole(self, map: &'a FailureDumpMap, reason: PickReason) -> Result<Found<'s, 'a>, SchemaError> {
        let rendered = match self.schema.home {
            Home::Section { .. } => map.value.is_some(),
            Home::Map { .. } => has_entries(map),
        };
        if rendered {
            Ok(self.found(map, reason))
        } else {
            Err(self.no_map(&[map], Some(map).filter(|map| map.error.is_some())))
        }
    }

    fn choose(
        self,
        among: Among<'a>,
        picker: impl for<'r> FnOnce(&[Row<'r>]) -> Option<usize>,
    ) -> Result<Found<'s, 'a>, SchemaError> {
        let maps: Vec<_> = self.among(among).collect();
        let picked = match self.schema.home {
            Home::Section { .. } => {
                let names = self.names();
                let found = Rows::collect(maps.iter().copied(), &names);
                if found.rows.is_empty() {
                    return Err(self.no_map(&maps, found.unrendered));
                }
                let (index, _) = choose(found.rows, picker, &joined(&names))?;
                found.maps.get(index).copied()
            }
            Home::Map { .. } => {
                let rendered: Vec<_> = maps.iter().copied().filter(|map| has_entries(map)).collect();
                if rendered.is_empty() {
                    return Err(self.no_map(&maps, maps.iter().copied().find(|map| map.error.is_some())));
                }
                let values: Vec<_> = rendered.iter().map(|map| self.row_of(map)).collect();
                let named = rendered.iter().map(|map| map.name.as_str());
                let rows: Vec<Row<'_>> = named.zip(&values).map(|(name, values)| (name, row(values))).collect();
                let (index, _) = choose(rows, picker, &joined(&self.fields()))?;
                rendered.get(index).copied()
            }
        };
        match picked {
            Some(map) => Ok(self.found(map, PickReason::Picker)),
            None => Err(self.no_map(&maps, None)),
        }
    }

    fn found(&self, map: &'a FailureDumpMap, reason: PickReason) -> Found<'s, 'a> {
        Found { snapshot: self.snapshot, schema: self.schema, map, reason }
    }

    /// The error when the section that was picked lacks variables.
    fn lacking(&self, map: &'a FailureDumpMap) -> Option<SchemaError> {
        let lacks = match self.schema.home {
            Home::Section { .. } => !lacking(map, &self.names()).is_empty(),
            Home::Map { .. } => false,
        };
        lacks.then(|| self.no_map(&[map], None))
    }

    /// What a picker sees of a map: each field that is made of integers, as one.
    fn row_of(&self, map: &FailureDumpMap) -> Vec<Result<RenderedValue, SnapshotError>> {
        let reader = Reader::of_map(self.schema, map);
        let fields = self.schema.fields.iter().enumerate();
        fields.flat_map(|(index, field)| field.row_values(&reader, index)).collect()
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
        let names = self.names();
        let lacks = |map: &&FailureDumpMap| lacking(map, &names).len();
        if let Some(map) = maps.iter().copied().min_by_key(lacks) {
            return Some(near(map, lacking(map, &names), None));
        }
        let active = self.snapshot.active_scheduler()?;
        let map = self.among(Among::ALL).min_by_key(lacks)?;
        let reason = format!("is not the running scheduler's, `{}`", active.obj);
        Some(near(map, lacking(map, &names), Some(reason)))
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

    /// The variables that a map must hold.
    fn names(&self) -> Vec<&'static str> {
        self.schema.names().collect()
    }

    /// What is asked of a map, as C names it.
    fn fields(&self) -> Vec<&'static str> {
        match self.schema.home {
            Home::Section { .. } => self.names(),
            Home::Map { .. } => self.schema.fields.iter().map(|field| field.path).collect(),
        }
    }
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
