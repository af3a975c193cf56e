//! Histograms as the type of a field.

use super::{Counter, FieldValue, PerCpu, ReduceFailure, Reducible};
use crate::histogram::{Bounds, BoundsFault, Buckets, Histogram};
use crate::series::reset::{CounterDecreased, Decrease};
use crate::typed::c_type::Reduction;
use crate::typed::read::{ReadFailure, ValueCursor, Why};
use crate::typed::rust_type::RustType;

/// An array whose elements count ranges of values.
impl<B: Buckets, T: Counter> FieldValue for Histogram<B, T> {
    const RUST_TYPE: RustType = RustType::Histogram { counter: &T::RUST_TYPE, bounds: B::BOUNDS };

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        let counts = Vec::read(at)?;
        bounded(at, B::BOUNDS, counts.len()).map(|()| Self::unchecked(counts))
    }

    fn later(&self) -> Self {
        self.clone()
    }

    fn since(&self, earlier: &Self, decrease: Decrease) -> Result<Self, CounterDecreased> {
        self.as_vec().since(earlier.as_vec(), decrease).map(Self::unchecked)
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
    ) -> Result<Self, ReduceFailure> {
        Vec::reduce(slots, how, allow_unmapped, &|slot| of(slot).as_vec()).map(Self::unchecked)
    }

    fn join(&mut self, at: ValueCursor<'_>, how: Reduction) -> Option<()> {
        self.as_vec_mut().join(at, how)
    }

    fn join_value(&mut self, value: &Self, how: Reduction) -> Option<()> {
        self.as_vec_mut().join_value(value.as_vec(), how)
    }

    fn read_kept(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Self, ReadFailure> {
        let counts = Vec::read_kept(at, how, allow_unmapped)?;
        bounded(at, B::BOUNDS, counts.len()).map(|()| Self::unchecked(counts))
    }
}

/// Refuses a number of elements for which the kind of buckets makes none.
pub(crate) fn bounded(at: ValueCursor<'_>, bounds: Bounds, found: usize) -> Result<(), ReadFailure> {
    match bounds.fault(found) {
        None => Ok(()),
        // The build compared the object's length, so user space chose another.
        Some(BoundsFault::Number { bounds }) => Err(Why::Resized { built: bounds + 1, found }.into()),
        Some(_) => Err(ReadFailure::drift(at.reach()?.c_type(), unbounded(bounds, found))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::histogram::{Fls, Linear, Log2};
    use crate::typed::c_type::CType;

    #[derive(Debug, PartialEq)]
    struct Ends;

    impl Buckets for Ends {
        const BOUNDS: Bounds = Bounds::UpTo(&[10, 20]);
    }

    /// The number of buckets that are read from an array of that length, or the reason why they are not.
    fn read<B: Buckets>(len: usize) -> Result<usize, Why> {
        let c_type = CType::Array { len, element: &CType::Uint { bits: 8 } };
        let bytes = vec![0; len];
        let histogram = Histogram::<B, u8>::read(ValueCursor::of_bytes(&bytes, c_type));
        histogram.map(|read| read.as_vec().len()).map_err(|found| found.why)
    }

    #[test]
    fn an_array_has_at_most_the_buckets_of_its_kind() {
        let other = |len: usize, kind: &str| {
            let expected = format!("[uint8; {len}]");
            let found = format!("{len} elements, for which {kind} makes no buckets of 64-bit values");
            Err(Why::Drift { expected, found })
        };
        assert_eq!((read::<Log2>(64), read::<Log2>(65)), (Ok(64), other(65, "`Log2`")));
        assert_eq!((read::<Fls>(65), read::<Fls>(66)), (Ok(65), other(66, "`Fls`")));
        type Wide = Linear<0, { 1 << 62 }>;
        assert_eq!((read::<Wide>(4), read::<Wide>(5)), (Ok(4), other(5, "`Linear`")));
        assert_eq!((read::<Ends>(3), read::<Ends>(0)), (Ok(3), other(0, "the bounds")));
        // A number of elements that the bounds do not give is one that user space has chosen.
        for found in [2, 4] {
            assert_eq!(read::<Ends>(found), Err(Why::Resized { built: 3, found }));
        }
    }
}
