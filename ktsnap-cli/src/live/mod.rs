//! The counters of a [plan](crate::counters::Plan) in a running object.
//!
//! A [source](source::Source) finds the running object, whose own BTF describes what is [`running`]. [`locate`] finds the places of
//! the counters in it, and [`reading`] their values in the bytes of these places. [`follow`] reads again, also when another instance
//! runs. Only [`kernel`] reads from the kernel.

#[cfg(test)]
pub(crate) mod fake;
mod finder;
pub(crate) mod follow;
mod kernel;
pub(crate) mod locate;
mod placed;
pub(crate) mod reading;
pub(crate) mod running;
pub(crate) mod source;

pub(crate) use follow::{Gone, Read, read};
pub(crate) use kernel::{Kernel, find, gone};
pub(crate) use placed::Placed;
pub(crate) use source::{Bound, Source};
