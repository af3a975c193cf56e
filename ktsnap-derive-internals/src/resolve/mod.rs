//! Finding the items of the object that the attributes name: sections and variables, maps and their keys, and types.

pub(crate) mod key;
pub(crate) mod map;
pub(crate) mod section;
pub(crate) mod suggest;
mod tag;

pub(crate) use tag::named;
