//! Tests of schedulers in version 0.18 of the harness, which the scx repository requires.
//!
//! [`isolation`] and [`cell0`] have the scenarios of the two tests of scx_mitosis in that repository. They see what the harness
//! measures of tasks and cgroups; here structs also read what the scheduler counted. [`swap`] has the scenario and the
//! conditions of the harness's own test of a scheduler that is replaced by a copy of itself.
//!
//! The files in `tests/` make the harness run the scenarios. `tests/on_a_series.rs` runs the checks without a machine.

pub mod cell0;
pub mod isolation;
pub mod mitosis;
pub mod swap;

/// The bridge to this package's version of the harness.
mod bridge {
    ktsnap::bridge!(ktstr);
}
