//! Why a field can't have its type, in the words of the compiled struct.

use crate::__private::fits::{Wanted, other_group, other_index};
use crate::__private::text::Text;
use crate::typed::c_type::CType;
use crate::typed::rust_type::RustType;
use crate::typed::schema::{FieldSchema, Schema};

/// Why a field of the schema can't have the type. `None` if it can.
#[must_use]
pub fn mismatch(schema: &Schema, index: usize, help: &'static str, ty: &RustType) -> Option<String> {
    schema.vars.get(schema.fields.get(index)?.var)?;
    Wanted::of_field(schema, index, help).message(ty).as_ref().map(text)
}

/// Why a field of a struct can't have the type. `is_total` is whether it is the total of the structs of all CPUs.
#[must_use]
pub fn member_mismatch(
    of: &RustType,
    index: usize,
    (ty, c_type): (&'static CType, &'static str),
    help: &'static str,
    is_total: bool,
) -> Option<String> {
    let RustType::Struct(mirror) = of else { return None };
    let member = mirror.members.get(index)?;
    let wanted = match is_total {
        true => Wanted::of_member(of, index, CType::PerCpu(ty), c_type, help).reduced(),
        false => Wanted::of_member(of, index, *ty, c_type, help),
    };
    wanted.message(&member.ty).as_ref().map(text)
}

/// Why keys of the type can't be indices below `end`, or of up to 32 bits if it is not known. `None` if they can.
#[must_use]
pub fn index_mismatch(key: &RustType, end: Option<u64>) -> Option<String> {
    other_index(key, end).as_ref().map(text)
}

/// Why a field can't have rows of this type. `entries` has the types of the keys and of the slots in C, `by` is what names the rows,
/// and `value` is the path from the rows to the value. `None` if it can.
#[must_use]
pub fn rows_mismatch(
    ty: &RustType,
    entries: CType,
    by: &str,
    value: &FieldSchema,
    help: &'static str,
) -> Option<String> {
    other_group(by, &entries, ty).or_else(|| Wanted::of_groups(entries, value, help).message(ty)).as_ref().map(text)
}

fn text(of: &Text) -> String {
    of.as_str().to_owned()
}
