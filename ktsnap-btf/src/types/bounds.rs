//! Checks that the members of a struct or union lie inside it and are disjoint.

use std::ops::Range;

use super::{Member, Type};

/// The bits that a member occupies in a struct or union of `size` bytes, or what is wrong with the member.
///
/// The kernel checks most of this in `btf_struct_check_meta` and, for bitfields, in `btf_int_check_kflag_member` and
/// `btf_enum_check_kflag_member`.
pub(crate) fn member_bits(member: &Member, size: u64, union: bool) -> Result<Range<u64>, String> {
    let Member { name, bit_offset, ty, .. } = member;
    let whole = ty.size().and_then(|size| size.checked_mul(8));
    let bits = match member.bits.map(u64::from) {
        Some(bits) => {
            let integer = matches!(ty, Type::Int { .. } | Type::Bool { .. } | Type::Char | Type::Enum(_));
            if !integer || whole.is_none_or(|whole| bits > whole) {
                return Err(format!("bitfield `{name}` has {bits} bits, more than its type"));
            }
            Some(bits)
        }
        None if !bit_offset.is_multiple_of(8) => {
            return Err(format!("member `{name}` starts at bit {bit_offset}, inside a byte"));
        }
        None => whole,
    };
    let end = bits.and_then(|bits| bits.checked_add(*bit_offset));
    match end.filter(|end| *end <= size.saturating_mul(8)) {
        None => Err(format!("member `{name}` ends past the end of its struct")),
        Some(_) if union && *bit_offset != 0 => Err(format!("member `{name}` of a union starts at bit {bit_offset}")),
        Some(end) => Ok(*bit_offset..end),
    }
}

/// What is wrong if two members of a struct overlap. `occupied` holds the bits of each member and its index. A member
/// without bits overlaps nothing.
pub(crate) fn overlap(members: &[Member], mut occupied: Vec<(Range<u64>, usize)>) -> Option<String> {
    occupied.retain(|(bits, _)| !bits.is_empty());
    occupied.sort_by_key(|(bits, _)| bits.start);
    for pair in occupied.windows(2) {
        if let [(before, first), (after, second)] = pair
            && before.end > after.start
        {
            let name = |at: &usize| members.get(*at).map_or("", |member| &member.name);
            return Some(format!("members `{}` and `{}` of a struct overlap", name(first), name(second)));
        }
    }
    None
}
