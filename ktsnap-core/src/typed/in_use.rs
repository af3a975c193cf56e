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
        RowsInUse::keep(&from, index, (count, is_ring), |count| rows.take_rows(count)).map(|()| rows)
    }
}

/// The number of rows in use.
pub(super) struct RowsInUse<'c> {
    pub(super) number: i128,
    count: &'c FieldSchema,
    is_ring: bool,
}

impl<'c> RowsInUse<'c> {
    /// Reads the variable that counts them. `index` is the field's.
    pub(super) fn read(
        from: &FieldReader<'_>,
        index: usize,
        count: &'c FieldSchema,
        is_ring: bool,
    ) -> Result<Self, SchemaError> {
        let number = match from.at(index, Some(count))? {
            Some(at) => at.number().map_err(|found| from.error_of(Some(count), found))?,
            None => return Err(from.absent(index)),
        };
        Ok(Self { number, count, is_ring })
    }

    /// Keeps the rows in use. `take` keeps this number of rows, or returns their number if there are fewer.
    pub(super) fn keep(
        from: &FieldReader<'_>,
        index: usize,
        (count, is_ring): (&'c FieldSchema, bool),
        take: impl FnOnce(usize) -> Result<(), usize>,
    ) -> Result<(), SchemaError> {
        let in_use = Self::read(from, index, count, is_ring)?;
        let taken = match usize::try_from(in_use.number) {
            Ok(count) => take(count).map_err(Some),
            Err(_) => Err(None),
        };
        taken.or_else(|found| in_use.check(from, index, found))
    }

    /// Accepts that a number is larger than that of the rows, which are `found`, if the rows are a ring.
    pub(super) fn check(&self, from: &FieldReader<'_>, index: usize, found: Option<usize>) -> Result<(), SchemaError> {
        if self.is_ring && self.number >= 0 {
            return Ok(());
        }
        let (rows, name) =
            (from.schema_of(index).map(|field| field.path).unwrap_or_default().to_owned(), self.count.path.to_owned());
        Err(SchemaError::RowCount { rows, name, count: self.number, found })
    }
}
