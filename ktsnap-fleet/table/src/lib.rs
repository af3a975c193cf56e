//! Counters of sched_ext schedulers as Arrow record batches, and tables of the counters of many reports.

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod counters;

#[doc(hidden)]
pub use counters::{CounterField, CounterValues, Counters, CountersSpec, Wanted};
