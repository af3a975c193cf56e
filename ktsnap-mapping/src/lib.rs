//! Maps BPF maps read-only, and copies bytes out of them while BPF programs write to them.
//!
//! [`Mapping`] maps a part of a BPF map or file. All of ktsnap's `unsafe` code is in this crate.
//!
//! # What a copy guarantees
//!
//! A BPF program or another process can write at the same time. Each aligned word of up to 8 bytes (4 on 32-bit machines) is
//! read by one load, so a `u64` at a multiple of 8 bytes, where compilers place it, never mixes old and new bytes. Nothing is
//! guaranteed across words: two adjacent counters can have their values from different moments, in either order, and so can
//! the halves of an unaligned value, or of a value that is wider than a word.
//!
//! # What can be mapped
//!
//! A read after the end of a file raises `SIGBUS`, which ends the process, and a file can be truncated after any check. A
//! regular file is therefore rejected unless it is sealed with `F_SEAL_SHRINK` (see `fcntl(2)`) and contains all requested
//! bytes. A BPF array keeps its size: the kernel rejects a mapping past its end (`array_map_mmap` in
//! `kernel/bpf/arraymap.c`), and neither its size nor its memory changes while it is mapped, even after its creator closes
//! it. Don't map a `BPF_MAP_TYPE_ARENA`: it can lose pages.

mod copy;
mod kind;
mod mapping;

pub use mapping::Mapping;

/// The size of a page in bytes. A mapping consists of whole pages, even for a single byte.
///
/// ```
/// assert!(ktsnap_mapping::page_size().is_power_of_two());
/// ```
#[must_use]
pub fn page_size() -> usize {
    rustix::param::page_size()
}
