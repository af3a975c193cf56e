//! Arrays, `Vec` and `Option`.

use super::reduce::reduced;
use super::{FieldValue, PerCpu, PerCpuError, ReduceFailure, Reducible};
use crate::series::reset::{CounterDecreased, Decrease};
use crate::typed::c_type::{CType, Reduction};
use crate::typed::read::{Parts, ReadFailure, ValueCursor, Why};
use crate::typed::rust_type::RustType;

/// The number of elements that a `Vec` is made for before it has read them.
const MOST_AT_ONCE: usize = 4096;

/// The parts of an array.
fn array(at: ValueCursor<'_>, width: usize) -> Result<Parts<'_>, ReadFailure> {
    match at.parts(width)? {
        Some(parts) if !parts.per_cpu() => Ok(parts),
        _ => Err(at.reach()?.is_other()),
    }
}

/// Reads each part of an array.
fn elements<T: FieldValue>(parts: &Parts<'_>, mut keep: impl FnMut(usize, T)) -> Result<(), ReadFailure> {
    if let Some((array, values)) = parts.rendered(&T::RUST_TYPE) {
        for (index, value) in values.iter().enumerate() {
            let element = match T::of_value(value, array.c_type()) {
                Some(element) => Ok(element),
                None => T::read(array.element(value)),
            };
            keep(index, element.map_err(|found| found.in_element(parts.place(index)))?);
        }
        return Ok(());
    }
    for index in 0..parts.len {
        let element = match parts.get(index) {
            Ok(Some(part)) => T::read(part),
            Ok(None) => absent_or(Why::Unmapped { cpu: None }.into(), parts.follow_a_pointer()),
            Err(found) => absent_or(found, parts.follow_a_pointer()),
        };
        keep(index, element.map_err(|found| found.in_element(parts.place(index)))?);
    }
    Ok(())
}

/// The type's value for a map entry that was not captured or, if the path follows a pointer, for a NULL pointer. Other
/// failures stay failures.
fn absent_or<T: FieldValue>(found: ReadFailure, follows_a_pointer: bool) -> Result<T, ReadFailure> {
    let is_absent = if follows_a_pointer { found.is_null_pointer() } else { found.is_absent_entry() };
    let absent = if is_absent { T::absent() } else { None };
    absent.ok_or(found)
}

impl<T: FieldValue, const N: usize> FieldValue for [T; N] {
    const RUST_TYPE: RustType = RustType::Array { len: N, element: &T::RUST_TYPE };

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        let at = at.reach()?;
        if let Some(found) = at.resized().filter(|found| *found != N) {
            return Err(Why::Resized { built: N, found }.into());
        }
        let mut slots: [Option<T>; N] = [const { None }; N];
        let parts = array(at, T::RUST_TYPE.size())?;
        elements(&parts, |index, element| {
            if let Some(slot) = slots.get_mut(index) {
                *slot = Some(element);
            }
        })?;
        match whole(slots) {
            Some(read) if parts.len == N => Ok(read),
            _ => Err(at.is_other()),
        }
    }

    fn later(&self) -> Self {
        self.each_ref().map(T::later)
    }

    fn since(&self, earlier: &Self, decrease: Decrease) -> Result<Self, CounterDecreased> {
        let mut slots: [Option<T>; N] = [const { None }; N];
        for (index, (slot, (later, earlier))) in slots.iter_mut().zip(self.iter().zip(earlier)).enumerate() {
            *slot = Some(later.since(earlier, decrease).map_err(|back| back.in_element(index))?);
        }
        Ok(whole(slots).unwrap_or_else(|| self.later()))
    }

    fn key_text(&self) -> Option<String> {
        let elements = self.iter().map(T::key_text).collect::<Option<Vec<_>>>()?;
        Some(format!("[{}]", elements.join(", ")))
    }
}

