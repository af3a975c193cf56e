//! The Rust types, fields and enums that mirror the C types of an object.
//!
//! `ktsnap derive` writes structs of them, and `ktsnap layout` shows the type of each variable. [`mirrors`] finds or makes the
//! type for a C type, and [`block`] collects the fields of a struct. The results are [`item`]s, which `ktsnap derive` prints.

pub(crate) mod block;
pub(crate) mod enums;
pub(crate) mod item;
pub(crate) mod limits;
pub(crate) mod mirrors;
pub(crate) mod names;
pub(crate) mod spelling;

pub(crate) use mirrors::Mirrors;
