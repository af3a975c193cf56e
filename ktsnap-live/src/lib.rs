//! Reads a running sched_ext scheduler: the report of all its maps, or a typed struct straight from its memory.

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod btf;
mod capture;
mod error;
mod global;
mod instance;
mod machine;
mod map;
mod programs;
mod sched_ext;
mod struct_ops;
mod typed;
mod values;

pub use error::{LiveDrift, LiveError};
pub use global::Global;
pub use instance::Instance;
pub use machine::Machine;
pub use map::LiveMap;
pub use typed::{Binding, Capture};
pub use values::MapValues;

/// The snippets of the book's chapter are documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/live.md")]
mod book {}
