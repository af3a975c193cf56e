//! Reads numbers from bytes.

/// The unsigned number of `width` bits at bit `at`. `None` if it has more than 64 bits or ends after the bytes. A big-endian
/// object counts bits from the most significant, as in libbpf's `btf_dump_get_bitfield_value`.
pub(crate) fn bits(bytes: &[u8], at: usize, width: u32, big_endian: bool) -> Option<u64> {
    let wide = usize::try_from(width).ok().filter(|&wide| wide <= 64)?;
    let into = at % 8;
    let count = (into + wide).div_ceil(8);
    let start = at / 8;
    let mut number = 0_u128;
    for (index, byte) in bytes.get(start..start.checked_add(count)?)?.iter().enumerate() {
        let byte = u128::from(*byte);
        number = if big_endian { number << 8 | byte } else { number | byte << (8 * index) };
    }
    let below = if big_endian { count * 8 - into - wide } else { into };
    u64::try_from(number >> below & ((1_u128 << width) - 1)).ok()
}

/// The `width` lower bits of a number as a signed number.
pub(crate) fn signed(number: u64, width: u32) -> i64 {
    match 64_u32.checked_sub(width) {
        Some(unused @ 1..=63) => (number.cast_signed() << unused) >> unused,
        _ => number.cast_signed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_count_from_the_least_significant_or_in_big_endian_from_the_most_significant() {
        assert_eq!(bits(&[0x3d, 0x12, 0, 0], 1, 3, false), Some(6));
        assert_eq!(bits(&[0x3d, 0x12, 0, 0], 4, 12, false), Some(0x123));
        assert_eq!(bits(&[0xe1, 0x23, 0, 0], 1, 3, true), Some(6));
        assert_eq!(bits(&[0xe1, 0x23, 0, 0], 4, 12, true), Some(0x123));
        assert_eq!(bits(&[0xff; 9], 7, 64, false), Some(u64::MAX));
        // The bits of the second byte begin at 8.
        assert_eq!(bits(&[0, 0x3d, 0x12], 9, 3, false), Some(6));
        assert_eq!(bits(&[0, 0x80, 1], 15, 2, false), Some(3));
        assert_eq!(bits(&[0, 0x01, 0x80], 15, 2, true), Some(3));
        assert_eq!(bits(&[0, 0, 7], 16, 8, false), Some(7));
    }

    #[test]
    fn a_number_with_missing_bits_is_none() {
        assert_eq!(bits(&[1, 2, 3], 0, 32, false), None);
        assert_eq!(bits(&[0; 16], 0, 65, false), None);
        assert_eq!(bits(&[0; 16], usize::MAX, 8, false), None);
    }

    #[test]
    fn the_highest_bit_of_a_signed_number_is_its_sign() {
        assert_eq!(signed(0x1f, 5), -1);
        assert_eq!(signed(0x0f, 5), 15);
        assert_eq!(signed(u64::MAX, 64), -1);
    }
}
