//! The C types that a struct was built against, in the form in which `ktsnap_btf` compares them with the running object's.

use ktsnap_btf::path::Bound;
use ktsnap_btf::{Enum, Enumerator, Member, Step, Struct, Type};
use ktsnap_core::__private::{CEnum, CStruct, CType, IndexedMember, PathStep};

/// The BTF type of `c_type`. For a per-CPU value this is the type of one slot.
pub(super) fn expected_type(c_type: &CType) -> Type {
    match *c_type {
        CType::Int { bits } => Type::Int { size: u64::from(bits) / 8, signed: true },
        CType::Uint { bits } => Type::Int { size: u64::from(bits) / 8, signed: false },
        CType::Char => Type::Char,
        CType::Bool => Type::Bool { size: 1 },
        CType::Float { bits } => Type::Float { size: u64::from(bits) / 8 },
        CType::Enum(of) => Type::Enum(enumeration(of).into()),
        CType::Array { len, element } => Type::Array { element: expected_type(element).into(), len: wide(len) },
        CType::Struct(of) => Type::Struct(structure(of).into()),
        CType::Ptr { to } => Type::Ptr { to: to.map(Into::into) },
        CType::Bitfield { of: value, .. } | CType::PerCpu(value) => expected_type(value),
        // A value that no field mirrors only has to keep its size.
        ref other => Type::Bytes { size: wide(other.size()) },
    }
}

fn enumeration(of: &CEnum) -> Enum {
    let enumerator = |(name, value): &(&str, i128)| Enumerator::new(*name, *value);
    let name = of.tag.map(|tag| tag.strip_prefix("enum ").unwrap_or(tag).into());
    Enum::new(name, u64::from(of.bits) / 8, of.signed, of.enumerators.iter().map(enumerator).collect())
}

fn structure(of: &CStruct) -> Struct {
    let (keyword, name) = of.tag.and_then(|tag| tag.split_once(' ')).unzip();
    let members = of.members.iter().map(|member| {
        let bits = match member.ty {
            CType::Bitfield { bits, .. } => Some(bits),
            _ => None,
        };
        Member::new(member.name, wide(member.bit_offset), bits, member.c_type, expected_type(&member.ty))
    });
    Struct::new(name.map(Into::into), keyword == Some("union"), wide(of.size), members.collect())
}

/// The path of a field, as `ktsnap_btf` writes it. No field that is bound follows a pointer.
fn path(steps: &[PathStep]) -> Vec<Step> {
    let step = |step: &PathStep| match *step {
        PathStep::Member(name) => Step::Member(name.to_owned()),
        PathStep::IndexedMember(&IndexedMember { name, index }) => {
            Step::IndexedMember { name: name.to_owned(), index: index.to_owned() }
        }
        PathStep::IndexedBy(name) => Step::IndexedBy(name.to_owned()),
        PathStep::Index(index) => Step::Index(wide(index)),
        PathStep::Slice { from, to } => Step::Slice(Bound::Number(wide(from)), Bound::Number(wide(to))),
        _ => Step::All,
    };
    steps.iter().map(step).collect()
}

/// The paths of everything that a field reads: the members that are an index in its path, and its own path.
pub(super) fn paths(steps: &[PathStep]) -> impl Iterator<Item = Vec<Step>> {
    let indexes = steps.iter().enumerate().filter_map(|(at, step)| match step {
        PathStep::IndexedMember(of) => {
            let to_struct = path(steps.get(..at).unwrap_or_default());
            Some(to_struct.into_iter().chain([Step::Member(of.index.to_owned())]).collect())
        }
        _ => None,
    });
    indexes.chain([path(steps)])
}

fn wide(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
