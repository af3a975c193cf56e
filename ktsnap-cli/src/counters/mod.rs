//! The counters that a command reads: which integers of an object's sections and maps, their names, and ratios of them.
//!
//! A [`Plan`] starts from [roots](Root): the variables of sections, and maps as arrays of their entries. The
//! [leaves](mod@leaf) of a root are its integers. [`describe`] finds the names of entries and elements, and the bounds of
//! histograms. [`ratio`] looks up what a `--ratio` or `--let` names, in all roots. [`sums`] says which counters of a per-CPU
//! map can be added up. A hash map has one counter for each integer of a value, with [`in_entry`] for its name in each entry. Nothing here knows where values come from: `watch` reads them from a running scheduler.

mod builder;
mod describe;
mod entries;
mod leaf;
mod plan;
mod ratio;
mod root;
mod spot;
mod sums;

pub(crate) use builder::ROWS;
pub(crate) use builder::{Counter, Histogram};
pub(crate) use leaf::{Enumerator, Int, in_entry};
pub(crate) use plan::{Object, Options, Plan};
pub(crate) use ratio::Ratio;
pub(crate) use root::Root;
pub(crate) use sums::is_named_as_count;

#[cfg(test)]
pub(crate) mod tests;
