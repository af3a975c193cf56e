//! What was counted between two reads.

mod captures;
mod instance;
mod rate;
pub(crate) mod reset;

pub use captures::{Captured, Change, Sample, Series, SeriesError, Skipped};
pub use instance::InstanceId;
pub use rate::Rate;
pub use reset::CounterReset;
