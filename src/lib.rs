//! Typed, BTF-checked counter structs over snapshots of sched_ext schedulers' BPF maps.
//!
//! placeholder docs
pub use ktsnap_core::report::FailureDumpReport;
pub use ktsnap_core::{RatioError, ReportError, SchemaError, Snapshot, SnapshotError, SnapshotField, SnapshotMap};
pub use ktsnap_core::{SnapshotResult, SnapshotSchema, error, pickers, ratio, report, schema, view};
pub use ktsnap_derive::SnapshotSchema;

#[doc(hidden)]
pub use ktsnap_core::__private;
