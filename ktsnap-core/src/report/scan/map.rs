//! A captured map: its header, what is wanted of it, and past the rest.

use super::cursor::Cursor;
use super::value::{DEPTH, value};
use super::{FailureDumpMap, Wanted};
use crate::report::{
    ArenaSnapshot, FailureDumpFdArray, FailureDumpRingbuf, FailureDumpStackTrace, RenderedMember, RenderedValue,
};

/// Past a map, and what is wanted of it, if anything is.
pub(super) fn map<'w>(
    at: &mut Cursor<'_>,
    want: impl Fn(&FailureDumpMap) -> Wanted<'w>,
) -> Option<Option<FailureDumpMap>> {
    let start = at.mark();
    let mut map = header(at)?;
    let (is_wanted, is_kept) = match want(&map) {
        Wanted::Whole => {
            *at = start;
            return at.typed().map(Some);
        }
        Wanted::Vars(is_wanted) => (Some(is_wanted), true),
        Wanted::Header => (None, true),
        Wanted::Nothing => (None, false),
    };
    if at.accept(r#","value":"#) {
        match is_wanted {
            Some(is_wanted) => map.value = Some(section(at, is_wanted)?),
            None => value(at, DEPTH)?,
        }
    }
    entries(at)?;
    others(at)?;
    at.literal("}")?;
    Some(is_kept.then_some(map))
}

fn header(at: &mut Cursor<'_>) -> Option<FailureDumpMap> {
    at.literal(r#"{"name":"#)?;
    let mut map = FailureDumpMap { name: at.plain()?.to_owned(), ..FailureDumpMap::default() };
    if at.accept(r#","map_kva":"#) {
        map.map_kva = at.unsigned(u64::MAX)?;
    }
    for (name, field) in [
        (r#","map_type":"#, &mut map.map_type),
        (r#","value_size":"#, &mut map.value_size),
        (r#","max_entries":"#, &mut map.max_entries),
    ] {
        at.literal(name)?;
        *field = u32::try_from(at.unsigned(u32::MAX.into())?).ok()?;
    }
    Some(map)
}

/// The value of a section's map, with the wanted variables.
fn section(at: &mut Cursor<'_>, is_wanted: &dyn Fn(&str) -> bool) -> Option<RenderedValue> {
    if !at.accept(r#"{"kind":"struct","type_name":"#) {
        return at.typed();
    }
    let type_name = at.typed()?;
    at.literal(r#","members":"#)?;
    let mut members: Vec<RenderedMember> = Vec::new();
    at.each(|at| {
        at.literal(r#"{"name":"#)?;
        let name = at.plain()?;
        at.literal(r#","value":"#)?;
        if is_wanted(name) {
            if members.iter().any(|member| member.name == name) {
                return None;
            }
            members.push(RenderedMember { name: name.to_owned(), value: at.typed()? });
        } else {
            value(at, DEPTH)?;
        }
        at.literal("}")
    })?;
    at.literal("}")?;
    Some(RenderedValue::Struct { type_name, members: members.into() })
}

/// Past the entries of a map that is no section.
fn entries(at: &mut Cursor<'_>) -> Option<()> {
    if at.accept(r#","entries":"#) {
        at.each(|at| {
            key(at)?;
            if at.accept(r#","value":"#) {
                value(at, DEPTH)?;
            }
            at.literal(r#","value_hex":"#)?;
            at.string()?;
            if at.accept(r#","payload":"#) {
                value(at, DEPTH)?;
            }
            at.literal("}")
        })?;
    }
    if at.accept(r#","array_entries":"#) {
        at.each(|at| {
            index(at)?;
            if at.accept(r#","value":"#) {
                value(at, DEPTH)?;
            }
            at.literal("}")
        })?;
    }
    let by_index: fn(&mut Cursor<'_>) -> Option<()> = index;
    for (field, key) in [(r#","percpu_entries":"#, by_index), (r#","percpu_hash_entries":"#, key)] {
        if at.accept(field) {
            at.each(|at| {
                key(at)?;
                per_cpu(at)
            })?;
        }
    }
    Some(())
}

fn index(at: &mut Cursor<'_>) -> Option<()> {
    at.literal(r#"{"key":"#)?;
    at.unsigned(u32::MAX.into()).map(drop)
}

fn key(at: &mut Cursor<'_>) -> Option<()> {
    if at.accept(r#"{"key":"#) {
        value(at, DEPTH)?;
        at.literal(r#","key_hex":"#)?;
    } else {
        at.literal(r#"{"key_hex":"#)?;
    }
    at.string()
}

fn per_cpu(at: &mut Cursor<'_>) -> Option<()> {
    at.literal(r#","per_cpu":"#)?;
    at.each(|at| if at.accept("null") { Some(()) } else { value(at, DEPTH) })?;
    at.literal("}")
}

/// Past what only maps of few kinds have.
fn others(at: &mut Cursor<'_>) -> Option<()> {
    if at.accept(r#","arena":"#) {
        at.typed::<ArenaSnapshot>()?;
    }
    if at.accept(r#","ringbuf":"#) {
        at.typed::<FailureDumpRingbuf>()?;
    }
    if at.accept(r#","stack_trace":"#) {
        at.typed::<FailureDumpStackTrace>()?;
    }
    if at.accept(r#","fd_array":"#) {
        at.typed::<FailureDumpFdArray>()?;
    }
    if at.accept(r#","error":"#) {
        at.string()?;
    }
    Some(())
}
