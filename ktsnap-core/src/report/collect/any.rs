//! Keeps a whole value.

use serde::Serialize;

use super::serializer::{Collect, CollectError, Depth, Elements, Fields, Scalar};
use crate::report::buffer::{Buffered, FieldName};

/// Keeps a whole value.
pub(super) struct Any;

impl Collect for Any {
    type Output = Buffered;
    type Fields = AnyFields;
    type Elements = AnyElements;

    #[inline]
    fn scalar(self, scalar: Scalar<'_>) -> Result<Buffered, CollectError> {
        Ok(match scalar {
            Scalar::Null => Buffered::Null,
            Scalar::Bool(value) => Buffered::Bool(value),
            Scalar::Unsigned(value) => Buffered::Unsigned(value),
            Scalar::Signed(value) => Buffered::Signed(value),
            Scalar::Float(value) => Buffered::Float(value),
            Scalar::Text(text) => Buffered::Text(text.to_owned()),
        })
    }

    fn fields(self) -> Result<AnyFields, CollectError> {
        Ok(AnyFields(Vec::new()))
    }

    fn elements(self) -> Result<AnyElements, CollectError> {
        Ok(AnyElements(Vec::new()))
    }
}

/// Keeps all fields of an object.
pub(super) struct AnyFields(Vec<(FieldName, Buffered)>);

impl Fields for AnyFields {
    type Output = Buffered;

    fn field<T: Serialize + ?Sized>(&mut self, name: FieldName, value: &T, depth: Depth) -> Result<(), CollectError> {
        let value = depth.collect(value, Any)?;
        self.buffered(name, value)
    }

    fn buffered(&mut self, name: FieldName, value: Buffered) -> Result<(), CollectError> {
        self.0.push((name, value));
        Ok(())
    }

    fn end(self) -> Result<Buffered, CollectError> {
        Ok(Buffered::object(self.0))
    }
}

/// Keeps all elements of a sequence.
pub(super) struct AnyElements(Vec<Buffered>);

impl Elements for AnyElements {
    type Output = Buffered;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T, depth: Depth) -> Result<(), CollectError> {
        self.0.push(depth.collect(value, Any)?);
        Ok(())
    }

    fn end(self) -> Result<Buffered, CollectError> {
        Ok(Buffered::Sequence(self.0))
    }
}
