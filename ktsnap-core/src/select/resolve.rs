//! Which map a typed read takes. The rules are on [`SnapshotSchema`](crate::SnapshotSchema).

use super::pick::{MapCopy, Pick, PickReason};
use super::running;
use crate::error::{ExcludedMap, SnapshotError};
use crate::pickers::Picker;
use crate::report::{FailureDumpMap, RenderedValue};
use crate::typed::{FieldReader, Location, NearMiss, Schema, SchemaError};
use crate::view::active::{self, lists};
use crate::view::copick::{Row, Rows, choose, joined, lacking, render_incomplete};
use crate::view::field::lookup_member;
use crate::view::section::{MapsOf, belongs_to_obj, is_named, names_no_obj};
use crate::view::{Snapshot, SnapshotField};

/// Picks by the rules: the running scheduler's map, the only one, or the struct's picker.
#[inline]
pub(crate) fn by_rule<'s, 'a>(
    snapshot: &'s Snapshot<'a>,
    schema: &'static Schema,
    picker: Option<Picker>,
) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
    match running::section(snapshot, schema) {
        Some((map, reason)) => Ok(ResolvedMap { snapshot, schema, map, reason }),
        None => by_every_rule(snapshot, schema, picker),
    }
}

/// Picks if the [short way](running::section) finds no map.
#[inline(never)]
pub(crate) fn by_every_rule<'s, 'a>(
    snapshot: &'s Snapshot<'a>,
    schema: &'static Schema,
    picker: Option<Picker>,
) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
    let candidates = Candidates::of(snapshot, schema)?;
    match (candidates.left()?, picker) {
        (Left::Map(map, reason), _) => candidates.sole(map, reason),
        (Left::Open(among), Some(picker)) => candidates.choose(among, picker),
        (Left::Open(among), None) => Err(candidates.ambiguous(among)),
    }
}

/// Picks with the caller's picker among all copies, whichever scheduler runs.
pub(crate) fn by_picker<'s, 'a>(
    snapshot: &'s Snapshot<'a>,
    schema: &'static Schema,
    picker: impl for<'r> FnOnce(&[Row<'r>]) -> Option<usize>,
) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
    Candidates::of(snapshot, schema)?.choose(Among::ALL, picker)
}

/// The map that the rules choose, whether it holds the fields or not.
pub(crate) fn to_check<'a>(snapshot: &Snapshot<'a>, schema: &Schema) -> Result<&'a FailureDumpMap, SchemaError> {
    let candidates = Candidates::of(snapshot, schema)?;
    let map = match candidates.left()? {
        Left::Map(map, _) if has_entries(map) => map,
        Left::Map(map, _) => return Err(candidates.no_map(&[map], Some(map).filter(|map| map.error.is_some()))),
        Left::Open(among) => return Err(candidates.ambiguous(among)),
    };
    unless_repeated(&FieldReader::of_map(schema, map)).map(|()| map)
}

/// A map that was picked.
pub(crate) struct ResolvedMap<'s, 'a> {
    snapshot: &'s Snapshot<'a>,
    schema: &'s Schema,
    map: &'a FailureDumpMap,
    reason: PickReason,
}

impl<'a> ResolvedMap<'_, 'a> {
    /// Reads the fields. What the derive wrote reads every variable of its schema, so whether the map holds them all is
    /// looked up once one is missing, not before.
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
        let value = read(&reader);
        if value.is_ok() && self.snapshot.is_searched(schema, self.map) {
            return value;
        }
        let is_distinct = if value.is_ok() && !reader.may_repeat() { Ok(()) } else { unless_repeated(&reader) };
        if is_distinct.is_ok() {
            self.snapshot.set_searched(schema, self.map);
        }
        is_distinct.and(value).map_err(|error| self.lacking().unwrap_or(error))
    }

    /// What was picked, once it is known to hold the fields.
    pub(crate) fn pick(&self) -> Result<Pick<'a>, SchemaError> {
        let candidates = Candidates::of(self.snapshot, self.schema)?;
        if let Some(error) = candidates.lacking(self.map) {
            return Err(error);
        }
        unless_repeated(&FieldReader::of_map(self.schema, self.map))?;
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

    fn has(&self, home: &Location, map: &FailureDumpMap) -> bool {
        self.obj.is_none_or(|obj| home.may_be_of_obj(&map.name, obj))
            && self.map_kvas.is_none_or(|listed| lists(listed, map.map_kva))
    }
}

