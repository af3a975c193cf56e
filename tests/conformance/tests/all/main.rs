//! The comparisons. They are one program, because linking the harness takes longer than most of them run.

// `json!` expands recursively, by one level for each token.
#![recursion_limit = "1024"]

mod captures;
mod departures;
mod errors;
mod generated;
mod hand_made;
mod hash_maps;
mod lists;
mod run_directories;
mod typed;
mod versions;
