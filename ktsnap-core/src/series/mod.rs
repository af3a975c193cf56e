//! What was counted between two reads.

mod by_phase;
mod captures;
mod change;
mod change_error;
mod column;
mod comparison;
mod difference;
mod halves;
mod instance;
mod live_maps;
mod mean;
mod measured;
mod observed;
mod phase;
mod rate;
pub(crate) mod reset;
mod sample;
mod samples;
mod sweep;

pub use captures::Captured;
pub use change::{Change, Untimed};
pub use change_error::ChangeError;
pub use column::{Column, Slot, SlotError};
pub use comparison::{Compared, ComparedError, Comparison};
pub use difference::{Difference, DifferenceError};
pub use halves::{Halves, HalvesError};
pub use instance::InstanceId;
pub use mean::RunningMean;
pub use measured::{Measured, NoValue};
pub use observed::Observed;
pub use phase::Phase;
pub use rate::{PerSecond, Rate};
pub use reset::CounterReset;
pub use sample::{Sample, SampleError};
pub use samples::Series;
pub use sweep::{Decreased, SweepError};
