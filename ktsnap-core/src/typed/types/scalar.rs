//! Integers, `bool` and floats.

use super::{Counter, FieldValue, Integer, PerCpu, ReduceFailure, Reducible};
use crate::report::RenderedValue;
use crate::series::reset::{CounterDecreased, Decrease};
use crate::typed::c_type::{CType, Reduction};
use crate::typed::read::{ReadFailure, ValueCursor, Why};
use crate::typed::rust_type::RustType;

impl ValueCursor<'_> {
    /// The integer, for a type of that width and sign.
    fn integer(self, bits: u32, signed: bool) -> Result<i128, ReadFailure> {
        let (c_type, raw) = self.scalar()?;
        let of = if let CType::Bitfield { of, .. } = c_type { *of } else { c_type };
        let (found, is_signed) = match of {
            CType::Int { bits } => (bits, true),
            CType::Uint { bits } => (bits, false),
            CType::Enum(of) => (of.bits, of.signed),
            // Text is read as signed or unsigned bytes.
            CType::Char => (8, signed),
            CType::Bytes { size } if size * 8 == bits as usize => (bits, signed),
            _ => return Err(self.is_other()),
        };
        if is_signed != signed || found > bits || (found < bits && !self.is_widened()) {
            return Err(self.is_other());
        }
        let value = match of {
            CType::Char | CType::Bytes { .. } => {
                let unused = 64 - found;
                if signed {
                    i128::from(raw.cast_signed() << unused >> unused)
                } else {
                    i128::from(raw << unused >> unused)
                }
            }
            _ if signed => i128::from(raw.cast_signed()),
            _ => i128::from(raw),
        };
        // A report can hold a value that exceeds its width.
        let width = if let CType::Bitfield { bits, .. } = c_type { bits } else { found };
        if fits(value, width, signed) {
            Ok(value)
        } else {
            Err(ReadFailure::drift(&c_type, format!("{value}, which {width} bits can't hold")))
        }
    }
}

/// Whether a value has at most that number of bits. An unsigned value is not negative.
pub(crate) fn fits(value: i128, bits: u32, signed: bool) -> bool {
    let bits = if signed { bits.saturating_sub(1) } else { bits };
    let below = 1_i128 << bits.min(126);
    (-below..below).contains(&value)
}

