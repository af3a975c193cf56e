//! What the fuzz targets run, each on the bytes of one input. A target fails by a panic.
//!
//! Every target checks three things: the code returns a value or an error with a text, the properties in the target's
//! documentation hold, and the memory that is in use at the same time has the [bound](bounds) of the entry point. libFuzzer
//! stops a target that takes long.
//!
//! `targets/` has the programs for libFuzzer. `tests/corpus.rs` runs the same functions on the corpus, without libFuzzer.

#![allow(clippy::panic, clippy::expect_used, clippy::indexing_slicing, reason = "a target fails by a panic")]

pub mod bounds;
pub mod btf_words;
pub mod json_tree;
pub mod targets;

mod inputs;
mod schemas;
mod walk;
