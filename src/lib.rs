//! Typed counter structs over snapshots of [sched_ext] schedulers, compared with the scheduler's BTF at compile time.
//!
//! A sched_ext scheduler keeps its event counters in BPF globals and maps. A test harness freezes the machine and saves every
//! BPF map, rendered through BTF, in one JSON report. With ktsnap, a struct declares the counters that a test reads:
//!
//! ```
//! use ktsnap::SnapshotSchema;
//!
//! #[derive(Debug, SnapshotSchema)]
//! #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
//! #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
//! struct Dispatch {
//!     nr_mig_same: u64,
//!     nr_mig_cross: u64,
//! }
//!
//! let counters = Dispatch::from_json_path("examples/captures/dispatch-swap.json")?;
//! assert_eq!(counters.nr_mig_cross, 748);
//! assert!(counters.cross_fraction()? < 0.7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! At compile time, every field is compared with the BTF in the scheduler's object: its name, type, width, sign and section.
//! At run time, all fields come from one copy of one map, the running scheduler's. If the report does not say which copy that
//! is, the read is an error. No value is converted: a value with another type than in BTF is an error as well.
//!
//! # Where to read on
//!
//! - [`SnapshotSchema`](trait@SnapshotSchema): the ways to read a struct (from a view, a file, many files, bytes, or a running
//!   scheduler), and the rules that choose the map.
//! - [`derive@SnapshotSchema`]: the attributes of structs and fields, the types that fields can have, the forms of `object`,
//!   and layout files.
//! - [`derive@SnapshotEnum`]: Rust enums for enums of C.
//! - [`Snapshot`]: untyped reads, by name and path.
//! - [`series`]: differences and rates over time.
//! - [`ratio`]: how ratios are computed, and their errors.
//! - [`histogram`]: totals, means and percentiles of histograms.
//!
//! # Counters in a map
//!
//! The fields of a struct can be the entries of an array or per-CPU array. [`PerCpu`] has the value of each CPU; `sum`, `max`
//! and `min` reduce the values to one:
//!
//! ```
//! use ktsnap::{PerCpu, SnapshotSchema};
//!
//! #[derive(SnapshotSchema)]
//! #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
//! #[snapshot(ratio(local_fraction = local / (local + sum(shared))))]
//! struct Stats {
//!     #[snapshot(key = "DSP_LOCAL", sum)]
//!     local: u64,
//!     #[snapshot(key = "DSP_SHARED")]
//!     shared: PerCpu<u64>,
//! }
//!
//! let stats = Stats::from_json_path("examples/captures/dispatch-swap.json")?;
//! assert_eq!(stats.shared.len(), 4);
//! assert!(stats.local_fraction()? < 0.5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Structs, enums and paths
//!
//! A field can be a struct or an enum that mirrors one of C's, or a part of a variable at a path:
//!
//! ```
//! use ktsnap::{SnapshotEnum, SnapshotSchema};
//!
//! #[derive(SnapshotSchema)]
//! #[snapshot(type = "struct wait_stats")]
//! struct Waits {
//!     total_ns: u64,
//!     nr: u32,
//! }
//!
//! #[derive(Debug, PartialEq, SnapshotEnum)]
//! #[snapshot(type = "enum dsp_stat")]
//! enum Way {
//!     DspLocal,
//!     DspShared,
//!     #[snapshot(non_exhaustive)]
//!     Other(u32),
//! }
//!
//! #[derive(SnapshotSchema)]
//! #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
//! #[snapshot(ratio(mean_wait_ns = waits.total_ns / waits.nr))]
//! struct Dispatch {
//!     waits: Waits,
//!     last_dsp: Way,
//!     #[snapshot(path = "dsp_stats[DSP_KICK]")]
//!     kicks: u64,
//!     #[snapshot(path = "per_llc[*].nr_in", sum)]
//!     moved_in: u64,
//! }
//!
//! let dispatch = Dispatch::from_json_path("examples/captures/dispatch-a2.json")?;
//! assert!(dispatch.mean_wait_ns()? > 0.0 && dispatch.kicks > 0 && dispatch.moved_in > 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [sched_ext]: https://docs.kernel.org/scheduler/sched-ext.html

mod assertions;
#[cfg(doctest)]
mod book;

pub use ktsnap_core::{
    Captured, CounterReset, CpuSet, FailureDumpReport, Halves, Histogram, PartialRows, PerCpu, Ptr, Rate, RatioError,
    ReadError, ReportError, Rows, SchemaError, Series, Snapshot, SnapshotEntry, SnapshotError, SnapshotField,
    SnapshotMap, SnapshotResult, SnapshotSchema, assertion, error, histogram, pickers, ratio, read_files, report, runs,
    select, series, typed, view,
};
pub use ktsnap_derive::{SnapshotEnum, SnapshotSchema};

#[doc(hidden)]
pub use ktsnap_core::__private;

#[doc(hidden)]
pub use ktsnap_derive::assertion as __assertion;
