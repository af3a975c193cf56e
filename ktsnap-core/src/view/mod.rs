//! Lookups in a report, by name.
//!
//! A view borrows the report and copies nothing. The docs of [`Snapshot`] list where its answers differ from those of the
//! harness's own view.

mod captured;
pub(crate) mod copick;
mod entry;
pub(crate) mod field;
mod machine;
mod map;
mod snapshot;

pub use entry::SnapshotEntry;
pub use field::SnapshotField;
pub use machine::{MachineError, MachineState};
pub use map::SnapshotMap;
pub use snapshot::Snapshot;
