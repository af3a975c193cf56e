//! Assertions that explain: what `expect!` and `check!` report if a condition does not hold.
//!
//! The macros check every condition. [`ExpectError`] names those that fail, with the values that they compared and the terms of
//! their ratios. It prints the struct as a table, with both reads of a difference, and the map that was read.

mod conditions;
mod error;
mod names;
mod subject;
mod table;

pub use error::ExpectError;
pub use subject::Subject;

/// What the expansions of `expect!` and `check!` use.
#[doc(hidden)]
pub mod private {
    pub use super::conditions::{
        Conditions, Given, Left, NoText, NotAbsent, Plain, Printed, Side, WithDebug, WithOther, WithoutTerms, is_itself,
    };
    pub use super::subject::{About, Explained, Owned, parts};
}
