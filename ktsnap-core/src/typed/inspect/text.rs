//! [`InspectedText`].

use std::ffi::CString;
use std::fmt;

use crate::typed::types::{CpuSet, Ptr};

/// A value that is not a number. `Display` is the text by which it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InspectedText {
    /// A `bool`.
    Bool(bool),
    /// The name of an enumerator in C, or a number that has none.
    Enumerator(String),
    /// A pointer.
    Ptr(Ptr),
    /// A set of CPUs.
    Cpus(CpuSet),
    /// A text.
    Text(String),
    /// A text that need not be UTF-8.
    CString(CString),
}

impl fmt::Display for InspectedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Enumerator(name) => name.fmt(f),
            Self::Ptr(address) => address.fmt(f),
            Self::Cpus(cpus) => cpus.fmt(f),
            // Quoted, and with escapes: the text is whatever a program left in memory.
            Self::Text(text) => write!(f, "{text:?}"),
            Self::CString(text) => write!(f, "{text:?}"),
        }
    }
}
