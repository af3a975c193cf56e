//! Reading a field: from the variable, along its path, to a value. Each step is compared with BTF.

mod bits;
mod cursor;
mod entries;
mod failure;
mod fold;
mod groups;
mod index;
mod reader;
mod rendered;
mod row;
mod verify;

pub use cursor::ValueCursor;
pub use failure::ReadFailure;
pub use reader::FieldReader;
pub use row::{RenderedArray, RowCursor};

pub(crate) use cursor::Parts;
pub(crate) use entries::MapEntries;
pub(crate) use failure::{Why, joined};
pub(crate) use groups::SlotName;

#[cfg(test)]
mod tests;
