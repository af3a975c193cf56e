//! The map that a typed read takes. [`SnapshotSchema`](crate::SnapshotSchema) documents the rules.

use super::candidates::{Candidates, Subset};
use super::pick::{MapCopy, Pick, PickReason};
use super::rule::Decision;
use super::shortcut;
use crate::error::SnapshotError;
use crate::pickers::Picker;
use crate::report::{FailureDumpMap, FailureDumpReport, RenderedValue};
use crate::typed::{FieldReader, Location, Schema, SchemaError};
use crate::view::copick::{Row, Rows, choose, joined};
use crate::view::field::lookup_member;
use crate::view::{Snapshot, SnapshotField};

/// Selects a map by the rules: the running scheduler's, the only one, or the one that the struct's picker chooses.
#[inline]
pub(crate) fn by_rule<'s, 'a>(
    snapshot: &'s Snapshot<'a>,
    schema: &'static Schema,
    picker: Option<Picker>,
) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
    let (map, reason) = match shortcut::section(snapshot, schema) {
        Some(found) => found,
        None => {
            let found = by_every_rule(snapshot, schema, picker)?;
            (found.map, found.reason)
        }
    };
    Ok(ResolvedMap { snapshot, schema, map, reason })
}

/// Selects a map by all rules, without the [shortcut](shortcut::section).
#[inline(never)]
pub(super) fn by_every_rule<'s, 'a>(
    snapshot: &'s Snapshot<'a>,
    schema: &'static Schema,
    picker: Option<Picker>,
) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
    let resolver = Resolver::new(snapshot, schema)?;
    match (resolver.outcome()?, picker) {
        (Outcome::Map(map, reason), _) => resolver.rendered(map, reason),
        (Outcome::Ambiguous(among), Some(picker)) => resolver.choose(among, picker),
        (Outcome::Ambiguous(among), None) => Err(resolver.ambiguous(among)),
    }
}

/// Lets the caller's picker choose among all copies, whichever scheduler runs.
pub(crate) fn by_picker<'s, 'a>(
    snapshot: &'s Snapshot<'a>,
    schema: &'static Schema,
    picker: impl for<'r> FnOnce(&[Row<'r>]) -> Option<usize>,
) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
    Resolver::new(snapshot, schema)?.choose(Subset::ALL, picker)
}

/// The map that the rules select, whether or not it holds the fields.
pub(crate) fn to_check<'a>(snapshot: &Snapshot<'a>, schema: &Schema) -> Result<&'a FailureDumpMap, SchemaError> {
    let resolver = Resolver::new(snapshot, schema)?;
    let map = match resolver.outcome()? {
        Outcome::Map(map, _) if has_entries(map, &schema.location) => map,
        Outcome::Map(map, _) => return Err(resolver.no_map(&[map], Some(map).filter(|map| map.error.is_some()))),
        Outcome::Ambiguous(among) => return Err(resolver.ambiguous(among)),
    };
    unless_repeated(&FieldReader::of_map(schema, map)).map(|()| map)
}

/// The map that was selected for a read.
pub(crate) struct ResolvedMap<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    schema: &'s Schema,
    map: &'a FailureDumpMap,
    reason: PickReason,
}

