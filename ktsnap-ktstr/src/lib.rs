//! Typed counters in tests of the [ktstr] harness: the structs of [ktsnap], read from the harness's snapshots and series.
//!
//! The counters' types are checked against the scheduler's object when the test is compiled; the rest of the test stays as it
//! is. [`from_report`](SnapshotSchema::from_report) reads a struct from a snapshot:
//!
//! ```
//! use ktsnap::{ReadError, SnapshotSchema};
//! use ktstr::prelude::{FailureDumpReport, Snapshot};
//!
//! #[derive(SnapshotSchema)]
//! #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
//! #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
//! struct Dispatch {
//!     nr_mig_same: u64,
//!     nr_mig_cross: u64,
//! }
//!
//! fn crosses_little(snap: &Snapshot<'_>) -> Result<bool, Box<dyn std::error::Error>> {
//!     Ok(Dispatch::from_report(snap.report())?.cross_fraction()? < 0.7)
//! }
//!
//! let json = std::fs::read_to_string("../examples/captures/dispatch-swap.json")?;
//! let report: FailureDumpReport = serde_json::from_str(&json)?;
//! assert!(crosses_little(&Snapshot::new(&report))?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`bridge!`](bridge) writes two traits for the harness's series: one reads a struct from each sample, and the other makes
//! columns of counters and ratios for the harness's patterns. [`changes`](Series::changes) gives the differences between
//! samples of one instance of the scheduler.
//!
//! ```
//! use ktsnap::SnapshotSchema;
//! use ktstr::assert::Verdict;
//! use ktstr::prelude::SampleSeries;
//!
//! ktsnap_ktstr::bridge!(ktstr);
//!
//! #[derive(SnapshotSchema)]
//! #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
//! #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
//! struct Dispatch {
//!     nr_enqueued: u64,
//!     nr_mig_same: u64,
//!     nr_mig_cross: u64,
//! }
//!
//! # fn main() {
//! let sample = |(name, at): (&str, u64)| {
//!     let json = std::fs::read_to_string(format!("../examples/captures/dispatch-{name}.json")).unwrap();
//!     (format!("periodic_{name}"), serde_json::from_str(&json).unwrap(), None, Some(at))
//! };
//! let series = SampleSeries::from_drained([("a0", 0), ("a1", 2000), ("a2", 4000)].map(sample).into(), None);
//!
//! let dispatch = series.typed::<Dispatch>();
//! let mut verdict = Verdict::new();
//! dispatch.field("nr_enqueued", |dispatch| dispatch.nr_enqueued).nondecreasing(&mut verdict);
//! dispatch.field("cross_fraction", Dispatch::cross_fraction).each(&mut verdict).at_most(0.9);
//! assert!(verdict.into_result().is_pass());
//! # }
//! ```
//!
//! # In Cargo.toml
//!
//! This crate does not depend on ktstr: the bridge is written against the package's own version, from 0.18 on. It re-exports
//! [ktsnap], so a single line next to ktstr's is enough. Name it `ktsnap`, because the derive refers to that name:
//!
//! ```toml
//! [dev-dependencies]
//! ktsnap = { package = "ktsnap-ktstr", version = "0.1" }
//! ktstr = "=0.18.0"
//! ```
//!
//! The derive is then `ktsnap::SnapshotSchema` and the macro `ktsnap::bridge!`.
//!
//! [ktstr]: https://docs.rs/ktstr

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

#[doc(hidden)]
#[path = "harness.rs"]
pub mod __harness;
mod bridge;
mod ktstr_error;
mod typed_series;

pub use ktsnap::*;
pub use ktstr_error::KtstrError;
pub use typed_series::TypedSeries;
