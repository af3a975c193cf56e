//! From a rendered value to a field of a typed struct, without coercion.

use super::describe::{Schema, Shape};
use super::error::{SchemaDrift, SchemaError};
use crate::error::SnapshotError;
use crate::report::RenderedValue;
use crate::view::SnapshotField;

/// A type that a field of a [`SnapshotSchema`](super::SnapshotSchema) can have.
///
/// Implemented for the integers of 8 to 64 bits, `bool`, `f32`, `f64`, and arrays of these. It is sealed: how a type
/// is read must agree with the check that the derive made.
///
/// ```
/// use ktsnap_core::schema::{FieldType, Shape};
///
/// assert_eq!(<[u32; 4] as FieldType>::SHAPE.to_string(), "[uint32; 4]");
/// assert!(Shape::Enum { bits: 32, signed: false }.fits(&<u32 as FieldType>::SHAPE));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't mirror a BPF global",
    label = "not a type that a report renders",
    note = "use an integer of the C type's width and sign, `bool`, `f32`, `f64`, or an array of these"
)]
pub trait FieldType: sealed::Sealed + Sized {
    /// What BTF must say of the variable for this type to hold it.
    const SHAPE: Shape;
    #[doc(hidden)]
    const ZERO: Self;

    #[doc(hidden)]
    fn fill(&mut self, value: &RenderedValue, shape: &Shape) -> Result<(), Found>;
}

mod sealed {
    pub trait Sealed {}
}

/// What stood where another shape was expected.
#[doc(hidden)]
#[derive(Debug)]
pub enum Found {
    /// A value of another kind, width or length.
    Other(String),
    /// An array with fewer elements than it declares.
    Cut { rendered: usize, declared: usize },
}

/// A scalar's bits, as `shape` says they are; anything else is not that scalar.
fn scalar(value: &RenderedValue, shape: &Shape) -> Option<u64> {
    match (value, shape) {
        (RenderedValue::Uint { bits: found, value }, Shape::Uint { bits }) if found == bits => Some(*value),
        (RenderedValue::Int { bits: found, value }, Shape::Int { bits }) if found == bits => {
            Some(value.cast_unsigned())
        }
        (RenderedValue::Bool { value }, Shape::Bool) => Some(u64::from(*value)),
        (RenderedValue::Char { value }, Shape::Uint { bits: 8 }) => Some(u64::from(*value)),
        (RenderedValue::Char { value }, Shape::Int { bits: 8 }) => Some(i64::from(value.cast_signed()).cast_unsigned()),
        (RenderedValue::Enum { bits: found, value, is_signed, .. }, Shape::Enum { bits, signed })
            if found == bits && is_signed == signed =>
        {
            Some(value.cast_unsigned())
        }
        // The harness recognised that this integer holds an address. BTF still declares a plain u64.
        (RenderedValue::Ptr { value, cast_annotation: Some(_), .. }, Shape::Uint { bits: 64 }) => Some(*value),
        _ => None,
    }
}

