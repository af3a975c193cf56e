//! Arrays that are read as rows.

use super::*;
use crate::typed::read::failure::ReadFailure;
use crate::typed::rust_type::{RustMember, RustStruct, RustType};

const TWO: CType = CType::Array { len: 2, element: &U64 };
const THREE: CType = CType::Array { len: 3, element: &U64 };
const NARROW: CType = CType::Array { len: 2, element: &U32 };

const NUMBER: RustType = RustType::Uint { bits: 64 };
static COLUMNS: [RustMember; 2] = [
    RustMember::new("first", "[0]", &[PathStep::Index(0)], None, false, NUMBER),
    RustMember::new("last", "[1]", &[PathStep::Index(1)], None, false, NUMBER),
];
static CELL: RustStruct = RustStruct::new("Cell", None, &COLUMNS).row(2, U64);
const ROW: RustType = RustType::Struct(&CELL);

/// The cells of a row that are read without a cursor.
fn cells(at: ValueCursor<'_>) -> Result<[Option<u64>; 2], ReadFailure> {
    at.row(&ROW).map(|row| [0, 1].map(|column| row.cell(&ROW, column).or_else(|| row.raw_cell(&ROW, column))))
}

fn resized(at: ValueCursor<'_>) -> ValueCursor<'_> {
    ValueCursor { hints: Hints { resized: true, ..at.hints }, ..at }
}

#[test]
fn a_row_is_an_array_of_its_length_and_type() {
    let (two, three) = (array(2, &[5, 6]), array(3, &[5, 6, 7]));
    let cells_of = |value, c_type| cells(ValueCursor::of_value(value, c_type));
    assert_eq!(cells_of(&two, TWO), Ok([Some(5), Some(6)]));
    assert_eq!(cells_of(&three, THREE), Err(ReadFailure::drift(&THREE, "[uint64; 3]")));
    assert_eq!(cells_of(&two, NARROW), Err(ReadFailure::drift(&NARROW, "[uint64; 2]")));
    let other = ValueCursor::of_value(&two, TWO).row(&NUMBER).err();
    assert_eq!(other, Some(ReadFailure::drift(&TWO, "[uint64; 2]")));
    // User space can resize the array of one row.
    assert_eq!(cells(resized(ValueCursor::of_value(&two, TWO))), Ok([Some(5), Some(6)]));
    let longer = cells(resized(ValueCursor::of_value(&three, THREE)));
    assert_eq!(longer, Err(Why::Resized { built: 2, found: 3 }.into()));
}

#[test]
fn bytes_without_a_type_are_a_row_of_their_size() {
    let bytes: Vec<u8> = [5_u64, 6, 7].iter().flat_map(|value| value.to_le_bytes()).collect();
    let cells = |size| cells(ValueCursor::of_bytes(&bytes[..size], CType::Bytes { size }));
    assert_eq!(cells(16), Ok([Some(5), Some(6)]));
    for size in [8, 24] {
        assert_eq!(cells(size), Err(ReadFailure::drift(&CType::Bytes { size }, format!("{size} bytes"))));
    }
}

#[test]
fn a_cell_is_read_with_the_cursor_if_the_report_has_another_array_than_btf() {
    for other in [array(3, &[5, 6]), array(2, &[5, 6, 7]), array(3, &[5, 6, 7]), uint(64, 5)] {
        assert_eq!(cells(ValueCursor::of_value(&other, TWO)), Ok([None, None]), "{other:?}");
    }
}

#[test]
fn an_element_is_a_row_only_if_btf_and_the_report_have_its_length_and_type() {
    fn is_row(element: RenderedValue, c_type: &'static CType) -> bool {
        let whole = RenderedValue::Array { len: 1, elements: [element].into() };
        let at = ValueCursor::of_value(&whole, CType::Array { len: 1, element: c_type });
        let parts = at.parts(0).unwrap().unwrap();
        let (rows, elements) = parts.rendered(&ROW).unwrap();
        rows.row(&elements[0], &ROW).is_some()
    }
    assert!(is_row(array(2, &[5, 6]), &TWO));
    for other in [array(3, &[5, 6]), array(2, &[5, 6, 7]), array(3, &[5, 6, 7])] {
        assert!(!is_row(other.clone(), &TWO), "{other:?}");
    }
    for c_type in [&THREE, &NARROW, &U64] {
        assert!(!is_row(array(2, &[5, 6]), c_type), "{c_type}");
    }
}
