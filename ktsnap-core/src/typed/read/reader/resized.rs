//! The last array of a section, whose length user space can set before it loads the object.

use super::{FieldReader, Roots, offset, place_of};
use crate::report::RenderedValue;
use crate::typed::c_type::CType;
use crate::typed::error::SchemaError;
use crate::typed::read::cursor::{Hints, Source, ValueCursor};
use crate::typed::schema::{Location, VarSchema};

impl<'a> FieldReader<'a> {
    /// The section's last array, with the length in this map or these bytes.
    pub(super) fn resized(&self, var: &VarSchema, at: ValueCursor<'a>) -> Result<ValueCursor<'a>, SchemaError> {
        let CType::Array { len: built, element } = var.ty else { return Ok(at) };
        let len = match (at.source, &self.roots) {
            (Source::Value(RenderedValue::Array { len, .. }), _) => *len,
            (Source::Bits(all), Roots::Section(_)) => {
                // At the object's size there can be padding after the array.
                let is_built = matches!(self.schema.location, Location::Section { size, .. } if is(all.len(), size));
                let bytes = all.len().saturating_sub(offset(var));
                if is_built { built } else { self.elements(var, bytes, offset(var), element.size(), all.len())? }
            }
            (Source::Bits(all), _) if !is(all.len(), var.size) => {
                self.elements(var, all.len(), 0, element.size(), all.len())?
            }
            _ => built,
        };
        let hints = Hints { resized: len != built, ..at.hints };
        Ok(ValueCursor { c_type: CType::Array { len, element }, hints, ..at })
    }

    /// The number of elements that fill the bytes.
    fn elements(
        &self,
        var: &VarSchema,
        bytes: usize,
        before: usize,
        size: usize,
        found: usize,
    ) -> Result<usize, SchemaError> {
        if size > 0 && bytes.is_multiple_of(size) {
            return Ok(bytes / size);
        }
        let before = if before == 0 { String::new() } else { format!("{before} and ") };
        Err(SchemaError::WrongSize {
            object: self.schema.object.to_owned(),
            place: place_of(self.schema, var),
            expected: format!("{before}a multiple of {size}"),
            found,
        })
    }
}

fn is(bytes: usize, size: u64) -> bool {
    u64::try_from(bytes).is_ok_and(|bytes| bytes == size)
}
