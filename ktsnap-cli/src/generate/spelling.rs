//! How C spells a type, and whether that says more than Rust's name for it.

use ktsnap_btf::{Layout, Struct, Type};

/// A spelling without qualifiers in front and lengths behind: `struct llc_stats` of `volatile struct llc_stats[4]`.
pub(crate) fn base(c_type: &str) -> &str {
    let bare = ["const ", "volatile "].iter().find_map(|qualifier| c_type.strip_prefix(qualifier));
    match bare {
        Some(bare) => base(bare),
        None => c_type.split('[').next().unwrap_or_default().trim_end(),
    }
}

/// What an array is made of, however many dimensions it has.
pub(crate) fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::Array { element, .. } => innermost(element),
        other => other,
    }
}

/// The typedef through which C names a struct that has no tag.
pub(crate) fn typedef<'c>(layout: &Layout, of: &Struct, c_type: &'c str) -> Option<&'c str> {
    let name = base(c_type);
    match layout.named(name) {
        Some(Type::Struct(known)) if known.name.is_none() && alike(known, of) => Some(name),
        _ => None,
    }
}

/// Whether two structs have the same members at the same places, as far as they show on the outside.
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

/// Whether C's spelling tells what Rust's type does not.
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
        // A type of its own says C's tag, an integer does not.
        Type::Enum(_) => return of_integers(rust) || loses_length(rust),
        Type::Struct(_) => return loses_length(rust),
        // There is no spelling, only a size.
        Type::Bytes { .. } => return false,
        _ => return true,
    };
    !plain.contains(&base) || loses_length(rust)
}

/// Whether Rust's type leaves out how long C's array is.
fn loses_length(rust: &str) -> bool {
    rust.contains("Vec<") || rust.contains("CString")
}

/// Whether the innermost type is an integer, and no type of its own.
fn of_integers(rust: &str) -> bool {
    let inside = ["[", "Vec<", "PerCpu<"].iter().find_map(|around| rust.strip_prefix(around));
    inside.map_or(rust.starts_with(['i', 'u']), of_integers)
}
