//! Typed reads: [`SnapshotSchema`], and the types that a derived struct uses.

pub(crate) mod c_type;
mod check;
pub(crate) mod definition;
pub(crate) mod derived;
pub(crate) mod dynamic;
mod error;
pub(crate) mod field;
pub(crate) mod from_report;
pub(crate) mod group_schema;
pub(crate) mod grouped;
mod in_use;
pub(crate) mod inspect;
pub(crate) mod json;
mod near_miss;
pub(crate) mod needs;
mod of_fields;
pub(crate) mod parts;
pub(crate) mod rank;
pub(crate) mod read;
pub(crate) mod rust_type;
pub(crate) mod schema;
mod slots;
mod snapshot_schema;
pub(crate) mod sources;
pub(crate) mod total;
pub(crate) mod types;

pub use check::{Changed, SchemaCheck};
pub use derived::OneMap;
pub use error::{SchemaDrift, SchemaError};
pub use json::{ReadError, ReadFiles, read_files};
pub use near_miss::NearMiss;
pub use schema::{FieldSchema, Location, Schema, VarSchema};
pub use snapshot_schema::SnapshotSchema;
pub use total::{Total, TotalError};
pub use types::{Counter, CpuSet, Integer, PartialRows, PerCpu, PerCpuError, Ptr, Rows, RowsError};

// Expansions use these through `__private`. They are here too because the compiler prints the path of an unmet bound, and
// prefers a path through modules that are not hidden.
#[doc(hidden)]
pub use field::{Field, field};
#[doc(hidden)]
pub use inspect::Inspect;
#[doc(hidden)]
pub use parts::{DerivedParts, RowsOfRows, TakeRows, assert_one_object, take, take_in_each};
#[doc(hidden)]
pub use types::{FieldValue, ReduceFailure, Reducible};

pub(crate) use read::FieldReader;
