//! Tests of `ktsnap-btf` with the objects of compilers and linkers, and with hostile objects.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod bpftool;
mod btf;
mod carriers;
mod files;
mod hand_made;
mod hostile;
mod invariants;
mod layout;
mod maps;
mod named;
mod paths;
mod resizable;
mod spelling;
mod symbols;
mod values;
