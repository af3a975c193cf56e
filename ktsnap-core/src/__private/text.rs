//! Text put together while constants are evaluated, where nothing can be formatted.

#![allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "constant evaluation has no other way, and stops the build, not a program"
)]

use crate::__private::{CType, RustType};

/// A text of bounded length, cut where it is full.
pub(crate) struct Text {
    bytes: [u8; 1024],
    len: usize,
}

impl Text {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; 1024], len: 0 }
    }

    /// The text if there is one, or nothing.
    pub(crate) const fn of(text: &Option<Self>) -> Self {
        match text {
            Some(text) => Self { bytes: text.bytes, len: text.len },
            None => Self::new(),
        }
    }

    pub(crate) const fn add(mut self, text: &str) -> Self {
        let mut rest = text.as_bytes();
        while let [byte, after @ ..] = rest {
            if self.len < self.bytes.len() {
                self.bytes[self.len] = *byte;
                self.len += 1;
            }
            rest = after;
        }
        self
    }

    /// A number of things: `1 bound`, `2 bounds`.
    pub(crate) const fn count(self, number: usize, thing: &str) -> Self {
        let text = self.number(number).add(" ").add(thing);
        if number == 1 { text } else { text.add("s") }
    }

    /// Text as code.
    pub(crate) const fn tick(self, text: &str) -> Self {
        self.add("`").add(text).add("`")
    }

    /// The Rust type that a mirror is of: `[u64; 3]`.
    pub(crate) const fn rust_type(self, rust_type: &RustType) -> Self {
        match *rust_type {
            RustType::Int { bits } => self.add("i").number(bits as usize),
            RustType::Uint { bits } => self.add("u").number(bits as usize),
            RustType::Float { bits } => self.add("f").number(bits as usize),
            RustType::Bool => self.add("bool"),
            RustType::Array { len, element } => self.add("[").rust_type(element).add("; ").number(len).add("]"),
            RustType::Vec(of) => self.add("Vec<").rust_type(of).add(">"),
            RustType::Option(of) => self.add("Option<").rust_type(of).add(">"),
            RustType::PerCpu(of) => self.add("PerCpu<").rust_type(of).add(">"),
            RustType::Histogram { counter, .. } => self.add("Histogram<_, ").rust_type(counter).add(">"),
            RustType::Rows { key, value } => self.add("Rows<").rust_type(key).add(", ").rust_type(value).add(">"),
            RustType::Text => self.add("String"),
            RustType::CString => self.add("CString"),
            RustType::Any => self.add("_"),
            RustType::Ptr => self.add("Ptr"),
            RustType::CpuSet => self.add("CpuSet"),
            RustType::Enum(of) => self.add(of.name),
            RustType::Struct(of) => self.add(of.name),
        }
    }

    /// A number of elements: `1 element`, `3 elements`.
    pub(crate) const fn elements(self, count: usize) -> Self {
        self.number(count).add(if count == 1 { " element" } else { " elements" })
    }

    /// The kind of a C type, as a noun in the plural or the name of an integer: `u64`, floats.
    pub(crate) const fn c_name(self, c: &CType) -> Self {
        match *c {
            CType::Int { .. } | CType::Uint { .. } => self.add("`").c_word(c).add("`"),
            CType::Char => self.add("`char`"),
            CType::Bool => self.add("`bool`"),
            CType::Float { .. } => self.add("floats"),
            CType::Enum(_) => self.add("enums"),
            CType::Array { .. } => self.add("arrays"),
            CType::Struct(_) => self.add("structs"),
            CType::Ptr { .. } => self.add("pointers"),
            CType::PerCpu(_) => self.add("per-CPU values"),
            CType::Entries(_) => self.add("the entries of a map"),
            CType::Bitfield { .. } | CType::Bytes { .. } | CType::Opaque { .. } => self.add("bytes"),
        }
    }

    /// The name of an integer in C: `u64`, `s32`.
    pub(crate) const fn c_word(self, c: &CType) -> Self {
        match *c {
            CType::Int { bits } => self.add("s").number(bits as usize),
            CType::Uint { bits } => self.add("u").number(bits as usize),
            _ => self,
        }
    }

    /// The size of a shape: `4 bytes`, `3 bits`.
    pub(crate) const fn size_of(self, c_type: &CType) -> Self {
        match *c_type {
            CType::Bitfield { bits, .. } => self.number(bits as usize).add(if bits == 1 { " bit" } else { " bits" }),
            _ => {
                let size = c_type.size();
                self.number(size).add(if size == 1 { " byte" } else { " bytes" })
            }
        }
    }

    pub(crate) const fn integer(self, value: i128) -> Self {
        let text = if value < 0 { self.add("-") } else { self };
        let value = value.unsigned_abs();
        if value > u64::MAX as u128 { text.add("more than 64 bits") } else { text.number(value as usize) }
    }

    pub(crate) const fn number(self, number: usize) -> Self {
        let mut text = if number > 9 { self.number(number / 10) } else { self };
        if text.len < text.bytes.len() {
            text.bytes[text.len] = b'0' + (number % 10) as u8;
            text.len += 1;
        }
        text
    }

    pub(crate) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "the field's type does not hold what BTF gives",
        }
    }
}

/// Whether two texts are equal.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        match (a, b) {
            ([], []) => return true,
            ([x, rest_a @ ..], [y, rest_b @ ..]) if *x == *y => (a, b) = (rest_a, rest_b),
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::__private::FieldValue;

    #[test]
    fn a_type_is_spelled_as_rust_spells_it() {
        let grid = <[[u64; 3]; 12]>::RUST_TYPE;
        assert_eq!(Text::new().add("is ").rust_type(&grid).as_str(), "is [[u64; 3]; 12]");
        assert_eq!(Text::new().rust_type(&<Vec<Option<i32>>>::RUST_TYPE).as_str(), "Vec<Option<i32>>");
    }

    #[test]
    fn a_text_that_is_too_long_is_cut() {
        let text = Text::new().add(&"x".repeat(1020)).add("0123456789");
        assert!(text.as_str().ends_with("x0123"));
    }
}
