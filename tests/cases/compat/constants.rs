//! The C types and paths of the table, as the constants that the derive writes for them.

use super::table::{self, C, CStructure};
use super::{CEnum, CMember, CStruct, CType, PathStep};

pub(super) fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(super) fn size(size: u64) -> usize {
    usize::try_from(size).unwrap()
}

pub(super) fn c_type(c: &C) -> CType {
    match *c {
        C::Int(bits) => CType::Int { bits },
        C::Uint(bits) => CType::Uint { bits },
        C::Char => CType::Char,
        C::Bool => CType::Bool,
        C::Float(bits) => CType::Float { bits },
        C::Enum(of) => CType::Enum(leak(CEnum::new(of.tag, of.bits, of.signed, of.values))),
        C::Array(element, len) => CType::Array { len: size(len), element: leak(c_type(element)) },
        C::Struct(of) => CType::Struct(structure(of)),
        C::Ptr(to) => CType::Ptr { to },
        C::PtrTo(of) => CType::Ptr { to: of.tag },
        C::Bytes(bytes) => CType::Bytes { size: size(bytes) },
    }
}

fn structure(of: &CStructure) -> &'static CStruct {
    let members = of.members.iter().map(|member| {
        let ty = c_type(&member.ty);
        let ty = member.bits.map_or(ty, |bits| CType::Bitfield { bits, of: leak(ty) });
        CMember::new(member.name, size(member.bit), "c_type", ty)
    });
    leak(CStruct::new(of.tag, size(of.size), members.collect::<Vec<_>>().leak()))
}

pub(super) fn steps(path: &[table::Step]) -> &'static [PathStep] {
    let step = |step: &table::Step| match *step {
        table::Step::Member(name) => PathStep::Member(name),
        table::Step::Index(index) => PathStep::Index(size(index)),
        table::Step::All => PathStep::All,
        table::Step::Deref(of) => PathStep::Deref(structure(of)),
    };
    path.iter().map(step).collect::<Vec<_>>().leak()
}
