//! One value per CPU.

use ktsnap_ratio::quotient;
use thiserror::Error;

use super::{Counter, FieldValue, Integer};
use crate::series::reset::{CounterDecreased, Decrease};
use crate::typed::c_type::Reduction;
use crate::typed::read::{ReadFailure, ValueCursor};
use crate::typed::rust_type::RustType;

/// The value of a per-CPU map: one slot for each possible CPU, in CPU order. A slot that the capture could not read is `None`.
///
/// ```
/// use ktsnap_core::typed::PerCpu;
///
/// let runs: PerCpu<u64> = [Some(7), None, Some(5)].into_iter().collect();
/// assert_eq!(runs.get(0), Some(&7));
/// assert_eq!(runs.len(), 3);
/// assert!(runs.sum().is_err(), "the slot of CPU 1 is missing, which does not count as 0");
/// assert_eq!(runs.mapped().sum::<u64>(), 12);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PerCpu<T> {
    slots: Vec<Option<T>>,
}

/// The reason why the slots of several CPUs can't be reduced to one value.
///
/// ```
/// use ktsnap_core::typed::{PerCpu, PerCpuError};
///
/// let runs: PerCpu<u64> = [Some(7), None].into_iter().collect();
/// assert_eq!(runs.max(), Err(PerCpuError::Unmapped { cpu: 1 }));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PerCpuError {
    /// The slot of a CPU was not read.
    #[error("the slot of CPU {cpu} was not captured; go through `mapped()` to leave such slots out")]
    Unmapped {
        /// The first CPU without a slot.
        cpu: usize,
    },
    /// There are no slots.
    #[error("there is no slot of any CPU")]
    Empty,
    /// All values are 0, so no value is larger than the mean.
    #[error("all CPUs counted 0, so there is no imbalance; read again later or handle this case separately")]
    ZeroMean,
    /// The sum does not fit the type.
    #[error("the sum over the CPUs is {sum}, which {bits} bits can't hold; go through `iter()` with a wider type")]
    Overflow {
        /// The sum.
        sum: i128,
        /// The width of the type, in bits.
        bits: u32,
    },
    /// The slots are arrays of different lengths.
    #[error("the slot of CPU {cpu} has {found} elements, but the first has {expected}")]
    Length {
        /// The first CPU whose slot has another length.
        cpu: usize,
        /// The number of elements in the first slot.
        expected: usize,
        /// The number of elements in that CPU's slot.
        found: usize,
    },
}

impl<T> PerCpu<T> {
    /// The value of a CPU. `None` if its slot was not captured, or if the machine has no such CPU.
    #[must_use]
    pub fn get(&self, cpu: usize) -> Option<&T> {
        self.slots.get(cpu)?.as_ref()
    }

    /// Every slot, in CPU order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<&T>> + DoubleEndedIterator {
        self.slots.iter().map(Option::as_ref)
    }

    /// The values of the slots that were captured.
    pub fn mapped(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().flatten()
    }

    /// The number of slots, including those that were not captured.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are no slots.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Reduces the values that `of` takes from each slot. A missing slot is an error, unless `allow_unmapped` skips it.
    pub(crate) fn reduce<N: Integer>(
        &self,
        how: Reduction,
        allow_unmapped: bool,
        of: impl Fn(&T) -> N,
    ) -> Result<N, PerCpuError> {
        let mut joined: Option<i128> = None;
        for (cpu, slot) in self.slots.iter().enumerate() {
            let value: i128 = match slot {
                Some(value) => of(value).into(),
                None if allow_unmapped => continue,
                None => return Err(PerCpuError::Unmapped { cpu }),
            };
            // A sum of fewer than 2^63 values of 64 bits fits.
            joined = Some(joined.map_or(Some(value), |before| how.join(before, value)).unwrap_or(i128::MAX));
        }
        let sum = joined.ok_or(PerCpuError::Empty)?;
        N::try_from(sum).map_err(|_| PerCpuError::Overflow { sum, bits: N::BITS })
    }
}

impl<T: Integer> PerCpu<T> {
    /// The sum over all CPUs.
    ///
    /// # Errors
    ///
    /// If a slot was not captured, there are no slots, or the sum does not fit the type.
    pub fn sum(&self) -> Result<T, PerCpuError> {
        self.reduce(Reduction::Sum, false, |value| *value)
    }

    /// The largest of all CPUs.
    ///
    /// # Errors
    ///
    /// If a slot was not captured, or there are no slots.
    pub fn max(&self) -> Result<T, PerCpuError> {
        self.reduce(Reduction::Max, false, |value| *value)
    }

    /// The smallest of all CPUs.
    ///
    /// # Errors
    ///
    /// If a slot was not captured, or there are no slots.
    pub fn min(&self) -> Result<T, PerCpuError> {
        self.reduce(Reduction::Min, false, |value| *value)
    }
}

impl<T: Integer> PerCpu<T> {
    /// The mean over all CPUs. The sum is exact, and only the quotient is rounded.
    ///
    /// # Errors
    ///
    /// If a slot was not captured, or there are no slots.
    ///
    /// ```
    /// use ktsnap_core::typed::PerCpu;
    ///
    /// let runs: PerCpu<u64> = [Some(7), Some(6), Some(7), Some(6)].into_iter().collect();
    /// assert_eq!(runs.mean(), Ok(6.5));
    /// ```
    pub fn mean(&self) -> Result<f64, PerCpuError> {
        let sum = self.exact_sum()?;
        let magnitude = quotient(sum.unsigned_abs(), self.cpus()).ok_or(PerCpuError::Empty)?;
        Ok(if sum < 0 { -magnitude } else { magnitude })
    }

