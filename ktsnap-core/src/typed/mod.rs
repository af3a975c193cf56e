//! Typed reads: what a struct that mirrors a scheduler's variables knows, and how it is filled from one map.

mod c_type;
mod check;
mod error;
mod field;
mod json;
mod read;
mod rust_type;
mod schema;
mod snapshot_schema;
mod total;
mod types;

pub use c_type::{CEnum, CMember, CStruct, CType, PathStep, Reduction};
pub use check::{Changed, SchemaCheck};
pub use error::{NearMiss, SchemaDrift, SchemaError};
pub use json::{ReadEach, ReadError};
pub use read::FieldReader;
pub use rust_type::{RustEnum, RustMember, RustStruct, RustType};
pub use schema::{FieldSchema, Location, Schema, VarSchema};
pub use snapshot_schema::SnapshotSchema;
pub use total::{PerCpuValue, Total, TotalError};
pub use types::{CpuSet, FieldValue, Integer, PerCpu, PerCpuError, Ptr, Reducible};

// Here and not in `__private`: where a bound of theirs is not met, the compiler names their path.
#[doc(hidden)]
pub use field::{Field, assert_fits, field, total, whole};
#[doc(hidden)]
pub use read::{ReadFailure, ValueCursor};

pub(crate) use read::joined;
