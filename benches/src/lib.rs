//! The tasks of both sides on the same inputs. The programs in `benches/` measure time, memory and instructions.

#![allow(missing_docs, reason = "the items are only used by the programs of this package")]

pub mod callgrind;
pub mod pairs;
pub mod reads;
pub mod reports;
pub mod totals;
