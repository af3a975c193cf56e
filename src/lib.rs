//! Typed counter structs over snapshots of [sched_ext] schedulers, checked against BTF while they compile.
//!
//! A sched_ext scheduler keeps its event counters as BPF globals. A test harness freezes the machine and saves every
//! BPF map, rendered through BTF, in one report. With ktsnap, test code declares the counters that it wants as a
//! struct:
//!
//! ```
//! use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};
//!
//! #[derive(Debug, SnapshotSchema)]
//! #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
//! #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
//! struct Dispatch {
//!     nr_mig_same: u64,
//!     nr_mig_cross: u64,
//! }
//!
//! let report = FailureDumpReport::from_path("examples/captures/dispatch-swap.json")?;
//! let counters = Dispatch::from_snapshot(&Snapshot::new(&report))?;
//! assert_eq!(counters.nr_mig_cross, 584);
//! assert!(counters.cross_fraction()? < 0.7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! While this compiles, every field is held against the BTF in the scheduler's object: its name, type, width, sign and
//! section. When it runs, all fields come from one copy of one map, the running scheduler's; which that is, and what
//! happens when the report does not tell, stands at [`SnapshotSchema`].
//!
//! # The attributes
//!
//! On the struct, in one `#[snapshot(...)]` or several:
//!
//! | key | meaning |
//! |---|---|
//! | `object = "bpf/x.bpf.o"` | The BPF object, raw from clang or linked. The path starts at `CARGO_MANIFEST_DIR`, or at `KTSNAP_OBJECT_DIR` when that is set; it may be absolute. The crate is rebuilt when the file changes. |
//! | `section = ".bss"` | The section that holds the fields. Without it, the one that holds most of them; each of the others is then an error. |
//! | `picker = path` | A [picker](pickers::Picker) for when several copies are left and the report does not say which runs. |
//! | `ratio(name = expr, ...)` | A method `name()` that computes `expr` exactly: fields, `sum(array)`, integers, `+ - * /` and parentheses. See [`ratio`]. |
//! | `crate = path` | Where this crate is, if not at `::ktsnap`. |
//!
//! On a field:
//!
//! | key | meaning |
//! |---|---|
//! | `rename = "name_in_c"` | The global's name, where the field has another; also one with dots, such as a function's static `tick.cnt`. |
//!
//! # The types
//!
//! | C | Rust |
//! |---|---|
//! | `u8` ... `u64`, `s8` ... `s64`, and what typedefs make of them | the integer of that width and sign |
//! | `char` | `i8` |
//! | an enum | the integer of its width and sign |
//! | `bool` | `bool` |
//! | `float`, `double` | `f32`, `f64` |
//! | an array of these, also of several dimensions | `[T; N]` of exactly that length |
//!
//! Typedefs, `const`, `volatile`, `restrict` and type tags are looked through. A field may name its type through an
//! alias, and its length through a constant: the compiler then makes the comparison.
//!
//! Nothing is coerced when a report is read: a value of another width, sign, kind or length than BTF gave is an error,
//! [`SchemaError::Drift`]. An array is read whole or not at all; the harness renders 4096 elements at most, so a longer
//! one can't be read from a report.
//!
//! [sched_ext]: https://docs.kernel.org/scheduler/sched-ext.html

pub use ktsnap_core::{
    FailureDumpReport, RatioError, ReportError, SchemaError, Snapshot, SnapshotEntry, SnapshotError, SnapshotField,
    SnapshotMap, SnapshotResult, SnapshotSchema, error, pickers, ratio, report, schema, view,
};
pub use ktsnap_derive::SnapshotSchema;

#[doc(hidden)]
pub use ktsnap_core::__private;
