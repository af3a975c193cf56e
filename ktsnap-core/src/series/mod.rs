//! What was counted between two reads.

mod captures;
mod instance;
mod rate;
mod reset;

pub use captures::{Captured, Change, Sample, Series, SeriesError, Skipped};
pub use instance::InstanceId;
pub use rate::Rate;
pub use reset::CounterReset;

#[doc(hidden)]
pub use reset::CounterDecreased;
