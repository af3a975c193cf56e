//! A value as the capture rendered it through BTF.

mod read;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

/// One value, rendered through its BTF type. In JSON the variant is the field `kind`, in snake case.
///
/// Integers carry the width that BTF declares, in bits: 8, 16, 32 or 64 for a whole integer, anything from 1 up for a
/// bitfield.
///
/// A report is kept for long, and most of it are these: a value takes 32 bytes, so what is rare or long stands behind a
/// pointer.
///
/// ```
/// use ktsnap_core::report::RenderedValue;
///
/// let value: RenderedValue = serde_json::from_str(r#"{"kind": "uint", "bits": 64, "value": 18446744073709551615}"#)?;
/// assert_eq!(value, RenderedValue::Uint { bits: 64, value: u64::MAX });
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RenderedValue {
    /// A signed integer.
    Int {
        /// Width in bits.
        bits: u32,
        /// The number.
        value: i64,
    },
    /// An unsigned integer.
    Uint {
        /// Width in bits.
        bits: u32,
        /// The number.
        value: u64,
    },
    /// A `bool`.
    Bool {
        /// The truth value.
        value: bool,
    },
    /// An integer that BTF marks as a character. clang marks none for BPF: its `char` is an 8-bit [`Int`](Self::Int).
    Char {
        /// The byte.
        value: u8,
    },
    /// A `float` or `double`.
    Float {
        /// Width in bits.
        bits: u32,
        /// The number. JSON has no NaN and no infinity: both are written as `null` and read as NaN.
        value: f64,
    },
    /// An enum.
    Enum {
        /// Width in bits.
        bits: u32,
        /// The number, as `i64`: an unsigned 64-bit enumerator above `i64::MAX` shows as negative.
        value: i64,
        /// The enumerator of that value, if there is one.
        variant: Option<ArcStr>,
        /// Whether BTF declares the enum as signed.
        is_signed: bool,
    },
    /// A struct, a union (each member read from the same bytes), or a whole global section (a member a variable).
    Struct {
        /// The type's name; the section's, such as `.bss`, for a section.
        type_name: Option<ArcStr>,
        /// The members, in the order of BTF.
        members: Box<[RenderedMember]>,
    },
    /// An array.
    Array {
        /// The declared length.
        len: usize,
        /// The elements that were rendered: at most 4096, so fewer than `len` for a longer array.
        elements: Box<[RenderedValue]>,
    },
    /// A CPU mask.
    CpuList {
        /// The CPUs in list form, such as `0-2,5`.
        cpus: String,
    },
    /// A pointer.
    Ptr {
        /// The address.
        value: u64,
        /// What it points to, where the capture followed it.
        #[serde(skip_serializing_if = "Option::is_none")]
        deref: Option<Box<RenderedValue>>,
        /// What else the capture says of it: mostly nothing.
        #[serde(flatten)]
        notes: Option<Box<PtrNotes>>,
    },
    /// Bytes whose type is not known, or not known how to render.
    Bytes {
        /// Lower-case hex, a space between bytes.
        hex: String,
    },
    /// A value whose bytes ended early.
    Truncated {
        /// Bytes that the type needs.
        needed: usize,
        /// Bytes that were there.
        had: usize,
        /// What could be rendered of them.
        partial: Box<RenderedValue>,
    },
    /// A type that the capture does not render.
    Unsupported {
        /// Why not.
        reason: String,
    },
}

/// What a capture says of a [`RenderedValue::Ptr`] besides its address and target.
///
/// ```
/// use ktsnap_core::report::{PtrNotes, RenderedValue};
///
/// // A `u64` into which a pointer was stored.
/// let notes = PtrNotes { cast_annotation: Some("cast".to_owned()), ..PtrNotes::default() };
/// let value = RenderedValue::Ptr { value: 4096, deref: None, notes: Some(notes.into()) };
/// assert_eq!(serde_json::to_string(&value)?, r#"{"kind":"ptr","value":4096,"cast_annotation":"cast"}"#);
/// assert_eq!(value.cast_annotation(), Some("cast"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PtrNotes {
    /// Why the capture tried to follow it and could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deref_skipped_reason: Option<String>,
    /// How an integer was recognised as a pointer. BTF declares such a value as `u64`, not as a pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cast_annotation: Option<String>,
}

/// One member of a [`RenderedValue::Struct`].
///
/// ```
/// use ktsnap_core::report::{RenderedMember, RenderedValue};
///
/// let member: RenderedMember =
///     serde_json::from_str(r#"{"name": "saw_cross", "value": {"kind": "bool", "value": true}}"#)?;
/// assert_eq!((member.name.as_str(), member.value), ("saw_cross", RenderedValue::Bool { value: true }));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenderedMember {
    /// The member's or variable's name. The members of an anonymous struct or union stand beside those around it.
    pub name: String,
    /// Its value.
    pub value: RenderedValue,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float_that_json_could_not_hold_reads_as_nan_and_is_written_as_null_again() {
        let json = r#"{"kind":"float","bits":64,"value":null}"#;
        let value: RenderedValue = serde_json::from_str(json).unwrap();
        assert!(matches!(value, RenderedValue::Float { value, .. } if value.is_nan()));
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
    }

    /// Reports of 50 MB are nearly all values.
    #[test]
    fn a_value_takes_four_words() {
        assert_eq!(size_of::<RenderedValue>(), 32);
    }

    #[test]
    fn an_enum_of_an_older_report_counts_as_unsigned() {
        let value: RenderedValue =
            serde_json::from_str(r#"{"kind":"enum","bits":32,"value":2,"variant":"DSP_KICK"}"#).unwrap();
        assert!(matches!(value, RenderedValue::Enum { is_signed: false, .. }));
    }
}
