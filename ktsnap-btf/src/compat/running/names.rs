//! The names of C types as reports show values: `uint64`, `[int32; 4]`.

use crate::compat::kind::bits;
use crate::types::{Enum, Member, Type};

/// The name of a type by its width and sign, whatever its typedefs are.
///
/// ```
/// use ktsnap_btf::{Type, compat::type_name};
///
/// let stats = Type::Array { element: Type::Int { size: 8, signed: false }.into(), len: 3 };
/// assert_eq!(type_name(&stats), "[uint64; 3]");
/// ```
#[must_use]
pub fn type_name(ty: &Type) -> String {
    match ty {
        Type::Int { size, signed: true } => format!("int{}", bits(*size)),
        Type::Int { size, signed: false } => format!("uint{}", bits(*size)),
        Type::Char => "int8".to_owned(),
        Type::Bool { size: 1 } => "bool".to_owned(),
        Type::Float { size } => format!("float{}", bits(*size)),
        Type::Enum(of) => enum_name(of),
        Type::Struct(of) => {
            let anonymous = if of.union { "an anonymous union" } else { "an anonymous struct" };
            ty.tag().unwrap_or_else(|| anonymous.to_owned())
        }
        Type::Array { element, len } => format!("[{}; {len}]", type_name(element)),
        Type::Ptr { to } => to.as_deref().map_or_else(|| "ptr".to_owned(), |to| format!("ptr to {to}")),
        other => format!("{} bytes", other.size().unwrap_or_default()),
    }
}

pub(super) fn enum_name(of: &Enum) -> String {
    format!("{}enum{}", if of.signed { "signed " } else { "" }, bits(of.size))
}

/// The name of a member's type. For a bitfield this is its own width and not that of its declared type.
pub(super) fn member_type(member: &Member) -> String {
    match (member.bits, &member.ty) {
        (Some(bits), Type::Int { signed: true, .. }) => format!("int{bits}"),
        (Some(bits), _) => format!("uint{bits}"),
        (None, ty) => type_name(ty),
    }
}

/// A type's name, followed by its spelling in C if that is different.
///
/// ```
/// use ktsnap_btf::compat::spelled;
///
/// assert_eq!(spelled("uint64".to_owned(), "volatile u64"), "uint64 (volatile u64)");
/// assert_eq!(spelled("struct point".to_owned(), "struct point"), "struct point");
/// ```
#[must_use]
pub fn spelled(name: String, c_type: &str) -> String {
    if c_type == name { name } else { format!("{name} ({c_type})") }
}
