//! A row: the elements of an array that are the fields of a struct.

use super::cursor::{Source, ValueCursor};
use super::failure::{ReadFailure, Why};
use crate::report::RenderedValue;
use crate::typed::c_type::{CType, PathStep};
use crate::typed::rust_type::{RustRow, RustStruct, RustType};
use crate::typed::types::FieldValue;

/// An array that is read as a row.
#[derive(Debug, Clone, Copy)]
pub struct RowCursor<'a> {
    pub(crate) at: ValueCursor<'a>,
    element: CType,
    cells: Cells<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Cells<'a> {
    /// All elements of a rendered array.
    Rendered(&'a [RenderedValue]),
    /// The bytes of the array.
    Raw(&'a [u8]),
    /// Anything else, which is read step by step.
    Other,
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
        let cells = match at.source {
            Source::Value(RenderedValue::Array { len: found, elements }) if found == len && elements.len() == *len => {
                Cells::Rendered(elements)
            }
            Source::Bits(bits) => bits.here(rust_type.size()).map_or(Cells::Other, Cells::Raw),
            _ => Cells::Other,
        };
        match at.c_type {
            CType::Array { len: declared, element: of } if declared == *len && of == element => {
                Ok(RowCursor { at, element: *element, cells })
            }
            _ => Err(at.is_other()),
        }
    }
}

impl RowCursor<'_> {
    /// The element at the end of a column's path, if one load is enough. `None` sends the caller to the cursor.
    #[inline]
    pub(crate) fn cell<T: FieldValue>(&self, steps: &[PathStep]) -> Option<T> {
        let [PathStep::Index(index)] = *steps else { return None };
        match self.cells {
            Cells::Rendered(elements) => T::of_value(elements.get(index)?, &self.element),
            Cells::Raw(bytes) => {
                let from = index.checked_mul(self.element.size())?;
                T::of_bytes(bytes.get(from..)?, &self.element, self.at.hints.big_endian)
            }
            Cells::Other => None,
        }
    }
}
