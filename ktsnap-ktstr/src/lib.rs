//! Typed counters inside a test of the [ktstr] harness: the structs of [ktsnap], read from the harness's own snapshots and
//! series.
//!
//! A test keeps its harness, and its counters get types that were checked against the scheduler's object while the test
//! compiled. [`FromKtstr`] reads a struct from a [`Snapshot`](ktstr::prelude::Snapshot); the harness picks the map:
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
//! [`TypedSamples`] reads one from each sample of a [`SampleSeries`](ktstr::prelude::SampleSeries).
//! [`field`](TypedSeries::field) makes a column of a counter or ratio, on which the harness's patterns work
//! (`nondecreasing`, `rate_within`, `steady_within`, `converges_to`, `ratio_within`, `each`, the reducers by phase), and
//! [`changes`](TypedSeries::changes) gives what was counted between samples of one instance of the scheduler.
//!
//! # In Cargo.toml
//!
//! All of [ktsnap] is in this crate as well, so one line is enough beside ktstr's own, and the derive finds what it needs
//! under the name `ktsnap`:
//!
//! ```toml
//! [dev-dependencies]
//! ktsnap = { package = "ktsnap-ktstr", version = "0.1" }
//! ktstr = "0.50"
//! ```
//!
//! The structs are then `#[derive(ktsnap::SnapshotSchema)]`, and the trait is `ktsnap::FromKtstr`. With both packages
//! under their own names it is `ktsnap_ktstr::FromKtstr`. ktstr's types are those of its release 0.50; this crate turns on
//! none of its features.
//!
//! [ktstr]: https://docs.rs/ktstr

// No input may stop the program.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod change;
mod convert;
mod measured;
mod pick;
mod project;
mod read;
mod refused;
mod series;

pub use change::{ChangeError, TypedChange};
pub use ktsnap::*;
pub use measured::Measured;
pub use read::FromKtstr;
pub use refused::KtstrError;
pub use series::{TypedSample, TypedSamples, TypedSeries};
