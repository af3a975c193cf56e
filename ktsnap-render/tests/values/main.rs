//! Renders bytes of types that are stated here. The expected values follow from C, or from the harness's output.

mod containers;
mod masks;
mod scalars;
mod sections;

use ktsnap_btf::{Enum, Enumerator, Member, Struct, Type};
use ktsnap_core::report::{RenderedMember, RenderedValue};
use ktsnap_render::Renderer;

pub(crate) const U8: Type = Type::Int { size: 1, signed: false };
pub(crate) const U32: Type = Type::Int { size: 4, signed: false };
pub(crate) const U64: Type = Type::Int { size: 8, signed: false };

pub(crate) fn render(ty: &Type, bytes: &[u8]) -> RenderedValue {
    Renderer::of(false).value(ty, bytes)
}

pub(crate) fn array(element: Type, len: u64) -> Type {
    Type::Array { element: element.into(), len }
}

pub(crate) fn member(name: &str, bit_offset: u64, ty: Type) -> Member {
    Member::new(name, bit_offset, None, "", ty)
}

pub(crate) fn bitfield(name: &str, bit_offset: u64, bits: u32, ty: Type) -> Member {
    Member::new(name, bit_offset, Some(bits), "", ty)
}

pub(crate) fn structure(name: &str, size: u64, members: Vec<Member>) -> Type {
    let name = (!name.is_empty()).then(|| name.into());
    Type::Struct(Struct::new(name, false, size, members).into())
}

pub(crate) fn enumeration(size: u64, signed: bool, enumerators: &[(&str, i128)]) -> Type {
    let enumerators = enumerators.iter().map(|&(name, value)| Enumerator::new(name, value)).collect();
    Type::Enum(Enum::new(None, size, signed, enumerators).into())
}

pub(crate) fn uint(bits: u32, value: u64) -> RenderedValue {
    RenderedValue::Uint { bits, value }
}

pub(crate) fn int(bits: u32, value: i64) -> RenderedValue {
    RenderedValue::Int { bits, value }
}

pub(crate) fn hex(hex: &str) -> RenderedValue {
    RenderedValue::Bytes { hex: hex.to_owned() }
}

pub(crate) fn cut(needed: usize, had: usize, partial: RenderedValue) -> RenderedValue {
    RenderedValue::Truncated { needed, had, partial: partial.into() }
}

pub(crate) fn members(name: Option<&str>, members: Vec<(&str, RenderedValue)>) -> RenderedValue {
    let members = members.into_iter().map(|(name, value)| RenderedMember { name: name.to_owned(), value });
    RenderedValue::Struct { type_name: name.map(Into::into), members: members.collect() }
}

pub(crate) fn elements(len: usize, elements: Vec<RenderedValue>) -> RenderedValue {
    RenderedValue::Array { len, elements: elements.into() }
}

pub(crate) fn reason(value: RenderedValue) -> String {
    match value {
        RenderedValue::Unsupported { reason } => reason,
        other => panic!("{other:?}"),
    }
}
