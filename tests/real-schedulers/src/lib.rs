//! Structs that mirror the counters of published schedulers, for `docs/schedulers.md`.

#![allow(missing_docs, reason = "the schedulers' sources document their counters")]

pub mod beerland;
pub mod bpfland;
pub mod cake;
pub mod chaos;
pub mod cosmos;
pub mod flash;
pub mod flow;
pub mod forge;
pub mod lavd;
pub mod layered;
pub mod mitosis;
pub mod p2dq;
pub mod pandemonium;
pub mod rustland;
pub mod rusty;
pub mod tickless;
