//! The same test of a scheduler written twice: [`before`] reads the counters by name, [`after`] as a struct.
//! `tests/before.rs` and `tests/after.rs` make the harness run the scheduler and call them.

pub mod after;
pub mod before;

/// The traits of ktsnap's bridge to this package's ktstr.
pub mod bridge {
    ktsnap::bridge!(ktstr);
}

pub mod snapshot;

use ktstr::declare_scheduler;

declare_scheduler!(DISPATCH, {
    name = "dispatch",
    binary = "dispatch",
});
