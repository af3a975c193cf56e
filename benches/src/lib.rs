//! What both sides do, on the same inputs. `benches/` times it, counts its memory, and runs it once for callgrind.

pub mod pairs;
pub mod reads;
pub mod reports;
