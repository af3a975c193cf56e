//! SQL over the counters of sched_ext schedulers, straight from the reports of many test runs, or from tables that ktsnap-table
//! wrote.
//!
//! A [`Session`] has the tables `counters` and `errors`. A query reads only the variables of the columns that it names, and
//! skips the files whose run its `where` rules out:
//!
//! ```no_run
//! use ktsnap_query::{Input, Options, QueryError, Session};
//!
//! # async fn example() -> Result<(), QueryError> {
//! let session = Session::open([Input::parquet("counters")], &Options::default()).await?;
//! let mut rows = session.sql("select topology, avg(nr_dispatched) from counters group by topology").await?;
//! while let Some(batch) = rows.next().await? {
//!     println!("{} topologies", batch.num_rows());
//! }
//! // The answer does not have the counters of these.
//! for report in rows.unreadable().await?.files {
//!     eprintln!("{report}");
//! }
//! # Ok(())
//! # }
//! ```

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod error;
mod input;
mod providers;
mod reader;
mod rows;
mod scan;
mod session;
mod table;
mod unreadable;

pub use error::QueryError;
pub use input::Input;
pub use rows::Rows;
pub use session::{Options, Session};
pub use unreadable::{Unreadable, UnreadableReports};

/// What ktsnap-cluster needs. It has no stability.
#[doc(hidden)]
pub mod __private {
    pub use futures::StreamExt;

    pub use crate::reader::{Content, Reader};
    pub use crate::rows::{Engine, Local};
    pub use crate::scan::ReportSource;
    pub use crate::table::{Files, ReportMeta, ReportTable};
}
