//! Rows in ratios: functions of all values. A number would not be a key but a position, so it selects nothing.

use super::sealed::Sealed;
use super::{Elements, Operand, OperandError, Reduce, Values, over};
use crate::typed::Rows;

impl<K, V> Elements for Rows<K, V> {
    type Element = V;

    fn element_at(&self, index: usize) -> Result<&V, OperandError> {
        Err(OperandError::OutOfRange { index, len: 0 })
    }

    fn in_order(&self, position: usize) -> Result<&V, OperandError> {
        self.values().nth(position).ok_or(OperandError::OutOfRange { index: position, len: self.len() })
    }

    fn length(&self) -> Result<usize, OperandError> {
        Ok(self.len())
    }
}

impl<K, V: Values> Values for Rows<K, V> {
    fn reduce(&self, how: Reduce) -> Result<i128, OperandError> {
        over(self, None, how, |value| value.reduce(how))
    }
}

impl<K, V: Operand> Sealed for Rows<K, V> {}

impl<K, V: Operand> Operand for Rows<K, V> {
    fn operand(&self) -> Result<i128, OperandError> {
        over(self, None, Reduce::Sum, Operand::operand)
    }

    fn element(&self, index: usize) -> Result<i128, OperandError> {
        Err(OperandError::OutOfRange { index, len: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_take_all_values_and_a_number_none() {
        let rows = Rows::new(vec![(7_u32, 3_u64), (2, u64::MAX), (0, 5)]);
        assert_eq!(rows.operand(), Ok(i128::from(u64::MAX) + 8));
        assert_eq!((rows.reduce(Reduce::Max), rows.reduce(Reduce::Min)), (Ok(u64::MAX.into()), Ok(3)));
        assert_eq!((super::super::len(&rows), rows.reduce(Reduce::Count)), (Ok(3), Ok(3)));
        assert_eq!(rows.element(0), Err(OperandError::OutOfRange { index: 0, len: 0 }));
        assert!(over(&rows, Some((0, 1)), Reduce::Sum, Operand::operand).is_err());
        assert_eq!(over(&rows, None, Reduce::Sum, |_| Ok(1)), Ok(3));
    }
}
