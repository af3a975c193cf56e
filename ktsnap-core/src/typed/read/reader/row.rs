//! The values that a picker sees for a copy of a map.

use super::FieldReader;
use crate::error::SnapshotError;
use crate::report::RenderedValue;
use crate::typed::c_type::{CType, Reduction};
use crate::typed::error::SchemaError;
use crate::typed::read::{ReadFailure, ValueCursor};
use crate::typed::schema::FieldSchema;

impl FieldSchema {
    /// The values that a picker sees for a field of a map: its integers, reduced to one, or those of each member of a struct. A
    /// field without integers has no value. A value that could not be read is an error in its position.
    pub(crate) fn row_values(
        &self,
        reader: &FieldReader<'_>,
        index: usize,
    ) -> Vec<Result<RenderedValue, SnapshotError>> {
        let Ok(Some(cursor)) = reader.field(index) else { return Vec::new() };
        let one = |member: Option<&str>| {
            self.row_value(cursor, member).map_err(|found| match reader.error(index, found) {
                SchemaError::Snapshot(error) => error,
                other => SnapshotError::ProjectionFailed { reason: other.to_string() },
            })
        };
        match cursor.c_type().end(self.steps) {
            CType::Struct(of) => of
                .members
                .iter()
                .filter(|member| is_countable(member.ty.end(&[])))
                .map(|member| one(Some(member.name)))
                .collect(),
            c_type if is_countable(c_type) => vec![one(None)],
            _ => Vec::new(),
        }
    }

    fn row_value(&self, cursor: ValueCursor<'_>, member: Option<&str>) -> Result<RenderedValue, ReadFailure> {
        let how = self.reduce.unwrap_or(Reduction::Sum);
        let mut signed = false;
        let mut number = |leaf: ValueCursor<'_>| {
            let (c_type, bits) = leaf.scalar()?;
            signed = matches!(c_type, CType::Int { .. });
            Ok(if signed { i128::from(bits.cast_signed()) } else { i128::from(bits) })
        };
        let value = cursor.fold(how, 0, true, &mut |leaf| match member {
            Some(name) => leaf.inner(name)?.fold(how, 0, true, &mut number),
            None => number(leaf),
        })?;
        if signed {
            let value = i64::try_from(value).map_err(|_| ReadFailure::overflow(value, 64))?;
            Ok(RenderedValue::Int { bits: 64, value })
        } else {
            let value = u64::try_from(value).map_err(|_| ReadFailure::overflow(value, 64))?;
            Ok(RenderedValue::Uint { bits: 64, value })
        }
    }
}

fn is_countable(c_type: &CType) -> bool {
    matches!(c_type, CType::Int { bits: ..=64 } | CType::Uint { bits: ..=64 } | CType::Bytes { .. })
}
