//! Pointers.

use std::fmt;

use super::FieldValue;
use crate::typed::c_type::CType;
use crate::typed::read::{ReadFailure, ValueCursor};
use crate::typed::rust_type::RustType;

/// The value of a pointer in the scheduler: an address of the captured machine. It is never dereferenced.
///
/// ```
/// use ktsnap_core::typed::Ptr;
///
/// let task = Ptr::new(0xffff_8881_0000_0000);
/// assert!(!task.is_null());
/// assert_eq!(task.to_string(), "0xffff888100000000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Ptr(u64);

impl Ptr {
    /// Makes a pointer to that address.
    #[must_use]
    pub const fn new(address: u64) -> Self {
        Self(address)
    }

    /// The address.
    #[must_use]
    pub const fn address(self) -> u64 {
        self.0
    }

    /// Whether the address is 0.
    #[must_use]
    pub const fn is_null(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Ptr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

impl FieldValue for Ptr {
    const RUST_TYPE: RustType = RustType::Ptr;

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        match at.scalar()? {
            (CType::Ptr { .. }, address) => Ok(Self(address)),
            _ => Err(at.is_other()),
        }
    }

    fn later(&self) -> Self {
        *self
    }

    fn key_text(&self) -> Option<String> {
        Some(self.to_string())
    }
}
