//! The places and remedies that the errors of a field name.

use super::*;
use crate::typed::c_type::{CMember, CStruct, Reduction};
use crate::typed::error::SchemaError;
use crate::typed::read::FieldReader;
use crate::typed::read::failure::ReadFailure;
use crate::typed::schema::{FieldSchema, Schema, in_section};

const SCHEMA: Schema = Schema::new("object.bpf.o", in_section(".bss", 64), &[], &[]);

fn error(field: &FieldSchema, found: ReadFailure) -> SchemaError {
    FieldReader::of_section(&SCHEMA, &[]).error_of(Some(field), found)
}

#[test]
fn an_index_is_the_variable_of_that_name_or_a_member_next_to_the_array() {
    static LEVEL: FieldSchema = FieldSchema::new("level", 1, "level", "u32");
    let out_of_range =
        |field: &FieldSchema, name| match error(field, Why::IndexOutOfRange { name, value: 9, len: 4 }.into()) {
            SchemaError::IndexOutOfRange { map, variable, index, value: 9, len: 4 } => [map, variable, index],
            other => panic!("{other:?}"),
        };
    let field = FieldSchema::new("ns", 0, "conf.ns[level].by[depth]", "u64");
    let (raw, path) = ("raw bytes", "conf.ns[level].by[depth]");
    assert_eq!(out_of_range(&field.index(&LEVEL), "level"), [raw, path, "level"]);
    assert_eq!(out_of_range(&field.index(&LEVEL), "depth"), [raw, path, "conf.ns[level].depth"]);
    assert_eq!(out_of_range(&field, "level"), [raw, path, "conf.level"]);
}

#[test]
fn the_failure_of_an_index_names_the_member_and_the_cpu() {
    let field = FieldSchema::new("ns", 0, "stats[0].by[depth]", "u64");
    let found = ReadFailure::from(Why::Unmapped { cpu: None }).at_index("depth").in_element(2);
    let expected = SchemaError::Unmapped {
        map: "raw bytes".to_owned(),
        variable: "stats[0].depth[2]".to_owned(),
        cpu: None,
        remedy: String::new(),
    };
    assert_eq!(error(&field, found), expected);
}

#[test]
fn the_remedy_for_a_null_pointer_is_an_option_of_the_fields_dimensions() {
    const NODE: CStruct = CStruct::new(Some("struct node"), 8, &[CMember::new("nr", 0, "u64", U64)]);
    const FOLLOWED: &[PathStep] = &[PathStep::Deref(&NODE), PathStep::Member("nr")];
    const EACH: &[PathStep] = &[PathStep::All, PathStep::Deref(&NODE), PathStep::Member("nr")];
    let null = |path: &'static str, field: FieldSchema| match error(&field, Why::NullPointer { arrows: 1 }.into()) {
        SchemaError::NullPointer { map: _, variable, pointer, remedy } => {
            assert_eq!((variable.as_str(), pointer.as_str()), (path, path.trim_end_matches("->nr")));
            remedy
        }
        other => panic!("{other:?}"),
    };
    let head = FieldSchema::new("nr", 0, "head->nr", "u64");
    assert_eq!(null("head->nr", head.steps(FOLLOWED)), "write `Option<_>`");
    let sum = head.steps(FOLLOWED).reduce(Reduction::Sum);
    assert_eq!(null("head->nr", sum), "write `Option<_>` without a reduction");
    let heads = FieldSchema::new("nr", 0, "heads[*]->nr", "u64").steps(EACH);
    assert_eq!(null("heads[*]->nr", heads), "write `Vec<Option<_>>`");
    assert_eq!(null("head->nr", head), "make its field an `Option`");
}
