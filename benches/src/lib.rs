//! The tasks of both sides on the same inputs. The programs in `benches/` measure time, memory and instructions.

pub mod pairs;
pub mod reads;
pub mod reports;
