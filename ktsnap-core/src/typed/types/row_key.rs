//! The keys of rows. Their type is known to the compiler, or only at run time.

use std::hash::Hash;
use std::marker::PhantomData;

use super::FieldValue;
use crate::typed::c_type::CType;
use crate::typed::read::{ReadFailure, ValueCursor};
use crate::typed::rust_type::RustType;

/// The key of a row.
pub(crate) trait RowKey: Eq + Hash + Sized {
    /// The key as an error names it. `None` if the type has no text.
    fn text(&self) -> Option<String>;

    /// The same key, for another row.
    fn copy(&self) -> Self;
}

impl<K: FieldValue + Eq + Hash> RowKey for K {
    fn text(&self) -> Option<String> {
        self.key_text()
    }

    fn copy(&self) -> Self {
        self.later()
    }
}

/// Reads keys.
pub(crate) trait ReadKeys {
    type Key: RowKey;

    /// Reads a key.
    fn read(&self, at: ValueCursor<'_>) -> Result<Self::Key, ReadFailure>;

    /// The index of a slot, or the number of a CPU, as a key.
    fn of_index(&self, index: u64) -> Result<Self::Key, ReadFailure>;
}

/// Reads keys of the type.
pub(crate) struct KeysOf<K>(PhantomData<K>);

impl<K> KeysOf<K> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<K: FieldValue + Eq + Hash> ReadKeys for KeysOf<K> {
    type Key = K;

    fn read(&self, at: ValueCursor<'_>) -> Result<K, ReadFailure> {
        K::read(at)
    }

    fn of_index(&self, index: u64) -> Result<K, ReadFailure> {
        let bits = index_bits(&K::RUST_TYPE, index)?;
        let key = K::of_bytes(&index.to_le_bytes(), &CType::Uint { bits }, false);
        key.ok_or_else(|| ReadFailure::overflow(index.into(), bits))
    }
}

/// The width of keys that are indices, if they can hold this one.
pub(crate) fn index_bits(ty: &RustType, index: u64) -> Result<u32, ReadFailure> {
    match *ty {
        RustType::Uint { bits } if bits >= u64::BITS || index >> bits == 0 => Ok(bits),
        RustType::Uint { bits } => Err(ReadFailure::overflow(index.into(), bits)),
        _ => Err(ReadFailure::overflow(index.into(), 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_a_key_of_a_type_that_holds_it() {
        let bits = |bits, index| index_bits(&RustType::Uint { bits }, index);
        assert_eq!((bits(8, 255), bits(8, 256)), (Ok(8), Err(ReadFailure::overflow(256, 8))));
        assert_eq!((bits(32, 0xffff_ffff), bits(32, 1 << 32)), (Ok(32), Err(ReadFailure::overflow(1 << 32, 32))));
        assert_eq!(bits(64, u64::MAX), Ok(64));
        // A signed key has no bits for an index.
        assert_eq!(index_bits(&RustType::Int { bits: 32 }, 1), Err(ReadFailure::overflow(1, 0)));
    }

    #[test]
    fn an_error_names_a_key_by_its_text() {
        use crate::typed::Ptr;

        assert_eq!((7_u32.text(), (-7_i64).text()), (Some("7".to_owned()), Some("-7".to_owned())));
        assert_eq!((true.text(), false.text()), (Some("true".to_owned()), Some("false".to_owned())));
        assert_eq!(Ptr::new(0xff10).text().as_deref(), Some("0xff10"));
        assert_eq!("a b".to_owned().text().as_deref(), Some(r#""a b""#));
        assert_eq!(c"a\xff".to_owned().text().as_deref(), Some(r#""a\xff""#));
        assert_eq!([[1_u8, 2], [3, 4]].text().as_deref(), Some("[[1, 2], [3, 4]]"));
        assert_eq!(vec![1_u8].text(), None);
    }
}
