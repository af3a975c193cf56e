//! How much of a large value a report has, and how much a struct should have.

use ktsnap_core::report::limits;

/// The most elements of an array, or entries of an array map, that the harness renders.
pub(crate) const ELEMENTS: u64 = limits::MAX_ELEMENTS as u64;

/// The most keys of a per-CPU array that the harness renders.
pub(crate) const KEYS_PER_CPU: u64 = limits::MAX_PERCPU_KEYS as u64;

/// The most bytes of a section, or of a map's value, that the harness reads.
pub(crate) const BYTES: u64 = limits::MAX_VALUE_BYTES;

/// The most fields of all structs together. It bounds the source for an object of unions in unions.
pub(crate) const FIELDS: usize = 20_000;

/// The most bytes of an array that is part of the struct, since all arrays of a section have to fit the stack of a test.
const INLINE: u64 = 512;

/// The type of an array of `len` elements, `bytes` in all.
pub(crate) fn array(element: &str, len: u64, bytes: Option<u64>) -> String {
    if len > 0 && bytes.is_some_and(|bytes| bytes <= INLINE) {
        format!("[{element}; {len}]")
    } else {
        format!("Vec<{element}>")
    }
}
