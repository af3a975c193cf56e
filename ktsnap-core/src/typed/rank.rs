//! The dimensions of C types and Rust types. A reduction keeps those that the Rust type has.

use super::c_type::{CType, IndexedMember, PathStep};
use super::rust_type::{RustStruct, RustType};
use crate::__private::text::same;

/// The number of outer dimensions of a C type that a Rust type does not have, without the CPUs and the entries of a map with
/// keys. `None` if the Rust type has
/// more dimensions than the C type.
pub(crate) const fn surplus(c_type: &CType, steps: &[PathStep], rust_type: &RustType) -> Option<usize> {
    rank(c_type, steps, rust_type.element_size()).checked_sub(rust_type.rank())
}

/// The number of dimensions at the end of a path, without the CPUs. A value without a type is an array, unless it has `width`
/// bytes.
const fn rank(c_type: &CType, steps: &[PathStep], width: usize) -> usize {
    match (c_type, steps) {
        (CType::PerCpu(slot), _) => rank(slot, steps, width),
        (CType::Entries(of), [_, rest @ ..]) => rank(&of.value, rest, width),
        (CType::Array { element, .. }, [PathStep::Index(_) | PathStep::IndexedBy(_), rest @ ..]) => {
            rank(element, rest, width)
        }
        (CType::Array { element, .. }, [_, rest @ ..]) => 1 + rank(element, rest, width),
        (CType::Array { element, .. }, []) => 1 + rank(element, &[], width),
        (
            CType::Struct(of),
            [PathStep::Member(name) | PathStep::IndexedMember(IndexedMember { name, .. }), rest @ ..],
        ) => {
            let mut members = of.members;
            while let [member, after @ ..] = members {
                if same(member.name, name) {
                    return rank(&member.ty, rest, width);
                }
                members = after;
            }
            0
        }
        (CType::Ptr { .. }, [PathStep::Deref(of), rest @ ..]) => rank(&CType::Struct(of), rest, width),
        (CType::Bytes { size }, []) if width > 0 && *size != width => 1,
        _ => 0,
    }
}

impl RustType {
    /// The number of dimensions.
    pub(crate) const fn rank(&self) -> usize {
        match self {
            Self::Array { element, .. } | Self::Vec(element) => 1 + element.rank(),
            Self::Rows { value, .. } => value.rank(),
            Self::Histogram { .. } | Self::Struct(RustStruct { row: Some(_), .. }) => 1,
            _ => 0,
        }
    }

    /// The size of a number in the type, in bytes, or 0 if it depends on BTF.
    const fn element_size(&self) -> usize {
        match self {
            Self::Array { element, .. } | Self::Vec(element) => element.element_size(),
            Self::Histogram { counter, .. } => counter.size(),
            Self::Rows { value, .. } => value.element_size(),
            Self::Struct(RustStruct { row: Some(row), .. }) => row.element.size(),
            of => of.size(),
        }
    }
}
