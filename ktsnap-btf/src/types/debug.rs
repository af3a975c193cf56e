//! `Debug` for types. A type is printed with its members, and each member's struct or enum by its name only: types that
//! share a type can double at each level of nesting.

use std::fmt;

use super::{Member, Type, spelling};

/// Prints a type without the members of a struct and the enumerators of an enum.
pub(crate) struct Named<'t>(pub(crate) &'t Type);

impl fmt::Debug for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Type::Struct(_) | Type::Enum(_) => f.write_str(&spelling::from_type(self.0)),
            Type::Array { element, len } => array(element, *len, f),
            other => other.fmt(f),
        }
    }
}

fn array(element: &Type, len: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_struct("Array").field("element", &Named(element)).field("len", &len).finish()
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int { size, signed } => f.debug_struct("Int").field("size", size).field("signed", signed).finish(),
            Self::Char => f.write_str("Char"),
            Self::Bool { size } => f.debug_struct("Bool").field("size", size).finish(),
            Self::Float { size } => f.debug_struct("Float").field("size", size).finish(),
            Self::Enum(of) => f.debug_tuple("Enum").field(of).finish(),
            Self::Struct(of) => f.debug_tuple("Struct").field(of).finish(),
            Self::Array { element, len } => array(element, *len, f),
            Self::Ptr { to } => f.debug_struct("Ptr").field("to", to).finish(),
            Self::Bytes { size } => f.debug_struct("Bytes").field("size", size).finish(),
            Self::Opaque => f.write_str("Opaque"),
        }
    }
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, bit_offset, bits, c_type, ty } = self;
        let mut printed = f.debug_struct("Member");
        printed.field("name", name).field("bit_offset", bit_offset).field("bits", bits);
        printed.field("c_type", c_type).field("ty", &Named(ty)).finish()
    }
}
