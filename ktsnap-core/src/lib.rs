//! The runtime half of [ktsnap]: reports of BPF maps, views that search them, and typed reads of one map.
//!
//! A [`FailureDumpReport`] is one JSON document, written each time that the harness freezes the machine. A [`Snapshot`]
//! borrows it and finds maps and variables by name. A struct that implements [`SnapshotSchema`] takes all its fields from one
//! map of that snapshot, the running scheduler's.
//!
//! | module | contents |
//! |---|---|
//! | [`report`] | the report's JSON, as types |
//! | [`view`] | [`Snapshot`], and the maps, entries and values that it finds |
//! | [`pickers`] | ways to choose among several copies of a map |
//! | [`select`] | the map that a typed read takes, and the rule that chose it |
//! | [`typed`] | [`SnapshotSchema`], the types that fields can have, and their errors |
//! | [`series`] | differences and rates over time |
//! | [`runs`] | directories in which the harness leaves reports |
//! | [`assertion`] | what `expect!` and `check!` report |
//! | [`ratio`] | exact arithmetic over counters |
//! | [`histogram`] | arrays whose elements count ranges of values |
//! | [`error`] | the errors of views |
//!
//! This crate knows nothing of ELF or BTF: what the derive learns from an object reaches it as constants. Use it through
//! `ktsnap`, which re-exports all of it together with the derives.
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

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod assertion;
pub mod error;
pub mod histogram;
mod missing_stats;
pub mod pickers;
pub mod ratio;
pub mod report;
pub mod runs;
pub mod select;
pub mod series;
pub mod typed;
pub mod view;

#[doc(hidden)]
pub mod __private;

pub use error::{SnapshotError, SnapshotResult};
pub use histogram::Histogram;
pub use ratio::RatioError;
pub use report::{FailureDumpReport, ReportError};
pub use series::{Captured, CounterReset, Halves, Rate, Series};
pub use typed::{CpuSet, PartialRows, PerCpu, Ptr, ReadError, Rows, SchemaError, SnapshotSchema, read_files};
pub use view::{Snapshot, SnapshotEntry, SnapshotField, SnapshotMap};