impl<'a> ResolvedMap<'_, 'a> {
    /// Reads the fields. The derived `read` reads every variable of its schema, so the search for missing variables only
    /// happens after a failed read.
    #[inline]
    pub(crate) fn read<T>(
        &self,
        schema: &'static Schema,
        read: impl FnOnce(&FieldReader<'_>) -> Result<T, SchemaError>,
    ) -> Result<T, SchemaError> {
        if !schema.reads_every_var
            && let Some(error) = self.lacking()
        {
            return Err(error);
        }
        let reader = FieldReader::of_map(schema, self.map);
        match read(&reader) {
            Ok(value) if self.snapshot.report().maps.is_distinct() => Ok(value),
            read => unless_repeated(&reader).and(read).map_err(|error| self.lacking().unwrap_or(error)),
        }
    }

    /// The map.
    #[inline]
    pub(crate) fn copy(&self) -> MapCopy<'a> {
        MapCopy::from(self.map)
    }

    /// Why it was selected.
    #[inline]
    pub(crate) fn reason(&self) -> PickReason {
        self.reason
    }

    /// Describes the selection, after checking that the map holds the fields.
    pub(crate) fn pick(&self) -> Result<Pick<'a>, SchemaError> {
        let resolver = Resolver::new(self.snapshot, self.schema)?;
        if let Some(error) = resolver.lacking(self.map) {
            return Err(error);
        }
        unless_repeated(&FieldReader::of_map(self.schema, self.map))?;
        Ok(Pick {
            map: MapCopy::from(self.map),
            reason: self.reason,
            half: self.snapshot.report().half,
            passed_over: resolver
                .candidates
                .in_view(Subset::ALL)
                .filter(|other| !std::ptr::eq(*other, self.map))
                .map(MapCopy::from)
                .collect(),
        })
    }

    #[cold]
    fn lacking(&self) -> Option<SchemaError> {
        Resolver::new(self.snapshot, self.schema).map_or_else(Some, |resolver| resolver.lacking(self.map))
    }
}

/// The selection for one schema in one view. [`refusal`](super::refusal) holds its errors.
pub(super) struct Resolver<'s, 'a> {
    pub(super) snapshot: &'s Snapshot<'a>,
    pub(super) schema: &'s Schema,
    pub(super) candidates: Candidates<'s, 'a, &'a FailureDumpReport>,
}

