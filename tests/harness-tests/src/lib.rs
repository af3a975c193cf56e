//! The harness's unit tests of snapshots and reports, run with ktsnap's types.

#[cfg(test)]
mod counts;
#[cfg(test)]
mod names;

#[cfg(test)]
include!(concat!(env!("OUT_DIR"), "/tests.rs"));
