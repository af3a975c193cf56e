//! What a report holds of something large, and what of it a struct can.

/// An array's elements that the harness renders.
pub(crate) const ELEMENTS: u64 = 4096;

/// A per-CPU array's keys that it renders.
pub(crate) const KEYS_PER_CPU: u64 = 256;

/// Bytes of a section or of a map's value that it reads.
pub(crate) const BYTES: u64 = 16 << 20;

/// Fields of all structs together, so that an object of unions in unions is no endless text.
pub(crate) const FIELDS: usize = 20_000;

/// Bytes of an array that a struct holds in itself: a section's arrays together have to fit the stack of a test.
const INLINE: u64 = 512;

/// The array of so many, `bytes` in all.
pub(crate) fn array(element: &str, len: u64, bytes: Option<u64>) -> String {
    if len > 0 && bytes.is_some_and(|bytes| bytes <= INLINE) {
        format!("[{element}; {len}]")
    } else {
        format!("Vec<{element}>")
    }
}
