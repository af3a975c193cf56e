//! The spelling of a type in C, and whether it has more information than the Rust type.

use ktsnap_btf::{Layout, Struct, Type};

/// A spelling without qualifiers and lengths: `struct llc_stats` for `volatile struct llc_stats[4]`.
pub(crate) fn base(c_type: &str) -> &str {
    let unqualified = ["const ", "volatile "].iter().find_map(|qualifier| c_type.strip_prefix(qualifier));
    match unqualified {
        Some(rest) => base(rest),
        None => c_type.split('[').next().unwrap_or_default().trim_end(),
    }
}

/// The innermost element of an array, or the type itself.
pub(crate) fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Array { element, .. } => innermost(element),
        other => other,
    }
}

/// The typedef that names a struct without a tag.
pub(crate) fn typedef<'c>(layout: &Layout, of: &Struct, c_type: &'c str) -> Option<&'c str> {
    let name = base(c_type);
    match layout.type_by_name(name) {
        Some(Type::Struct(known)) if known.name.is_none() && alike(known, of) => Some(name),
        _ => None,
    }
}

/// Whether two structs have the same members, by name, offset and C type.
pub(crate) fn alike(one: &Struct, other: &Struct) -> bool {
    let members = || one.members.iter().zip(&other.members);
    one.size == other.size
        && one.union == other.union
        && one.members.len() == other.members.len()
        && members().all(|(one, other)| {
            (&one.name, one.bit_offset, one.bits, &one.c_type)
                == (&other.name, other.bit_offset, other.bits, &other.c_type)
        })
}

/// Whether the C spelling has information that the Rust type lacks.
pub(crate) fn says_more(ty: &Type, c_type: &str, rust: &str) -> bool {
    let base = base(c_type);
    let plain: &[&str] = match innermost(ty) {
        Type::Int { size: 8, signed: false } => {
            &["u64", "__u64", "uint64_t", "unsigned long", "unsigned long long", "long unsigned int"]
        }
        Type::Int { size: 8, signed: true } => &["s64", "__s64", "int64_t", "long", "long long", "long int"],
        Type::Int { size: 4, signed: false } => &["u32", "__u32", "uint32_t", "unsigned int"],
        Type::Int { size: 4, signed: true } => &["s32", "__s32", "int32_t", "int"],
        Type::Int { size: 2, signed: false } => &["u16", "__u16", "uint16_t", "unsigned short"],
        Type::Int { size: 2, signed: true } => &["s16", "__s16", "int16_t", "short"],
        Type::Int { size: 1, signed: false } => &["u8", "__u8", "uint8_t", "unsigned char"],
        Type::Int { size: 1, signed: true } => &["s8", "__s8", "int8_t", "signed char"],
        Type::Char => &["char"],
        Type::Bool { .. } => &["bool", "_Bool"],
        Type::Float { .. } => &["float", "double"],
        // A Rust enum has C's tag, an integer does not.
        Type::Enum(_) => return of_integers(rust) || loses_length(rust),
        Type::Struct(_) => return loses_length(rust),
        // BTF has no spelling for these bytes.
        Type::Bytes { .. } => return false,
        _ => return true,
    };
    !plain.contains(&base) || loses_length(rust)
}

/// Whether the Rust type lacks the length of the C array.
fn loses_length(rust: &str) -> bool {
    rust.contains("Vec<") || rust.contains("CString")
}

/// Whether the innermost type is an integer.
fn of_integers(rust: &str) -> bool {
    let inside = ["[", "Vec<", "PerCpu<"].iter().find_map(|around| rust.strip_prefix(around));
    inside.map_or(rust.starts_with(['i', 'u']), of_integers)
}
