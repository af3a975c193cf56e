//! What expansions of the derives and the sister crates use. It is not a public API and can change in any release: these
//! crates pin each other's exact version.

mod enums;
pub(crate) mod fits;
pub mod select;
pub(crate) mod text;

pub use crate::assertion::private as assertion;
pub use crate::ratio::private as ratio;
pub use crate::report::compression::Compression;
pub use crate::report::wanted::Wanted;
pub use crate::runs::file::read_dir;
pub use crate::series::reset::{CounterDecreased, Decrease};
pub use crate::typed::c_type::{CEntries, CEnum, CMember, CStruct, CType, IndexedMember, PathStep, Reduction};
pub use crate::typed::definition::definition;
pub use crate::typed::derived::{DerivedSchema, RatioMethod};
pub use crate::typed::dynamic::{
    Contents, Cpus, DynamicField, DynamicReading, DynamicStruct, RowsStep, Whole, difference_dynamic, index_mismatch,
    member_mismatch, mismatch, read_dynamic, read_dynamic_contents, rows_mismatch, take_dynamic,
};
pub use crate::typed::field::{
    Field, NotDebug, assert_fits, assert_member_fits, column, difference, field, join_column, read_field, read_member,
    since, struct_key, total, whole,
};
pub use crate::typed::from_report::{from_report_via_with_instance, from_report_with_instance};
pub use crate::typed::group_schema::{GroupSchema, SlotSchema};
pub use crate::typed::grouped::{GroupKey, SlotPath};
pub use crate::typed::inspect::{
    Inspect, Inspected, InspectedField, InspectedRows, InspectedText, Leaf, inspected, inspected_enum,
};
pub use crate::typed::json::{Ahead, projected, read_with, takes_fast_path, text, text_of};
pub use crate::typed::needs::Needs;
pub use crate::typed::parts::{
    DerivedParts, OneInstance, PartReader, assert_one_object, from_snapshot_with_picks, take, take_in_each,
};
pub use crate::typed::read::{FieldReader, ReadFailure, RenderedArray, RowCursor, ValueCursor};
pub use crate::typed::rust_type::{RustEnum, RustMember, RustRow, RustStruct, RustType};
pub use crate::typed::schema::{in_map, in_section};
pub use crate::typed::sources::{
    from_map, from_snapshot_via_with_pick, from_snapshot_with_pick, from_variable_bytes, from_variable_values,
};
pub use crate::typed::total::PerCpuValue;
pub use crate::typed::types::members::{Member, NotReducible, join_member, join_total, may_reduce, total as total_of};
pub use crate::typed::types::{FieldValue, ReduceFailure, Reducible};
pub use enums::{EnumValue, assert_enumerator, assert_no_enumerator, enum_value, enumerator};
pub use fits::{assert_required, assert_row, value_type};
