//! Typed counters in tests of the [ktstr] harness: the structs of [ktsnap], read from the harness's snapshots and series.
//!
//! The counters' types are checked against the scheduler's object when the test is compiled; the rest of the test stays as it
//! is. [`FromKtstr`] reads a struct from a [`Snapshot`](ktstr::prelude::Snapshot), and the harness picks the map:
//!
//! ```
//! use ktsnap::SnapshotSchema;
//! use ktsnap_ktstr::FromKtstr;
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
//!     Ok(Dispatch::from_ktstr(snap)?.cross_fraction()? < 0.7)
//! }
//!
//! let json = std::fs::read_to_string("../examples/captures/dispatch-swap.json")?;
//! let report: FailureDumpReport = serde_json::from_str(&json)?;
//! assert!(crosses_little(&Snapshot::new(&report))?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`TypedSamples`] reads a struct from each sample of a [`SampleSeries`](ktstr::prelude::SampleSeries).
//! [`field`](TypedSeries::field) makes a column of a counter or ratio for the harness's patterns (`nondecreasing`,
//! `rate_within`, `steady_within`, `converges_to`, `ratio_within`, `each`, the reducers by phase).
//! [`changes`](series::Series::changes) gives the differences between samples of one instance of the scheduler.
//!
//! # In Cargo.toml
//!
//! This crate re-exports [ktsnap], so a single line next to ktstr's is enough. Name it `ktsnap`, because the derive refers to
//! that name:
//!
//! ```toml
//! [dev-dependencies]
//! ktsnap = { package = "ktsnap-ktstr", version = "0.1" }
//! ktstr = "0.50"
//! ```
//!
//! The derive is then `ktsnap::SnapshotSchema` and the trait `ktsnap::FromKtstr`. If a package depends on both crates under
//! their own names, the trait is `ktsnap_ktstr::FromKtstr`. The harness's types are those of ktstr 0.50. This crate enables
//! none of ktstr's features.
//!
//! [ktstr]: https://docs.rs/ktstr

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod columns;
mod convert;
mod ktstr_error;
mod pick;
mod project;
mod read;
mod typed_series;

pub use ktsnap::*;
pub use ktstr_error::KtstrError;
pub use read::FromKtstr;
pub use typed_series::{TypedSamples, TypedSeries};
