//! The map that the harness picks for a struct, by its own `active` and `live_vars_via`.

use ktsnap::report::RenderedValue;
use ktsnap::typed::{Location, Schema, VarSchema};
use ktstr::prelude as harness;
use ktstr::prelude::{FailureDumpMap, Snapshot, SnapshotError, SnapshotField};

use crate::convert;

/// What the harness shows a picker of one map: its name, and the variables asked for.
pub(crate) type Shown<'a> = (&'a str, Vec<SnapshotField<'a>>);

/// What became of the harness's pick.
pub(crate) enum Picked<'a> {
    /// One copy of the section, with all the variables that it must hold.
    Row(Row<'a>),
    /// The harness's own error.
    Refused(SnapshotError),
    /// The harness has no part in it: it looks for variables in `.bss`, `.data` and `.rodata` alone, and says of no row
    /// whether another copy was left out for a variable that it lacks.
    Open,
}

/// A section that was picked.
pub(crate) struct Row<'a> {
    pub(crate) map: &'a FailureDumpMap,
    /// The variables that a map must hold, in the schema's order.
    required: Vec<&'a harness::RenderedValue>,
}

/// Picks the running scheduler's copy. The rules of ktsnap decide if the harness passes over what the report says: without a
/// map of the object that the report names it takes the only other object.
pub(crate) fn by_active<'a>(snapshot: &Snapshot<'a>, schema: &Schema) -> Picked<'a> {
    if !sees(snapshot, &schema.home) {
        return Picked::Open;
    }
    let active = match snapshot.active() {
        Ok(active) => active,
        Err(error) => return Picked::Refused(error),
    };
    let mut several = false;
    let picked = co_pick(&active, schema, |rows| {
        several = rows.len() > 1;
        (!several).then_some(0)
    });
    match picked {
        Picked::Row(row) if is_sole(row.map, snapshot, &schema.home) => Picked::Row(row),
        Picked::Row(_) => Picked::Open,
        Picked::Refused(_) if several => Picked::Open,
        picked => picked,
    }
}

/// Picks with a picker among all copies that hold the variables.
pub(crate) fn by_picker<'a>(
    snapshot: &Snapshot<'a>,
    schema: &Schema,
    picker: impl FnOnce(&[Shown<'a>]) -> Option<usize>,
) -> Picked<'a> {
    if sees(snapshot, &schema.home) { co_pick(snapshot, schema, picker) } else { Picked::Open }
}

/// Has the harness pick a row, and the picker choose among those of the section: the names may stand in others too.
fn co_pick<'a>(view: &Snapshot<'a>, schema: &Schema, picker: impl FnOnce(&[Shown<'a>]) -> Option<usize>) -> Picked<'a> {
    let names: Vec<_> = schema.names().collect();
    let mut asked = false;
    let picked = view.live_vars_via(&names, |rows| {
        let is_of_section = |(map, _): &Shown<'_>| schema.home.may_be(map, 0, 0);
        if rows.iter().all(is_of_section) {
            asked = true;
            return picker(rows);
        }
        let own: Vec<_> = (0..).zip(rows).filter(|(_, row)| is_of_section(row)).collect();
        if own.is_empty() {
            return None;
        }
        asked = true;
        let shown: Vec<_> = own.iter().map(|(_, row)| same(row)).collect();
        // An index past those that were shown must not become one of another section's rows.
        picker(&shown).map(|chosen| own.get(chosen).map_or(chosen.max(rows.len()), |(index, _)| *index))
    });
    match picked {
        // A section that holds a variable twice is refused by ktsnap's rules.
        Ok(fields) => match Row::of(fields, view, &schema.home).filter(|row| !row.repeats(schema)) {
            Some(row) => Picked::Row(row),
            None => Picked::Open,
        },
        Err(SnapshotError::ProjectionFailed { .. }) if !asked => Picked::Open,
        Err(error) => Picked::Refused(error),
    }
}

fn same<'a>((map, fields): &Shown<'a>) -> Shown<'a> {
    let same = |field: &SnapshotField<'a>| match field {
        SnapshotField::Value(value) => SnapshotField::Value(value),
        SnapshotField::PercpuKey { key } => SnapshotField::PercpuKey { key: *key },
        other => SnapshotField::Missing(other.error().cloned().unwrap_or(SnapshotError::ProjectionFailed {
            reason: format!("`{map}` shows a kind of field that ktsnap does not know"),
        })),
    };
    (map, fields.iter().map(same).collect())
}

/// Whether the harness looks at all that may be the section: at those three by name, and not into one whose bytes ended
/// early.
fn sees(snapshot: &Snapshot<'_>, home: &Location) -> bool {
    let is_truncated = |map: &FailureDumpMap| {
        matches!(map.value.as_ref().map(through_pointers), Some(harness::RenderedValue::Truncated { .. }))
    };
    matches!(home, Location::Section { name: ".bss" | ".data" | ".rodata", .. })
        && !snapshot.report().maps.iter().any(|map| may_be(home, map) && is_truncated(map))
}

/// Whether no other copy can be the running scheduler's, whatever variables it holds.
fn is_sole(picked: &FailureDumpMap, snapshot: &Snapshot<'_>, home: &Location) -> bool {
    let report = snapshot.report();
    let kvas = &report.active_map_kvas;
    let may_run = |map: &FailureDumpMap| {
        map.name == picked.name && (kvas.is_empty() || (map.map_kva != 0 && kvas.contains(&map.map_kva)))
    };
    let named = report.active_obj_name.as_deref().filter(|name| !name.is_empty());
    let is_named = named.is_none_or(|obj| picked.name.split('.').next() == Some(obj));
    is_named && may_run(picked) && report.maps.iter().filter(|map| may_be(home, map) && may_run(map)).count() == 1
}

pub(crate) fn may_be(home: &Location, map: &FailureDumpMap) -> bool {
    home.may_be(&map.name, map.map_type, map.value_size)
}

impl<'a> Row<'a> {
    /// The row's map is the one that these values lie in. `None` if there are none.
    fn of(fields: Vec<SnapshotField<'a>>, view: &Snapshot<'a>, home: &Location) -> Option<Self> {
        let values = fields.into_iter().map(|field| match field {
            SnapshotField::Value(value) => Some(value),
            _ => None,
        });
        let required: Vec<_> = values.collect::<Option<_>>()?;
        let first = *required.first()?;
        let holds_it = |map: &&FailureDumpMap| members(map).iter().any(|member| std::ptr::eq(&member.value, first));
        let map = view.report().maps.iter().filter(|map| may_be(home, map)).find(holds_it)?;
        Some(Self { map, required })
    }

    /// Whether the section holds a variable that the struct reads twice. The harness takes the first.
    fn repeats(&self, schema: &Schema) -> bool {
        let members = members(self.map);
        let is_twice = |var: &VarSchema| members.iter().filter(|member| member.name == var.name).nth(1).is_some();
        schema.vars.iter().any(is_twice)
    }

    /// The variables that the struct reads, in the schema's order.
    pub(crate) fn values(&self, schema: &Schema) -> Vec<Option<RenderedValue>> {
        let mut required = self.required.iter().copied();
        let optional = |name| members(self.map).iter().find(|member| member.name == name).map(|member| &member.value);
        let value = |var: &VarSchema| if var.optional { optional(var.name) } else { required.next() };
        schema.vars.iter().map(value).map(|value| value.map(convert::value)).collect()
    }
}

/// A section's variables.
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
