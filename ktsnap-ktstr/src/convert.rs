//! Conversion of rendered values between the harness's type and ktsnap's. Both represent the same JSON.

use ktsnap::report::{PtrNotes, RenderedMember, RenderedValue};
use ktstr::prelude as harness;

/// Converts a value of the harness to ktsnap's type.
pub(crate) fn value(of: &harness::RenderedValue) -> RenderedValue {
    use harness::RenderedValue as Of;
    match of {
        Of::Int { bits, value } => RenderedValue::Int { bits: *bits, value: *value },
        Of::Uint { bits, value } => RenderedValue::Uint { bits: *bits, value: *value },
        Of::Bool { value } => RenderedValue::Bool { value: *value },
        Of::Char { value } => RenderedValue::Char { value: *value },
        Of::Float { bits, value } => RenderedValue::Float { bits: *bits, value: *value },
        Of::Enum { bits, value, variant, is_signed } => RenderedValue::Enum {
            bits: *bits,
            value: *value,
            variant: variant.as_deref().map(Into::into),
            is_signed: *is_signed,
        },
        Of::Struct { type_name, members } => RenderedValue::Struct {
            type_name: type_name.as_deref().map(Into::into),
            members: members.iter().map(member).collect(),
        },
        Of::Array { len, elements } => {
            RenderedValue::Array { len: *len, elements: elements.iter().map(value).collect() }
        }
        Of::CpuList { cpus } => RenderedValue::CpuList { cpus: cpus.clone() },
        Of::Ptr { value: address, deref, deref_skipped_reason, cast_annotation } => RenderedValue::Ptr {
            value: *address,
            deref: deref.as_deref().map(|target| Box::new(value(target))),
            notes: (deref_skipped_reason.is_some() || cast_annotation.is_some()).then(|| {
                Box::new(PtrNotes {
                    deref_skipped_reason: deref_skipped_reason.clone(),
                    cast_annotation: cast_annotation.as_deref().map(str::to_owned),
                })
            }),
        },
        Of::Bytes { hex } => RenderedValue::Bytes { hex: hex.clone() },
        Of::Truncated { needed, had, partial } => {
            RenderedValue::Truncated { needed: *needed, had: *had, partial: Box::new(value(partial)) }
        }
        Of::Unsupported { reason } => RenderedValue::Unsupported { reason: reason.clone() },
    }
}

/// Converts a struct member of the harness to ktsnap's type.
pub(crate) fn member(of: &harness::RenderedMember) -> RenderedMember {
    RenderedMember { name: of.name.clone(), value: value(&of.value) }
}

/// Converts ktsnap's value to the harness's type, for pickers written for the harness.
pub(crate) fn back(of: &RenderedValue) -> harness::RenderedValue {
    use harness::RenderedValue as To;
    match of {
        RenderedValue::Int { bits, value } => To::Int { bits: *bits, value: *value },
        RenderedValue::Uint { bits, value } => To::Uint { bits: *bits, value: *value },
        RenderedValue::Bool { value } => To::Bool { value: *value },
        RenderedValue::Char { value } => To::Char { value: *value },
        RenderedValue::Float { bits, value } => To::Float { bits: *bits, value: *value },
        RenderedValue::Enum { bits, value, variant, is_signed } => {
            let variant = variant.as_ref().map(ToString::to_string);
            To::Enum { bits: *bits, value: *value, variant, is_signed: *is_signed }
        }
        RenderedValue::Struct { type_name, members } => {
            let member =
                |of: &RenderedMember| harness::RenderedMember { name: of.name.clone(), value: back(&of.value) };
            let type_name = type_name.as_ref().map(ToString::to_string);
            To::Struct { type_name, members: members.iter().map(member).collect() }
        }
        RenderedValue::Array { len, elements } => {
            To::Array { len: *len, elements: elements.iter().map(back).collect() }
        }
        RenderedValue::CpuList { cpus } => To::CpuList { cpus: cpus.clone() },
        RenderedValue::Ptr { value, deref, notes } => To::Ptr {
            value: *value,
            deref: deref.as_deref().map(|target| Box::new(back(target))),
            deref_skipped_reason: notes.as_ref().and_then(|notes| notes.deref_skipped_reason.clone()),
            cast_annotation: notes.as_ref().and_then(|notes| notes.cast_annotation.clone()).map(Into::into),
        },
        RenderedValue::Bytes { hex } => To::Bytes { hex: hex.clone() },
        RenderedValue::Truncated { needed, had, partial } => {
            To::Truncated { needed: *needed, had: *had, partial: Box::new(back(partial)) }
        }
        RenderedValue::Unsupported { reason } => To::Unsupported { reason: reason.clone() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind of value, with all of its optional parts.
    const KINDS: &str = r#"[
        {"kind": "int", "bits": 32, "value": -7}, {"kind": "uint", "bits": 64, "value": 18446744073709551615},
        {"kind": "bool", "value": true}, {"kind": "char", "value": 107}, {"kind": "float", "bits": 64, "value": 0.5},
        {"kind": "enum", "bits": 32, "value": 2, "variant": "DSP_KICK", "is_signed": true},
        {"kind": "enum", "bits": 32, "value": 9, "variant": null, "is_signed": false},
        {"kind": "struct", "type_name": "wait_stats", "members": [
            {"name": "nr", "value": {"kind": "uint", "bits": 32, "value": 3}}
        ]},
        {"kind": "struct", "type_name": null, "members": []},
        {"kind": "array", "len": 5000, "elements": [{"kind": "bool", "value": false}]},
        {"kind": "cpu_list", "cpus": "0-2,5"}, {"kind": "ptr", "value": 4096},
        {"kind": "ptr", "value": 4096, "deref": {"kind": "char", "value": 1}, "cast_annotation": "cast"},
        {"kind": "ptr", "value": 4096, "deref_skipped_reason": "unmapped"}, {"kind": "bytes", "hex": "00 ff"},
        {"kind": "truncated", "needed": 8, "had": 4, "partial": {"kind": "bytes", "hex": "00"}},
        {"kind": "unsupported", "reason": "a function"}
    ]"#;

    #[test]
    fn each_kind_is_converted_as_its_json_describes_and_back_unchanged() {
        let theirs: Vec<harness::RenderedValue> = serde_json::from_str(KINDS).unwrap();
        let ours: Vec<RenderedValue> = serde_json::from_str(KINDS).unwrap();
        for (theirs, ours) in theirs.iter().zip(&ours) {
            assert_eq!(&value(theirs), ours);
            assert_eq!(&back(ours), theirs);
        }
        assert_eq!(theirs.len(), 17);
    }
}
