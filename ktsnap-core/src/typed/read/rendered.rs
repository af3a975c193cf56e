//! The comparison of a rendered value with BTF.

use crate::report::RenderedValue;
use crate::typed::c_type::{CEnum, CStruct, CType, untagged};

/// The bits of a scalar of type `shape`. A value of another type is a failure.
pub(super) fn scalar(value: &RenderedValue, c_type: &CType) -> Option<u64> {
    match (value, c_type) {
        (RenderedValue::Uint { bits: found, value }, CType::Uint { bits }) if found == bits => Some(*value),
        (RenderedValue::Int { bits: found, value }, CType::Int { bits }) if found == bits => {
            Some(value.cast_unsigned())
        }
        (
            RenderedValue::Uint { bits: found, value },
            CType::Bitfield { bits, of: CType::Uint { .. } | CType::Bool | CType::Enum(CEnum { signed: false, .. }) },
        ) if found == bits => Some(*value),
        (
            RenderedValue::Int { bits: found, value },
            CType::Bitfield { bits, of: CType::Int { .. } | CType::Enum(CEnum { signed: true, .. }) },
        ) if found == bits => Some(value.cast_unsigned()),
        (RenderedValue::Bool { value }, CType::Bool | CType::Bitfield { of: CType::Bool, .. }) => {
            Some(u64::from(*value))
        }
        (RenderedValue::Char { value }, CType::Uint { bits: 8 }) => Some(u64::from(*value)),
        (RenderedValue::Char { value }, CType::Char | CType::Int { bits: 8 }) => {
            Some(i64::from(value.cast_signed()).cast_unsigned())
        }
        (RenderedValue::Int { bits: 8, value }, CType::Char) => Some(value.cast_unsigned()),
        (RenderedValue::Enum { bits, value, is_signed, .. }, CType::Enum(of))
            if *bits == of.bits && *is_signed == of.signed =>
        {
            Some(value.cast_unsigned())
        }
        (RenderedValue::Float { bits: found, value }, CType::Float { bits }) if found == bits => Some(value.to_bits()),
        (RenderedValue::Ptr { value, .. }, CType::Ptr { .. }) => Some(*value),
        // The harness recognised that this integer holds an address. BTF still declares a plain u64.
        (RenderedValue::Ptr { value: address, .. }, CType::Uint { bits: 64 }) if value.cast_annotation().is_some() => {
            Some(*address)
        }
        _ => None,
    }
}

/// The member of that name and index. `None` if the value is not that struct or lacks the member.
pub(super) fn member<'a>(
    value: &'a RenderedValue,
    of: &CStruct,
    index: usize,
    name: &str,
) -> Option<&'a RenderedValue> {
    let RenderedValue::Struct { type_name, members } = value else { return None };
    // A report without the name of the type does not contradict BTF.
    if type_name.as_deref().is_some_and(|found| of.tag.map(untagged) != Some(found)) {
        return None;
    }
    let at_index = members.get(index).filter(|member| member.name == name);
    at_index.or_else(|| members.iter().find(|member| member.name == name)).map(|member| &member.value)
}

/// Describes a value for the message of a drift.
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

/// Describes a struct without the member, or a value that is not this struct.
pub(super) fn describe_without(value: &RenderedValue, of: &CStruct, name: &str) -> String {
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
