//! Rows in use: the first of an array, by a count that is a variable of the same section.

use super::derived::DerivedSchema;
use super::error::SchemaError;
use super::field::Field;
use super::parts::TakeRows;
use super::read::FieldReader;
use super::schema::FieldSchema;
use super::types::FieldValue;

impl<S: DerivedSchema, T: FieldValue + TakeRows> Field<S, T> {
    /// Reads the rows and keeps those in use. `count` is their number. In a ring, all rows are in use from the number of rows
    /// on.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read), and [`SchemaError::RowCount`] if there are fewer rows than the count.
    pub fn read_in_use(
        self,
        from: &FieldReader<'_>,
        index: usize,
        count: &FieldSchema,
        is_ring: bool,
    ) -> Result<T, SchemaError> {
        let mut rows: T = from.read(const { &S::SCHEMA }, index)?;
        let from = from.with(const { &S::SCHEMA });
        let number = match from.at(index, Some(count))? {
            Some(at) => at.number().map_err(|found| from.error_of(Some(count), found))?,
            None => return Err(from.absent(index)),
        };
        let taken = match usize::try_from(number) {
            Ok(count) => rows.take_rows(count).map_err(Some),
            Err(_) => Err(None),
        };
        match taken {
            Err(found) if !is_ring || number < 0 => {
                let rows = const { S::SCHEMA.fields }.get(index).map(|field| field.path).unwrap_or_default().to_owned();
                Err(SchemaError::RowCount { rows, name: count.path.to_owned(), count: number, found })
            }
            _ => Ok(rows),
        }
    }
}
