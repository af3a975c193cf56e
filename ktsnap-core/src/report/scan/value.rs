//! Passing over a rendered value, held to the fields of its kind.

use super::cursor::Cursor;

const U32: u64 = u32::MAX as u64;
const USIZE: u64 = usize::MAX as u64;

/// How deep values are followed into each other. A value is three levels of the document, of which serde would read 512.
pub(super) const DEPTH: u32 = 128;

pub(super) fn value(at: &mut Cursor<'_>, depth: u32) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    at.literal(r#"{"kind":""#)?;
    if at.accept(r#"uint","bits":"#) {
        at.unsigned(U32)?;
        at.literal(r#","value":"#)?;
        at.unsigned(u64::MAX)?;
    } else if at.accept(r#"int","bits":"#) {
        at.unsigned(U32)?;
        at.literal(r#","value":"#)?;
        at.signed()?;
    } else if at.accept(r#"struct","type_name":"#) {
        string_or_null(at)?;
        at.literal(r#","members":"#)?;
        at.each(|at| {
            at.literal(r#"{"name":"#)?;
            at.string()?;
            at.literal(r#","value":"#)?;
            value(at, depth)?;
            at.literal("}")
        })?;
    } else if at.accept(r#"array","len":"#) {
        at.unsigned(USIZE)?;
        at.literal(r#","elements":"#)?;
        at.each(|at| value(at, depth))?;
    } else if at.accept(r#"ptr","value":"#) {
        at.unsigned(u64::MAX)?;
        if at.accept(r#","deref":"#) {
            value(at, depth)?;
        }
        for text in [r#","deref_skipped_reason":"#, r#","cast_annotation":"#] {
            if at.accept(text) {
                at.string()?;
            }
        }
    } else if at.accept(r#"bytes","hex":"#)
        || at.accept(r#"cpu_list","cpus":"#)
        || at.accept(r#"unsupported","reason":"#)
    {
        at.string()?;
    } else if at.accept(r#"bool","value":"#) {
        at.bool()?;
    } else if at.accept(r#"char","value":"#) {
        at.unsigned(u8::MAX.into())?;
    } else if at.accept(r#"enum","bits":"#) {
        at.unsigned(U32)?;
        at.literal(r#","value":"#)?;
        at.signed()?;
        at.literal(r#","variant":"#)?;
        string_or_null(at)?;
        if at.accept(r#","is_signed":"#) {
            at.bool()?;
        }
    } else if at.accept(r#"float","bits":"#) {
        at.unsigned(U32)?;
        at.literal(r#","value":"#)?;
        at.typed::<Option<f64>>()?;
    } else if at.accept(r#"truncated","needed":"#) {
        at.unsigned(USIZE)?;
        at.literal(r#","had":"#)?;
        at.unsigned(USIZE)?;
        at.literal(r#","partial":"#)?;
        value(at, depth)?;
    } else {
        return None;
    }
    at.literal("}")
}

fn string_or_null(at: &mut Cursor<'_>) -> Option<()> {
    if at.accept("null") { Some(()) } else { at.string() }
}
