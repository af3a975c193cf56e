//! Compares ktsnap with the harness on one report: the answer or error of every accessor of both views, and the structs that are
//! read from both.

#![allow(missing_docs, reason = "the items are only used by the programs of this package")]

pub mod captures;
mod compare;
pub mod generate;
pub mod lists;
pub mod ours;
pub mod sections;
pub mod theirs;
pub mod typed;

pub use compare::{assert_documents_agree, assert_same};