impl<T: Reducible, const N: usize> Reducible for [T; N] {
    fn reduce<S>(
        slots: &PerCpu<S>,
        how: Reduction,
        allow_unmapped: bool,
        of: &dyn Fn(&S) -> &Self,
    ) -> Result<Self, ReduceFailure> {
        let mut joined: [Option<T>; N] = [const { None }; N];
        for (index, slot) in joined.iter_mut().enumerate() {
            let element = T::reduce(slots, how, allow_unmapped, &|one| match of(one).get(index) {
                Some(element) => element,
                None => unreachable!("each array has each index below its length"),
            });
            *slot = Some(element.map_err(|found| found.in_element(index))?);
        }
        whole(joined).ok_or_else(|| PerCpuError::Empty.into())
    }

    fn join(&mut self, at: ValueCursor<'_>, how: Reduction) -> Option<()> {
        join_each(self, at, how)
    }

    fn join_value(&mut self, value: &Self, how: Reduction) -> Option<()> {
        self.iter_mut().zip(value).try_for_each(|(element, value)| element.join_value(value, how))
    }

    fn read_kept(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Self, ReadFailure> {
        let kept = read_each(at, how, allow_unmapped)?;
        Self::try_from(kept).map_err(|_| at.is_other())
    }
}

/// Reduces each element with that of the array at `at`. `None` if the lengths differ.
fn join_each<T: Reducible>(elements: &mut [T], at: ValueCursor<'_>, how: Reduction) -> Option<()> {
    let parts = at.parts(T::RUST_TYPE.size()).ok()??;
    if parts.per_cpu() || parts.len != elements.len() {
        return None;
    }
    let Some((array, values)) = parts.rendered(&T::RUST_TYPE) else {
        let join = |(index, element): (usize, &mut T)| element.join(parts.get(index).ok()??, how);
        return elements.iter_mut().enumerate().try_for_each(join);
    };
    elements.iter_mut().zip(values).try_for_each(|(element, value)| element.join_rendered(&array, value, how))
}

/// Reads an array whose elements, or whose whole, have a value for each CPU.
fn read_each<T: Reducible>(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Vec<T>, ReadFailure> {
    let here = at.reach()?;
    if matches!(here.c_type(), CType::PerCpu(_) | CType::Entries(_)) {
        return reduced(here, 0, how, allow_unmapped);
    }
    let Some(parts) = here.parts(T::RUST_TYPE.size())? else { return Err(here.is_other()) };
    // A report can claim any number of entries.
    let mut kept = Vec::with_capacity(parts.len.min(MOST_AT_ONCE));
    if let Some((array, values)) = parts.rendered(&T::RUST_TYPE) {
        for (index, value) in values.iter().enumerate() {
            let element = match T::of_value(value, array.c_type()) {
                Some(element) => Ok(element),
                None => T::read_kept(array.element(value), how, allow_unmapped),
            };
            kept.push(element.map_err(|found: ReadFailure| found.in_element(parts.place(index)))?);
        }
        return Ok(kept);
    }
    let read = |index| match parts.get(index)? {
        Some(part) => T::read_kept(part, how, allow_unmapped),
        None => Err(Why::Unmapped { cpu: None }.into()),
    };
    for index in 0..parts.len {
        kept.push(read(index).map_err(|found: ReadFailure| found.in_element(parts.place(index)))?);
    }
    Ok(kept)
}

/// The array, if every element was read.
fn whole<T, const N: usize>(slots: [Option<T>; N]) -> Option<[T; N]> {
    if slots.iter().any(Option::is_none) {
        return None;
    }
    Some(slots.map(|slot| match slot {
        Some(value) => value,
        None => unreachable!("each was just seen to be there"),
    }))
}

impl<T: FieldValue> FieldValue for Vec<T> {
    const RUST_TYPE: RustType = RustType::Vec(&T::RUST_TYPE);

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        let parts = array(at, T::RUST_TYPE.size())?;
        // A report can claim any number of entries.
        let mut read = Self::with_capacity(parts.len.min(MOST_AT_ONCE));
        elements(&parts, |_, element| read.push(element))?;
        Ok(read)
    }

    fn later(&self) -> Self {
        self.iter().map(T::later).collect()
    }

    fn since(&self, earlier: &Self, decrease: Decrease) -> Result<Self, CounterDecreased> {
        // Rows that were not in use before have no earlier values.
        if self.len() != earlier.len() {
            return Err(CounterDecreased::resized(earlier.len(), self.len()));
        }
        let from = |(index, (later, earlier)): (usize, (&T, &T))| {
            later.since(earlier, decrease).map_err(|back| back.in_element(index))
        };
        self.iter().zip(earlier).enumerate().map(from).collect()
    }
}

impl<T: Reducible> Reducible for Vec<T> {
    fn reduce<S>(
        slots: &PerCpu<S>,
        how: Reduction,
        allow_unmapped: bool,
        of: &dyn Fn(&S) -> &Self,
    ) -> Result<Self, ReduceFailure> {
        let mut lens = slots.iter().enumerate().filter_map(|(cpu, slot)| Some((cpu, of(slot?).len())));
        let expected = lens.next().map_or(0, |(_, len)| len);
        if let Some((cpu, found)) = lens.find(|(_, len)| *len != expected) {
            return Err(PerCpuError::Length { cpu, expected, found }.into());
        }
        // An array without elements does not show a missing slot.
        if let Some(cpu) = slots.iter().position(|slot| slot.is_none()).filter(|_| !allow_unmapped) {
            return Err(PerCpuError::Unmapped { cpu }.into());
        }
        if slots.mapped().next().is_none() {
            return Err(PerCpuError::Empty.into());
        }
        let element = |index: usize| {
            T::reduce(slots, how, allow_unmapped, &|one| match of(one).get(index) {
                Some(element) => element,
                None => unreachable!("each slot has that number of elements"),
            })
        };
        (0..expected).map(|index| element(index).map_err(|found| found.in_element(index))).collect()
    }

