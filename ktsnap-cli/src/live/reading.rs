//! Integers in the bytes that were read.

use super::running::Read;
use crate::counters::Int;

/// The place of an integer in the bytes that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) span: usize,
    /// The offset from the span's start.
    pub(crate) at: u64,
    pub(crate) int: Int,
    /// Whether there is a value for each CPU, even if the machine has only one.
    pub(crate) is_per_cpu: bool,
}

impl Place {
    /// The value in what was read at each span.
    pub(crate) fn reading(self, bytes: &[Read]) -> Option<Reading> {
        self.of_value(bytes.get(self.span)?)
    }

    /// The value in what was read at its span.
    pub(crate) fn of_value(self, read: &Read) -> Option<Reading> {
        match (read.as_slice(), self.is_per_cpu) {
            ([value], false) => Some(Reading::One(self.value(value)?)),
            (values, _) => values.iter().map(|value| self.value(value)).collect::<Option<_>>().map(Reading::Each),
        }
    }

    fn value(self, bytes: &[u8]) -> Option<i128> {
        let at = usize::try_from(self.at).ok()?;
        let value = bytes.get(at..)?;
        self.int.value(value)
    }
}

/// The value of a counter, or its value on each CPU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    One(i128),
    Each(Vec<i128>),
}

impl Reading {
    /// The value, or the sum over all CPUs.
    pub(crate) fn total(&self) -> i128 {
        match self {
            Self::One(value) => *value,
            Self::Each(values) => values.iter().sum(),
        }
    }

    /// Whether the value, or that of a CPU, is lower than before.
    pub(crate) fn is_below(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::Each(now), Self::Each(before)) => now.iter().zip(before).any(|(now, before)| now < before),
            _ => self.total() < before.total(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_each_width_have_their_sign() {
        let bytes = vec![0xfe; 8];
        let place = |at, size, signed| Place { span: 0, at, int: Int { size, signed }, is_per_cpu: false };
        let value = |size, signed| place(0, size, signed).value(&bytes);
        assert_eq!(value(1, false), Some(0xfe));
        assert_eq!(value(2, true), Some(-0x102));
        assert_eq!(value(8, false), Some(0xfefe_fefe_fefe_fefe));
        assert_eq!(value(8, true), Some(-0x0101_0101_0101_0102));
        // Too few bytes were read.
        assert_eq!(place(1, 8, false).value(&bytes), None);
    }
}
