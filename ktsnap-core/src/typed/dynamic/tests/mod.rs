//! Reads by a description of a type, compared with the reads of the type itself.

mod difference;
mod fields;
mod fits;
mod read;
mod reduce;
mod whole;

use super::{DynamicField, DynamicReading, DynamicStruct};
use crate::report::{FailureDumpMap, FailureDumpPercpuEntry, RenderedMember, RenderedValue};
use crate::typed::c_type::PathStep;
use crate::typed::c_type::{CMember, CStruct, CType};
use crate::typed::inspect::{Inspected, InspectedField};
use crate::typed::read::{FieldReader, ValueCursor};
use crate::typed::rust_type::{RustMember, RustStruct, RustType};
use crate::typed::schema::{FieldSchema, Schema, VarSchema, in_map, in_section};

const C_U64: CType = CType::Uint { bits: 64 };
const U64: RustType = RustType::Uint { bits: 64 };
const ALL: &[PathStep] = &[PathStep::All];
const FIRST: &[PathStep] = &[PathStep::Index(0)];

/// `struct waits` of C: `u64 total; u64 max;`.
const C_WAITS: CType = CType::Struct(&CStruct::new(
    Some("struct waits"),
    16,
    &[CMember::new("total", 0, "u64", C_U64), CMember::new("max", 64, "u64", C_U64)],
));

/// A struct with both members of `struct waits`.
const WAITS: RustType = RustType::Struct(&RustStruct::new(
    "Waits",
    Some("struct waits"),
    &[
        RustMember::new("total", "total", &[PathStep::Member("total")], None, false, U64),
        RustMember::new("max", "max", &[PathStep::Member("max")], None, false, U64),
    ],
));

fn uint(bits: u32, value: u64) -> RenderedValue {
    RenderedValue::Uint { bits, value }
}

fn array(elements: Vec<RenderedValue>) -> RenderedValue {
    RenderedValue::Array { len: elements.len(), elements: elements.into() }
}

/// An array of `u64`.
fn numbers(values: &[u64]) -> RenderedValue {
    array(values.iter().map(|value| uint(64, *value)).collect())
}

/// A `struct waits`.
fn waits(total: u64, max: u64) -> RenderedValue {
    let member = |name: &str, value| RenderedMember { name: name.into(), value: uint(64, value) };
    RenderedValue::Struct {
        type_name: Some("waits".into()),
        members: [member("total", total), member("max", max)].into(),
    }
}

fn leaked<T>(values: Vec<T>) -> &'static [T] {
    Box::leak(values.into_boxed_slice())
}

/// A schema of a section with one variable, `counts`, which is the last array if it is one.
fn section(ty: CType) -> Schema {
    let vars = leaked(vec![VarSchema::new("counts", 0, 16, "u64[2]", ty)]);
    let fields = leaked(vec![FieldSchema::new("field", 0, "counts", "u64[2]")]);
    Schema::new("a.bpf.o", in_section(".bss", 16), vars, fields).resizable_from(0)
}

/// The section with this value of the variable.
fn in_bss(value: RenderedValue) -> FailureDumpMap {
    let members = vec![RenderedMember { name: "counts".into(), value }];
    let value = Some(RenderedValue::Struct { type_name: Some(".bss".into()), members: members.into() });
    FailureDumpMap { name: "a.bss".to_owned(), value, ..FailureDumpMap::default() }
}

/// A schema of a per-CPU array with one key, whose field is the value of the key.
fn of_cpus(slot: &'static CType, field: FieldSchema) -> Schema {
    let element = Box::leak(Box::new(CType::PerCpu(slot)));
    let vars = leaked(vec![VarSchema::new("stats", 0, 16, "struct waits", CType::Array { len: 1, element })]);
    Schema::new("a.bpf.o", in_map("stats", 6, 16, 1, true), vars, leaked(vec![field.steps(FIRST)]))
}

/// The per-CPU array with these slots.
fn in_slots(per_cpu: Vec<Option<RenderedValue>>) -> FailureDumpMap {
    let percpu_entries = vec![FailureDumpPercpuEntry { key: 0, per_cpu }];
    FailureDumpMap { name: "stats".to_owned(), max_entries: 1, percpu_entries, ..FailureDumpMap::default() }
}

/// The first field of a schema in a map.
fn at<'a>(schema: &'a Schema, map: &'a FailureDumpMap) -> ValueCursor<'a> {
    FieldReader::of_map(schema, map).field(0).unwrap().unwrap()
}

fn integer(value: i128) -> Inspected {
    Inspected::Integer { value, counts: true }
}

fn integers(values: &[i128]) -> Inspected {
    Inspected::Elements(values.iter().map(|value| integer(*value)).collect())
}

/// A struct of integers.
fn inspected(fields: &[(&'static str, i128)]) -> Inspected {
    Inspected::Fields(fields.iter().map(|(name, value)| inspected_field(name, integer(*value))).collect())
}

fn inspected_field(name: &'static str, value: Inspected) -> InspectedField {
    InspectedField { name, keeps_later: false, saturating: false, value }
}

fn field(name: &'static str, ty: RustType) -> DynamicField {
    let reading = DynamicReading::Value;
    DynamicField { name, ty, keeps_later: false, saturating: false, allow_unmapped: false, reading }
}

/// A struct whose fields are those of the schema.
fn structure(schema: Schema, fields: Vec<DynamicField>) -> DynamicStruct {
    DynamicStruct { schema: Box::leak(Box::new(schema)), picker: None, fields, whole: None }
}