/// What the rules leave of the candidates.
enum Outcome<'a> {
    /// This map, whether or not it holds the fields.
    Map(&'a FailureDumpMap, PickReason),
    /// Several maps, or a single one that may not be the running scheduler's.
    Ambiguous(Subset<'a>),
}

impl<'s, 'a> Resolver<'s, 'a> {
    fn new(snapshot: &'s Snapshot<'a>, schema: &'s Schema) -> Result<Self, SchemaError> {
        snapshot.refuse_placeholder()?;
        let candidates =
            Candidates::of(snapshot.report(), &schema.location, snapshot.active_scheduler(), snapshot.narrowed_to());
        Ok(Self { snapshot, schema, candidates })
    }

    fn outcome(&self) -> Result<Outcome<'a>, SchemaError> {
        let candidates = &self.candidates;
        match candidates.decide() {
            Decision::Listed(map) => Ok(Outcome::Map(map, PickReason::Active)),
            Decision::Only { map, has_others } => {
                Ok(Outcome::Map(map, if has_others { PickReason::Active } else { PickReason::OnlyCopy }))
            }
            Decision::SeveralListed => match self.only_holder(candidates.listed()) {
                Some(map) => Ok(Outcome::Map(map, PickReason::Active)),
                None => Ok(Outcome::Ambiguous(candidates.listed())),
            },
            Decision::RunningUnknown { listed: true } => Ok(Outcome::Ambiguous(candidates.listed())),
            Decision::RunningUnknown { listed: false } | Decision::Several => {
                Ok(Outcome::Ambiguous(candidates.of_running()))
            }
            Decision::AddressUnknown => Err(self.address_unknown()),
            Decision::OtherInstance { obj_captured } => Err(self.other_instance(obj_captured)),
            Decision::ObjectNotCaptured => Err(self.object_not_captured()),
            Decision::NoCandidate => Err(self.no_map(&[], None)),
        }
    }

    /// The only one of several live sections that holds all the variables, if the kernel cut the sections' names to the same
    /// name. `None` if a part of a section was not rendered, since that part may hold them too.
    fn only_holder(&self, listed: Subset<'a>) -> Option<&'a FailureDumpMap> {
        let is_whole = |map: &FailureDumpMap| matches!(map.value, Some(RenderedValue::Struct { .. }));
        if !self.schema.location.is_unprefixed_section() || !self.candidates.in_view(listed).all(is_whole) {
            return None;
        }
        let mut holders = self.candidates.in_view(listed).filter(|map| holds_all(map, self.schema));
        holders.next().filter(|_| holders.next().is_none())
    }

    /// The selected map, if it was rendered.
    fn rendered(self, map: &'a FailureDumpMap, reason: PickReason) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
        let is_rendered = match self.schema.location {
            Location::Section { .. } => map.value.is_some(),
            Location::Map { .. } => has_entries(map, &self.schema.location),
        };
        if is_rendered {
            Ok(self.resolved(map, reason))
        } else {
            Err(self.no_map(&[map], Some(map).filter(|map| map.error.is_some())))
        }
    }

    fn choose(
        self,
        among: Subset<'a>,
        picker: impl for<'r> FnOnce(&[Row<'r>]) -> Option<usize>,
    ) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
        let maps: Vec<_> = self.candidates.in_view(among).collect();
        let picked = match self.schema.location {
            Location::Section { .. } => {
                let names = self.names();
                let found = Rows::collect(maps.iter().copied(), &names);
                if found.rows.is_empty() {
                    return Err(self.no_map(&maps, found.unrendered));
                }
                let (index, _) = choose(found.rows, picker, &joined(&names))?;
                found.maps.get(index).copied()
            }
            Location::Map { .. } => {
                let rendered: Vec<_> =
                    maps.iter().copied().filter(|map| has_entries(map, &self.schema.location)).collect();
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
            Some(map) => Ok(self.resolved(map, PickReason::Picker)),
            None => Err(self.no_map(&maps, None)),
        }
    }

    fn resolved(&self, map: &'a FailureDumpMap, reason: PickReason) -> ResolvedMap<'s, 'a> {
        ResolvedMap { snapshot: self.snapshot, schema: self.schema, map, reason }
    }

    /// The row that a picker sees of a map: the value of each field that consists of integers, combined into one integer.
    fn row_of(&self, map: &FailureDumpMap) -> Vec<Result<RenderedValue, SnapshotError>> {
        let reader = FieldReader::of_map(self.schema, map);
        let fields = self.schema.fields.iter().enumerate();
        fields.flat_map(|(index, field)| field.row_values(&reader, index)).collect()
    }

    /// The variables that a map must hold.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.schema.names().collect()
    }

    /// The variables of a section, or what is read of a map, as C names them.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        match self.schema.location {
            Location::Section { .. } => self.names(),
            Location::Map { .. } => self.schema.fields.iter().map(|field| field.path).collect(),
        }
    }
}

/// Whether the contents of a map were captured, if only in part. A map with keys can be empty.
fn has_entries(map: &FailureDumpMap, location: &Location) -> bool {
    let is_empty = location.has_keys() && map.error.is_none();
    is_empty
        || map.value.is_some()
        || !map.array_entries.is_empty()
        || !map.percpu_entries.is_empty()
        || !map.entries.is_empty()
        || !map.percpu_hash_entries.is_empty()
}

fn holds_all(map: &FailureDumpMap, schema: &Schema) -> bool {
    let holds = |name| map.value.as_ref().is_some_and(|value| lookup_member(value, name).is_some());
    schema.names().all(holds)
}

/// Refuses a section that holds a variable twice, and a map that may hold an entry twice.
#[inline(never)]
fn unless_repeated(reader: &FieldReader<'_>) -> Result<(), SchemaError> {
    reader.repeated().map_or(Ok(()), Err)
}

fn row(values: &[Result<RenderedValue, SnapshotError>]) -> Vec<SnapshotField<'_>> {
    values
        .iter()
        .map(|value| value.as_ref().map_or_else(|error| SnapshotField::Missing(error.clone()), SnapshotField::Value))
        .collect()
}
