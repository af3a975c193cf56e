//! A field that is the total of other fields of its struct.

use super::c_type::Reduction;
use super::derived::DerivedSchema;
use super::error::SchemaError;
use super::field::Field;
use super::read::FieldReader;
use super::total::TotalError;
use super::types::{PerCpu, ReduceFailure, Reducible};
use crate::series::reset::{CounterDecreased, Decrease};

impl<S: DerivedSchema, T: Reducible> Field<S, T> {
    /// Reduces the values of other fields to one, element by element.
    ///
    /// # Errors
    ///
    /// [`SchemaError::Overflow`] if a sum does not fit, and [`SchemaError::Drift`] if the fields have different lengths.
    pub fn of_fields(
        self,
        from: &FieldReader<'_>,
        name: &'static str,
        how: Reduction,
        fields: &[&T],
    ) -> Result<T, SchemaError> {
        total(how, fields).map_err(|found| TotalError::from(found.in_member(name)).in_map(from.map()))
    }

    /// Reduces the differences of other fields to one. Counters that were read always have such a total: a difference is at most
    /// the later value, and the later values have a total.
    ///
    /// # Errors
    ///
    /// Those of [`since`](Field::since), if there is no total and the field decreased.
    pub fn of_differences(
        self,
        (name, how): (&'static str, Reduction),
        differences: &[&T],
        later: &S,
        earlier: &S,
    ) -> Result<T, CounterDecreased> {
        total(how, differences).or_else(|_| self.since(name, later, earlier, Decrease::Error))
    }
}

fn total<T: Reducible>(how: Reduction, values: &[&T]) -> Result<T, ReduceFailure> {
    let values: PerCpu<&T> = values.iter().copied().map(Some).collect();
    T::reduce(&values, how, false, &|value| *value)
}
