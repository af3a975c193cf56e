//! A rendered value held against what BTF says it is.

use crate::report::RenderedValue;
use crate::schema::shape::{EnumShape, Shape, StructShape, untagged};

/// A scalar's bits, as `shape` says they are; anything else is not that scalar.
pub(super) fn scalar(value: &RenderedValue, shape: &Shape) -> Option<u64> {
    match (value, shape) {
        (RenderedValue::Uint { bits: found, value }, Shape::Uint { bits }) if found == bits => Some(*value),
        (RenderedValue::Int { bits: found, value }, Shape::Int { bits }) if found == bits => {
            Some(value.cast_unsigned())
        }
        (
            RenderedValue::Uint { bits: found, value },
            Shape::Bitfield {
                bits,
                of: Shape::Uint { .. } | Shape::Bool | Shape::Enum(EnumShape { signed: false, .. }),
            },
        ) if found == bits => Some(*value),
        (
            RenderedValue::Int { bits: found, value },
            Shape::Bitfield { bits, of: Shape::Int { .. } | Shape::Enum(EnumShape { signed: true, .. }) },
        ) if found == bits => Some(value.cast_unsigned()),
        (RenderedValue::Bool { value }, Shape::Bool | Shape::Bitfield { of: Shape::Bool, .. }) => {
            Some(u64::from(*value))
        }
        (RenderedValue::Char { value }, Shape::Uint { bits: 8 }) => Some(u64::from(*value)),
        (RenderedValue::Char { value }, Shape::Char | Shape::Int { bits: 8 }) => {
            Some(i64::from(value.cast_signed()).cast_unsigned())
        }
        (RenderedValue::Int { bits: 8, value }, Shape::Char) => Some(value.cast_unsigned()),
        (RenderedValue::Enum { bits, value, is_signed, .. }, Shape::Enum(of))
            if *bits == of.bits && *is_signed == of.signed =>
        {
            Some(value.cast_unsigned())
        }
        (RenderedValue::Float { bits: found, value }, Shape::Float { bits }) if found == bits => Some(value.to_bits()),
        (RenderedValue::Ptr { value, .. }, Shape::Ptr { .. }) => Some(*value),
        // The harness recognised that this integer holds an address. BTF still declares a plain u64.
        (RenderedValue::Ptr { value: address, .. }, Shape::Uint { bits: 64 }) if value.cast_annotation().is_some() => {
            Some(*address)
        }
        _ => None,
    }
}

/// The member of that name and index; `None` when this is not that struct or lacks the member.
pub(super) fn member<'a>(
    value: &'a RenderedValue,
    of: &StructShape,
    index: usize,
    name: &str,
) -> Option<&'a RenderedValue> {
    let RenderedValue::Struct { type_name, members } = value else { return None };
    // A report that leaves the name out says nothing about it.
    if type_name.as_deref().is_some_and(|found| of.tag.map(untagged) != Some(found)) {
        return None;
    }
    let at_index = members.get(index).filter(|member| member.name == name);
    at_index.or_else(|| members.iter().find(|member| member.name == name)).map(|member| &member.value)
}

/// Says what a value is, for the message of a drift.
pub(super) fn describe(value: &RenderedValue) -> String {
    match value {
        RenderedValue::Int { bits, .. } => format!("int{bits}"),
        RenderedValue::Uint { bits, .. } => format!("uint{bits}"),
        RenderedValue::Float { bits, .. } => format!("float{bits}"),
        RenderedValue::Enum { bits, is_signed: true, .. } => format!("signed enum{bits}"),
        RenderedValue::Enum { bits, .. } => format!("enum{bits}"),
        RenderedValue::Array { len, elements } => match elements.first() {
            Some(first) => format!("[{}; {len}]", describe(first)),
            None => format!("an array of {len}"),
        },
        RenderedValue::Struct { type_name: Some(name), .. } => format!("struct {name}"),
        RenderedValue::Truncated { needed, had, .. } => {
            format!("a value cut short ({had} of {needed} bytes)")
        }
        RenderedValue::Unsupported { reason } => {
            format!("a value that was not rendered ({reason})")
        }
        other => other.kind().to_lowercase(),
    }
}

/// Says what a struct is that lacks a member, or that it is no such struct.
pub(super) fn describe_without(value: &RenderedValue, of: &StructShape, name: &str) -> String {
    let described = describe(value);
    match value {
        RenderedValue::Struct { type_name, .. }
            if type_name.as_deref().is_none_or(|found| of.tag.map(untagged) == Some(found)) =>
        {
            format!("{described} without `{name}`")
        }
        _ => described,
    }
}
