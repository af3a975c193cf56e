//! The C spelling of a type that is derived from another spelling, without BTF.

use super::Type;

/// The C spelling of an array's element: `volatile u64` for `volatile u64[3]`. If the array is spelled without a length,
/// like a typedef, the spelling is made from the element's type.
pub(crate) fn element(array: &str, len: u64, element: &Type) -> String {
    let brackets = format!("[{len}]");
    match array.split_once('[') {
        Some((front, _)) => match array.get(front.len()..).and_then(|rest| rest.strip_prefix(&*brackets)) {
            Some(rest) => format!("{front}{rest}"),
            None => from_type(element),
        },
        None => from_type(element),
    }
}

/// A spelling without its leading qualifiers.
pub(crate) fn without_qualifiers(name: &str) -> &str {
    let rest = ["const ", "volatile "].iter().find_map(|qualifier| name.strip_prefix(qualifier));
    rest.map_or(name, without_qualifiers)
}

/// The spelling of a type whose typedefs are not known.
pub(super) fn from_type(ty: &Type) -> String {
    let mut brackets = String::new();
    let mut ty = ty;
    while let Type::Array { element, len } = ty {
        brackets.push_str(&format!("[{len}]"));
        ty = element;
    }
    let base = match ty {
        Type::Int { size, signed: true } => format!("s{}", size.saturating_mul(8)),
        Type::Int { size, signed: false } => format!("u{}", size.saturating_mul(8)),
        Type::Char => "char".to_owned(),
        Type::Bool { .. } => "bool".to_owned(),
        Type::Float { size: 4 } => "float".to_owned(),
        Type::Float { .. } => "double".to_owned(),
        Type::Struct(of) if of.union => ty.tag().unwrap_or_else(|| "union {...}".to_owned()),
        Type::Struct(_) => ty.tag().unwrap_or_else(|| "struct {...}".to_owned()),
        Type::Enum(_) => ty.tag().unwrap_or_else(|| "enum {...}".to_owned()),
        Type::Ptr { to } => format!("{} *", to.as_deref().unwrap_or("void")),
        Type::Bytes { .. } | Type::Array { .. } | Type::Opaque => "...".to_owned(),
    };
    base + &brackets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Struct;

    #[test]
    fn the_element_of_a_typedef_is_spelled_from_its_type() {
        let of = |name: Option<&str>, union| {
            let of = Type::Struct(Struct::new(name.map(Into::into), union, 8, Vec::new()).into());
            (element("row_t", 4, &of), element("row_t[4]", 4, &of))
        };
        let spelled = |text: &str| (text.to_owned(), "row_t".to_owned());
        assert_eq!(of(None, true), spelled("union {...}"));
        assert_eq!(of(None, false), spelled("struct {...}"));
        assert_eq!(of(Some("u"), true), spelled("union u"));
        assert_eq!(of(Some("s"), false), spelled("struct s"));
    }
}