/// Says what a value is, for the message of a drift.
fn describe(value: &RenderedValue) -> String {
    match value {
        RenderedValue::Int { bits, .. } => format!("int{bits}"),
        RenderedValue::Uint { bits, .. } => format!("uint{bits}"),
        RenderedValue::Float { bits, .. } => format!("float{bits}"),
        RenderedValue::Enum { bits, is_signed, .. } => Shape::Enum { bits: *bits, signed: *is_signed }.to_string(),
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

fn other(value: &RenderedValue) -> Found {
    Found::Other(describe(value))
}

macro_rules! integers {
    ($($int:ty: $shape:ident $bits:literal via $raw:ty;)*) => {$(
        impl sealed::Sealed for $int {}

        impl FieldType for $int {
            const SHAPE: Shape = Shape::$shape { bits: $bits };
            const ZERO: Self = 0;

            fn fill(&mut self, value: &RenderedValue, shape: &Shape) -> Result<(), Found> {
                let bits = scalar(value, shape).ok_or_else(|| other(value))?;
                let number: $raw = integers!(@raw $shape bits);
                *self = <$int>::try_from(number)
                    .map_err(|_| Found::Other(format!("{number}, which {} bits can't hold", $bits)))?;
                Ok(())
            }
        }
    )*};
    (@raw Uint $bits:ident) => { $bits };
    (@raw Int $bits:ident) => { $bits.cast_signed() };
}

integers! {
    u8: Uint 8 via u64;
    u16: Uint 16 via u64;
    u32: Uint 32 via u64;
    u64: Uint 64 via u64;
    i8: Int 8 via i64;
    i16: Int 16 via i64;
    i32: Int 32 via i64;
    i64: Int 64 via i64;
}

impl sealed::Sealed for bool {}

impl FieldType for bool {
    const SHAPE: Shape = Shape::Bool;
    const ZERO: Self = false;

    fn fill(&mut self, value: &RenderedValue, shape: &Shape) -> Result<(), Found> {
        *self = scalar(value, shape).ok_or_else(|| other(value))? != 0;
        Ok(())
    }
}

impl sealed::Sealed for f64 {}

impl FieldType for f64 {
    const SHAPE: Shape = Shape::Float { bits: 64 };
    const ZERO: Self = 0.0;

    fn fill(&mut self, value: &RenderedValue, shape: &Shape) -> Result<(), Found> {
        *self = float(value, shape)?;
        Ok(())
    }
}

impl sealed::Sealed for f32 {}

impl FieldType for f32 {
    const SHAPE: Shape = Shape::Float { bits: 32 };
    const ZERO: Self = 0.0;

    #[allow(clippy::cast_possible_truncation, reason = "the report widened an f32, so narrowing gives it back")]
    fn fill(&mut self, value: &RenderedValue, shape: &Shape) -> Result<(), Found> {
        *self = float(value, shape)? as f32;
        Ok(())
    }
}

fn float(value: &RenderedValue, shape: &Shape) -> Result<f64, Found> {
    match (value, shape) {
        (RenderedValue::Float { bits: found, value }, Shape::Float { bits }) if found == bits => Ok(*value),
        _ => Err(other(value)),
    }
}

impl<T: FieldType, const N: usize> sealed::Sealed for [T; N] {}

impl<T: FieldType, const N: usize> FieldType for [T; N] {
    const SHAPE: Shape = Shape::Array { len: N, element: &T::SHAPE };
    const ZERO: Self = [T::ZERO; N];

    fn fill(&mut self, value: &RenderedValue, shape: &Shape) -> Result<(), Found> {
        let (RenderedValue::Array { len, elements }, Shape::Array { element, .. }) = (value, shape) else {
            return Err(other(value));
        };
        if *len != N || elements.len() > N {
            return Err(other(value));
        }
        if elements.len() < N {
            return Err(Found::Cut { rendered: elements.len(), declared: N });
        }
        for (slot, value) in self.iter_mut().zip(elements) {
            slot.fill(value, element)?;
        }
        Ok(())
    }
}

impl Schema {
    /// Reads the variable of that index out of a row of [fields](super::SnapshotSchema::from_fields).
    ///
    /// # Errors
    ///
    /// [`SchemaError::Drift`] when the value is not of the variable's [`shape`](super::VarSchema::shape);
    /// [`SchemaError::Snapshot`] when the field is missing.
    pub fn read<T: FieldType>(&self, map: &str, fields: &[SnapshotField<'_>], index: usize) -> Result<T, SchemaError> {
        let (Some(var), Some(field)) = (self.vars.get(index), fields.get(index)) else {
            return Err(SchemaError::Snapshot(SnapshotError::ProjectionFailed {
                reason: format!(
                    "a row of {} fields was read for the {} variables of {}; pass one field a variable",
                    fields.len(),
                    self.vars.len(),
                    self.object
                ),
            }));
        };
        let mut out = T::ZERO;
        let filled = match field {
            SnapshotField::Value(value) => out.fill(value, &var.shape),
            SnapshotField::PercpuKey { key } => Err(Found::Other(format!("the key {key}"))),
            SnapshotField::Missing(error) => return Err(error.clone().into()),
        };
        let found = match filled {
            Ok(()) => return Ok(out),
            Err(Found::Other(found)) => found,
            Err(Found::Cut { rendered, declared }) => format!("{rendered} of {declared} elements"),
        };
        Err(SchemaError::Drift(Box::new(SchemaDrift {
            object: self.object.to_owned(),
            map: map.to_owned(),
            variable: var.name.to_owned(),
            expected: format!("{} ({})", var.shape, var.c_type),
            found,
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill<T: FieldType>(value: &RenderedValue, shape: &Shape) -> Result<T, String> {
        let mut out = T::ZERO;
        match out.fill(value, shape) {
            Ok(()) => Ok(out),
            Err(Found::Other(found)) => Err(found),
            Err(Found::Cut { rendered, declared }) => Err(format!("{rendered} of {declared}")),
        }
    }

    fn uint(bits: u32, value: u64) -> RenderedValue {
        RenderedValue::Uint { bits, value }
    }

    #[test]
    fn every_integer_is_read_at_both_ends_of_its_range() {
        assert_eq!(fill::<u64>(&uint(64, u64::MAX), &u64::SHAPE), Ok(u64::MAX));
        assert_eq!(fill::<u8>(&uint(8, 255), &u8::SHAPE), Ok(255));
        for value in [i64::MIN, i64::MAX] {
            let rendered = RenderedValue::Int { bits: 64, value };
            assert_eq!(fill::<i64>(&rendered, &i64::SHAPE), Ok(value));
        }
        let rendered = RenderedValue::Int { bits: 16, value: -32_768 };
        assert_eq!(fill::<i16>(&rendered, &i16::SHAPE), Ok(i16::MIN));
    }

    #[test]
    fn nothing_is_coerced() {
        assert_eq!(fill::<u64>(&uint(32, 1), &u64::SHAPE), Err("uint32".into()));
        assert_eq!(fill::<i64>(&uint(64, 1), &i64::SHAPE), Err("uint64".into()));
        assert_eq!(fill::<bool>(&uint(8, 1), &bool::SHAPE), Err("uint8".into()));
        assert_eq!(fill::<u8>(&RenderedValue::Bool { value: true }, &u8::SHAPE), Err("bool".into()));
        let float = RenderedValue::Float { bits: 64, value: 1.0 };
        assert_eq!(fill::<f32>(&float, &f32::SHAPE), Err("float64".into()));
    }

    #[test]
    fn a_report_that_lies_about_a_width_is_not_truncated() {
        let found = fill::<u8>(&uint(8, 256), &u8::SHAPE).unwrap_err();
        assert!(found.contains("256"), "{found}");
    }

    #[test]
    fn an_array_must_have_its_length_and_all_of_its_elements() {
        let array = |len, n| RenderedValue::Array { len, elements: vec![uint(32, 5); n] };
        assert_eq!(fill::<[u32; 3]>(&array(3, 3), &<[u32; 3]>::SHAPE), Ok([5; 3]));
        assert_eq!(fill::<[u32; 3]>(&array(4, 4), &<[u32; 3]>::SHAPE), Err("[uint32; 4]".into()));
        assert_eq!(fill::<[u32; 3]>(&array(3, 2), &<[u32; 3]>::SHAPE), Err("2 of 3".into()));
        assert_eq!(fill::<[u32; 3]>(&array(3, 4), &<[u32; 3]>::SHAPE), Err("[uint32; 3]".into()));
        assert_eq!(fill::<[u64; 3]>(&array(3, 3), &<[u64; 3]>::SHAPE), Err("uint32".into()));
    }

    #[test]
    fn what_is_no_drift_is_read() {
        let pointer = |cast: Option<&str>| RenderedValue::Ptr {
            value: 0xffff_8880,
            deref: None,
            deref_skipped_reason: None,
            cast_annotation: cast.map(str::to_owned),
        };
        assert_eq!(fill::<u64>(&pointer(Some("cast→kernel")), &u64::SHAPE), Ok(0xffff_8880));
        assert!(fill::<u64>(&pointer(None), &u64::SHAPE).is_err(), "BTF declares that one as a pointer");

        let high = RenderedValue::Enum { bits: 64, value: -1, variant: None, is_signed: false };
        assert_eq!(fill::<u64>(&high, &Shape::Enum { bits: 64, signed: false }), Ok(u64::MAX));
        let char = RenderedValue::Char { value: 0xff };
        assert_eq!(fill::<i8>(&char, &i8::SHAPE), Ok(-1));
    }

    #[test]
    fn an_enum_where_btf_had_an_integer_is_drift() {
        let value = RenderedValue::Enum { bits: 32, value: 1, variant: None, is_signed: false };
        assert_eq!(fill::<u32>(&value, &u32::SHAPE), Err("enum32".into()));
    }
}
