//! One test of our scheduler twice, as its author would write it: [`before`] reads the counters by name, [`after`] as a
//! struct. `tests/before.rs` and `tests/after.rs` have the harness run the scheduler and call them.

pub mod after;
pub mod before;

use ktstr::declare_scheduler;

declare_scheduler!(DISPATCH, {
    name = "dispatch",
    binary = "dispatch",
});