macro_rules! integers {
    ($($int:ident $kind:ident $bits:literal $signed:literal $($counter:ident)?;)*) => {$(
        impl FieldValue for $int {
            const RUST_TYPE: RustType = RustType::$kind { bits: $bits };

            fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
                let value = at.integer($bits, $signed)?;
                Self::try_from(value).map_err(|_| Why::Overflow { value: Some(value), bits: $bits }.into())
            }

            #[inline]
            fn of_value(value: &RenderedValue, c_type: &CType) -> Option<Self> {
                match (value, c_type) {
                    (RenderedValue::$kind { bits: $bits, value }, CType::$kind { bits: $bits }) => {
                        Self::try_from(*value).ok()
                    }
                    _ => None,
                }
            }

            #[inline]
            fn of_bytes(bytes: &[u8], c_type: &CType, big_endian: bool) -> Option<Self> {
                match (bytes.first_chunk(), c_type) {
                    (Some(bytes), CType::$kind { bits: $bits }) if big_endian => Some(Self::from_be_bytes(*bytes)),
                    (Some(bytes), CType::$kind { bits: $bits }) => Some(Self::from_le_bytes(*bytes)),
                    _ => None,
                }
            }

            fn later(&self) -> Self {
                *self
            }

            fn key_text(&self) -> Option<String> {
                Some(self.to_string())
            }

            $(
                fn since(&self, earlier: &Self, decrease: Decrease) -> Result<Self, CounterDecreased> {
                    match self.checked_sub(*earlier) {
                        Some(difference) => Ok(difference),
                        None if decrease == Decrease::Zero => Ok(0),
                        None => Err(CounterDecreased::$counter((*earlier).into(), (*self).into())),
                    }
                }
            )?
        }

        impl Integer for $int {
            const BITS: u32 = $bits;
        }

        impl Reducible for $int {
            fn reduce<S>(
                slots: &PerCpu<S>,
                how: Reduction,
                allow_unmapped: bool,
                of: &dyn Fn(&S) -> &Self,
            ) -> Result<Self, ReduceFailure> {
                Ok(slots.reduce(how, allow_unmapped, |slot| *of(slot))?)
            }

            #[inline]
            fn join(&mut self, at: ValueCursor<'_>, how: Reduction) -> Option<()> {
                self.join_value(&Self::read(at).ok()?, how)
            }

            #[inline]
            fn join_value(&mut self, value: &Self, how: Reduction) -> Option<()> {
                *self = match how {
                    Reduction::Sum => self.checked_add(*value)?,
                    Reduction::Max => (*self).max(*value),
                    Reduction::Min => (*self).min(*value),
                };
                Some(())
            }

            /// Every dimension is reduced.
            fn read_reduced(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Self, ReadFailure> {
                let read = &mut |leaf| Self::read(leaf).map(i128::from);
                let value = at.fold(how, Self::RUST_TYPE.size(), allow_unmapped, read)?;
                Self::try_from(value).map_err(|_| ReadFailure::overflow(value, Self::BITS))
            }

            fn read_kept(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Self, ReadFailure> {
                Self::read_reduced(at, how, allow_unmapped)
            }
        }
    )*};
}

impl Counter for u8 {}
impl Counter for u16 {}
impl Counter for u32 {}
impl Counter for u64 {}

integers! {
    u8 Uint 8 false new;
    u16 Uint 16 false new;
    u32 Uint 32 false new;
    u64 Uint 64 false new;
    i8 Int 8 true;
    i16 Int 16 true;
    i32 Int 32 true;
    i64 Int 64 true;
}

impl FieldValue for bool {
    const RUST_TYPE: RustType = RustType::Bool;

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        match at.scalar()? {
            (CType::Bool | CType::Bitfield { of: CType::Bool, .. } | CType::Bytes { size: 1 }, bits) => Ok(bits != 0),
            _ => Err(at.is_other()),
        }
    }

    #[inline]
    fn of_value(value: &RenderedValue, c_type: &CType) -> Option<Self> {
        match (value, c_type) {
            (RenderedValue::Bool { value }, CType::Bool) => Some(*value),
            _ => None,
        }
    }

    #[inline]
    fn of_bytes(bytes: &[u8], c_type: &CType, _: bool) -> Option<Self> {
        match (bytes, c_type) {
            ([byte, ..], CType::Bool) => Some(*byte != 0),
            _ => None,
        }
    }

    fn later(&self) -> Self {
        *self
    }

    fn key_text(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl FieldValue for f64 {
    const RUST_TYPE: RustType = RustType::Float { bits: 64 };

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        match at.scalar()? {
            (CType::Float { bits: 64 } | CType::Bytes { size: 8 }, bits) => Ok(Self::from_bits(bits)),
            _ => Err(at.is_other()),
        }
    }

    fn later(&self) -> Self {
        *self
    }
}

impl FieldValue for f32 {
    const RUST_TYPE: RustType = RustType::Float { bits: 32 };

    #[allow(clippy::cast_possible_truncation, reason = "the report widened an f32, so narrowing gives it back")]
    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        match at.scalar()? {
            (CType::Float { bits: 32 }, bits) => Ok(f64::from_bits(bits) as Self),
            (CType::Bytes { size: 4 }, bits) => Ok(Self::from_bits(bits as u32)),
            _ => Err(at.is_other()),
        }
    }

    fn later(&self) -> Self {
        *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::PtrNotes;
    use crate::typed::c_type::CEnum;

    const UNSIGNED: CEnum = CEnum::new(None, 64, false, &[]);

    fn read<T: FieldValue>(value: &RenderedValue, c_type: CType) -> Result<T, String> {
        T::read(ValueCursor::of_value(value, c_type)).map_err(said)
    }

    fn said(found: ReadFailure) -> String {
        match found.why {
            Why::Drift { found, .. } => found,
            other => format!("{other:?}"),
        }
    }

    fn uint(bits: u32, value: u64) -> RenderedValue {
        RenderedValue::Uint { bits, value }
    }

    #[test]
    fn every_integer_is_read_at_both_ends_of_its_range() {
        assert_eq!(read(&uint(64, u64::MAX), CType::Uint { bits: 64 }), Ok(u64::MAX));
        assert_eq!(read(&uint(8, 255), CType::Uint { bits: 8 }), Ok(255_u8));
        for value in [i64::MIN, i64::MAX] {
            assert_eq!(read(&RenderedValue::Int { bits: 64, value }, CType::Int { bits: 64 }), Ok(value));
        }
        assert_eq!(read(&RenderedValue::Int { bits: 16, value: -32_768 }, CType::Int { bits: 16 }), Ok(i16::MIN));
    }

    #[test]
    fn nothing_is_coerced() {
        assert_eq!(read::<u64>(&uint(32, 1), CType::Uint { bits: 64 }), Err("uint32".into()));
        assert_eq!(read::<i64>(&uint(64, 1), CType::Int { bits: 64 }), Err("uint64".into()));
        let narrow = RenderedValue::Int { bits: 32, value: 1 };
        assert_eq!(read::<i64>(&narrow, CType::Int { bits: 64 }), Err("int32".into()));
        assert_eq!(read::<bool>(&uint(8, 1), CType::Bool), Err("uint8".into()));
        assert_eq!(read::<u8>(&RenderedValue::Bool { value: true }, CType::Uint { bits: 8 }), Err("bool".into()));
        let float = RenderedValue::Float { bits: 64, value: 1.0 };
        assert_eq!(read::<f32>(&float, CType::Float { bits: 32 }), Err("float64".into()));
        // The read also fails if the field has another type than the variable, which the derive refuses.
        assert!(read::<u64>(&uint(32, 1), CType::Uint { bits: 32 }).is_err());
        assert!(read::<i64>(&uint(64, 1), CType::Uint { bits: 64 }).is_err());
        assert!(read::<f64>(&RenderedValue::Float { bits: 32, value: 1.0 }, CType::Float { bits: 32 }).is_err());
    }

    #[test]
    fn a_report_that_lies_about_a_width_is_not_truncated() {
        assert_eq!(read::<u8>(&uint(8, 256), CType::Uint { bits: 8 }), Err("256, which 8 bits can't hold".into()));
        let low = RenderedValue::Int { bits: 8, value: -129 };
        assert_eq!(read::<i8>(&low, CType::Int { bits: 8 }), Err("-129, which 8 bits can't hold".into()));
        let field = CType::Bitfield { bits: 3, of: &CType::Uint { bits: 32 } };
        assert_eq!(read::<u32>(&uint(3, 7), field), Ok(7));
        assert_eq!(read::<u32>(&uint(3, 8), field), Err("8, which 3 bits can't hold".into()));
    }

    #[test]
    fn a_widened_field_takes_what_is_narrower_and_no_more() {
        let wide = |c_type: CType, value: &RenderedValue| {
            u64::read(ValueCursor::of_value(value, c_type).widened()).map_err(said)
        };
        assert_eq!(wide(CType::Uint { bits: 32 }, &uint(32, u32::MAX.into())), Ok(u32::MAX.into()));
        assert_eq!(
            wide(CType::Uint { bits: 32 }, &uint(32, 1 << 32)),
            Err("4294967296, which 32 bits can't hold".into())
        );
        assert!(wide(CType::Int { bits: 32 }, &RenderedValue::Int { bits: 32, value: 1 }).is_err());
        let narrow = u8::read(ValueCursor::of_value(&uint(32, 1), CType::Uint { bits: 32 }).widened());
        assert!(narrow.is_err(), "nothing is narrowed");
    }

    #[test]
    fn what_is_no_drift_is_read() {
        let pointer = |cast: Option<&str>| RenderedValue::Ptr {
            value: 0xffff_8880,
            deref: None,
            notes: cast.map(|cast| PtrNotes { cast_annotation: Some(cast.to_owned()), ..PtrNotes::default() }.into()),
        };
        assert_eq!(read(&pointer(Some("cast→kernel")), CType::Uint { bits: 64 }), Ok(0xffff_8880_u64));
        assert!(read::<u64>(&pointer(None), CType::Uint { bits: 64 }).is_err(), "BTF declares that one as a pointer");

        let high = RenderedValue::Enum { bits: 64, value: -1, variant: None, is_signed: false };
        assert_eq!(read(&high, CType::Enum(&UNSIGNED)), Ok(u64::MAX));
        let char = RenderedValue::Char { value: 0xff };
        assert_eq!(read(&char, CType::Char), Ok(-1_i8));
        assert_eq!(read(&char, CType::Char), Ok(255_u8));
        assert_eq!(read(&RenderedValue::Int { bits: 8, value: -1 }, CType::Char), Ok(255_u8));
    }

    #[test]
    fn an_enum_where_btf_had_an_integer_is_drift() {
        let value = RenderedValue::Enum { bits: 32, value: 1, variant: None, is_signed: false };
        assert_eq!(read::<u32>(&value, CType::Uint { bits: 32 }), Err("enum32".into()));
    }

    #[test]
    fn a_bitfield_of_an_enum_is_its_integer() {
        const SIGNED: CEnum = CEnum::new(None, 32, true, &[]);
        let (unsigned, signed) = (&CType::Enum(&UNSIGNED), &CType::Enum(&SIGNED));
        assert_eq!(read(&uint(3, 5), CType::Bitfield { bits: 3, of: unsigned }), Ok(5_u64));
        let negative = RenderedValue::Int { bits: 3, value: -2 };
        assert_eq!(read(&negative, CType::Bitfield { bits: 3, of: signed }), Ok(-2_i32));
        assert!(read::<u64>(&negative, CType::Bitfield { bits: 3, of: unsigned }).is_err());
        let raw = |of| i64::from(i32::read(ValueCursor::of_bytes(&[6], CType::Bitfield { bits: 3, of })).unwrap());
        assert_eq!(raw(signed), -2, "the bits 110");
    }

    #[test]
    fn a_float_keeps_its_bits() {
        let of = |value| RenderedValue::Float { bits: 64, value };
        let bits = |value: f64| read(&of(value), CType::Float { bits: 64 }).map(f64::to_bits);
        for value in [0.0, -0.0, f64::MIN_POSITIVE, f64::INFINITY, f64::NAN] {
            assert_eq!(bits(value), Ok(value.to_bits()));
        }
        let zero = f64::read(ValueCursor::of_bytes(&(-0.0_f64).to_le_bytes(), CType::Float { bits: 64 }));
        assert_eq!(zero.map(f64::to_bits), Ok((-0.0_f64).to_bits()));
        let zero = f32::read(ValueCursor::of_bytes(&(-0.0_f32).to_le_bytes(), CType::Float { bits: 32 }));
        assert_eq!(zero.map(f32::to_bits), Ok((-0.0_f32).to_bits()));
    }

    #[test]
    fn a_char_is_its_byte_or_the_signed_integer_of_it() {
        for byte in [0_u8, 0x7f, 0x80, 0xff] {
            let signed = byte.cast_signed();
            for value in [RenderedValue::Char { value: byte }, RenderedValue::Int { bits: 8, value: signed.into() }] {
                assert_eq!((read(&value, CType::Char), read(&value, CType::Char)), (Ok(byte), Ok(signed)));
            }
            let raw = [byte];
            let at = ValueCursor::of_bytes(&raw, CType::Char);
            assert_eq!((u8::read(at), i8::read(at)), (Ok(byte), Ok(signed)));
        }
    }

    #[test]
    fn raw_bytes_have_the_width_and_sign_of_btf() {
        fn raw<T: FieldValue>(bytes: &[u8], c_type: CType) -> Result<T, ReadFailure> {
            T::read(ValueCursor::of_bytes(bytes, c_type))
        }
        assert_eq!(raw(&[0xfe, 0xff], CType::Int { bits: 16 }), Ok(-2_i16));
        assert_eq!(raw(&[0xfe, 0xff], CType::Uint { bits: 16 }), Ok(0xfffe_u16));
        assert_eq!(raw(&2.5_f32.to_le_bytes(), CType::Float { bits: 32 }), Ok(2.5_f32));
        assert_eq!(raw(&2.5_f64.to_le_bytes(), CType::Float { bits: 64 }), Ok(2.5_f64));
        assert_eq!(raw(&[0xff; 8], CType::Bytes { size: 8 }), Ok(-1_i64));
        assert_eq!(raw(&[0xfe, 0xff], CType::Bytes { size: 2 }), Ok(-2_i16));
        assert_eq!(raw(&[0x01, 0x80], CType::Bytes { size: 2 }), Ok(i16::MIN + 1));
        assert_eq!(raw(&[0xfe, 0xff], CType::Bytes { size: 2 }), Ok(0xfffe_u16));
        assert!(raw::<u64>(&[0; 8], CType::Bytes { size: 4 }).is_err());
        assert!(raw::<u32>(&[0; 8], CType::Bytes { size: 8 }).is_err());
        assert_eq!(raw(&[7, 0, 0, 0], CType::Bytes { size: 4 }), Ok(7_u32));
        assert_eq!(raw(&2.5_f32.to_le_bytes(), CType::Bytes { size: 4 }), Ok(2.5_f32));
        for len in 0..8 {
            assert!(raw::<u64>(&[0; 8][..len], CType::Uint { bits: 64 }).is_err(), "{len} bytes");
        }
        assert!(raw::<u64>(&[0; 16], CType::Uint { bits: 128 }).is_err());
        assert!(raw::<u64>(&[0; 16], CType::Bytes { size: 16 }).is_err());
    }
}
