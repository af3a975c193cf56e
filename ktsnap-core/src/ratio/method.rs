//! The ratios of a struct, by number: what the method of each computes, and what the message of an assertion shows of it.

use ktsnap_ratio::{RatioError, Terms, evaluate_counts};

/// A struct with ratios.
pub trait Ratios: Sized {
    /// Calls `visit` with the terms of the ratio that has this number. There are none after the last.
    fn ratio(&self, number: usize, operands: Operands<'_, Self>, visit: &mut dyn FnMut(Terms<'_>));
}

/// What the caller passes to the method of a ratio.
#[derive(Debug)]
pub struct Operands<'a, T> {
    /// The parameter, or the struct itself for a ratio without one.
    pub other: &'a T,
    /// The index parameter, or 0 for a ratio without one.
    pub index: i128,
}

impl<T> Clone for Operands<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Operands<'_, T> {}

/// The value of a ratio.
///
/// # Errors
///
/// [`RatioError`].
pub fn value<T: Ratios>(of: &T, number: usize, other: &T, index: i128) -> Result<f64, RatioError> {
    let mut value = None;
    of.ratio(number, Operands { other, index }, &mut |terms| {
        let Terms { ratio, program, names, values, columns } = terms;
        value = Some(evaluate_counts(ratio, program, names, values, columns));
    });
    // The derive wrote both the method and the number that it passes.
    value.unwrap_or_else(|| Err(RatioError::Overflow { ratio: String::new() }))
}
