//! The notation for types in a layout file: `u64`, `[i32; 3]`, `ptr struct bpf_cpumask`, `struct point`.

use crate::types::Type;

/// How deep arrays can nest.
const MAX_ARRAYS: usize = crate::types::MAX_DEPTH;

/// A parsed type: the lengths of its arrays, outermost first, and the type of the innermost elements.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Notation<'t> {
    pub(super) lens: Vec<u64>,
    pub(super) base: Base<'t>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Base<'t> {
    /// A type that the notation describes completely.
    Plain(Type),
    /// The name of a type in the file.
    Named(&'t str),
}

/// The notation of a type. `name` returns the name of a struct, union or enum in the file.
pub(super) fn write(ty: &Type, name: impl FnOnce(&Type) -> String) -> String {
    let mut lens = Vec::new();
    let mut base = ty;
    while let Type::Array { element, len } = base {
        lens.push(*len);
        base = element;
    }
    let bits = |size: u64| u128::from(size) * 8;
    let mut text = match base {
        Type::Int { size, signed: true } => format!("i{}", bits(*size)),
        Type::Int { size, signed: false } => format!("u{}", bits(*size)),
        Type::Char => "char".to_owned(),
        Type::Bool { size: 1 } => "bool".to_owned(),
        Type::Bool { size } => format!("bool{}", bits(*size)),
        Type::Float { size } => format!("f{}", bits(*size)),
        Type::Ptr { to: Some(to) } => format!("ptr {to}"),
        Type::Ptr { to: None } => "ptr".to_owned(),
        Type::Bytes { size } => format!("bytes {size}"),
        Type::Opaque | Type::Array { .. } => "opaque".to_owned(),
        Type::Struct(_) | Type::Enum(_) => name(base),
    };
    for len in lens.iter().rev() {
        text = format!("[{text}; {len}]");
    }
    text
}

/// Parses a type, or returns what is wrong with the text.
pub(super) fn parse(text: &str) -> Result<Notation<'_>, String> {
    let unknown = || format!("`{}` is not a type", super::error::short(text));
    let mut lens = Vec::new();
    let mut rest = text;
    while let Some(inner) = rest.strip_prefix('[') {
        if lens.len() == MAX_ARRAYS {
            return Err(format!("arrays are nested more than {MAX_ARRAYS} levels deep"));
        }
        let (element, len) = inner.strip_suffix(']').and_then(|inner| inner.rsplit_once("; ")).ok_or_else(unknown)?;
        lens.push(number(len).ok_or_else(unknown)?);
        rest = element;
    }
    let is_tag = |tag: &str| tag.starts_with("struct ") || tag.starts_with("union ");
    let base = match rest {
        "char" => Base::Plain(Type::Char),
        "bool" => Base::Plain(Type::Bool { size: 1 }),
        "ptr" => Base::Plain(Type::Ptr { to: None }),
        "opaque" => Base::Plain(Type::Opaque),
        name if is_tag(name) || name.starts_with("enum ") => Base::Named(name),
        other => Base::Plain(parse_plain(other).ok_or_else(unknown)?),
    };
    Ok(Notation { lens, base })
}

/// Parses a type whose notation ends in a number, or in a tag after `ptr`.
fn parse_plain(text: &str) -> Option<Type> {
    let is_tag = |tag: &&str| tag.starts_with("struct ") || tag.starts_with("union ");
    if let Some(to) = text.strip_prefix("ptr ").filter(is_tag) {
        return Some(Type::Ptr { to: Some(to.into()) });
    }
    if let Some(size) = text.strip_prefix("bytes ") {
        return Some(Type::Bytes { size: number(size)? });
    }
    let digits = text.find(|letter: char| letter.is_ascii_digit())?;
    let (kind, bits) = text.split_at_checked(digits)?;
    let size = bytes(bits)?;
    match kind {
        "u" => Some(Type::Int { size, signed: false }),
        "i" => Some(Type::Int { size, signed: true }),
        "f" => Some(Type::Float { size }),
        "bool" if size != 1 => Some(Type::Bool { size }),
        _ => None,
    }
}

/// The number of bytes for a text that has a number of bits.
fn bytes(bits: &str) -> Option<u64> {
    let bits: u128 = decimal(bits)?;
    bits.is_multiple_of(8).then(|| u64::try_from(bits / 8).ok()).flatten()
}

fn number(text: &str) -> Option<u64> {
    decimal(text)
}

/// Parses a number without a sign and without leading zeros, so that each number has only one form.
fn decimal<T: std::str::FromStr>(text: &str) -> Option<T> {
    let digits = text.bytes().all(|digit| digit.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::types::Struct;

    fn array(element: Type, len: u64) -> Type {
        Type::Array { element: element.into(), len }
    }

    #[test]
    fn parsing_a_notation_returns_the_type() {
        let u64 = Type::Int { size: 8, signed: false };
        for (ty, expected) in [
            (u64.clone(), "u64"),
            (Type::Int { size: 16, signed: true }, "i128"),
            (Type::Int { size: 0, signed: false }, "u0"),
            (Type::Int { size: u64::MAX, signed: true }, "i147573952589676412920"),
            (Type::Char, "char"),
            (Type::Bool { size: 1 }, "bool"),
            (Type::Bool { size: 4 }, "bool32"),
            (Type::Float { size: 4 }, "f32"),
            (Type::Ptr { to: None }, "ptr"),
            (Type::Ptr { to: Some("struct a; 3]".into()) }, "ptr struct a; 3]"),
            (Type::Bytes { size: 24 }, "bytes 24"),
            (Type::Opaque, "opaque"),
            (array(array(u64, 0), u64::MAX), "[[u64; 0]; 18446744073709551615]"),
            (array(Type::Ptr { to: Some("union x; 3".into()) }, 7), "[ptr union x; 3; 7]"),
        ] {
            assert_eq!(write(&ty, |_| unreachable!()), expected);
            let Notation { lens, base: Base::Plain(base) } = parse(expected).unwrap() else { panic!("{expected}") };
            assert_eq!(lens.into_iter().rev().fold(base, array), ty);
        }
    }

    #[test]
    fn a_struct_goes_by_the_files_name() {
        let point = Type::Struct(Arc::new(Struct { name: None, union: false, size: 8, members: Vec::new() }));
        let text = write(&array(point, 3), |_| "struct {pos}".to_owned());
        assert_eq!(text, "[struct {pos}; 3]");
        assert_eq!(parse(&text), Ok(Notation { lens: vec![3], base: Base::Named("struct {pos}") }));
    }

    #[test]
    fn a_text_that_is_not_a_type_is_rejected() {
        for text in [
            "",
            "u",
            "u7",
            "u08",
            "u+8",
            "u64 ",
            " u64",
            "x32",
            "int",
            "void",
            "bool8",
            "f",
            "[u64]",
            "[u64; ]",
            "[u64; 3",
            "u64; 3]",
            "[u64;3]",
            "[u64; -1]",
            "[u64; 03]",
            "[u64; 18446744073709551616]",
            "[; 3]",
            "ptr ",
            "ptr enum e",
            "ptr u64",
            "bytes",
            "bytes -1",
            "struct",
            "i147573952589676412928",
            "char; 3",
            "é8",
        ] {
            assert_eq!(parse(text), Err(format!("`{text}` is not a type")));
        }
        let deep = format!("{}u8{}", "[".repeat(65), "; 1]".repeat(65));
        assert_eq!(parse(&deep), Err("arrays are nested more than 64 levels deep".to_owned()));
        assert!(parse(deep.strip_prefix('[').unwrap().strip_suffix("; 1]").unwrap()).is_ok());
    }
}
