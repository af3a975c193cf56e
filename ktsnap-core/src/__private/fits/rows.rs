//! Compares a row, a struct that mirrors an array, with the array in BTF.

use super::super::text::Text;
use super::compare::{Verdict, tag_of};
use crate::__private::{CStruct, CType, RustRow, RustStruct, RustType};

/// Stops the build if a column of a row is past the end of the array: a Rust enum has the length or the column.
///
/// # Panics
///
/// At build time, with the length and the column.
#[track_caller]
pub const fn assert_row(row: &RustType, key: &str, index: usize) {
    let RustType::Struct(RustStruct { row: Some(row), .. }) = row else { return };
    let text = Text::new().tick(key).add(" is ").number(index).add(", but the array has ").elements(row.len);
    assert!(index < row.len, "{}", text.add("\nhelp: name an enumerator below the length").as_str());
}

pub(super) const fn compare(len: usize, element: &CType, name: &str, row: &RustRow) -> Verdict {
    let fits = match (element, &row.element) {
        (CType::Uint { bits }, CType::Uint { bits: of_row }) | (CType::Int { bits }, CType::Int { bits: of_row }) => {
            *bits == *of_row
        }
        _ => false,
    };
    let text = Text::new().add("`").add(name).add("` is a row of ");
    if !fits {
        let text = text.c_name(&row.element).add(", but the elements are ").c_name(element).add("\nhelp: ");
        return Verdict::Inside(match element {
            CType::Uint { .. } | CType::Int { .. } => {
                text.add("write `type = \"").c_word(element).add("[").number(len).add("]\"` above `").add(name).add("`")
            }
            CType::Struct(of) => text.add("use a struct with `#[snapshot(type = \"").add(tag_of(of.tag)).add("\")]`"),
            CType::Array { .. } => text.add("read several rows as `Vec<").add(name).add(">`"),
            _ => text.add("mirror the array with `Vec` or `[T; N]`"),
        });
    }
    if len == row.len {
        return Verdict::Fits;
    }
    let text = text.elements(row.len).add(", but the array has ").number(len).add("\nhelp: write `type = \"");
    Verdict::Inside(text.c_word(element).add("[").number(len).add("]\"` above `").add(name).add("`"))
}

pub(super) const fn not_an_array(of: &CStruct, name: &str) -> Text {
    let text = Text::new().tick(name).add(" is a row of an array, but this is a struct\nhelp: ");
    text.add("use a struct with `#[snapshot(type = \"").add(tag_of(of.tag)).add("\")]`")
}
