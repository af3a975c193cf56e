//! Reads a text or a number without keeping a copy.

use super::serializer::{Collect, CollectError, Never, Scalar};

/// Calls the function with a text.
pub(super) struct Text<F>(pub(super) F);

impl<O, F: FnOnce(&str) -> O> Collect for Text<F> {
    type Output = O;
    type Fields = Never<O>;
    type Elements = Never<O>;

    #[inline]
    fn scalar(self, scalar: Scalar<'_>) -> Result<O, CollectError> {
        match scalar {
            Scalar::Text(text) => Ok(self.0(text)),
            _ => Err(CollectError::Form),
        }
    }
}

/// Reads a number that is not negative.
pub(super) struct Unsigned;

impl Collect for Unsigned {
    type Output = u64;
    type Fields = Never<u64>;
    type Elements = Never<u64>;

    #[inline]
    fn scalar(self, scalar: Scalar<'_>) -> Result<u64, CollectError> {
        match scalar {
            Scalar::Unsigned(number) => Ok(number),
            _ => Err(CollectError::Form),
        }
    }
}
