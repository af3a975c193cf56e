//! The parts of large maps that the harness and `ktsnap capture` put into a report.
//!
//! ```
//! use ktsnap_core::report::{RenderedValue, limits};
//!
//! /// Whether the report holds only the first elements of an array.
//! fn is_cut(value: &RenderedValue) -> bool {
//!     matches!(value, RenderedValue::Array { len, elements } if elements.len() < *len)
//! }
//!
//! assert!(!is_cut(&RenderedValue::Array { len: 0, elements: Box::default() }));
//! assert_eq!(limits::MAX_ELEMENTS, 4096);
//! ```

/// The most elements of an array that are rendered.
pub const MAX_ELEMENTS: u32 = 4096;

/// The most entries of an array map that are read.
pub const MAX_ARRAY_KEYS: u32 = 4096;

/// The most entries of a per-CPU array map that are read.
pub const MAX_PERCPU_KEYS: u32 = 256;

/// The most entries of a hash map that are read.
pub const MAX_HASH_ENTRIES: u32 = 4096;

/// The most bytes of a section, or of a map's value, that the harness reads. `ktsnap capture` reads all of them.
pub const MAX_VALUE_BYTES: u64 = 16 << 20;
