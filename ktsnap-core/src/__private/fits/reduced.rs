//! Reductions: which types can hold them, and what is wrong with those that can't.

use super::super::text::Text;
use super::compare::{Verdict, compare, tag_of};
use crate::__private::{CStruct, CType, Reduction, RustMember, RustStruct, RustType};

/// The number of outer dimensions after one step into them.
pub(super) const fn inside(outer: Option<usize>) -> Option<usize> {
    match outer {
        Some(outer) => Some(outer.saturating_sub(1)),
        None => None,
    }
}

/// Whether the type can hold a sum, maximum or minimum. The members of a struct are compared one by one.
pub(super) const fn is_made_of_integers(rust_type: &RustType) -> bool {
    match rust_type {
        RustType::Array { element, .. } | RustType::Vec(element) | RustType::Rows { value: element, .. } => {
            is_made_of_integers(element)
        }
        RustType::Int { .. }
        | RustType::Uint { .. }
        | RustType::Histogram { .. }
        | RustType::Struct(_)
        | RustType::Any => true,
        _ => false,
    }
}

/// Whether the type is an integer in C, and neither a character nor an enumerator.
pub(super) const fn is_number(c_type: &CType) -> bool {
    match c_type {
        CType::Int { .. } | CType::Uint { .. } | CType::Bytes { .. } => true,
        CType::Bitfield { of, .. } => is_number(of),
        _ => false,
    }
}

/// Whether a field has the type of its member, which is then not an integer in C.
pub(super) const fn is_value(of: &'static CStruct, member: &RustMember) -> bool {
    matches!(compare(&CType::Struct(of), member.steps, None, member.widen, &member.ty), Verdict::Fits)
}

/// The message about a reduction of a value that the field holds as a whole.
pub(super) const fn kept_whole(path: &str, c_type: &str, object: &str, how: Option<Reduction>) -> Text {
    let text = Text::new().tick(path).add(" is ").tick(c_type).add(" in ").add(object);
    let how = match how {
        Some(Reduction::Max) => "max",
        Some(Reduction::Min) => "min",
        _ => "sum",
    };
    text.add(", and the field holds all of it, so there is nothing to reduce\nhelp: remove ").tick(how)
}

pub(super) const fn not_made_of_integers(by: &RustStruct, member: &RustMember) -> Text {
    let text = Text::new().add("a reduction only applies to integers, but `").add(by.name).add("::").add(member.field);
    remedy(text.add("` is `").rust_type(&member.ty).add("`"), by, member)
}

pub(super) const fn not_integers(of: &CStruct, by: &RustStruct, member: &RustMember) -> Text {
    let text = Text::new().add("a reduction only applies to integers, but ").tick(member.path);
    remedy(text.add(" of ").tick(tag_of(of.tag)).add(" is not an integer in C"), by, member)
}

const fn remedy(text: Text, by: &RustStruct, member: &RustMember) -> Text {
    text.add("\nhelp: remove `").add(member.field).add("` from ").tick(by.name)
}
