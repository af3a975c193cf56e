//! From a BPF object file to the layout of its global variables, through BTF.
//!
//! [`Layout::parse`] takes the bytes of an object, raw from clang or linked by libbpf (`bpftool gen object`), of
//! either byte order, and gives its DATASECs with their variables: name, offset, size, linkage and type; the maps that
//! it defines; and its named types. A raw object and the linked one give the same layout: what clang leaves to the
//! linker is filled in from the ELF symbols, as libbpf does when it loads an object.
//!
//! [`resolve`](fn@resolve) follows a [`Path`] into a variable or a map's value, [`check::compare`] holds a Rust field's
//! type against what is there and says how they differ.
//!
//! The crate opens no file and knows neither macros nor reports. Where a fact comes from: the [BTF document] of the
//! kernel for the encoding, libbpf's `btf_fixup_datasec` for what an unlinked object lacks.
//!
//! ```
//! use ktsnap_btf::Layout;
//!
//! let object = std::fs::read("../examples/bpf/dispatch.bpf.o")?;
//! let layout = Layout::parse(&object)?;
//! let (section, var) = layout.find("nr_mig_cross").next().ok_or("not there")?;
//! assert_eq!(section.name, ".bss");
//! assert_eq!((var.c_type.as_str(), var.size), ("volatile u64", 8));
//! assert_eq!(var.ty.to_rust().as_deref(), Some("u64"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [BTF document]: https://docs.kernel.org/bpf/btf.html

// No input may stop the program.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod check;
mod elf;
mod embedded;
mod error;
mod fault;
pub mod file;
mod graph;
mod layout;
mod loaded;
mod map;
mod members;
mod named;
mod object;
pub mod path;
mod raw;
mod resolve;
mod spell;
mod suggest;
mod types;
mod within;

pub use check::{Comparison, FieldType, How, Mismatch, Reduce, compare, remedy};
pub use embedded::Embedded;
pub use error::ObjectError;
pub use fault::{Fault, Faulty};
pub use file::LayoutFile;
pub use layout::{Layout, Linkage, Section, Var};
pub use loaded::{Contents, LoadedBtf};
pub use map::{Map, MapKind, OddMap};
pub use path::{Dim, Path, PathError, Place, Step, Target, resolve, resolve_beside};
pub use suggest::closest;
pub use types::{Enum, Enumerator, Member, Struct, Type};
pub use within::Inside;
