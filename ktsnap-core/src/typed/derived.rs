//! What `#[derive(SnapshotSchema)]` writes for a struct.

use super::inspect::Inspect;
use super::rust_type::RustType;
use super::{FieldReader, Schema, SchemaError};
use crate::pickers::Picker;
use crate::ratio::RatioError;
use crate::series::CounterReset;

/// The derive's implementation for a struct that is read from one map. Its items are in a trait of their own so that they take no name from the user's struct:
/// only the methods of [`SnapshotSchema`](super::SnapshotSchema) are in scope where that trait is imported.
pub trait DerivedSchema: Inspect + Sized {
    /// The struct's variables, as they were in the object's BTF at build time.
    const SCHEMA: Schema;

    /// What the struct can hold: the fields that [`Inspect`] shows, in the same order.
    const TYPE: RustType = RustType::Any;

    /// Calls `add` for the name, the expression and the method of each ratio that needs nothing but the struct.
    fn each_ratio(add: &mut dyn FnMut([&'static str; 2], RatioMethod<Self>)) {
        let _ = add;
    }

    /// Reads all fields from one map, or from raw bytes.
    ///
    /// # Errors
    ///
    /// Those of [`from_snapshot`](super::SnapshotSchema::from_snapshot) that concern values.
    fn read(from: &FieldReader<'_>) -> Result<Self, SchemaError>;

    /// The difference between two reads.
    ///
    /// # Errors
    ///
    /// [`CounterReset`] if a counter is lower than in the earlier read.
    fn difference(&self, earlier: &Self) -> Result<Self, CounterReset>;

    /// The struct's picker, for several copies of the map. Without a picker the read is ambiguous.
    #[must_use]
    fn picker() -> Option<Picker> {
        None
    }
}

/// The method that computes a ratio of a struct.
pub type RatioMethod<T> = fn(&T) -> Result<f64, RatioError>;

/// A struct that is read from one section or one map: every [`SnapshotSchema`](super::SnapshotSchema) except those with
/// `parts`.
///
/// Generic code needs this bound for [`schema`](super::SnapshotSchema::schema), [`pick`](super::SnapshotSchema::pick) and
/// the other methods that concern one map. The trait can't be implemented by hand.
///
/// ```
/// use ktsnap_core::SnapshotSchema;
/// use ktsnap_core::typed::OneMap;
///
/// fn section<T: OneMap>() -> &'static str {
///     T::schema().location.name()
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` may have several parts, each with a schema and a map of its own",
    label = "not known to be read from one map",
    note = "use `schemas` instead of `schema`, `picks` instead of `pick`, or the struct of a part",
    note = "in generic code, add the bound `ktsnap::typed::OneMap`"
)]
pub trait OneMap: DerivedSchema {}

#[diagnostic::do_not_recommend]
impl<T: DerivedSchema> OneMap for T {}
