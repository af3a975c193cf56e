//! The Arrow types of Rust types.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields};
use ktsnap_core::__private::RustType;

/// The Arrow type of a Rust type. An `Option` has that of its value: the [field](field) is nullable.
#[must_use]
pub fn data_type(ty: &RustType) -> DataType {
    match ty {
        RustType::Int { bits: 8 } => DataType::Int8,
        RustType::Int { bits: 16 } => DataType::Int16,
        RustType::Int { bits: 32 } => DataType::Int32,
        RustType::Int { .. } => DataType::Int64,
        RustType::Uint { bits: 8 } => DataType::UInt8,
        RustType::Uint { bits: 16 } => DataType::UInt16,
        RustType::Uint { bits: 32 } => DataType::UInt32,
        RustType::Uint { .. } | RustType::Ptr => DataType::UInt64,
        RustType::Bool => DataType::Boolean,
        RustType::Float { bits: 32 } => DataType::Float32,
        RustType::Float { .. } => DataType::Float64,
        RustType::Text => DataType::Utf8,
        RustType::CString => DataType::Binary,
        RustType::Enum(_) => dictionary(),
        RustType::CpuSet => DataType::List(item(&RustType::Uint { bits: 32 }, false)),
        RustType::Array { element, .. } | RustType::Vec(element) | RustType::Histogram { counter: element, .. } => {
            DataType::List(item(element, false))
        }
        RustType::PerCpu(slot) => DataType::List(item(slot, true)),
        RustType::Struct(of) => {
            DataType::Struct(of.members.iter().map(|member| field(member.field, &member.ty)).collect())
        }
        RustType::Rows { key, value } => {
            let row = DataType::Struct(row_fields(key, value));
            DataType::List(Arc::new(Field::new(ITEM, row, false)))
        }
        RustType::Option(of) => data_type(of),
        // The derive gives this type to a struct that does not compile.
        _ => DataType::Null,
    }
}

/// A field of that type, which is nullable if the type is an `Option`.
#[must_use]
pub fn field(name: &str, ty: &RustType) -> Field {
    Field::new(name, data_type(ty), matches!(ty, RustType::Option(_) | RustType::Any))
}

/// The name that Arrow gives the elements of a list.
const ITEM: &str = "item";

/// The element of a list.
pub(crate) fn item(ty: &RustType, nullable: bool) -> FieldRef {
    let of = field(ITEM, ty);
    let nullable = nullable || of.is_nullable();
    Arc::new(of.with_nullable(nullable))
}

/// The fields of a row of a map.
pub(crate) fn row_fields(key: &RustType, value: &RustType) -> Fields {
    [field("key", key), field("value", value)].into_iter().collect()
}

/// Texts that repeat.
pub(crate) fn dictionary() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// The type as Rust has it, for messages.
pub(crate) fn rust_name(ty: &RustType) -> String {
    match ty {
        RustType::Int { bits } => format!("i{bits}"),
        RustType::Uint { bits } => format!("u{bits}"),
        RustType::Bool => "bool".to_owned(),
        RustType::Float { bits } => format!("f{bits}"),
        RustType::Text => "String".to_owned(),
        RustType::CString => "CString".to_owned(),
        RustType::Enum(of) => of.name.to_owned(),
        RustType::Struct(of) => of.name.to_owned(),
        RustType::Ptr => "Ptr".to_owned(),
        RustType::CpuSet => "CpuSet".to_owned(),
        RustType::Array { len, element } => format!("[{}; {len}]", rust_name(element)),
        RustType::Vec(element) => format!("Vec<{}>", rust_name(element)),
        RustType::Histogram { counter, .. } => format!("Histogram<_, {}>", rust_name(counter)),
        RustType::PerCpu(slot) => format!("PerCpu<{}>", rust_name(slot)),
        RustType::Rows { key, value } => format!("Rows<{}, {}>", rust_name(key), rust_name(value)),
        RustType::Option(of) => format!("Option<{}>", rust_name(of)),
        _ => "a type that does not compile".to_owned(),
    }
}
