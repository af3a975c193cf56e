//! Whether a C type holds what is expected, and where.
//!
//! [`compare`] answers the question at build time, for the type of a Rust field: do the values of the C type fit into the
//! field? [`locate`] answers it at run time, for the C type of an object that is loaded: does it have, at the end of a path,
//! the value that the object on disk has there, and at which byte? Both follow the same rules for numbers.
//!
//! Constant evaluation in `ktsnap-core` compares types that a macro can't resolve, and `ktsnap-core` compares values of a
//! report with their C type. Neither can call this module: constants are evaluated without it, and `ktsnap-core` does not
//! depend on this crate. `tests/cases/compat` holds a table of cases that all of them must answer alike.

mod kind;
mod running;
mod rust;

pub use running::{ArrayLength, ChangeKind, Offsets, Part, Rules, TypeChange, locate, spelled, type_name};
pub use rust::{Comparison, Conversion, FieldType, Mismatch, Reduce, compare, no_mirror, reduced_dims, remedy};

#[cfg(test)]
mod tests;