/// What the rules leave of the candidates.
enum Left<'a> {
    /// This map, whether it holds the fields or not.
    Map(&'a FailureDumpMap, PickReason),
    /// Maps of which nothing shows that they are the running scheduler's, or which of them is.
    Open(Among<'a>),
}

impl<'s, 'a> Candidates<'s, 'a> {
    fn of(snapshot: &'s Snapshot<'a>, schema: &'s Schema) -> Result<Self, SchemaError> {
        snapshot.refuse_placeholder()?;
        let candidates = Self { snapshot, schema, max_entries: None };
        let Location::Map { max_entries: declared, .. } = schema.home else { return Ok(candidates) };
        // Don't filter by `max_entries` if that would drop a map listed as live; user space may have resized it.
        let listed = Among { map_kvas: Some(&snapshot.report().active_map_kvas), ..Among::ALL };
        let exact = candidates.among(Among::ALL).any(|map| map.max_entries == declared)
            && !candidates.among(listed).any(|map| map.max_entries != declared);
        Ok(Self { max_entries: exact.then_some(declared), ..candidates })
    }

    fn among(&self, among: Among<'a>) -> impl Iterator<Item = &'a FailureDumpMap> + use<'_, 's, 'a> {
        self.captured(among).filter(|map| self.snapshot.has_in_view(map))
    }

    /// The same of the whole report, also if the view is narrowed.
    fn captured(&self, among: Among<'a>) -> impl Iterator<Item = &'a FailureDumpMap> + use<'_, 's, 'a> {
        let home = &self.schema.home;
        self.snapshot.report().maps.iter().filter(move |map| {
            home.may_be(&map.name, map.map_type, map.value_size)
                && self.max_entries.is_none_or(|entries| map.max_entries == entries)
                && among.has(home, map)
        })
    }

    /// The first, and how many.
    fn count(&self, among: Among<'a>) -> (Option<&'a FailureDumpMap>, usize) {
        let mut maps = self.among(among);
        let first = maps.next();
        (first, maps.count() + usize::from(first.is_some()))
    }

    /// The running scheduler's object: the one that the report names, or the only one that was captured.
    fn obj(&self) -> Option<&'a str> {
        active::named(self.snapshot.report()).or_else(|| self.snapshot.active_scheduler().map(|active| active.obj))
    }

    /// Whether the view would refuse to say which scheduler runs, for a section that it looks at.
    fn is_refused_by_view(&self) -> bool {
        matches!(self.schema.home, Location::Section { name: ".bss" | ".data" | ".rodata", .. })
            && self.snapshot.active_scheduler().is_none()
    }

    /// Rules 2 and 3 of [`SnapshotSchema`](crate::SnapshotSchema), and 4 as far as it goes without a picker.
    fn left(&self) -> Result<Left<'a>, SchemaError> {
        let of_obj = Among { obj: self.obj(), map_kvas: None };
        let is_open = self.is_refused_by_view();
        let live = self.snapshot.report().active_map_kvas.as_slice();
        let listed = Among { map_kvas: Some(live), ..of_obj };
        match self.count(listed) {
            (Some(only), 1) if !is_open => return Ok(Left::Map(only, PickReason::Active)),
            (Some(_), _) => {
                let told_apart = self.only_holder(listed).map(|map| Left::Map(map, PickReason::Active));
                return Ok(told_apart.unwrap_or(Left::Open(listed)));
            }
            (None, _) => {}
        }
        if let Some(error) = self.unlisted(of_obj) {
            return Err(error);
        }
        match self.count(of_obj) {
            (Some(only), 1) if !is_open => {
                let others = self.among(Among::ALL).nth(1).is_some();
                Ok(Left::Map(only, if others { PickReason::Active } else { PickReason::OnlyCopy }))
            }
            (Some(_), _) => Ok(Left::Open(of_obj)),
            (None, _) => Err(self.no_map(&[], None)),
        }
    }

    /// Of several live sections whose names the kernel cut to one, the one that holds all the variables. `None` if a part
    /// of one was not rendered, since that may hold them too.
    fn only_holder(&self, listed: Among<'a>) -> Option<&'a FailureDumpMap> {
        let Location::Section { name, .. } = self.schema.home else { return None };
        let is_whole = |map: &FailureDumpMap| matches!(map.value, Some(RenderedValue::Struct { .. }));
        if !MapsOf::section(name).is_alone() || !self.among(listed).all(is_whole) {
            return None;
        }
        let mut holders = self.among(listed).filter(|map| holds_all(map, self.schema));
        holders.next().filter(|_| holders.next().is_none())
    }

    /// The error if no candidate is listed as live and that is not because the list is incomplete: it names no captured map
    /// of the same object, or addresses are unknown. The name of a [map](Location::Map) or of a section with a suffix does not
    /// say whose it is, so the report must also hold a map of the object that it names.
    fn unlisted(&self, of_obj: Among<'a>) -> Option<SchemaError> {
        let report = self.snapshot.report();
        let live = report.active_map_kvas.as_slice();
        let candidates = || self.captured(of_obj);
        if !live.is_empty() && candidates().any(|map| map.map_kva == 0) {
            return Some(self.address_unknown(candidates()));
        }
        let is_own = |map: &FailureDumpMap| of_obj.obj.is_some_and(|obj| belongs_to_obj(&map.name, obj));
        let is_captured = report.maps.iter().any(is_own);
        let is_sibling = |map: &FailureDumpMap| {
            if is_captured { is_own(map) } else { of_obj.obj.is_none() || names_no_obj(&map.name) }
        };
        if report.maps.iter().any(|map| lists(live, map.map_kva) && is_sibling(map)) {
            return None;
        }
        match of_obj.obj {
            Some(_) if is_captured && !live.is_empty() => self.excluded(report.maps.iter().filter(|map| is_own(map))),
            Some(obj) if !is_captured && !self.schema.home.names_obj() => {
                candidates().next().map(|map| self.no_map_but(NearMiss::of_unseen_obj(map, obj)))
            }
            _ if live.is_empty() => None,
            _ => self.excluded(candidates()),
        }
    }

    /// The view's error for maps of which the list of live maps names none.
    fn excluded(&self, maps: impl Iterator<Item = &'a FailureDumpMap>) -> Option<SchemaError> {
        let excluded_maps: Vec<_> = maps.map(ExcludedMap::from).collect();
        if excluded_maps.is_empty() {
            return None;
        }
        let error = SnapshotError::ActiveFilterExcludedMaps {
            requested: joined(&self.fields()),
            active_obj: self.obj().unwrap_or_default().to_owned(),
            excluded_maps,
            whitelist_kvas: self.snapshot.report().active_map_kvas.clone(),
        };
        Some(error.into())
    }

    fn address_unknown(&self, maps: impl Iterator<Item = &'a FailureDumpMap>) -> SchemaError {
        SchemaError::AddressUnknown {
            object: self.schema.object.to_owned(),
            fields: self.owned_fields(),
            candidates: maps.map(|map| MapCopy::from(map).to_string()).collect(),
            live: self.snapshot.report().active_map_kvas.clone(),
        }
    }

    /// The only one that is left.
    fn sole(self, map: &'a FailureDumpMap, reason: PickReason) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
        let rendered = match self.schema.home {
            Location::Section { .. } => map.value.is_some(),
            Location::Map { .. } => has_entries(map),
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
    ) -> Result<ResolvedMap<'s, 'a>, SchemaError> {
        let maps: Vec<_> = self.among(among).collect();
        let picked = match self.schema.home {
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

    fn found(&self, map: &'a FailureDumpMap, reason: PickReason) -> ResolvedMap<'s, 'a> {
        ResolvedMap { snapshot: self.snapshot, schema: self.schema, map, reason }
    }

    /// The error when the section that was picked lacks variables.
    fn lacking(&self, map: &'a FailureDumpMap) -> Option<SchemaError> {
        let lacks = match self.schema.home {
            Location::Section { .. } => !lacking(map, &self.names()).is_empty(),
            Location::Map { .. } => false,
        };
        lacks.then(|| self.no_map(&[map], None))
    }

    /// What a picker sees of a map: each field that is made of integers, as one.
    fn row_of(&self, map: &FailureDumpMap) -> Vec<Result<RenderedValue, SnapshotError>> {
        let reader = FieldReader::of_map(self.schema, map);
        let fields = self.schema.fields.iter().enumerate();
        fields.flat_map(|(index, field)| field.row_values(&reader, index)).collect()
    }

    fn no_map(&self, maps: &[&'a FailureDumpMap], unrendered: Option<&'a FailureDumpMap>) -> SchemaError {
        match (self.snapshot.excluded(&joined(&self.fields())), unrendered) {
            (Some(excluded), _) => excluded.into(),
            (None, Some(map)) => render_incomplete(map).into(),
            (None, None) => self.no_map_but(self.nearest(maps)),
        }
    }

    /// The error for a read that no map can satisfy, with the map that came nearest.
    fn no_map_but(&self, nearest: impl Into<Option<NearMiss>>) -> SchemaError {
        let source = match self.schema.home {
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
            place: self.schema.home.name().to_owned(),
            fields: self.owned_fields(),
            nearest: nearest.into().map(Box::new),
            source: Box::new(source),
        }
    }

    /// Of `maps` the one that lacks fewest fields. If there are none, a map that was not considered: one that the narrowed
    /// view hides, one of another object, or one of another type.
    fn nearest(&self, maps: &[&'a FailureDumpMap]) -> Option<NearMiss> {
        let lacks = |map: &FailureDumpMap| match self.schema.home {
            Location::Section { .. } => lacking(map, &self.names()),
            Location::Map { .. } => self.fields(),
        };
        if let Some(map) = maps.iter().copied().min_by_key(|map| lacks(map).len()) {
            return Some(NearMiss::lacking(map, &lacks(map)));
        }
        let obj = self.obj();
        if let Some(map) = self.captured(Among { obj, map_kvas: None }).next() {
            return Some(NearMiss::hidden(map));
        }
        if let (Some(obj), Some(map)) = (obj, self.captured(Among::ALL).min_by_key(|map| lacks(map).len())) {
            return Some(NearMiss::of_other_obj(map, obj));
        }
        let Location::Map { map_type, value_size, .. } = self.schema.home else { return None };
        let mut maps = self.snapshot.report().maps.iter();
        let map = maps.find(|map| is_named(&map.name, self.schema.home.name()))?;
        Some(NearMiss::of_other_type(map, map_type, value_size))
    }

    fn ambiguous(&self, among: Among<'a>) -> SchemaError {
        let maps = || self.among(among);
        let requested = joined(&self.fields());
        let source = if self.is_refused_by_view() && maps().nth(1).is_none() {
            active::unknown(self.snapshot.report())
        } else {
            SnapshotError::AmbiguousVar { requested, found_in: maps().map(|map| map.name.clone()).collect() }
        };
        SchemaError::Ambiguous {
            object: self.schema.object.to_owned(),
            fields: self.owned_fields(),
            candidates: maps().map(|map| MapCopy::from(map).to_string()).collect(),
            reason: self.open_reason(among),
            source: Box::new(source),
        }
    }

    /// Why the report leaves it open which of these maps is the running scheduler's.
    fn open_reason(&self, among: Among<'a>) -> String {
        let report = self.snapshot.report();
        match active::named(report) {
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

    /// The variables that a map must hold.
    fn names(&self) -> Vec<&'static str> {
        self.schema.names().collect()
    }

    fn owned_fields(&self) -> Vec<String> {
        self.fields().into_iter().map(str::to_owned).collect()
    }

    /// What is asked of a map, as C names it.
    fn fields(&self) -> Vec<&'static str> {
        match self.schema.home {
            Location::Section { .. } => self.names(),
            Location::Map { .. } => self.schema.fields.iter().map(|field| field.path).collect(),
        }
    }
}

fn has_entries(map: &FailureDumpMap) -> bool {
    map.value.is_some() || !map.array_entries.is_empty() || !map.percpu_entries.is_empty()
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
