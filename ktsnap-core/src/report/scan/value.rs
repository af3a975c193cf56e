//! Scans a rendered value.

use arcstr::ArcStr;

use super::cursor::JsonCursor;
use crate::report::{PtrNotes, RenderedMember, RenderedValue};

/// The number of values that may nest. Each takes up to three levels of the document, whose limit is 512.
pub(super) const DEPTH: u32 = 128;

/// A value. Without `KEEP` it is skipped: the returned value then has no allocated parts.
pub(super) fn value<const KEEP: bool>(at: &mut JsonCursor<'_>, depth: u32) -> Option<RenderedValue> {
    let depth = depth.checked_sub(1)?;
    at.literal(r#"{"kind":""#)?;
    let value = if at.accept(r#"uint","bits":"#) {
        let bits = at.u32()?;
        at.required(r#","value":"#)?;
        RenderedValue::Uint { bits, value: at.u64()? }
    } else if at.accept(r#"int","bits":"#) {
        let bits = at.u32()?;
        at.required(r#","value":"#)?;
        RenderedValue::Int { bits, value: at.i64()? }
    } else if at.accept(r#"struct","type_name":"#) {
        let type_name = name_or_null::<KEEP>(at)?;
        at.required(r#","members":"#)?;
        let members = at.all::<KEEP, _>(|at| member::<KEEP>(at, depth))?.into();
        RenderedValue::Struct { type_name, members }
    } else if at.accept(r#"array","len":"#) {
        let len = at.usize()?;
        at.required(r#","elements":"#)?;
        RenderedValue::Array { len, elements: at.all::<KEEP, _>(|at| value::<KEEP>(at, depth))?.into() }
    } else if at.accept(r#"ptr","value":"#) {
        pointer::<KEEP>(at, depth)?
    } else if at.accept(r#"bytes","hex":"#) {
        RenderedValue::Bytes { hex: at.text::<KEEP>()? }
    } else if at.accept(r#"cpu_list","cpus":"#) {
        RenderedValue::CpuList { cpus: at.text::<KEEP>()? }
    } else if at.accept(r#"bool","value":"#) {
        RenderedValue::Bool { value: at.bool()? }
    } else if at.accept(r#"char","value":"#) {
        RenderedValue::Char { value: at.u8()? }
    } else if at.accept(r#"enum","bits":"#) {
        let bits = at.u32()?;
        at.required(r#","value":"#)?;
        let value = at.i64()?;
        at.required(r#","variant":"#)?;
        let variant = name_or_null::<KEEP>(at)?;
        let is_signed = if at.field(r#","is_signed":"#) { at.bool()? } else { false };
        RenderedValue::Enum { bits, value, variant, is_signed }
    } else if at.accept(r#"float","bits":"#) {
        let bits = at.u32()?;
        at.required(r#","value":"#)?;
        RenderedValue::Float { bits, value: at.typed::<Option<f64>>()?.unwrap_or(f64::NAN) }
    } else if at.accept(r#"truncated","needed":"#) {
        let needed = at.usize()?;
        at.required(r#","had":"#)?;
        let had = at.usize()?;
        at.required(r#","partial":"#)?;
        let partial = value::<KEEP>(at, depth)?;
        if KEEP { RenderedValue::Truncated { needed, had, partial: Box::new(partial) } } else { partial }
    } else if at.accept(r#"unsupported","reason":"#) {
        RenderedValue::Unsupported { reason: at.text::<KEEP>()? }
    } else {
        return None;
    };
    at.end()?;
    Some(value)
}

fn member<const KEEP: bool>(at: &mut JsonCursor<'_>, depth: u32) -> Option<RenderedMember> {
    at.literal(r#"{"name":"#)?;
    let name = at.text::<KEEP>()?;
    at.required(r#","value":"#)?;
    let value = value::<KEEP>(at, depth)?;
    at.end()?;
    Some(RenderedMember { name, value })
}

/// The fields of a pointer, starting with the address.
fn pointer<const KEEP: bool>(at: &mut JsonCursor<'_>, depth: u32) -> Option<RenderedValue> {
    let address = at.u64()?;
    let mut deref = None;
    if at.field(r#","deref":"#) {
        let target = value::<KEEP>(at, depth)?;
        deref = KEEP.then(|| Box::new(target));
    }
    let mut notes = PtrNotes::default();
    for (field, note) in [
        (r#","deref_skipped_reason":"#, &mut notes.deref_skipped_reason),
        (r#","cast_annotation":"#, &mut notes.cast_annotation),
    ] {
        if at.field(field) {
            *note = Some(at.text::<KEEP>()?);
        }
    }
    let notes = (KEEP && notes != PtrNotes::default()).then(|| Box::new(notes));
    Some(RenderedValue::Ptr { value: address, deref, notes })
}

pub(super) fn name_or_null<const KEEP: bool>(at: &mut JsonCursor<'_>) -> Option<Option<ArcStr>> {
    if at.accept("null") {
        return Some(None);
    }
    let name = at.string()?;
    Some(KEEP.then(|| ArcStr::from(&*name)))
}
