//! A row: the elements of an array that are the fields of a struct.

use super::cursor::{Hints, Parts, Source, ValueCursor};
use super::failure::{ReadFailure, Why};
use crate::report::RenderedValue;
use crate::typed::c_type::{CType, PathStep};
use crate::typed::rust_type::{RustRow, RustStruct, RustType};
use crate::typed::types::FieldValue;

/// An array that is read as a row.
#[derive(Debug, Clone, Copy)]
pub struct RowCursor<'a> {
    at: Place<'a>,
    /// All elements of a rendered array. Empty for anything else.
    rendered: &'a [RenderedValue],
    /// The bytes of the array. Empty for anything else.
    raw: &'a [u8],
}

/// The position of a row. Most rows are read without a cursor, so it is only made if a cell needs it.
#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    At(ValueCursor<'a>),
    In(&'a RenderedArray<'a>, &'a RenderedValue),
}

/// An array that a report rendered, without the path into its elements.
#[derive(Debug, Clone, Copy)]
pub struct RenderedArray<'a> {
    /// A cursor at any element. Only its source differs from the others.
    element: ValueCursor<'a>,
    /// Whether the elements have the type of the rows that they are read as.
    of_rows: bool,
}

impl<'a> ValueCursor<'a> {
    /// The array at this position, for a struct that mirrors it as a row.
    ///
    /// # Errors
    ///
    /// If user space gave the array another length than the row has.
    pub fn row(self, rust_type: &RustType) -> Result<RowCursor<'a>, ReadFailure> {
        let RustType::Struct(RustStruct { row: Some(RustRow { len, element }), .. }) = rust_type else {
            return Err(self.is_other());
        };
        let at = self.reach()?;
        if let Some(found) = at.resized().filter(|found| found != len) {
            return Err(Why::Resized { built: *len, found }.into());
        }
        // A value without a type has the size of the row.
        let c_type = match (at.c_type, rust_type) {
            (CType::Bytes { size }, RustType::Struct(of)) if size == rust_type.size() => {
                of.array().unwrap_or(at.c_type)
            }
            (c_type, _) => c_type,
        };
        let at = Self { c_type, ..at };
        let (rendered, raw): (&[_], &[_]) = match at.source {
            Source::Value(RenderedValue::Array { len: found, elements }) if found == len && elements.len() == *len => {
                (elements, &[])
            }
            Source::Bits(bits) => (&[], bits.here(rust_type.size()).unwrap_or_default()),
            _ => (&[], &[]),
        };
        match at.c_type {
            CType::Array { len: declared, element: of } if declared == *len && of == element => {
                Ok(RowCursor { at: Place::At(at), rendered, raw })
            }
            _ => Err(at.is_other()),
        }
    }
}

impl<'a> RowCursor<'a> {
    /// A cursor at the row.
    pub(crate) fn at(&self) -> ValueCursor<'a> {
        match self.at {
            Place::At(at) => at,
            Place::In(array, value) => array.element(value),
        }
    }

    /// The cell of a column, if one load is enough. `None` sends the caller to the cursor.
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn cell<T: FieldValue>(&self, rust_type: &RustType, column: usize) -> Option<T> {
        let (index, element) = place(rust_type, column)?;
        match self.rendered.get(index) {
            Some(value) => T::of_value(value, element),
            None => None,
        }
    }

    /// The same for raw bytes.
    #[inline]
    pub(crate) fn raw_cell<T: FieldValue>(&self, rust_type: &RustType, column: usize) -> Option<T> {
        let (index, element) = place(rust_type, column)?;
        let from = index.checked_mul(element.size())?;
        T::of_bytes(self.raw.get(from..)?, element, self.at().hints.big_endian)
    }
}

/// The index of a column's element, and its type. `None` unless the path of the column is one index.
#[inline]
fn place(rust_type: &RustType, column: usize) -> Option<(usize, &CType)> {
    let RustType::Struct(RustStruct { row: Some(RustRow { element, .. }), members, .. }) = rust_type else {
        return None;
    };
    match members.get(column)?.steps {
        [PathStep::Index(index)] => Some((*index, element)),
        _ => None,
    }
}

impl<'a> RenderedArray<'a> {
    /// The type of an element.
    pub(crate) fn c_type(&self) -> &CType {
        self.element.c_type()
    }

    /// A cursor at an element.
    pub(crate) fn element(&self, value: &'a RenderedValue) -> ValueCursor<'a> {
        ValueCursor { source: Source::Value(value), ..self.element }.through_hex()
    }

    /// An element that is read as a row. `None` sends the caller to the cursor.
    #[inline]
    pub(crate) fn row(&'a self, value: &'a RenderedValue, rust_type: &RustType) -> Option<RowCursor<'a>> {
        let RustType::Struct(RustStruct { row: Some(RustRow { len, .. }), .. }) = rust_type else { return None };
        match value {
            RenderedValue::Array { len: found, elements } if self.of_rows && found == len && elements.len() == *len => {
                Some(RowCursor { at: Place::In(self, value), rendered: elements, raw: &[] })
            }
            _ => None,
        }
    }
}

impl<'a> Parts<'a> {
    /// The elements, if a report rendered them and the path ends at each. `rust_type` is the type that an element is read as.
    pub(crate) fn rendered(&self, rust_type: &RustType) -> Option<(RenderedArray<'a>, &'a [RenderedValue])> {
        let (CType::Array { element, .. }, Source::Value(RenderedValue::Array { elements, .. }), []) =
            (self.whole.c_type, self.whole.source, self.steps)
        else {
            return None;
        };
        let values = elements.get(self.first..self.first.checked_add(self.len)?)?;
        let of_rows = match (element, rust_type) {
            (
                CType::Array { len, element: of },
                RustType::Struct(RustStruct { row: Some(RustRow { len: columns, element }), .. }),
            ) => len == columns && *of == element,
            _ => false,
        };
        let hints = Hints { resized: false, ..self.whole.hints };
        let element = ValueCursor { c_type: *element, steps: &[], hints, ..self.whole };
        Some((RenderedArray { element, of_rows }, values))
    }
}