    fn join(&mut self, at: ValueCursor<'_>, how: Reduction) -> Option<()> {
        join_each(self, at, how)
    }

    fn join_value(&mut self, value: &Self, how: Reduction) -> Option<()> {
        if self.len() != value.len() {
            return None;
        }
        self.iter_mut().zip(value).try_for_each(|(element, value)| element.join_value(value, how))
    }

    fn read_kept(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Self, ReadFailure> {
        read_each(at, how, allow_unmapped)
    }
}

/// A variable, or an entry of a map, that a capture may lack; or the target of a pointer that may be NULL.
impl<T: FieldValue> FieldValue for Option<T> {
    const RUST_TYPE: RustType = RustType::Option(&T::RUST_TYPE);

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        match at.reach() {
            Ok(here) => T::read(here).map(Some),
            Err(found) => absent_or(found, at.follows_a_pointer()),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn later(&self) -> Self {
        self.as_ref().map(T::later)
    }

    fn since(&self, earlier: &Self, decrease: Decrease) -> Result<Self, CounterDecreased> {
        match (self, earlier) {
            (Some(later), Some(earlier)) => later.since(earlier, decrease).map(Some),
            // A difference needs both values.
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::RenderedValue;
    use crate::typed::c_type::{CType, PathStep};

    const THREE: CType = CType::Array { len: 3, element: &CType::Uint { bits: 32 } };
    const GRID: CType = CType::Array { len: 2, element: &THREE };

    fn array(len: usize, rendered: usize) -> RenderedValue {
        RenderedValue::Array { len, elements: vec![RenderedValue::Uint { bits: 32, value: 5 }; rendered].into() }
    }

    fn found(value: &RenderedValue) -> ReadFailure {
        <[u32; 3]>::read(ValueCursor::of_value(value, THREE)).unwrap_err()
    }

    #[test]
    fn an_array_must_have_its_length_and_all_of_its_elements() {
        assert_eq!(<[u32; 3]>::read(ValueCursor::of_value(&array(3, 3), THREE)), Ok([5; 3]));
        assert_eq!(Vec::<u32>::read(ValueCursor::of_value(&array(3, 3), THREE)), Ok(vec![5; 3]));
        assert_eq!(found(&array(4, 4)).why, ReadFailure::drift(&THREE, "[uint32; 4]").why);
        assert_eq!(found(&array(3, 2)).why, Why::Cut { rendered: 2, declared: 3 });
        assert!(matches!(found(&array(3, 4)).why, Why::Drift { .. }));
        assert!(<[u32; 4]>::read(ValueCursor::of_value(&array(3, 3), THREE)).is_err(), "the derive refuses that field");
        assert!(<[u64; 3]>::read(ValueCursor::of_value(&array(3, 3), THREE)).is_err());
    }

    #[test]
    fn an_element_is_named_by_its_index() {
        let mut value = array(3, 3);
        if let RenderedValue::Array { elements, .. } = &mut value {
            elements[2] = RenderedValue::Bool { value: true };
        }
        assert_eq!(found(&value).part, "[2]");
        let grid = RenderedValue::Array { len: 2, elements: [array(3, 3), value].into() };
        assert_eq!(<[[u32; 3]; 2]>::read(ValueCursor::of_value(&grid, GRID)).unwrap_err().part, "[1][2]");
    }

    #[test]
    fn an_element_that_was_rendered_is_read_where_the_array_was_cut() {
        let cut = array(3, 2);
        assert_eq!(u32::read(ValueCursor::of_value(&cut, THREE).along(&[PathStep::Index(1)])), Ok(5));
        let past = u32::read(ValueCursor::of_value(&cut, THREE).along(&[PathStep::Index(2)])).unwrap_err();
        assert_eq!(past.why, Why::Cut { rendered: 2, declared: 3 });
    }

    #[test]
    fn raw_bytes_are_cut_into_elements() {
        let bytes: Vec<u8> = (0..24).collect();
        let read = <[[u32; 3]; 2]>::read(ValueCursor::of_bytes(&bytes, GRID)).unwrap();
        assert_eq!(read[1], [0x0f0e_0d0c, 0x1312_1110, 0x1716_1514]);
        let column = Vec::<u32>::read(ValueCursor::of_bytes(&bytes, GRID).along(&[PathStep::All, PathStep::Index(1)]));
        assert_eq!(column, Ok(vec![0x0706_0504, 0x1312_1110]));
        let untyped = <[u16; 4]>::read(ValueCursor::of_bytes(&bytes, CType::Bytes { size: 8 }));
        assert_eq!(untyped, Ok([0x0100, 0x0302, 0x0504, 0x0706]));
        assert!(<[u16; 3]>::read(ValueCursor::of_bytes(&bytes, CType::Bytes { size: 8 })).is_err());
        assert!(<[u32; 3]>::read(ValueCursor::of_bytes(&bytes[..11], THREE)).is_err());
    }

    #[test]
    fn an_empty_array_is_read() {
        const NONE: CType = CType::Array { len: 0, element: &CType::Uint { bits: 32 } };
        assert_eq!(<[u32; 0]>::read(ValueCursor::of_value(&array(0, 0), NONE)), Ok([]));
        assert_eq!(Vec::<u32>::read(ValueCursor::of_bytes(&[], NONE)), Ok(vec![]));
    }

    #[test]
    fn a_difference_names_the_element_that_went_back() {
        let back = [[5_u32, 1], [1, 1]].since(&[[1, 1], [1, 2]], Decrease::Error).unwrap_err();
        assert_eq!(back, CounterDecreased::new(2, 1).in_element(1).in_element(1));
        assert_eq!([7_u64, 5].since(&[3, 5], Decrease::Error), Ok([4, 0]));
        assert_eq!(vec![7_u8, 5].since(&vec![3, 5], Decrease::Error), Ok(vec![4, 0]));
        assert_eq!([-7_i64].since(&[3], Decrease::Error), Ok([-7]), "what has a sign is no counter");
    }

    #[test]
    fn arrays_of_two_lengths_have_no_difference() {
        for (earlier, later) in [(vec![3_u8, 5], vec![7, 5, 9]), (vec![3, 5], vec![7]), (vec![3], vec![])] {
            assert_eq!(
                later.since(&earlier, Decrease::Error),
                Err(CounterDecreased::resized(earlier.len(), later.len()))
            );
        }
    }

    #[test]
    fn arrays_of_several_cpus_are_joined_element_by_element() {
        let slots: PerCpu<[u32; 2]> = [Some([1, 20]), Some([10, 2])].into_iter().collect();
        let joined = |how| <[u32; 2]>::reduce(&slots, how, false, &|slot| slot);
        assert_eq!(joined(Reduction::Sum), Ok([11, 22]));
        assert_eq!(joined(Reduction::Max), Ok([10, 20]));
        assert_eq!(joined(Reduction::Min), Ok([1, 2]));
    }

    #[test]
    fn lists_of_several_cpus_have_one_length() {
        let joined = |slots: &[Option<Vec<u64>>], allow| {
            Vec::reduce(&slots.iter().cloned().collect::<PerCpu<_>>(), Reduction::Sum, allow, &|slot| slot)
        };
        assert_eq!(joined(&[Some(vec![1, 2]), Some(vec![10, 20])], false), Ok(vec![11, 22]));
        let error = |cpu, expected, found| ReduceFailure::from(PerCpuError::Length { cpu, expected, found });
        assert_eq!(joined(&[Some(vec![1, 2]), Some(vec![1]), Some(vec![])], false), Err(error(1, 2, 1)));
        let unmapped = |cpu| ReduceFailure::from(PerCpuError::Unmapped { cpu });
        let some = [Some(vec![1, 2]), None, None, Some(vec![3, 4])];
        assert_eq!(joined(&some, false), Err(unmapped(1)));
        assert_eq!(joined(&some, true), Ok(vec![4, 6]));
        // No list shows how many sums there are.
        assert_eq!(joined(&[None, None], true), Err(PerCpuError::Empty.into()));
        assert_eq!(joined(&[Some(vec![]), None], false), Err(unmapped(1)));
        assert_eq!(joined(&[Some(vec![]), None], true), Ok(vec![]));
    }

    #[test]
    fn an_element_that_overflows_or_a_cpu_that_is_not_there_fails_the_whole() {
        let slots: PerCpu<[u8; 2]> = [Some([1, 200]), Some([1, 56])].into_iter().collect();
        let joined = |slots: &PerCpu<[u8; 2]>, allow| <[u8; 2]>::reduce(slots, Reduction::Sum, allow, &|slot| slot);
        let overflow = ReduceFailure::from(PerCpuError::Overflow { sum: 256, bits: 8 }).in_element(1);
        assert_eq!(joined(&slots, false), Err(overflow));
        let slots: PerCpu<[u8; 2]> = [Some([1, 2]), None].into_iter().collect();
        let unmapped = ReduceFailure::from(PerCpuError::Unmapped { cpu: 1 }).in_element(0);
        assert_eq!(joined(&slots, false), Err(unmapped));
        assert_eq!(joined(&slots, true), Ok([1, 2]));
    }

    #[test]
    fn lists_are_joined_if_they_have_one_length() {
        let join = |value: &[u32], how| {
            let mut list = vec![1, 20];
            list.join_value(&value.to_vec(), how).map(|()| list)
        };
        assert_eq!(join(&[10, 2], Reduction::Sum), Some(vec![11, 22]));
        assert_eq!(join(&[10, 2], Reduction::Max), Some(vec![10, 20]));
        assert_eq!([&[10][..], &[10, 2, 3]].map(|value| join(value, Reduction::Sum)), [None, None]);
    }
}
