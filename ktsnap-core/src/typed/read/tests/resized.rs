//! The array at the end of a section, whose length user space can change.

use super::*;
use crate::typed::c_type::CStruct;
use crate::typed::error::SchemaError;
use crate::typed::read::FieldReader;
use crate::typed::schema::{FieldSchema, Schema, VarSchema, in_section};

/// The schema of a section that ends with an array of three elements.
macro_rules! schema {
    ($size:expr, $offset:expr, $element:expr) => {{
        const ELEMENT: CType = $element;
        const SIZE: u64 = 3 * ELEMENT.size() as u64;
        const ARRAY: CType = CType::Array { len: 3, element: &ELEMENT };
        const SCHEMA: Schema = Schema::new(
            "object.bpf.o",
            in_section(".data", $size),
            &[VarSchema::new("levels", $offset, SIZE, "u32[3]", ARRAY)],
            &[FieldSchema::new("levels", 0, "levels", "u32[3]")],
        );
        &SCHEMA.resizable_from($offset)
    }};
}

/// The length of the array in bytes of that number, and whether it is another than in the object.
fn length(of: Result<FieldReader<'_>, SchemaError>) -> Result<(usize, bool), SchemaError> {
    let array = of?.field(0)?.unwrap();
    let CType::Array { len, .. } = array.c_type else { panic!("{array:?}") };
    Ok((len, array.hints.resized))
}

fn wrong_size(expected: &str, found: usize) -> Result<(usize, bool), SchemaError> {
    Err(SchemaError::WrongSize {
        object: "object.bpf.o".to_owned(),
        place: "`levels` in `.data`".to_owned(),
        expected: expected.to_owned(),
        found,
    })
}

#[test]
fn the_array_of_a_section_fills_its_bytes_unless_the_section_has_the_objects_size() {
    let bytes = [0; 32];
    let padded = schema!(24, 8, U32);
    let length_in = |len: usize| length(Ok(FieldReader::of_section(padded, &bytes[..len])));
    // The object has 4 bytes of padding after the three elements.
    assert_eq!(length_in(24), Ok((3, false)));
    assert_eq!(length_in(20), Ok((3, false)));
    assert_eq!([8, 16, 28].map(length_in), [Ok((0, true)), Ok((2, true)), Ok((5, true))]);
    assert_eq!(length_in(22), wrong_size("8 and a multiple of 4", 22));
    let first = schema!(12, 0, U32);
    let length_in = |len: usize| length(Ok(FieldReader::of_section(first, &bytes[..len])));
    assert_eq!([8, 12, 16].map(length_in), [Ok((2, true)), Ok((3, false)), Ok((4, true))]);
    assert_eq!(length_in(13), wrong_size("a multiple of 4", 13));
}

#[test]
fn the_bytes_of_a_variable_are_those_of_its_elements() {
    let bytes = [0; 16];
    let schema = schema!(24, 8, U32);
    let length_in = |len: usize| length(FieldReader::of_variables(schema, &[Some(&bytes[..len])]));
    assert_eq!([0, 8, 12, 16].map(length_in), [Ok((0, true)), Ok((2, true)), Ok((3, false)), Ok((4, true))]);
    assert_eq!(length_in(9), wrong_size("a multiple of 4", 9));
}

#[test]
fn elements_without_a_size_have_the_number_of_the_object() {
    const EMPTY: CStruct = CStruct::new(Some("struct empty"), 0, &[]);
    let bytes = [0; 16];
    let schema = schema!(12, 8, CType::Struct(&EMPTY));
    assert_eq!(length(FieldReader::of_variables(schema, &[Some(&[])])), Ok((3, false)));
    let length_in = |len: usize| length(Ok(FieldReader::of_section(schema, &bytes[..len])));
    assert_eq!(length_in(12), Ok((3, false)));
    assert_eq!(length_in(8), wrong_size("8 and a multiple of 0", 8));
    assert_eq!(length_in(16), wrong_size("8 and a multiple of 0", 16));
}

#[test]
fn a_resized_array_fits_no_fixed_length_except_a_slice_of_it() {
    let value = array(3, &[5, 6, 7]);
    let at = |resized| {
        let at = ValueCursor::of_value(&value, CType::Array { len: 3, element: &U64 });
        ValueCursor { hints: Hints { resized, ..at.hints }, ..at }
    };
    const SLICE: &[PathStep] = &[PathStep::Slice { from: 1, to: 3 }];
    assert_eq!((at(false).resized(), at(true).resized()), (None, Some(3)));
    assert_eq!((at(false).along(SLICE).resized(), at(true).along(SLICE).resized()), (None, None));
    assert_eq!(ValueCursor { c_type: U64, ..at(true) }.resized(), None);
}
