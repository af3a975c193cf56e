//! Counters of sched_ext schedulers as Arrow record batches, and tables of the counters of many reports.
//!
//! A [`Table`] has a column for each field and each ratio of a struct with the derive, and columns with what is known of the run: its
//! test, topology, scheduler, kernel, commits and time. [`list`] finds the reports in the directories of the harness. A table is read as
//! [record batches](Table::batches), or written: as a [folder of Parquet files](Table::write_parquet), to which later calls add what is
//! new, or as [one file](Table::write_file).
//!
//! ```
//! use ktsnap::SnapshotSchema;
//! use ktsnap_table::{Table, list};
//!
//! #[derive(SnapshotSchema)]
//! #[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
//! #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
//! struct Dispatch {
//!     nr_mig_same: u64,
//!     nr_mig_cross: u64,
//! }
//!
//! let table = Table::of::<Dispatch>()?.select(&["topology", "report", "nr_mig_cross", "cross_fraction"])?;
//! let mut batches = table.batches(list(["../../examples/runs"])?.files);
//! for batch in batches.by_ref() {
//!     println!("{} reports", batch?.num_rows());
//! }
//! for error in batches.take_errors() {
//!     eprintln!("{}: {}", error.file.display(), error.message);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod batch;
mod column;
mod counters;
mod errors;
mod files;
mod fit;
mod layout;
mod of_struct;
mod read;
mod run;
mod table;
mod texts;
mod types;
mod write;

/// The page `docs/tables.md`.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/tables.md")]
mod page {}

pub use errors::{errors_batch, errors_schema};
pub use files::{FileError, ListError, Listing, ReportFile, list};
pub use layout::{Form, Long, Options, TableError};
pub use read::{Batches, Progress};
pub use run::{PARTITION_COLUMNS, RUN_COLUMNS, RunColumn, RunColumnKind, RunFacts, RunValue};
pub use table::Table;
pub use write::{SingleFormat, WriteError, Written, remove_table};

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
#[doc(hidden)]
pub use write::{write_parquet, write_single};
