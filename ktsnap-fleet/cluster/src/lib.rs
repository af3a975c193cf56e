//! SQL over the counters of sched_ext schedulers on several machines: the tables of ktsnap-query on a cluster of
//! [Ballista](https://datafusion.apache.org/ballista/).
//!
//! A cluster has one [`scheduler`] and any number of executors: processes that call [`executor`]. A
//! [`session`] sends its queries to the scheduler. All of them make counters with the same [`Factory`].

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod again;
mod codec;
mod executor;
mod factory;
mod remote;
mod scheduler;
mod settings;
mod wire;

pub use executor::{ExecutorOptions, executor};
pub use factory::Factory;
pub use remote::session;
pub use scheduler::{SchedulerOptions, scheduler};
pub use settings::Store;

/// How often an executor shows that it is there, in seconds.
const HEARTBEAT: u64 = 1;
/// After how many seconds without a sign of life an executor's work is given to others.
const EXECUTOR_TIMEOUT: u64 = 10;
