//! Counters of sched_ext schedulers as Arrow record batches, and tables of the counters of many reports.

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod batch;
mod column;
mod counters;
mod files;
mod fit;
mod layout;
mod of_struct;
mod run;
mod types;

pub use files::{FileError, ListError, Listing, ReportFile, list};
pub use layout::{Form, Long, Options, TableError};
pub use run::{PARTITION_COLUMNS, RUN_COLUMNS, RunColumn, RunColumnKind, RunFacts, RunValue};

#[doc(hidden)]
pub use batch::BatchBuilder;
#[doc(hidden)]
pub use counters::{CounterField, CounterValues, Counters, CountersSpec, Wanted};
#[doc(hidden)]
pub use layout::Layout;
#[doc(hidden)]
pub use of_struct::OfStruct;
#[doc(hidden)]
pub use types::{data_type, field};
