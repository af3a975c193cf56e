//! Reads the layout of a BPF object's global variables and maps from its BTF.
//!
//! [`Layout::parse`] takes the bytes of an object: linked by libbpf (`bpftool gen object`) or straight from clang, of either
//! byte order. It returns the DATASECs with their variables (name, offset, size, linkage and type), the maps that the object
//! defines, and its named types. An unlinked object has the same layout as the linked one: the sizes and offsets that clang
//! leaves to the linker are filled in from the ELF symbols, as libbpf does when it loads an object.
//!
//! [`resolve`](fn@resolve) follows a [`Path`] into a variable or a map's value. [`compat::compare`] compares the type of a
//! Rust field with the C type that a path names. A [layout file](mod@file) keeps the layout of an object without the object.
//!
//! The crate opens no files, and knows neither macros nor reports. It follows the [BTF document] of the kernel for the
//! encoding, and libbpf's `btf_fixup_datasec` for unlinked objects.
//!
//! ```
//! use ktsnap_btf::Layout;
//!
//! let object = std::fs::read("../examples/bpf/dispatch.bpf.o")?;
//! let layout = Layout::parse(&object)?;
//! let (section, var) = layout.find("nr_mig_cross").next().ok_or("no such variable")?;
//! assert_eq!(section.name, ".bss");
//! assert_eq!((var.c_type.as_str(), var.size), ("volatile u64", 8));
//! assert_eq!(var.ty.to_rust().as_deref(), Some("u64"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is checked
//!
//! No input is trusted. The table lists the invariants that a layout relies on, who else checks them, and what happens if an
//! invariant does not hold. "Rejected" means that the whole object is an [`ObjectError`]. [`Section::faulty`] and
//! [`Layout::unsupported_maps`] list what does not affect the rest of the object. A damaged type that no variable and no map
//! has is only missing from [`Layout::type_by_name`]. The tests in `tests/objects` break each invariant.
//!
//! | invariant | also checked by | if it does not hold |
//! |---|---|---|
//! | the file is a relocatable ELF file for BPF, BTF, or a program with `.bpf.objs` | libbpf, `bpf_object__elf_init` | rejected; the error recognises a program with an object elsewhere, a kernel module and a debug copy |
//! | ELF and BTF have the same byte order | libbpf, `btf__set_endianness` | rejected |
//! | `.BTF` and `.bpf.objs` exist once, with contents | | rejected |
//! | the uncompressed size of a compressed section is at most 64 MiB | | rejected |
//! | types and strings lie inside `.BTF` | kernel, `btf_check_sec_info` | rejected |
//! | the first string is empty | kernel, `btf_parse_str_sec` | rejected as split BTF, which needs another file |
//! | names have at most 512 bytes and begin where a string begins | kernel, `btf_name_valid_identifier` | rejected |
//! | strings are UTF-8 | | other bytes become `?`: lines of source code are strings too |
//! | type ids exist, and chains and nesting end within 64 levels | kernel, `btf_resolve` | rejected |
//! | an integer has one encoding and uses all its bits | kernel, `btf_int_check_meta` | rejected |
//! | an enum has 1, 2, 4 or 8 bytes, and its values fit | kernel, `btf_enum_check_meta` (size only) | rejected; 64-bit values in an enum of 32-bit values are left out |
//! | the size of an array fits in 64 bits | kernel, `btf_array_resolve` | rejected: the variable is smaller than its type |
//! | members lie inside their struct, begin at a byte, and are disjoint; those of a union begin at 0 | kernel, `btf_struct_check_meta` (except overlaps) | rejected |
//! | a bitfield has the type of an integer or enum, and is not wider | kernel, `btf_int_check_kflag_member` | rejected |
//! | a DATASEC lists variables with a linkage that BTF knows; `.ksyms` and `.kconfig` also list functions | kernel, `btf_datasec_resolve`, `btf_var_check_meta` | rejected |
//! | BTF lists a section once, and a name in it once, except for statics | ELF symbols, for globals | rejected; statics that share a name are all listed |
//! | one ELF section has the name of a DATASEC | | rejected, with a variable of each section |
//! | a section has the same size in BTF and ELF | | rejected; a size of 0 in BTF is filled in from ELF |
//! | variables lie inside their section, and are disjoint | kernel, `btf_datasec_check_meta` | rejected, with the names |
//! | a global has the offset and size of its ELF symbol | libbpf's linker | rejected; in an unlinked object the offset comes from ELF |
//! | a static has the offset and size of its ELF symbol | | the symbol's offset is used, because gcc writes 0; another size is rejected |
//! | a variable has all bytes of its type | kernel, `btf_datasec_resolve` | for a static [`Fault::Smaller`], otherwise rejected |
//! | a static of one byte is stored as C declares it | nothing can check it | [`Fault::OneByte`], unless it is `volatile`, `const` or read-only |
//! | a variable is defined in this object | | [`Fault::Extern`], except in `.ksyms` and `.kconfig` |
//! | a map is global, and its definition is a struct as libbpf's macros write it | libbpf, `parse_btf_map_def` | [`UnsupportedMap`] |
//!
//! A [layout file](mod@file) is checked for the same invariants, except those about contents that it does not have.
//!
//! While an object is read, the memory that is allocated is at most 40 times the size of its `.BTF`, plus 64 KiB. Types that
//! refer to the same name share it.
//!
//! [BTF document]: https://docs.kernel.org/bpf/btf.html

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod btf;
pub mod compat;
mod error;
pub mod file;
#[cfg(test)]
mod growth;
mod layout;
mod object;
pub mod path;
pub mod suggest;
mod text;
mod types;
mod work;

pub use compat::{Comparison, Conversion, FieldType, Mismatch, Reduce, compare, remedy};
pub use error::ObjectError;
pub use file::LayoutFile;
pub use layout::{
    BtfContents, EmbeddedObject, Fault, FaultyVar, Layout, Linkage, LoadedBtf, Map, MapKind, MemberPath, Section,
    UnsupportedMap, Var,
};
pub use path::{Dim, Path, PathError, Step, Target, TargetOffset, resolve, resolve_with_extern_enums};
pub use suggest::closest;
pub use text::Text;
pub use types::{Enum, Enumerator, Member, Struct, Type};

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct ReadMe;
