//! `String` and `CString`, for a `char` array in C.

use std::ffi::CString;

use super::FieldValue;
use crate::typed::c_type::CType;
use crate::typed::read::{ReadFailure, ValueCursor, Why};
use crate::typed::rust_type::RustType;

/// The text before the first NUL, or the whole array. Bytes that are not UTF-8 are an error.
impl FieldValue for String {
    const RUST_TYPE: RustType = RustType::Text;

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        Self::from_utf8(before_nul(at)?)
            .map_err(|error| Why::NotUtf8 { valid_up_to: error.utf8_error().valid_up_to() }.into())
    }

    fn later(&self) -> Self {
        self.clone()
    }

    fn key_text(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

/// The bytes before the first NUL, or the whole array. The bytes can be in any encoding.
impl FieldValue for CString {
    const RUST_TYPE: RustType = RustType::CString;

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        let bytes = before_nul(at)?;
        Self::new(bytes).map_err(|_| at.is_other())
    }

    fn later(&self) -> Self {
        self.clone()
    }

    fn key_text(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

/// The bytes before the first NUL, or the whole array. In a truncated array, the NUL must come before the cut.
fn before_nul(at: ValueCursor<'_>) -> Result<Vec<u8>, ReadFailure> {
    let here = at.reach()?;
    let CType::Array { element: CType::Char, .. } = here.c_type() else { return Err(here.is_other()) };
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
    use crate::report::RenderedValue;

    const COMM: CType = CType::Array { len: 4, element: &CType::Char };

    fn read<T: FieldValue>(bytes: &[u8]) -> Result<T, ReadFailure> {
        T::read(ValueCursor::of_bytes(bytes, COMM))
    }

    #[test]
    fn text_ends_at_the_first_nul_or_the_arrays_end() {
        for (bytes, text) in [(b"ab\0c", "ab"), (b"abcd", "abcd"), (b"\0bcd", ""), (b"a\xc3\xa9\0", "aé")] {
            assert_eq!(read(bytes), Ok(text.to_owned()));
            assert_eq!(read(bytes), Ok(CString::new(text).unwrap()));
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_as_c_string_alone() {
        let found = read::<String>(b"a\xc3\0\0").unwrap_err();
        assert_eq!(found.why, Why::NotUtf8 { valid_up_to: 1 });
        assert_eq!(read::<CString>(b"a\xc3\0\0").unwrap().to_bytes(), b"a\xc3");
        assert_eq!(format!("{:?}", read::<CString>(b"a\xff\0\0").unwrap()), r#""a\xff""#);
    }

    #[test]
    fn an_array_of_numbers_is_not_text() {
        let of_numbers = ValueCursor::of_bytes(b"abcd", CType::Array { len: 4, element: &CType::Uint { bits: 8 } });
        assert!(String::read(of_numbers).is_err());
        assert!(CString::read(of_numbers).is_err());
    }

    #[test]
    fn text_of_a_truncated_array_ends_before_the_cut() {
        let rendered = |bytes: &[u8]| {
            let elements = bytes.iter().map(|byte| RenderedValue::Char { value: *byte }).collect();
            RenderedValue::Array { len: 4, elements }
        };
        let read = |bytes: &[u8]| {
            let value = rendered(bytes);
            let at = ValueCursor::of_value(&value, COMM);
            (String::read(at), CString::read(at))
        };
        assert_eq!(read(b"ab\0"), (Ok("ab".to_owned()), Ok(c"ab".to_owned())));
        assert_eq!(read(b"abcd"), (Ok("abcd".to_owned()), Ok(c"abcd".to_owned())));
        let cut = ReadFailure::from(Why::Cut { rendered: 3, declared: 4 });
        assert_eq!(read(b"abc"), (Err(cut.clone()), Err(cut)));
    }
}
