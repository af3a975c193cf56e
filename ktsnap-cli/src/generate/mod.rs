//! Rust for what an object declares: the type, field or enum that mirrors a C type.
//!
//! `derive` writes structs of these, and `layout` shows the type of each variable. [`mirrors`] finds or makes a type, [`block`]
//! collects the fields of one struct, and all of that is [`item`]s until `derive` makes text of them.

pub(crate) mod block;
pub(crate) mod enums;
pub(crate) mod item;
pub(crate) mod limits;
pub(crate) mod mirrors;
pub(crate) mod names;
pub(crate) mod spelling;

pub(crate) use mirrors::Mirrors;
