//! One report, seen through ktsnap's view and through the harness's: every accessor asked the same, every answer and
//! every error compared; and typed structs read from both.

pub mod captures;
mod compare;
pub mod generate;
pub mod lists;
pub mod ours;
pub mod sections;
pub mod theirs;
pub mod typed;

pub use compare::{assert_documents_agree, assert_same};
