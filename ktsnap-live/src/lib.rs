//! Reads a running sched_ext scheduler: the report of all its maps, or a typed struct straight from its memory.

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod btf;
mod capture;
mod entries;
mod error;
mod global;
mod instance;
mod keys;
mod listing;
mod machine;
mod map;
mod programs;
mod sched_ext;
mod struct_ops;
mod typed;
mod values;

pub use entries::{MapEntries, ReadEntries, ReadEntry};
pub use error::{LiveDrift, LiveError};
pub use global::Global;
pub use instance::Instance;
pub use machine::Machine;
pub use map::LiveMap;
pub use typed::{Binding, Capture};
pub use values::MapValues;

/// What the command line uses. It is not a public API and can change in any release.
#[doc(hidden)]
pub mod __private {
    pub use crate::typed::DynamicBinding;
}

/// The snippets of the book's chapter are documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/live.md")]
mod book {}
