//! Histograms as the type of a field.

use super::{Counter, FieldValue, PerCpu, PerCpuError, Reducible};
use crate::histogram::{Bounds, BoundsFault, Buckets, Histogram};
use crate::series::reset::CounterDecreased;
use crate::typed::c_type::Reduction;
use crate::typed::read::{ReadFailure, ValueCursor, Why};
use crate::typed::rust_type::RustType;

/// An array whose elements count ranges of values.
impl<B: Buckets, T: Counter> FieldValue for Histogram<B, T> {
    const RUST_TYPE: RustType = RustType::Histogram { counter: &T::RUST_TYPE, bounds: B::BOUNDS };

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        let counts = Vec::<T>::read(at)?;
        let found = counts.len();
        match B::BOUNDS.fault(found) {
            None => Ok(Self::unchecked(counts)),
            // The build compared the object's length, so user space chose another.
            Some(BoundsFault::Number { bounds }) => Err(Why::Resized { built: bounds + 1, found }.into()),
            Some(_) => Err(ReadFailure::drift(at.reach()?.c_type(), unbounded(B::BOUNDS, found))),
        }
    }

    fn later(&self) -> Self {
        self.clone()
    }

    fn since(&self, earlier: &Self) -> Result<Self, CounterDecreased> {
        self.as_vec().since(earlier.as_vec()).map(Self::unchecked)
    }
}

/// An array that is longer than its kind of buckets can be.
fn unbounded(bounds: Bounds, found: usize) -> String {
    let kind = match bounds {
        Bounds::Log2 { .. } => "`Log2`",
        Bounds::Fls { .. } => "`Fls`",
        Bounds::Linear { .. } => "`Linear`",
        Bounds::UpTo(_) | Bounds::Below(_) => "the bounds",
    };
    format!("{found} elements, for which {kind} makes no buckets of 64-bit values")
}

impl<B: Buckets, T: Counter> Reducible for Histogram<B, T> {
    fn reduce<S>(
        slots: &PerCpu<S>,
        how: Reduction,
        allow_unmapped: bool,
        of: &dyn Fn(&S) -> &Self,
    ) -> Result<Self, PerCpuError> {
        // All slots are values of one map, so they have the same number of buckets.
        let buckets = slots.mapped().map(|slot| of(slot).counts().len()).max().unwrap_or(0);
        let none = T::try_from(0_u64).map_err(|_| PerCpuError::Empty)?;
        let counter = |slot: &S, index: usize| of(slot).counts().get(index).copied().unwrap_or(none);
        let bucket = |index| slots.reduce(how, allow_unmapped, |slot| counter(slot, index));
        // Without a slot, the first bucket has the error.
        (0..buckets.max(1)).map(bucket).collect::<Result<_, _>>().map(Self::unchecked)
    }
}
