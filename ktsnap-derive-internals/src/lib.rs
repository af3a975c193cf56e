//! The steps of `#[derive(SnapshotSchema)]` and `#[derive(SnapshotEnum)]` that write no code, which the derives share with
//! the command `ktsnap`.
//!
//! The crate has no stability: `ktsnap-derive` and `ktsnap-cli` require it with `=`.
//!
//! The modules follow the steps. [`parse`] reads the attributes and the fields, [`object`] opens the object, [`resolve`]
//! finds in it what the attributes name, [`check`] compares each field with it, and [`ratio`] reads the ratios of a struct.
//! [`schema`] has the data that the derive writes as constants, and from which the command makes the same values.
//! [`declaration`] calls these steps for a struct, and [`enums`] has them for an enum.
//!
//! Each step adds its errors to [`Errors`](error::Errors) and goes on, so that all mistakes of a struct are reported
//! together.

// Must not panic on any input.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod declaration;
#[doc(hidden)]
pub mod enums;
#[doc(hidden)]
pub mod error;
#[doc(hidden)]
pub mod object;
#[doc(hidden)]
pub mod parse;
#[doc(hidden)]
pub mod ratio;
mod resolve;
#[doc(hidden)]
pub mod schema;
#[cfg(test)]
mod tests;