    /// The sum over all CPUs. Fewer than 2^63 values of 64 bits fit.
    fn exact_sum(&self) -> Result<i128, PerCpuError> {
        let values = self.slots.iter().enumerate().map(|(cpu, slot)| slot.ok_or(PerCpuError::Unmapped { cpu }));
        values.map(|value| value.map(Into::<i128>::into)).sum()
    }

    fn cpus(&self) -> u128 {
        self.slots.len() as u128
    }
}

impl<T: Counter> PerCpu<T> {
    /// The largest value over the mean: 1 if all CPUs counted the same, and the number of CPUs if a single CPU counted
    /// everything.
    ///
    /// # Errors
    ///
    /// If a slot was not captured, there are no slots, or all values are 0.
    ///
    /// ```
    /// use ktsnap_core::typed::{PerCpu, PerCpuError};
    ///
    /// let runs: PerCpu<u64> = [Some(9), Some(3), Some(0), Some(0)].into_iter().collect();
    /// assert_eq!(runs.imbalance(), Ok(3.0));
    /// let idle: PerCpu<u64> = [Some(0), Some(0)].into_iter().collect();
    /// assert_eq!(idle.imbalance(), Err(PerCpuError::ZeroMean));
    /// ```
    pub fn imbalance(&self) -> Result<f64, PerCpuError> {
        let (largest, sum): (u64, _) = (self.max()?.into(), self.exact_sum()?);
        // The largest value has at most 64 bits, and so has the number of CPUs.
        let share = quotient(u128::from(largest) * self.cpus(), sum.unsigned_abs());
        share.ok_or(PerCpuError::ZeroMean)
    }
}

impl<T> FromIterator<Option<T>> for PerCpu<T> {
    fn from_iter<I: IntoIterator<Item = Option<T>>>(slots: I) -> Self {
        Self { slots: slots.into_iter().collect() }
    }
}

impl<T: FieldValue> FieldValue for PerCpu<T> {
    const RUST_TYPE: RustType = RustType::PerCpu(&T::RUST_TYPE);

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        let parts = match at.parts(0)? {
            Some(parts) if parts.per_cpu() => parts,
            _ => return Err(at.reach()?.is_other()),
        };
        let slot = |cpu| match parts.get(cpu) {
            Ok(part) => part.map(T::read).transpose(),
            Err(found) => Err(found),
        };
        (0..parts.len).map(|cpu| slot(cpu).map_err(|found| found.in_element(cpu))).collect()
    }

    fn later(&self) -> Self {
        self.slots.iter().map(|slot| slot.as_ref().map(T::later)).collect()
    }

    fn since(&self, earlier: &Self, decrease: Decrease) -> Result<Self, CounterDecreased> {
        let from = |(cpu, later): (usize, &Option<T>)| match (later, earlier.get(cpu)) {
            (Some(later), Some(earlier)) => {
                later.since(earlier, decrease).map(Some).map_err(|back| back.in_element(cpu))
            }
            // A slot that is missing in one read has no difference.
            _ => Ok(None),
        };
        self.slots.iter().enumerate().map(from).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(values: &[Option<u64>]) -> PerCpu<u64> {
        values.iter().copied().collect()
    }

    #[test]
    fn slots_that_are_left_out_are_not_made_up() {
        let slots = slots(&[Some(3), None, Some(9)]);
        assert_eq!(slots.reduce::<u64>(Reduction::Sum, true, |value| *value), Ok(12));
        assert_eq!(slots.reduce::<u64>(Reduction::Min, true, |value| *value), Ok(3));
        assert_eq!(slots.reduce::<u64>(Reduction::Sum, false, |value| *value), Err(PerCpuError::Unmapped { cpu: 1 }));
        let none = self::slots(&[None, None]);
        assert_eq!(none.reduce::<u64>(Reduction::Sum, true, |value| *value), Err(PerCpuError::Empty));
    }

    #[test]
    fn a_slot_that_was_not_captured_may_hold_the_largest_or_the_smallest() {
        let slots = slots(&[Some(3), None, Some(9)]);
        for reduced in [slots.sum(), slots.max(), slots.min()] {
            assert_eq!(reduced, Err(PerCpuError::Unmapped { cpu: 1 }));
        }
        let all = self::slots(&[Some(3), Some(9)]);
        assert_eq!((all.sum(), all.max(), all.min()), (Ok(12), Ok(9), Ok(3)));
    }

    #[test]
    fn a_mean_has_the_sign_of_the_sum_and_zero_has_none() {
        let mean = |values: [i64; 2]| values.map(Some).into_iter().collect::<PerCpu<i64>>().mean();
        assert_eq!((mean([-3, 0]), mean([3, 0]), mean([-1, 2])), (Ok(-1.5), Ok(1.5), Ok(0.5)));
        assert_eq!(mean([-1, 1]).map(f64::to_bits), Ok(0.0_f64.to_bits()), "not -0.0");
    }

    #[test]
    fn slots_are_seen_in_the_order_of_the_cpus() {
        let slots = slots(&[Some(3), None, Some(9)]);
        assert_eq!(slots.iter().rev().collect::<Vec<_>>(), [Some(&9), None, Some(&3)]);
        assert_eq!(slots.iter().len(), 3);
        assert_eq!(slots.mapped().collect::<Vec<_>>(), [&3, &9]);
        assert!(self::slots(&[]).is_empty() && !slots.is_empty());
    }
}
