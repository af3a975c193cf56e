//! What was counted between two reads.

mod captures;
mod halves;
mod instance;
mod mean;
mod rate;
pub(crate) mod reset;

pub use captures::{Captured, Change, Sample, Series, SeriesError, Skipped};
pub use halves::{Halves, HalvesError};
pub use instance::InstanceId;
pub use mean::RunningMean;
pub use rate::{PerSecond, Rate};
pub use reset::CounterReset;
