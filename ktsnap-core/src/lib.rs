//! The runtime half of [ktsnap]: what a report of BPF maps holds, how to look things up in it, and how a typed
//! struct is read from one copy of one map.
//!
//! Everything starts at a [`FailureDumpReport`], one JSON document a freeze of the machine. A [`Snapshot`] borrows
//! it and finds maps and variables by name. A struct that implements [`SnapshotSchema`] takes all of its fields from
//! one map of that snapshot: the running scheduler's, when the report says which that is.
//!
//! | module | holds |
//! |---|---|
//! | [`report`] | the report's JSON, as types |
//! | [`view`] | [`Snapshot`] and what it hands out |
//! | [`pickers`] | ways to choose among several copies of a map |
//! | [`typed`] | [`SnapshotSchema`], and what a derived struct knows of its object |
//! | [`select`] | which map a struct is read from, and why |
//! | [`series`] | what was counted between two reads |
//! | [`ratio`] | exact arithmetic over counters |
//! | [`error`] | what each of these can answer instead |
//!
//! This crate knows nothing of ELF or BTF: what the derive learned there reaches it as constants.
//!
//! ```
//! use ktsnap_core::{FailureDumpReport, Snapshot};
//!
//! let report = FailureDumpReport::from_json(
//!     r#"{"schema": "single", "maps": [{
//!         "name": "dispatch.bss", "map_type": 2, "value_size": 8, "max_entries": 1,
//!         "value": {"kind": "struct", "type_name": ".bss", "members": [
//!             {"name": "nr_enqueued", "value": {"kind": "uint", "bits": 64, "value": 42}}
//!         ]}
//!     }]}"#,
//! )?;
//! let snapshot = Snapshot::new(&report);
//! assert_eq!(snapshot.var("nr_enqueued").as_u64()?, 42);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [ktsnap]: https://docs.rs/ktsnap

// No input may stop the program.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod error;
mod missing_stats;
pub mod pickers;
pub mod ratio;
pub mod report;
pub mod select;
pub mod series;
pub mod typed;
pub mod view;

#[doc(hidden)]
pub mod __private;

pub use error::{SnapshotError, SnapshotResult};
pub use ratio::RatioError;
pub use report::{FailureDumpReport, ReportError};
pub use series::{Captured, CounterReset, Rate, Series};
pub use typed::{CpuSet, PerCpu, Ptr, ReadError, SchemaError, SnapshotSchema, read_files};
pub use view::{Snapshot, SnapshotEntry, SnapshotField, SnapshotMap};
