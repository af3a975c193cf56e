//! What the derive's expansion calls. Not for use by hand: it changes without notice.

use crate::schema::{FieldType, Shape};

/// Stops the build when a field's type, which the derive could not see through (an alias, a constant as length), does
/// not hold what BTF gives.
///
/// # Panics
///
/// At build time, with `message`.
#[track_caller]
pub const fn assert_fits<T: FieldType>(btf: Shape, message: &'static str) {
    assert!(btf.fits(&T::SHAPE), "{}", message);
}
