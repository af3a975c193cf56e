//! A variable whose value is an index in the path of a field.

use super::FieldReader;
use crate::error::SnapshotError;
use crate::typed::error::SchemaError;
use crate::typed::read::cursor::ValueCursor;
use crate::typed::schema::FieldSchema;

impl<'a> FieldReader<'a> {
    /// The array of a field, with the index that a variable of the same section has. `index` is the number of the field.
    #[cold]
    #[inline(never)]
    pub(super) fn with_index(
        &self,
        index: usize,
        (field, var): (&FieldSchema, &'static FieldSchema),
        array: ValueCursor<'a>,
    ) -> Result<ValueCursor<'a>, SchemaError> {
        let Some(at) = self.at(index, Some(var))? else {
            let (requested, available) = (var.path.to_owned(), vec![self.map.to_owned()]);
            return Err(SnapshotError::VarNotFound { requested, available }.into());
        };
        let value = at.number().map_err(|found| self.error_of(Some(var), found))?;
        array.indexed(var.path, value, field.steps).map_err(|found| self.error_of(Some(field), found))
    }
}
