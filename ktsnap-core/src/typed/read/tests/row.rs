//! What a picker sees of a copy of a map.

use super::*;
use crate::error::SnapshotError;
use crate::report::{FailureDumpPercpuEntry, RenderedMember};
use crate::typed::c_type::{CMember, CStruct, Reduction};
use crate::typed::read::FieldReader;
use crate::typed::schema::{FieldSchema, Location, Schema, VarSchema};

const MAP: Location = Location::Map { name: "stats", map_type: 6, value_size: 8, max_entries: 1, per_cpu: true };
const FIRST: &[PathStep] = &[PathStep::Index(0)];
const FIELD: FieldSchema = FieldSchema::new("field", 0, "stats[0]", "u64").steps(FIRST);

/// A schema of a per-CPU map whose value has a type, with one field.
macro_rules! schema {
    ($ty:expr, $field:expr) => {{
        const SCHEMA: Schema = Schema::new(
            "object.bpf.o",
            MAP,
            &[VarSchema::new("stats", 0, 8, "u64", CType::Array { len: 1, element: &CType::PerCpu(&$ty) })],
            &[$field],
        );
        &SCHEMA
    }};
}

/// The values that a picker sees of a map with these slots.
fn row(schema: &'static Schema, slots: &[Option<RenderedValue>]) -> Vec<Result<RenderedValue, SnapshotError>> {
    let percpu_entries = vec![FailureDumpPercpuEntry { key: 0, per_cpu: slots.to_vec() }];
    let map = FailureDumpMap { name: "stats".to_owned(), max_entries: 1, percpu_entries, ..FailureDumpMap::default() };
    schema.fields[0].row_values(&FieldReader::of_map(schema, &map), 0)
}

fn unsigned(values: &[u64]) -> Vec<Option<RenderedValue>> {
    values.iter().map(|value| Some(uint(64, *value))).collect()
}

fn signed(values: &[i64]) -> Vec<Option<RenderedValue>> {
    values.iter().map(|value| Some(RenderedValue::Int { bits: 64, value: *value })).collect()
}

#[test]
fn a_value_has_the_sign_of_the_field() {
    let of_unsigned = schema!(U64, FIELD);
    assert_eq!(row(of_unsigned, &unsigned(&[5, 7])), [Ok(uint(64, 12))]);
    assert_eq!(row(of_unsigned, &unsigned(&[u64::MAX])), [Ok(uint(64, u64::MAX))]);
    let of_signed = schema!(CType::Int { bits: 64 }, FIELD);
    assert_eq!(row(of_signed, &signed(&[-5, -7])), [Ok(RenderedValue::Int { bits: 64, value: -12 })]);
    assert_eq!(row(of_signed, &signed(&[5])), [Ok(RenderedValue::Int { bits: 64, value: 5 })]);
    // The bytes of a value without a type are an unsigned number.
    let bytes = [Some(RenderedValue::Bytes { hex: ["ff"; 8].join(" ") })];
    assert_eq!(row(schema!(CType::Bytes { size: 8 }, FIELD), &bytes), [Ok(uint(64, u64::MAX))]);
}

#[test]
fn a_field_is_reduced_as_it_says() {
    let max = schema!(U64, FIELD.reduce(Reduction::Max));
    let min = schema!(U64, FIELD.reduce(Reduction::Min));
    assert_eq!(row(max, &unsigned(&[5, 7, 6])), [Ok(uint(64, 7))]);
    assert_eq!(row(min, &unsigned(&[5, 7, 6])), [Ok(uint(64, 5))]);
}

#[test]
fn slots_that_were_not_captured_are_left_out() {
    let schema = schema!(U64, FIELD);
    let [first, last] = [5, 7].map(|value| Some(uint(64, value)));
    assert_eq!(row(schema, &[first, None, last]), [Ok(uint(64, 12))]);
    let [Err(SnapshotError::ProjectionFailed { .. })] = &*row(schema, &[None, None]) else { panic!() };
}

#[test]
fn a_sum_that_no_value_of_a_report_holds_is_an_error_in_its_place() {
    let is_overflow = |row: Vec<Result<RenderedValue, SnapshotError>>| {
        let [Err(SnapshotError::ProjectionFailed { reason })] = &*row else { panic!("{row:?}") };
        assert!(reason.contains("64"), "{reason}");
    };
    is_overflow(row(schema!(U64, FIELD), &unsigned(&[u64::MAX, 1])));
    is_overflow(row(schema!(CType::Int { bits: 64 }, FIELD), &signed(&[i64::MAX, 1])));
    is_overflow(row(schema!(CType::Int { bits: 64 }, FIELD), &signed(&[i64::MIN, -1])));
}

#[test]
fn a_map_that_was_not_rendered_has_its_own_error() {
    let schema = schema!(U64, FIELD);
    let error = Some("page not mapped".to_owned());
    let map = FailureDumpMap { name: "stats".to_owned(), max_entries: 1, error, ..FailureDumpMap::default() };
    let row = schema.fields[0].row_values(&FieldReader::of_map(schema, &map), 0);
    let error = "page not mapped".to_owned();
    assert_eq!(row, [Err(SnapshotError::MapRenderIncomplete { map: "stats".to_owned(), error })]);
}

#[test]
fn a_struct_has_a_value_for_each_integer_and_other_fields_have_none() {
    const MEMBERS: [CMember; 4] = [
        CMember::new("nr", 0, "u64", U64),
        CMember::new("on", 64, "bool", CType::Bool),
        CMember::new("cpu", 96, "s32", CType::Int { bits: 32 }),
        CMember::new("load", 128, "double", CType::Float { bits: 64 }),
    ];
    const STATS: CStruct = CStruct::new(Some("struct stats"), 24, &MEMBERS);
    let slot = |nr, cpu| {
        let member = |name: &str, value| RenderedMember { name: name.to_owned(), value };
        let members = [
            member("nr", uint(64, nr)),
            member("on", RenderedValue::Bool { value: true }),
            member("cpu", RenderedValue::Int { bits: 32, value: cpu }),
            member("load", RenderedValue::Float { bits: 64, value: 1.0 }),
        ];
        Some(RenderedValue::Struct { type_name: None, members: members.into() })
    };
    let seen = row(schema!(CType::Struct(&STATS), FIELD), &[slot(5, -2), slot(7, -3)]);
    assert_eq!(seen, [Ok(uint(64, 12)), Ok(RenderedValue::Int { bits: 64, value: -5 })]);
    assert_eq!(row(schema!(CType::Bool, FIELD), &[Some(RenderedValue::Bool { value: true })]), []);
    assert_eq!(row(schema!(CType::Float { bits: 64 }, FIELD), &[]), []);
    assert_eq!(row(schema!(CType::Uint { bits: 128 }, FIELD), &[]), []);
}

#[test]
fn a_member_without_a_type_is_one_number() {
    const MEMBERS: [CMember; 1] = [CMember::new("raw", 0, "8 bytes", CType::Bytes { size: 8 })];
    const STATS: CStruct = CStruct::new(Some("struct stats"), 8, &MEMBERS);
    let value = RenderedValue::Bytes { hex: "02 01 00 00 00 00 00 00".to_owned() };
    let members = [RenderedMember { name: "raw".to_owned(), value }].into();
    let slot = Some(RenderedValue::Struct { type_name: None, members });
    assert_eq!(row(schema!(CType::Struct(&STATS), FIELD), &[slot]), [Ok(uint(64, 0x102))]);
}
