//! `String`, of a C `char` array.

use super::FieldType;
use crate::schema::mirror::Mirror;
use crate::schema::read::{Cursor, Found, Why};
use crate::schema::shape::Shape;

impl FieldType for String {
    const MIRROR: Mirror = Mirror::Text;

    /// Up to the first NUL, or all of it.
    fn read(at: Cursor<'_>) -> Result<Self, Found> {
        let here = at.reach()?;
        let Shape::Array { element: Shape::Char, .. } = here.shape() else { return Err(here.is_other()) };
        let bytes = to_nul(here)?;
        Self::from_utf8(bytes).map_err(|error| {
            Found::drift(here.shape(), format!("not UTF-8 from byte {} on", error.utf8_error().valid_up_to()))
        })
    }

    fn later(&self) -> Self {
        self.clone()
    }
}

/// The bytes before the first NUL, or all. Of an array that was cut, the NUL must come before the cut.
fn to_nul(here: Cursor<'_>) -> Result<Vec<u8>, Found> {
    let parts = here.captured_parts(1)?.ok_or_else(|| here.is_other())?;
    let mut bytes = Vec::new();
    for index in 0..parts.len {
        let part = parts.get(index).and_then(|part| part.ok_or_else(|| here.is_other()));
        match part.and_then(u8::read).map_err(|found| found.in_element(index))? {
            0 => return Ok(bytes),
            byte => bytes.push(byte),
        }
    }
    if parts.len < parts.declared {
        return Err(Why::Cut { rendered: parts.len, declared: parts.declared }.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMM: Shape = Shape::Array { len: 4, element: &Shape::Char };

    fn read(bytes: &[u8]) -> Result<String, Found> {
        String::read(Cursor::of_bytes(bytes, COMM))
    }

    #[test]
    fn text_ends_at_the_first_nul_or_the_arrays_end() {
        assert_eq!(read(b"ab\0c"), Ok("ab".to_owned()));
        assert_eq!(read(b"abcd"), Ok("abcd".to_owned()));
        assert_eq!(read(b"\0bcd"), Ok(String::new()));
        assert_eq!(read("aé\0".as_bytes()), Ok("aé".to_owned()));
    }

    #[test]
    fn what_is_no_text_is_drift() {
        let found = read(b"a\xc3\0\0").unwrap_err();
        assert!(matches!(&found.why, Why::Drift { found, .. } if found == "not UTF-8 from byte 1 on"), "{found:?}");
        assert!(
            String::read(Cursor::of_bytes(b"abcd", Shape::Array { len: 4, element: &Shape::Uint { bits: 8 } }))
                .is_err()
        );
    }
}
