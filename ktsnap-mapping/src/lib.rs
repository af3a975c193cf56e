//! Memory that others write while it is read, mapped read-only: BPF maps, for ktsnap.
//!
//! [`Mapping`] maps a part of what a descriptor names and copies bytes out of it. All of ktsnap's `unsafe` code is here;
//! what calls it has none.
//!
//! # What a copy is
//!
//! A program of the kernel or another process writes at the same time. Each aligned word of up to 8 bytes (4 on 32-bit
//! machines) is read by one load, so a `u64` on a multiple of 8 bytes, as compilers place it, is never half old and half
//! new. Nothing holds across words: two counters next to each other may be from moments a little apart, in either order,
//! and so may be the halves of what is wider than a word or not aligned.
//!
//! # What can be mapped
//!
//! A read behind the end of a file raises `SIGBUS`, which ends the process, and a file can be cut short after any check.
//! So a regular file is refused unless it is sealed against that (`F_SEAL_SHRINK`, see `fcntl(2)`), and then what is asked
//! for must lie in it. What is no regular file keeps its size: the kernel refuses to map past the end of a BPF array
//! (`array_map_mmap` in `kernel/bpf/arraymap.c`), and neither its size nor its memory changes while it is mapped, even if
//! whoever created it lets go of it. A `BPF_MAP_TYPE_ARENA` is not for this crate: its pages can be taken away.

mod copy;
mod kind;
mod mapping;

pub use mapping::Mapping;

/// Bytes of a page: what is mapped starts and ends on a multiple of it, and this much is mapped for a single byte.
///
/// ```
/// assert!(ktsnap_mapping::page_size().is_power_of_two());
/// ```
#[must_use]
pub fn page_size() -> usize {
    rustix::param::page_size()
}
