//! Structs that mirror the counters of published schedulers.

pub mod bpfland;
