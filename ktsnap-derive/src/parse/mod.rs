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

pub(crate) use attributes::{EnumAttributes, FieldAttributes, ObjectSource, StructAttributes, VariantAttributes};
pub(crate) use field::{Field, FieldSource, fields};
pub(crate) use field_type::field_type;
pub(crate) use of_fields::OfFields;
pub(crate) use ratio::RatioAttribute;
pub(crate) use take::{HELP as TAKE_HELP, InUse, RowStep, Take};
pub(crate) use target::StructTarget;
