//! The counters of a running object as metrics for Prometheus.
//!
//! [`of_plan`] and [`of_struct`] read the counters of a plan and the fields of a struct, and make a [`family`] of each, whose [`name`]
//! follows the conventions of Prometheus. The [`exporter`] adds what is known about the scheduler, and leaves out a counter that
//! [`decreased`]. [`encode`] writes all as text.

mod decreased;
mod encode;
mod exporter;
mod family;
mod name;
mod of_plan;
mod of_struct;
mod open;
#[cfg(test)]
mod tests;

pub(crate) use encode::Format;
pub(crate) use exporter::Exporter;
pub(crate) use family::Exposition;
pub(crate) use open::open;
