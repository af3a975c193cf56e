//! Scans a captured map: its header, the wanted parts, and the rest, which is skipped.

use serde::de::DeserializeOwned;

use super::cursor::JsonCursor;
use super::value::{DEPTH, name_or_null, value};
use crate::report::wanted::Wanted;
use crate::report::{
    FailureDumpArrayEntry, FailureDumpEntry, FailureDumpMap, FailureDumpPercpuEntry, FailureDumpPercpuHashEntry,
    RenderedMember, RenderedValue,
};

/// Scans a map. The result holds the wanted parts, or an inner `None` if the caller wants no part of this map.
pub(super) fn map<'w>(
    at: &mut JsonCursor<'_>,
    want: impl Fn(&FailureDumpMap) -> Wanted<'w>,
) -> Option<Option<FailureDumpMap>> {
    let mut map = header(at)?;
    let wanted = want(&map);
    match wanted {
        Wanted::Whole => map.value = value_if::<true>(at, VALUE)?,
        Wanted::Vars(is_wanted) if at.field(VALUE) => map.value = Some(section(at, is_wanted)?),
        _ => drop(value_if::<false>(at, VALUE)?),
    }
    match wanted {
        Wanted::Whole => entries::<true>(at, &mut map)?,
        _ => entries::<false>(at, &mut FailureDumpMap::default())?,
    }
    if at.field(r#","error":"#) {
        map.error = match wanted {
            Wanted::Whole | Wanted::Vars(_) => Some(at.text::<true>()?),
            Wanted::Nothing | Wanted::Header => at.text::<false>().map(|_| None)?,
        };
    }
    at.end()?;
    Some(if let Wanted::Nothing = wanted { None } else { Some(map) })
}

const VALUE: &str = r#","value":"#;

fn header(at: &mut JsonCursor<'_>) -> Option<FailureDumpMap> {
    at.literal(r#"{"name":"#)?;
    let mut map = FailureDumpMap { name: at.plain()?.to_owned(), ..FailureDumpMap::default() };
    if at.field(r#","map_kva":"#) {
        map.map_kva = at.u64()?;
    }
    for (name, field) in [
        (r#","map_type":"#, &mut map.map_type),
        (r#","value_size":"#, &mut map.value_size),
        (r#","max_entries":"#, &mut map.max_entries),
    ] {
        at.required(name)?;
        *field = at.u32()?;
    }
    Some(map)
}

/// The value of a section's map, with the wanted variables only.
fn section(at: &mut JsonCursor<'_>, is_wanted: &dyn Fn(&str) -> bool) -> Option<RenderedValue> {
    if !at.accept(r#"{"kind":"struct","type_name":"#) {
        return value::<true>(at, DEPTH);
    }
    let type_name = name_or_null::<true>(at)?;
    at.required(r#","members":"#)?;
    let mut members: Vec<RenderedMember> = Vec::new();
    at.each(|at| {
        at.literal(r#"{"name":"#)?;
        let name = at.plain()?;
        at.required(r#","value":"#)?;
        if is_wanted(name) {
            if members.iter().any(|member| member.name == name) {
                return None;
            }
            members.push(RenderedMember { name: name.to_owned(), value: value::<true>(at, DEPTH)? });
        } else {
            value::<false>(at, DEPTH)?;
        }
        at.end()
    })?;
    at.end()?;
    Some(RenderedValue::Struct { type_name, members: members.into() })
}

/// The fields between a map's value and its error.
fn entries<const KEEP: bool>(at: &mut JsonCursor<'_>, map: &mut FailureDumpMap) -> Option<()> {
    if at.field(r#","entries":"#) {
        map.entries = at.all::<KEEP, _>(entry::<KEEP>)?;
    }
    if at.field(r#","array_entries":"#) {
        map.array_entries = at.all::<KEEP, _>(|at| {
            let key = index(at)?;
            let value = value_if::<KEEP>(at, VALUE)?;
            at.end()?;
            Some(FailureDumpArrayEntry { key, value })
        })?;
    }
    if at.field(r#","percpu_entries":"#) {
        map.percpu_entries =
            at.all::<KEEP, _>(|at| Some(FailureDumpPercpuEntry { key: index(at)?, per_cpu: per_cpu::<KEEP>(at)? }))?;
    }
    if at.field(r#","percpu_hash_entries":"#) {
        map.percpu_hash_entries = at.all::<KEEP, _>(|at| {
            let (key, key_hex) = key::<KEEP>(at)?;
            Some(FailureDumpPercpuHashEntry { key, key_hex, per_cpu: per_cpu::<KEEP>(at)? })
        })?;
    }
    map.arena = typed_if(at, r#","arena":"#)?;
    map.ringbuf = typed_if(at, r#","ringbuf":"#)?;
    map.stack_trace = typed_if(at, r#","stack_trace":"#)?;
    map.fd_array = typed_if(at, r#","fd_array":"#)?;
    Some(())
}

/// The value of `field`, if it is next.
fn value_if<const KEEP: bool>(at: &mut JsonCursor<'_>, field: &str) -> Option<Option<RenderedValue>> {
    if at.field(field) { value::<KEEP>(at, DEPTH).map(Some) } else { Some(None) }
}

/// The value of `field` by serde, if it is next. Only few kinds of map have such a field.
fn typed_if<T: DeserializeOwned>(at: &mut JsonCursor<'_>, field: &str) -> Option<Option<T>> {
    if at.field(field) { at.typed().map(Some) } else { Some(None) }
}

fn entry<const KEEP: bool>(at: &mut JsonCursor<'_>) -> Option<FailureDumpEntry> {
    let (key, key_hex) = key::<KEEP>(at)?;
    let value = value_if::<KEEP>(at, VALUE)?;
    at.required(r#","value_hex":"#)?;
    let value_hex = at.text::<KEEP>()?;
    let payload = value_if::<KEEP>(at, r#","payload":"#)?;
    at.end()?;
    Some(FailureDumpEntry { key, key_hex, value, value_hex, payload })
}

/// The key of an array's entry.
fn index(at: &mut JsonCursor<'_>) -> Option<u32> {
    at.literal(r#"{"key":"#)?;
    at.u32()
}

/// The key of a hash's entry.
fn key<const KEEP: bool>(at: &mut JsonCursor<'_>) -> Option<(Option<RenderedValue>, String)> {
    let key = match at.accept(r#"{"key":"#) {
        true => Some(value::<KEEP>(at, DEPTH)?),
        false => None,
    };
    match key {
        Some(_) => at.required(r#","key_hex":"#)?,
        None => at.literal(r#"{"key_hex":"#)?,
    }
    Some((key, at.text::<KEEP>()?))
}

/// The slots of an entry, and the entry's end.
fn per_cpu<const KEEP: bool>(at: &mut JsonCursor<'_>) -> Option<Vec<Option<RenderedValue>>> {
    at.required(r#","per_cpu":"#)?;
    let slots =
        at.all::<KEEP, _>(|at| if at.accept("null") { Some(None) } else { value::<KEEP>(at, DEPTH).map(Some) })?;
    at.end()?;
    Some(slots)
}
