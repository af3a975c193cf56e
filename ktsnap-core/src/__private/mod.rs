//! What the derive's expansion calls. Not for use by hand: it changes without notice.

mod enums;
pub(crate) mod fits;
pub mod select;
pub(crate) mod text;

pub use crate::ratio::private as ratio;
pub use crate::series::CounterDecreased;
pub use crate::typed::{ReadFailure, ValueCursor};
pub use enums::{EnumValue, assert_enumerator, enum_value, enumerator};
pub use fits::{assert_required, value_shape};
