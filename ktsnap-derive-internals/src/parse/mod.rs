//! Reading the input: the attributes, the target that they describe, and the fields with their types.

mod attributes;
mod field;
mod field_type;
mod keys;
mod of_fields;
mod ratio;
mod take;
mod target;
mod value;

pub use attributes::{EnumAttributes, FieldAttributes, ObjectSource, StructAttributes, VariantAttributes};
pub use field::{Field, FieldSource, fields};
pub use field_type::field_type;
pub use of_fields::OfFields;
pub use ratio::RatioAttribute;
pub use take::{HELP as TAKE_HELP, InUse, RowStep, Take};
pub use target::StructTarget;
