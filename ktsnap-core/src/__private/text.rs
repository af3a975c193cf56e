//! Text put together while constants are evaluated, where nothing can be formatted.

#![allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "constant evaluation has no other way, and stops the build, not a program"
)]

use crate::schema::Shape;

/// A text of bounded length, cut where it is full.
pub(super) struct Text {
    bytes: [u8; 1024],
    len: usize,
}

impl Text {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; 1024], len: 0 }
    }

    pub(super) const fn add(mut self, text: &str) -> Self {
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

    /// The Rust type of a shape: `[u64; 3]`.
    pub(super) const fn rust_type(self, shape: &Shape) -> Self {
        match *shape {
            Shape::Int { bits } | Shape::Enum { bits, signed: true } => self.add("i").number(bits as usize),
            Shape::Uint { bits } | Shape::Enum { bits, signed: false } => self.add("u").number(bits as usize),
            Shape::Float { bits } => self.add("f").number(bits as usize),
            Shape::Bool => self.add("bool"),
            Shape::Array { len, element } => self.add("[").rust_type(element).add("; ").number(len).add("]"),
        }
    }

    const fn number(self, number: usize) -> Self {
        let mut text = if number > 9 { self.number(number / 10) } else { self };
        if text.len < text.bytes.len() {
            text.bytes[text.len] = b'0' + (number % 10) as u8;
            text.len += 1;
        }
        text
    }

    pub(super) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "the field's type does not hold what BTF gives",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_spelled_as_rust_spells_it() {
        let grid = Shape::Array { len: 12, element: &Shape::Array { len: 3, element: &Shape::Uint { bits: 64 } } };
        assert_eq!(Text::new().add("is ").rust_type(&grid).as_str(), "is [[u64; 3]; 12]");
        assert_eq!(Text::new().rust_type(&Shape::Enum { bits: 32, signed: true }).as_str(), "i32");
    }

    #[test]
    fn a_text_that_is_too_long_is_cut() {
        let text = Text::new().add(&"x".repeat(1020)).add("0123456789");
        assert!(text.as_str().ends_with("x0123"));
    }
}
