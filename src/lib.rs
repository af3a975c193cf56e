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
//! assert_eq!(counters.nr_mig_cross, 748);
//! assert!(counters.cross_fraction()? < 0.7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! While this compiles, every field is held against the BTF in the scheduler's object: its name, type, width, sign and
//! section. When it runs, all fields come from one copy of one map, the running scheduler's; which that is, and what
//! happens when the report does not tell, stands at [`SnapshotSchema`].
//!
//! # What a struct mirrors
//!
//! **A section.** The fields are globals: `.bss` mostly, `.data`, `.rodata`, or one with a suffix. This is what a struct
//! mirrors when it names neither `map` nor `type`.
//!
//! **The entries of a map**, an array or per-CPU array: `#[snapshot(map = "stats", key = "enum dsp_stat")]`. Each field
//! names an entry by enumerator or number, and takes its slots as [`PerCpu<T>`](PerCpu) or reduces them:
//!
//! ```
//! use ktsnap::{FailureDumpReport, PerCpu, Snapshot, SnapshotSchema};
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
//! let report = FailureDumpReport::from_path("examples/captures/dispatch-swap.json")?;
//! let stats = Stats::from_snapshot(&Snapshot::new(&report))?;
//! assert_eq!(stats.shared.len(), 4);
//! assert!(stats.local_fraction()? < 0.5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **The value of a map** of one entry: `#[snapshot(map = "cpu_stats", value = "struct cpu_stats")]`. The fields are the
//! struct's members. Of a per-CPU map, `PerCpu::<CpuStats>::from_snapshot` reads one struct a CPU; when each field has a
//! reduction, `CpuStats::from_snapshot` reads their total.
//!
//! **A struct of C** inside any of these: `#[snapshot(type = "struct wait_stats")]`, as the type of a field. It may leave
//! members out. It may name an `object` of its own; the structs that use it hold it against theirs in any case.
//!
//! ```
//! use ktsnap::{FailureDumpReport, Snapshot, SnapshotEnum, SnapshotSchema};
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
//! let report = FailureDumpReport::from_path("examples/captures/dispatch-a2.json")?;
//! let dispatch = Dispatch::from_snapshot(&Snapshot::new(&report))?;
//! assert!(dispatch.mean_wait_ns()? > 0.0 && dispatch.kicks > 0 && dispatch.moved_in > 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The attributes
//!
//! On the struct, in one `#[snapshot(...)]` or several:
//!
//! | key | meaning |
//! |---|---|
//! | `object = "bpf/x.bpf.o"` | The scheduler's object, in any of the [forms below](#the-object). The path starts at `CARGO_MANIFEST_DIR`, or at `KTSNAP_OBJECT_DIR` when that is set; it may be absolute; `$VAR` and `${VAR}` stand for variables of the environment, as in `"$OUT_DIR/bpf.bpf.o"`. The crate is rebuilt when the file or a variable changes. Without this key and `layout`, the variable `KTSNAP_OBJECT` names the object. |
//! | `struct_ops = "bpfland_ops"` | Of several objects in one binary, the one with this struct_ops variable. |
//! | `layout = "schemas/x.json"` | A [layout file](#layout-files), which stands for the object where that is not there. The path starts at `CARGO_MANIFEST_DIR`; `$VAR` stands for a variable. |
//! | `section = ".bss"` | The section that holds the fields. Without it, the one that holds most of them; each of the others is then an error. |
//! | `map = "stats"` | The map that holds the fields, in place of a section. |
//! | `key = "enum stat_idx"` | The enum that names the map's entries. Without it, any enum of the object may. |
//! | `value = "struct cpu_ctx"` | The struct that is the map's value, the fields being its members. |
//! | `type = "struct stats"` | The struct of C that the fields are members of, for a struct that is a field of others. |
//! | `enums(StatIdx, ...)` | Rust enums that derive [`SnapshotEnum`](derive@SnapshotEnum) and name entries and elements that BTF does not: clang leaves an enum out of BTF unless a variable, member or function has it for a type. |
//! | `picker = path` | A [picker](pickers::Picker) for when several copies are left and the report does not say which runs. |
//! | `ratio(name = expr, ...)` | A method `name()` that computes `expr` exactly: fields, members (`waits.nr`), elements (`dsp_stats[DSP_KICK]`), `sum(...)` over an array or the CPUs, `percent(...)`, integers, `+ - * /` and parentheses. Doc comments and a visibility may stand before the name, which must not be that of a method of [`SnapshotSchema`] or of a trait that the standard library can derive. See [`ratio`]. |
//! | `allow_unmapped` | Leaves CPUs whose slot was not captured out of every reduction. |
//! | `crate = path` | Where this crate is, if not at `::ktsnap`. |
//!
//! On a field:
//!
//! | key | meaning |
//! |---|---|
//! | `rename = "name_in_c"` | The global's or member's name, where the field has another; also one with dots, such as a function's static `tick.cnt`. |
//! | `path = "st.hits"` | The way into a global, a member or a map's value: members (those of unions and anonymous structs too), `[3]`, `[ENUMERATOR]`, and `[*]` for every element, which makes the field a `Vec`. |
//! | `key = "STAT_HITS"` | The map's entry, by enumerator or number; `"*"` for every entry. |
//! | `sum`, `max`, `min` | Makes several integers one: the elements of an array or of `[*]`, and the slots of the CPUs. In a map's `value`, where the field is an array, those of the CPUs alone, element by element. |
//! | `widen` | Accepts a narrower integer of the same sign. |
//! | `gauge` | A value that goes up and down: a difference keeps the later one. |
//! | `allow_unmapped` | Leaves CPUs whose slot was not captured out of the reduction. |
//! | `skip` | Not read: the field is `Default::default()`. |
//!
//! On an enum with `#[derive(SnapshotEnum)]`: `type = "enum dsp_stat"`, `object`, `struct_ops`, `layout`, `crate`. Variants are named as C's
//! enumerators are, or in Rust's way (`DspLocal` for `DSP_LOCAL`), or with `rename`; their values are the discriminants.
//! Every value of C's must have a variant, unless one has `#[snapshot(non_exhaustive)]`: it takes what is not listed, with
//! its value if it holds an integer. (Rust wants a `#[repr(u32)]` or the like on an enum that has such a variant and
//! discriminants written out.)
//!
//! # The object
//!
//! | what the path names | where it comes from |
//! |---|---|
//! | a BPF object, of either byte order | `clang -g -target bpf`, `bpftool gen object`; `"$OUT_DIR/bpf.bpf.o"` where the package's `build.rs` uses `scx_cargo` |
//! | a scheduler's binary | `cargo install scx_bpfland`: libbpf-cargo's skeletons put the object into the section `.bpf.objs` |
//! | BTF alone | `llvm-objcopy --dump-section .BTF=FILE` of a linked object; `/sys/kernel/btf/vmlinux` for `type = "struct ..."` |
//!
//! Sections may be compressed. Of several objects in a binary the only one with struct_ops variables is the scheduler's;
//! where several have some, `struct_ops` chooses:
//!
//! ```
//! use ktsnap::SnapshotSchema;
//!
//! #[derive(SnapshotSchema)]
//! #[snapshot(object = "examples/bpf/schedulers", struct_ops = "fifo_ops")]
//! struct Fifo {
//!     nr_enqueued: u64,
//! }
//!
//! assert_eq!(Fifo::schema().object, "examples/bpf/schedulers");
//! ```
//!
//! # Layout files
//!
//! A scheduler's repository can keep what its structs are checked against, and then builds where no object has been built:
//! `ktsnap export OBJECT -o schemas/my_sched.json` writes sections, variables, maps, types and enumerators in a form that
//! a person can read and `git diff` can compare.
//!
//! ```
//! use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};
//!
//! #[derive(SnapshotSchema)]
//! #[snapshot(object = "bpf/dispatch.bpf.o", layout = "examples/packages/layout-file/schemas/dispatch.json")]
//! struct Dispatch {
//!     nr_mig_cross: u64,
//! }
//!
//! let report = FailureDumpReport::from_path("examples/captures/dispatch-swap.json")?;
//! assert_eq!(Dispatch::from_snapshot(&Snapshot::new(&report))?.nr_mig_cross, 748);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With `object` beside `layout`, the object is what counts wherever it is there, and a difference between the two is a
//! compile error that says how to write the file again. Without it the file alone is checked against, with the same
//! results and messages. Cargo can't notice that an object appears which was not there when the crate was compiled: have
//! CI hold the file against the object with `ktsnap check schemas/my_sched.json --object OBJECT`.
//!
//! # The types
//!
//! | C | Rust |
//! |---|---|
//! | `u8` ... `u64`, `s8` ... `s64`, and what typedefs make of them | the integer of that width and sign; with `widen` a wider one |
//! | `__int128`, `unsigned __int128` | `[u8; 16]`, in the byte order of the object's machine: a report shows its bytes |
//! | a bitfield | the integer of its declared type |
//! | `char` | `i8`, `u8` |
//! | a `char` array | `[u8; N]`, `[i8; N]`, or up to the first NUL a `CString`, or a `String` if it is always UTF-8 |
//! | an enum | an enum that derives `SnapshotEnum`, or the integer of its width and sign |
//! | `bool` | `bool` |
//! | `float`, `double` | `f32`, `f64` |
//! | a struct | a struct that derives `SnapshotSchema` with `type` |
//! | a union | a member of it, by `path` |
//! | a pointer | [`Ptr`], the address |
//! | `struct cpumask`, `struct bpf_cpumask`, a kptr to one | [`CpuSet`] |
//! | an array of these, also of several dimensions | `[T; N]` of exactly that length, or `Vec<T>` |
//! | the last array of a section, whose length user space may set before it loads the object | `Vec<T>`, or one integer by a reduction; `[T; N]` is an error when the running length is another |
//! | what an older or newer capture may lack | `Option<T>`: the object must have it, and it has no say in which map is read. It is `None` too where the capture cut the section short before it |
//! | an entry of a map, which a capture may lack | `Option<T>`, and of all entries `Vec<Option<T>>` or `[Option<T>; N]` |
//! | a value a CPU | [`PerCpu<T>`](PerCpu), or one integer by a reduction |
//! | a map's value that is declared by its size alone | a number, or an array of numbers, that fills it |
//!
//! Typedefs, `const`, `volatile`, `restrict` and type tags are looked through. A field may name its type through an
//! alias, and its length through a constant: the compiler then makes the comparison.
//!
//! Nothing is coerced when a report is read: a value of another width, sign, kind, length or type name than BTF gave is an
//! error, [`SchemaError::Drift`]. The last array of a section may have another length (see
//! [`SnapshotSchema`](trait@SnapshotSchema)). An array is read whole or not at all. The harness renders at most 4096
//! elements, so a longer array can't be read whole from a report, only elements by a path, and text that ends before;
//! section bytes hold them all.
//!
//! # Beyond one report
//!
//! [`SnapshotSchema::since`] gives what was counted between two reads, as the same struct, so that its ratios are those of
//! the difference; [`Rate::between`] also divides by time; [`Series`] does both over many captures and refuses to
//! compare two instances. [`SnapshotSchema::from_section_bytes`] reads raw bytes in place of a report.
//! [`Schema::check`](typed::Schema::check) holds a whole captured map against the object.
//!
//! Every message of the derives, with its cause and remedy, stands in `docs/diagnostics.md` of the repository; structs for
//! the schedulers of the scx repository in `docs/schedulers.md`.
//!
//! [sched_ext]: https://docs.kernel.org/scheduler/sched-ext.html

#[cfg(doctest)]
mod book;

pub use ktsnap_core::{
    Captured, CounterReset, CpuSet, FailureDumpReport, PerCpu, Ptr, Rate, RatioError, ReadError, ReportError,
    SchemaError, Series, Snapshot, SnapshotEntry, SnapshotError, SnapshotField, SnapshotMap, SnapshotResult,
    SnapshotSchema, error, pickers, ratio, read_files, report, select, series, typed, view,
};
pub use ktsnap_derive::{SnapshotEnum, SnapshotSchema};

#[doc(hidden)]
pub use ktsnap_core::__private;
