//! Which map a typed read takes its fields from, and why.

mod pick;
pub(crate) mod resolve;
mod running;

pub use pick::{MapCopy, Pick, PickReason};
