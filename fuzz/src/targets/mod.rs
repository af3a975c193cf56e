//! The targets. Each has a function `run` that reads one input.

pub mod declarations;
pub mod layout_files;
pub mod objects;
pub mod ratios;
pub mod rendering;
pub mod reports;
pub mod run_directories;
pub mod section_bytes;
pub mod typed_reads;
pub mod types;
pub mod view;
