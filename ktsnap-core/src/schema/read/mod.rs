//! Reading a field: from the variable, along its path, to a value that is held against BTF on the way.

mod bits;
mod cursor;
mod fold;
mod found;
mod reader;
mod rendered;
mod verify;

pub use cursor::Cursor;
pub use found::Found;
pub use reader::Reader;

pub(crate) use found::{Why, joined};
