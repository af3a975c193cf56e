//! Finding in the object what the attributes name: sections and variables, maps and their keys, types.

pub(crate) mod key;
pub(crate) mod map;
pub(crate) mod section;
pub(crate) mod suggest;
mod tag;

pub(crate) use tag::named;
