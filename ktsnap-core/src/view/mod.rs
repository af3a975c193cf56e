//! Lookups in a report, by name.
//!
//! A view borrows the report and copies nothing. Names, methods, resolution order and errors are those of the
//! `ktstr` harness's own view, with these departures:
//!
//! - a lookup of a variable sees through a value that was cut short to the members that did decode;
//! - [`Snapshot::live_var_via`] and [`Snapshot::live_vars_via`] answer
//!   [`MapRenderIncomplete`](crate::SnapshotError::MapRenderIncomplete), not that the name is absent, when a global
//!   section that may hold it was not rendered.

mod active;
pub(crate) mod copick;
mod field;
mod map;
pub(crate) mod section;
mod snapshot;

pub use field::SnapshotField;
pub use map::SnapshotMap;
pub use snapshot::Snapshot;
