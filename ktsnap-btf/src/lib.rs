//! From a BPF object file to the layout of its global variables, through BTF.
//!
//! [`Layout::parse`] takes the bytes of an object, raw from clang or linked by libbpf (`bpftool gen object`), of
//! either byte order, and gives its DATASECs with their variables: name, offset, size, linkage and type; the maps that
//! it defines; and its named types. A raw object and the linked one give the same layout: what clang leaves to the
//! linker is filled in from the ELF symbols, as libbpf does when it loads an object.
//!
//! [`resolve`](fn@resolve) follows a [`Path`] into a variable or a map's value, [`compat::compare`] compares a Rust field's
//! type with what is there and says how they differ.
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
//! # What is checked
//!
//! Nothing in a file is trusted. The table lists what the layout relies on, who else checks it, and what happens if it does
//! not hold. "Refused" is an [`ObjectError`] for the object as a whole; [`Section::faulty`] and [`Layout::unsupported_maps`] hold
//! what does not affect the rest. A type that no variable and no map has may be damaged: it only lacks a name in
//! [`Layout::named`]. `tests/objects` breaks each of these.
//!
//! | invariant | also checked by | if it does not hold |
//! |---|---|---|
//! | the file is a relocatable ELF file for BPF, BTF, or a program with `.bpf.objs` | libbpf, `bpf_object__elf_init` | refused; a program with an object elsewhere, a kernel module and a debug copy are recognised |
//! | ELF and BTF have one byte order | libbpf, `btf__set_endianness` | refused |
//! | `.BTF` and `.bpf.objs` exist once, and have contents | | refused |
//! | a compressed section unfolds to at most 64 MiB | | refused |
//! | types and strings lie inside `.BTF` | kernel, `btf_check_sec_info` | refused |
//! | the first string is empty | kernel, `btf_parse_str_sec` | refused as split BTF, which needs another file |
//! | names have at most 512 bytes and begin where a string does | kernel, `btf_name_valid_identifier` | refused |
//! | strings are UTF-8 | | other bytes become `?`: lines of source are strings too |
//! | type ids exist, and chains and nesting end within 64 levels | kernel, `btf_resolve` | refused |
//! | an integer is of one kind and fills its bytes | kernel, `btf_int_check_meta` | refused |
//! | an enum has 1, 2, 4 or 8 bytes, and its values fit | kernel, `btf_enum_check_meta`, for the size | refused; values of 64 bits in an enum of 32-bit values are left out |
//! | an array's size fits 64 bits | kernel, `btf_array_resolve` | refused: the variable is smaller than its type |
//! | members lie inside their struct, begin at a byte, and are disjoint; those of a union begin at 0 | kernel, `btf_struct_check_meta`, but for overlaps | refused |
//! | a bitfield is of an integer or enum, and no wider | kernel, `btf_int_check_kflag_member` | refused |
//! | a DATASEC lists variables, each of a linkage that BTF has; `.ksyms` and `.kconfig` also list functions | kernel, `btf_datasec_resolve`, `btf_var_check_meta` | refused |
//! | BTF lists a section once, and in it a name once, except for statics | ELF symbols, for globals | refused; statics of one name are all listed |
//! | there is one ELF section of a DATASEC's name | | refused, with a variable of each section |
//! | a section has the same size in BTF and ELF | | refused; 0 in BTF is filled in from ELF |
//! | variables lie inside their section, and are disjoint | kernel, `btf_datasec_check_meta` | refused, with the names |
//! | a global is where its ELF symbol is, and as long | libbpf's linker | refused; clang leaves the offset to ELF, and so does an unlinked object |
//! | a static is where its ELF symbol is, and as long | | the symbol's offset is used: gcc writes 0. Another length is refused |
//! | a variable has all bytes of its type | kernel, `btf_datasec_resolve` | of a static: [`Fault::Smaller`]; otherwise refused |
//! | a static of one byte is stored as C declares it | nobody: it can't be seen | [`Fault::OneByte`], unless it is `volatile`, `const` or read-only |
//! | a variable is defined in this object | | [`Fault::Extern`], except in `.ksyms` and `.kconfig` |
//! | a map is global, and its definition is a struct as libbpf's macros write it | libbpf, `parse_btf_map_def` | [`UnsupportedMap`] |
//!
//! A [layout file](mod@file) is held to the same, as far as it holds such things.
//!
//! [BTF document]: https://docs.kernel.org/bpf/btf.html

// No input may stop the program.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod compat;
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
mod work;

pub use compat::{Comparison, Conversion, FieldType, Mismatch, Reduce, compare, remedy};
pub use embedded::EmbeddedObject;
pub use error::ObjectError;
pub use fault::{Fault, FaultyVar};
pub use file::LayoutFile;
pub use layout::{Layout, Linkage, Section, Var};
pub use loaded::{BtfContents, LoadedBtf};
pub use map::{Map, MapKind, UnsupportedMap};
pub use path::{Dim, Path, PathError, Step, Target, TargetOffset, resolve, resolve_with_extern_enums};
pub use suggest::closest;
pub use types::{Enum, Enumerator, Member, Struct, Type};
pub use within::MemberPath;
