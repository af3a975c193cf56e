//! The map that the harness picks for a struct, with its own `active` and `live_vars_via`.

use ktsnap::__private::select::{MapFacts, ReportFacts, is_seen_by_view, selected};
use ktsnap::report::RenderedValue;
use ktsnap::typed::{Location, Schema, VarSchema};
use ktstr::prelude as harness;
use ktstr::prelude::{FailureDumpMap, Snapshot, SnapshotError, SnapshotField};

use crate::convert;

/// The row that the harness shows a picker for a map: its name and the requested variables.
pub(crate) type PickerRow<'a> = (&'a str, Vec<SnapshotField<'a>>);

/// The outcome of the harness's pick.
pub(crate) enum HarnessPick<'a> {
    /// A copy of the section that holds all required variables.
    Section(PickedSection<'a>),
    /// The harness's error.
    Refused(SnapshotError),
    /// The harness can't decide, so ktsnap's rules must. It only looks for variables in `.bss`, `.data` and `.rodata`, and it
    /// silently skips a copy that lacks a variable, although that copy may be the running scheduler's.
    Undecided,
}

/// A section that the harness picked.
pub(crate) struct PickedSection<'a> {
    pub(crate) map: &'a FailureDumpMap,
    /// The variables that a map must hold, in the schema's order.
    required: Vec<&'a harness::RenderedValue>,
}

/// Picks the running scheduler's copy. The pick only counts if ktsnap's rules select the same map: if the report holds no map
/// of the object that it names, the harness takes the only other object.
pub(crate) fn by_active<'a>(snapshot: &Snapshot<'a>, schema: &Schema) -> HarnessPick<'a> {
    if !sees_all_candidates(snapshot, &schema.location) {
        return HarnessPick::Undecided;
    }
    let active = match snapshot.active() {
        Ok(active) => active,
        Err(error) => return HarnessPick::Refused(error),
    };
    let mut several = false;
    let picked = co_pick(&active, schema, |rows| {
        several = rows.len() > 1;
        (!several).then_some(0)
    });
    let is_selected = |map| {
        let selected = selected(HarnessReport(snapshot.report()), &schema.location);
        selected.is_some_and(|HarnessMap(selected)| std::ptr::eq(selected, map))
    };
    match picked {
        HarnessPick::Section(section) if is_selected(section.map) => HarnessPick::Section(section),
        HarnessPick::Section(_) => HarnessPick::Undecided,
        HarnessPick::Refused(_) if several => HarnessPick::Undecided,
        picked => picked,
    }
}

/// Lets a picker choose among all copies that hold the variables.
pub(crate) fn by_picker<'a>(
    snapshot: &Snapshot<'a>,
    schema: &Schema,
    picker: impl FnOnce(&[PickerRow<'a>]) -> Option<usize>,
) -> HarnessPick<'a> {
    if sees_all_candidates(snapshot, &schema.location) {
        co_pick(snapshot, schema, picker)
    } else {
        HarnessPick::Undecided
    }
}

/// Lets the harness collect the rows, and the picker choose among those of the struct's section. Other sections can hold
/// variables of the same names.
fn co_pick<'a>(
    view: &Snapshot<'a>,
    schema: &Schema,
    picker: impl FnOnce(&[PickerRow<'a>]) -> Option<usize>,
) -> HarnessPick<'a> {
    let names: Vec<_> = schema.names().collect();
    let mut asked = false;
    let picked = view.live_vars_via(&names, |rows| {
        let is_of_section = |(map, _): &PickerRow<'_>| schema.location.may_be(map, 0, 0);
        if rows.iter().all(is_of_section) {
            asked = true;
            return picker(rows);
        }
        let own: Vec<_> = (0..).zip(rows).filter(|(_, row)| is_of_section(row)).collect();
        if own.is_empty() {
            return None;
        }
        asked = true;
        let shown: Vec<_> = own.iter().map(|(_, row)| copy_of(row)).collect();
        // An index beyond the shown rows must stay out of range, and not become the index of another section's row.
        picker(&shown).map(|chosen| own.get(chosen).map_or(chosen.max(rows.len()), |(index, _)| *index))
    });
    match picked {
        // ktsnap's rules refuse a section that holds a variable twice, and report it.
        Ok(fields) => {
            match PickedSection::of(fields, view, &schema.location).filter(|section| !section.repeats(schema)) {
                Some(section) => HarnessPick::Section(section),
                None => HarnessPick::Undecided,
            }
        }
        Err(SnapshotError::ProjectionFailed { .. }) if !asked => HarnessPick::Undecided,
        Err(error) => HarnessPick::Refused(error),
    }
}

