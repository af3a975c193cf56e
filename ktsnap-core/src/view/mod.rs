//! Lookups in a report, by name.
//!
//! A view borrows the report and copies nothing. Names, methods, resolution order and errors are those of the
//! `ktstr` harness's own view, with these departures:
//!
//! - a lookup of a variable sees through a value that was cut short to the members that did decode;
//! - [`Snapshot::live_var_via`] and [`Snapshot::live_vars_via`] answer
//!   [`MapRenderIncomplete`](crate::SnapshotError::MapRenderIncomplete), not that the name is absent, when a global
//!   section that may hold it was not rendered;
//! - [`SnapshotMap`] reaches the entries of an array map that has more than one, as
//!   [`SnapshotEntry::Array`](SnapshotEntry::Array);
//! - where no entry matches, a key that holds an array of structs is shown in ktsnap's own form.
//!
//! Typed reads add, besides the view's own error, which map came nearest
//! ([`SchemaError::NoMap`](crate::SchemaError::NoMap)). Reading a report departs in two things: documents that nest
//! deep are read, to [`MAX_DEPTH`](crate::report::MAX_DEPTH), and a float that is `null` is a NaN.

mod active;
mod captured;
pub(crate) mod copick;
mod entry;
mod field;
mod map;
pub(crate) mod section;
mod snapshot;

pub use entry::SnapshotEntry;
pub use field::SnapshotField;
pub use map::SnapshotMap;
pub use snapshot::Snapshot;
