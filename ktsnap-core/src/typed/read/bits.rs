//! Numbers in raw bytes: the bytes of a section or map, or the hex in a report of a value without a type.

/// A position in raw bytes, in bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits<'a> {
    bytes: Bytes<'a>,
    /// The number of bits before it.
    at: usize,
    big_endian: bool,
}

#[derive(Debug, Clone, Copy)]
enum Bytes<'a> {
    Raw(&'a [u8]),
    /// Two digits per byte, with spaces between bytes.
    Hex(&'a str),
}

impl<'a> Bits<'a> {
    #[inline]
    pub(super) fn of_bytes(bytes: &'a [u8], big_endian: bool) -> Self {
        Self { bytes: Bytes::Raw(bytes), at: 0, big_endian }
    }

    /// Reads hex in the form of reports. `None` for any other text.
    pub(super) fn of_hex(hex: &'a str, big_endian: bool) -> Option<Self> {
        let is_hex = hex.len() % 3 == 2
            && hex.bytes().enumerate().all(|(at, byte)| match at % 3 {
                2 => byte == b' ',
                _ => byte.is_ascii_hexdigit(),
            });
        (is_hex || hex.is_empty()).then_some(Self { bytes: Bytes::Hex(hex), at: 0, big_endian })
    }

    /// The number of all bytes, regardless of the position.
    pub(super) fn len(&self) -> usize {
        match self.bytes {
            Bytes::Raw(bytes) => bytes.len(),
            Bytes::Hex(hex) => hex.len().div_ceil(3),
        }
    }

    /// The raw bytes starting at `from`. `None` if the bytes end before it, or if they are hex.
    #[inline]
    pub(super) fn raw(&self, from: usize) -> Option<&'a [u8]> {
        match self.bytes {
            Bytes::Raw(bytes) if self.at == 0 => bytes.get(from..),
            Bytes::Raw(_) | Bytes::Hex(_) => None,
        }
    }

    /// The next `len` raw bytes. `None` if there are fewer, or if they are hex.
    #[inline]
    pub(super) fn here(&self, len: usize) -> Option<&'a [u8]> {
        match self.bytes {
            Bytes::Raw(bytes) if self.at.is_multiple_of(8) => bytes.get(self.at / 8..)?.get(..len),
            Bytes::Raw(_) | Bytes::Hex(_) => None,
        }
    }

    pub(super) fn skip(self, bits: usize) -> Self {
        Self { at: self.at.saturating_add(bits), ..self }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        match self.bytes {
            Bytes::Raw(bytes) => bytes.get(at).copied(),
            Bytes::Hex(hex) => {
                let start = at.checked_mul(3)?;
                u8::from_str_radix(hex.get(start..start.checked_add(2)?)?, 16).ok()
            }
        }
    }

    /// The unsigned number of that width at this position. `None` if the bytes end within it. In a big-endian object, bits count
    /// from the highest, as in libbpf's `btf_dump_get_bitfield_value`.
    pub(super) fn number(&self, bits: u32) -> Option<u64> {
        if bits > 64 {
            return None;
        }
        let first = self.at / 8;
        let into = self.at % 8;
        let count = (into + bits as usize).div_ceil(8);
        let mut number = 0_u128;
        for index in 0..count {
            let byte = u128::from(self.byte(first.checked_add(index)?)?);
            number = if self.big_endian { number << 8 | byte } else { number | byte << (8 * index) };
        }
        let below = if self.big_endian { count * 8 - into - bits as usize } else { into };
        u64::try_from(number >> below & ((1_u128 << bits) - 1)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_both_byte_orders() {
        let bytes = [0x01, 0x02, 0x03, 0x04];
        assert_eq!(Bits::of_bytes(&bytes, false).number(32), Some(0x0403_0201));
        assert_eq!(Bits::of_bytes(&bytes, true).number(32), Some(0x0102_0304));
        assert_eq!(Bits::of_bytes(&bytes, false).skip(16).number(16), Some(0x0403));
    }

    #[test]
    fn a_bitfield_counts_from_the_lowest_bit_or_in_big_endian_from_the_highest() {
        // struct { u32 a: 1, b: 3, c: 12; } with a = 1, b = 6, c = 0x123.
        assert_eq!(Bits::of_bytes(&[0x3d, 0x12, 0, 0], false).skip(1).number(3), Some(6));
        assert_eq!(Bits::of_bytes(&[0x3d, 0x12, 0, 0], false).skip(4).number(12), Some(0x123));
        assert_eq!(Bits::of_bytes(&[0xe1, 0x23, 0, 0], true).skip(1).number(3), Some(6));
        assert_eq!(Bits::of_bytes(&[0xe1, 0x23, 0, 0], true).skip(4).number(12), Some(0x123));
    }

    #[test]
    fn bytes_that_end_too_early_give_nothing() {
        assert_eq!(Bits::of_bytes(&[1, 2, 3], false).number(32), None);
        assert_eq!(Bits::of_bytes(&[1, 2, 3], false).skip(usize::MAX).number(8), None);
        assert_eq!(Bits::of_bytes(&[0xff; 9], false).skip(7).number(64), Some(u64::MAX));
    }

    #[test]
    fn raw_bytes_begin_at_a_whole_byte() {
        let bits = Bits::of_bytes(&[1, 2, 3], false);
        assert_eq!((bits.raw(1), bits.raw(3), bits.raw(4)), (Some(&[2, 3][..]), Some(&[][..]), None));
        assert_eq!(bits.skip(8).raw(0), None, "an offset counts from the start of all bytes");
        assert_eq!((bits.here(2), bits.here(4)), (Some(&[1, 2][..]), None));
        assert_eq!((bits.skip(8).here(2), bits.skip(8).here(3)), (Some(&[2, 3][..]), None));
        assert_eq!((bits.skip(4).here(1), bits.skip(9).here(1)), (None, None));
        let hex = Bits::of_hex("01 02", false).unwrap();
        assert_eq!((hex.raw(0), hex.here(1)), (None, None));
    }

    #[test]
    fn what_is_wider_than_64_bits_is_no_number() {
        for bits in [65, 128, u32::MAX] {
            assert_eq!(Bits::of_bytes(&[0xff; 64], false).number(bits), None);
            assert_eq!(Bits::of_bytes(&[0xff; 64], true).number(bits), None);
            assert_eq!(Bits::of_bytes(&[0; 64], false).number(bits), None);
        }
        assert_eq!(Bits::of_bytes(&[0xff; 8], true).number(64), Some(u64::MAX));
        assert_eq!(Bits::of_bytes(&[], true).number(0), Some(0));
    }

    #[test]
    fn hex_is_read_where_it_is_hex() {
        assert_eq!(Bits::of_hex("2a 00 00 00 00 00 00 00", false).and_then(|bits| bits.number(64)), Some(42));
        let none = Bits::of_hex("", false).unwrap();
        assert_eq!((none.len(), none.number(8)), (0, None));
        assert_eq!(
            Bits::of_hex("2a 00 ff", true).map(|bits| (bits.len(), bits.number(24))),
            Some((3, Some(0x2a_00ff)))
        );
        for text in ["2a 0", "rich-worker\\x00", "2a  00", "é", "2a 00 ", "2g", "2a-00", "2a 0g", "2 a00"] {
            assert!(Bits::of_hex(text, false).is_none(), "{text}");
        }
    }
}
