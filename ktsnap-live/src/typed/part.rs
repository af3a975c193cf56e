//! The part of a variable that a field takes.

use std::ops::Range;

use ktsnap_core::typed::{CType, PathStep};

/// The bytes of a variable, or of one value of a map, that `steps` lead to. Where several elements are asked for, all of
/// the array.
pub(super) fn part(shape: &CType, steps: &[PathStep]) -> Range<u64> {
    match (shape, steps) {
        (CType::Struct(of), [PathStep::Member(name), rest @ ..]) => {
            match of.members.iter().find(|member| member.name == *name) {
                Some(member) => match member.shape {
                    CType::Bitfield { bits, of } => word(bytes(member.bit_offset), bits.into(), bytes(of.size())),
                    shape => behind(bytes(member.bit_offset) / 8, part(&shape, rest)),
                },
                None => whole(shape),
            }
        }
        (CType::Array { element, .. }, [PathStep::Index(index), rest @ ..]) => {
            behind(bytes(*index).saturating_mul(bytes(element.size())), part(element, rest))
        }
        _ => whole(shape),
    }
}

fn whole(shape: &CType) -> Range<u64> {
    0..bytes(shape.size())
}

fn behind(start: u64, part: Range<u64>) -> Range<u64> {
    start.saturating_add(part.start)..start.saturating_add(part.end)
}

/// The words, as wide as a bitfield's type, in which its bits are: such a word is loaded at once, its bytes are not.
fn word(bit: u64, bits: u64, width: u64) -> Range<u64> {
    let width = width.max(1);
    let end = bit.saturating_add(bits).div_ceil(8);
    bit / 8 / width * width..end.checked_next_multiple_of(width).unwrap_or(end)
}

fn bytes(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ktsnap_core::typed::{CMember, CStruct};

    const U32: CType = CType::Uint { bits: 32 };
    const STATS: CStruct = CStruct::new(
        Some("struct stats"),
        32,
        &[
            CMember::new("nr", 0, "u64", CType::Uint { bits: 64 }),
            CMember::new("by_cpu", 64, "u32[4]", CType::Array { len: 4, element: &U32 }),
            CMember::new("low", 192, "u32", CType::Bitfield { bits: 3, of: &U32 }),
            CMember::new("across", 212, "u32", CType::Bitfield { bits: 12, of: &U32 }),
            CMember::new("next", 224, "u32", CType::Bitfield { bits: 9, of: &U32 }),
        ],
    );
    const ALL: CType = CType::Array { len: 1 << 20, element: &CType::Struct(&STATS) };

    #[test]
    fn a_path_leads_to_its_own_bytes() {
        let at = |steps: &[PathStep]| part(&ALL, steps);
        assert_eq!(at(&[]), 0..32 << 20);
        assert_eq!(at(&[PathStep::All, PathStep::Member("nr")]), 0..32 << 20);
        assert_eq!(at(&[PathStep::Index(3)]), 96..128);
        assert_eq!(at(&[PathStep::Index(3), PathStep::Member("nr")]), 96..104);
        assert_eq!(at(&[PathStep::Index(3), PathStep::Member("by_cpu"), PathStep::All]), 104..120);
        assert_eq!(at(&[PathStep::Index(1), PathStep::Member("by_cpu"), PathStep::Index(2)]), 48..52);
        assert_eq!(at(&[PathStep::Index(1), PathStep::Member("none")]), 32..64);
    }

    #[test]
    fn a_bitfield_is_read_with_the_word_that_it_is_in() {
        let at = |name| part(&CType::Struct(&STATS), &[PathStep::Member(name)]);
        assert_eq!(at("low"), 24..28);
        assert_eq!(at("across"), 24..28);
        assert_eq!(at("next"), 28..32);
        assert_eq!(word(60, 8, 4), 4..12, "packed");
    }

    #[test]
    fn an_index_past_all_memory_leads_to_no_overflow() {
        assert_eq!(part(&ALL, &[PathStep::Index(usize::MAX)]), u64::MAX..u64::MAX);
        assert_eq!(word(u64::MAX, 64, 8).start, u64::MAX / 8 / 8 * 8);
    }
}
