//! Values that the capture rendered through BTF.

mod read;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

/// One value, rendered through its BTF type. In JSON the field `kind` names the variant, in snake case.
///
/// Integers have the width that BTF declares, in bits: 8, 16, 32 or 64 for a whole integer, and from 1 to 64 for a bitfield.
///
/// Most of a report's memory holds these values, so a value takes 32 bytes and rare or long parts are boxed. For the same
/// reason a name is an [`ArcStr`]: it takes one word, a `String` three. An `ArcStr` dereferences to `str`.
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
// Exhaustive: the conversions and the renderers of the sister crates must handle a new kind.
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
    /// An integer that BTF marks as a character. clang does not set this mark for BPF: its `char` is an 8-bit
    /// [`Int`](Self::Int).
    Char {
        /// The byte.
        value: u8,
    },
    /// A `float` or `double`.
    Float {
        /// Width in bits.
        bits: u32,
        /// The number. JSON can't express NaN or infinity: both are written as `null` and read as NaN.
        value: f64,
    },
    /// An enum.
    Enum {
        /// Width in bits.
        bits: u32,
        /// The number, as `i64`. An unsigned 64-bit enumerator above `i64::MAX` is negative here.
        value: i64,
        /// The name of an enumerator with this value, if the enum has one.
        variant: Option<ArcStr>,
        /// Whether BTF declares the enum as signed.
        is_signed: bool,
    },
    /// A struct, a union (whose members are read from the same bytes), or a global section with one member per variable.
    Struct {
        /// The name of the type, or of the section, such as `.bss`.
        type_name: Option<ArcStr>,
        /// The members, in BTF's order.
        members: Box<[RenderedMember]>,
    },
    /// An array.
    Array {
        /// The declared length.
        len: usize,
        /// The rendered elements. The harness renders at most 4096, so a longer array has fewer elements than `len`.
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
        /// The target, if the capture followed the pointer.
        #[serde(skip_serializing_if = "Option::is_none")]
        deref: Option<Box<RenderedValue>>,
        /// Further notes of the capture. Most pointers have none.
        #[serde(flatten)]
        notes: Option<Box<PtrNotes>>,
    },
    /// Bytes of an unknown type, or of a type that the capture can't render.
    Bytes {
        /// Lower-case hex with a space between bytes.
        hex: String,
    },
    /// A value whose bytes ended early.
    Truncated {
        /// The number of bytes that the type needs.
        needed: usize,
        /// The number of bytes that were available.
        had: usize,
        /// The part that could be rendered.
        partial: Box<RenderedValue>,
    },
    /// A type that the capture does not render.
    Unsupported {
        /// Why the capture does not render it.
        reason: String,
    },
}

/// Notes of a capture on a [`RenderedValue::Ptr`].
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
    /// Why the capture could not follow the pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deref_skipped_reason: Option<String>,
    /// How the capture recognised an integer as a pointer. BTF declares the value as `u64`.
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
    /// The name of the member or variable. Members of an anonymous struct or union appear among the members around it.
    pub name: String,
    /// The member's value.
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

    /// Values take up nearly all of a report of 50 MB.
    /// Each is read as one of its neighbours by a parser that rounds twice.
    #[test]
    fn a_float_is_read_as_it_was_written() {
        for float in
            [3.691_916_204_865_092_3e-236, 5.924_543_410_270_741e-270, 1.846_323_925_681_849e-197, 123_456.789e-30]
        {
            let json = serde_json::to_string(&RenderedValue::Float { bits: 64, value: float }).unwrap();
            let RenderedValue::Float { value, .. } = serde_json::from_str(&json).unwrap() else { panic!("{json}") };
            assert_eq!(value.to_bits(), float.to_bits(), "{json}");
        }
    }

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
