//! What `#[derive(SnapshotSchema)]` writes for a struct.

use super::{FieldReader, Schema, SchemaError};
use crate::pickers::Picker;
use crate::series::CounterReset;

/// The derive's implementation. Its items are in a trait of their own so that they take no name from the user's struct:
/// only the methods of [`SnapshotSchema`](super::SnapshotSchema) are in scope where that trait is imported.
pub trait DerivedSchema: Sized {
    /// The struct's variables, as they were in the object's BTF at build time.
    const SCHEMA: Schema;

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