/// The harness's fields can't be cloned.
fn copy_of<'a>((map, fields): &PickerRow<'a>) -> PickerRow<'a> {
    let copy_of = |field: &SnapshotField<'a>| match field {
        SnapshotField::Value(value) => SnapshotField::Value(value),
        SnapshotField::PercpuKey { key } => SnapshotField::PercpuKey { key: *key },
        other => SnapshotField::Missing(other.error().cloned().unwrap_or(SnapshotError::ProjectionFailed {
            reason: format!("`{map}` holds a kind of field that ktsnap does not know"),
        })),
    };
    (map, fields.iter().map(copy_of).collect())
}

/// Whether the harness looks into every candidate: it skips maps that the view does not see, and sections whose bytes ended
/// early.
fn sees_all_candidates(snapshot: &Snapshot<'_>, location: &Location) -> bool {
    let is_truncated = |map: &FailureDumpMap| {
        matches!(map.value.as_ref().map(through_pointers), Some(harness::RenderedValue::Truncated { .. }))
    };
    is_seen_by_view(location) && !snapshot.report().maps.iter().any(|map| may_be(location, map) && is_truncated(map))
}

pub(crate) fn may_be(location: &Location, map: &FailureDumpMap) -> bool {
    location.may_be(&map.name, map.map_type, map.value_size)
}

/// A report of the harness, for ktsnap's rules.
#[derive(Clone, Copy)]
struct HarnessReport<'r>(&'r harness::FailureDumpReport);

/// A map of the harness, for ktsnap's rules.
#[derive(Clone, Copy)]
struct HarnessMap<'r>(&'r FailureDumpMap);

impl<'r> ReportFacts<'r> for HarnessReport<'r> {
    type Map = HarnessMap<'r>;

    fn maps(self) -> impl Iterator<Item = HarnessMap<'r>> {
        self.0.maps.iter().map(HarnessMap)
    }

    fn active_obj_name(self) -> Option<&'r str> {
        self.0.active_obj_name.as_deref()
    }

    fn active_map_kvas(self) -> &'r [u64] {
        &self.0.active_map_kvas
    }

    fn is_placeholder(self) -> bool {
        self.0.is_placeholder
    }
}

impl<'r> MapFacts<'r> for HarnessMap<'r> {
    fn name(self) -> &'r str {
        &self.0.name
    }

    fn map_type(self) -> u32 {
        self.0.map_type
    }

    fn value_size(self) -> u32 {
        self.0.value_size
    }

    fn max_entries(self) -> u32 {
        self.0.max_entries
    }

    fn map_kva(self) -> u64 {
        self.0.map_kva
    }
}

impl<'a> PickedSection<'a> {
    /// Finds the map that holds the picked values. `None` if there are no values.
    fn of(fields: Vec<SnapshotField<'a>>, view: &Snapshot<'a>, location: &Location) -> Option<Self> {
        let values = fields.into_iter().map(|field| match field {
            SnapshotField::Value(value) => Some(value),
            _ => None,
        });
        let required: Vec<_> = values.collect::<Option<_>>()?;
        let first = *required.first()?;
        let holds_it = |map: &&FailureDumpMap| members(map).iter().any(|member| std::ptr::eq(&member.value, first));
        let map = view.report().maps.iter().filter(|map| may_be(location, map)).find(holds_it)?;
        Some(Self { map, required })
    }

    /// Whether the section holds one of the struct's variables twice. The harness takes the first.
    fn repeats(&self, schema: &Schema) -> bool {
        let members = members(self.map);
        let is_twice = |var: &VarSchema| members.iter().filter(|member| member.name == var.name).nth(1).is_some();
        schema.vars.iter().any(is_twice)
    }

    /// The struct's variables, in the schema's order.
    pub(crate) fn values(&self, schema: &Schema) -> Vec<Option<RenderedValue>> {
        let mut required = self.required.iter().copied();
        let optional = |name| members(self.map).iter().find(|member| member.name == name).map(|member| &member.value);
        let value = |var: &VarSchema| if var.optional { optional(var.name) } else { required.next() };
        schema.vars.iter().map(value).map(|value| value.map(convert::value)).collect()
    }
}

/// The variables of a section.
fn members(map: &FailureDumpMap) -> &[harness::RenderedMember] {
    match map.value.as_ref().map(through_pointers) {
        Some(harness::RenderedValue::Struct { members, .. }) => members,
        _ => &[],
    }
}

fn through_pointers(mut value: &harness::RenderedValue) -> &harness::RenderedValue {
    while let harness::RenderedValue::Ptr { deref: Some(target), .. } = value {
        value = target;
    }
    value
}
