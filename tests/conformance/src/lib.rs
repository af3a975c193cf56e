//! Compares ktsnap with the harness on one report: the answer or error of every accessor of both views, and the structs that are
//! read from both.

#![allow(missing_docs, reason = "the items are only used by the programs of this package")]

#[cfg(feature = "with_0_18")]
pub extern crate ktstr_0_18 as ktstr;
#[cfg(all(feature = "with_0_33", not(feature = "with_0_18")))]
pub extern crate ktstr_0_33 as ktstr;
#[cfg(not(any(feature = "with_0_18", feature = "with_0_33")))]
pub extern crate ktstr_0_50 as ktstr;

/// The number of generated reports of a test. The older versions of the harness get a tenth: their types, accessors and documents
/// are those of the newest.
pub const REPORTS: u32 = if cfg!(any(feature = "with_0_18", feature = "with_0_33")) { 200 } else { 2_000 };

pub mod captures;
mod compare;
pub mod generate;
pub mod lists;
pub mod ours;
pub mod sections;
pub mod theirs;
pub mod typed;

pub use compare::{assert_documents_agree, assert_same};
