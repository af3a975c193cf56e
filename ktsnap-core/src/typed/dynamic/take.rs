//! The rows in use of a part, by a count in another part.

use crate::typed::SchemaError;
use crate::typed::inspect::Inspected;

/// A step from a part to its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsStep {
    /// Into a field of a struct.
    Member(&'static str),
    /// Into each row, which has rows of its own.
    Each,
}

/// Keeps the rows in use, which the steps lead to. `names` are those of the rows and of the count.
///
/// # Errors
///
/// [`SchemaError::RowCount`] if there are fewer rows than the count.
pub fn take_dynamic(
    value: &mut Inspected,
    steps: &[RowsStep],
    count: i128,
    names: [&str; 2],
) -> Result<(), SchemaError> {
    match (steps, value) {
        ([RowsStep::Member(name), rest @ ..], Inspected::Fields(fields)) => {
            let mut found = fields.iter_mut().filter(|field| field.name == *name);
            found.try_for_each(|field| take_dynamic(&mut field.value, rest, count, names))
        }
        ([RowsStep::Each, rest @ ..], Inspected::Elements(rows)) => {
            rows.iter_mut().try_for_each(|row| take_dynamic(row, rest, count, names))
        }
        ([], Inspected::Elements(rows)) => {
            let found = rows.len();
            match usize::try_from(count) {
                Ok(number) if number <= found => {
                    rows.truncate(number);
                    Ok(())
                }
                number => {
                    let [rows, name] = names.map(str::to_owned);
                    Err(SchemaError::RowCount { rows, name, count, found: number.ok().map(|_| found) })
                }
            }
        }
        // The check of the struct refuses other steps.
        _ => Ok(()),
    }
}
