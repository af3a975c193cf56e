//! Reductions, and visits of each of several values.

use super::*;
use crate::report::{FailureDumpEntry, FailureDumpPercpuHashEntry};
use crate::typed::c_type::{CEntries, Reduction};
use crate::typed::read::SlotName;
use crate::typed::read::failure::ReadFailure;
use crate::typed::types::{FieldValue, PerCpu, Reducible};

static PLAIN: CEntries = CEntries::new(U32, "u32", U64);
static PER_CPU: CEntries = CEntries::new(U32, "u32", CType::PerCpu(&U64));

fn reduce(at: ValueCursor<'_>, how: Reduction, width: usize) -> Result<i128, Why> {
    at.fold(how, width, false, &mut |leaf| leaf.number()).map_err(|found| found.why)
}

/// The numbers that `each_of` visits.
fn each_of(at: ValueCursor<'_>, surplus: usize, allow_unmapped: bool) -> Result<Vec<u64>, Why> {
    let mut visited = Vec::new();
    let visit = &mut |leaf| {
        visited.push(u64::read(leaf)?);
        Ok(())
    };
    at.each_of(surplus, allow_unmapped, visit).map_err(|found| found.why)?;
    Ok(visited)
}

/// The index of each slot that `each_slot` visits, and its number.
fn slots(at: ValueCursor<'_>, allow_unmapped: bool) -> Result<Vec<(usize, Option<u64>)>, Why> {
    let mut visited = Vec::new();
    let visited_by = &mut |slot: crate::typed::read::groups::Slot<'_>| {
        let SlotName::Index(index) = slot.name else { panic!("an entry") };
        visited.push((index, slot.at.map(u64::read).transpose()?));
        Ok(())
    };
    at.each_slot(allow_unmapped, visited_by).map_err(|found| found.why)?;
    Ok(visited)
}

#[test]
fn no_elements_have_the_sum_0_and_neither_a_largest_nor_a_smallest() {
    let none = array(0, &[]);
    let at = || ValueCursor::of_value(&none, CType::Array { len: 0, element: &U64 });
    assert_eq!(reduce(at(), Reduction::Sum, 8), Ok(0));
    assert_eq!(reduce(at(), Reduction::Max, 8), Err(Why::Empty));
    assert_eq!(reduce(at(), Reduction::Min, 8), Err(Why::Empty));
    assert_eq!(slots(at().along(ALL), false), Ok(vec![]));
    assert_eq!(each_of(at(), 1, false), Ok(vec![]));
}

#[test]
fn elements_are_reduced_from_the_first_to_the_last() {
    let value = array(3, &[5, 9, 2]);
    let at = || ValueCursor::of_value(&value, CType::Array { len: 3, element: &U64 });
    assert_eq!(
        [Reduction::Sum, Reduction::Max, Reduction::Min].map(|how| reduce(at(), how, 8)),
        [Ok(16), Ok(9), Ok(2)]
    );
    assert_eq!(each_of(at(), 1, false), Ok(vec![5, 9, 2]));
    assert_eq!(slots(at().along(ALL), false), Ok(vec![(0, Some(5)), (1, Some(9)), (2, Some(2))]));
    assert_eq!(slots(ValueCursor::of_value(&uint(64, 7), U64), false), Ok(vec![(0, Some(7))]));
}

#[test]
fn bytes_without_a_type_are_one_number_or_several_of_the_fields_width() {
    let sum = |size: usize, width| {
        let bytes = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0];
        reduce(ValueCursor::of_bytes(&bytes[..size], CType::Bytes { size }), Reduction::Sum, width)
    };
    assert_eq!(sum(8, 8), Ok(0x2_0000_0001));
    assert_eq!(sum(8, 4), Ok(3));
    assert_eq!(sum(12, 4), Ok(6));
    // Without a field, the value is one number if it has a number's width.
    assert_eq!([1, 2, 4].map(|size| sum(size, 0)), [Ok(1), Ok(1), Ok(1)]);
    assert_eq!(sum(8, 0), Ok(0x2_0000_0001));
    for (size, width) in [(3, 0), (12, 0), (12, 8), (4, 8)] {
        assert!(matches!(sum(size, width), Err(Why::Drift { .. })), "{size} bytes as {width}");
    }
}

#[test]
fn an_unmapped_slot_is_an_error_unless_it_is_allowed() {
    let per_cpu = CType::PerCpu(&U64);
    let some = [Some(uint(64, 5)), None, Some(uint(64, 2))];
    assert_eq!(each_of(at_slots(&some, per_cpu), 0, true), Ok(vec![5, 2]));
    assert_eq!(each_of(at_slots(&some, per_cpu), 0, false), Err(Why::Unmapped { cpu: Some(1) }));
    assert_eq!(slots(at_slots(&some, per_cpu), true), Ok(vec![(0, Some(5)), (1, None), (2, Some(2))]));
    assert_eq!(slots(at_slots(&some, per_cpu), false), Err(Why::Unmapped { cpu: Some(1) }));
    // No slot that can be read is not a zero.
    for none in [&[None, None][..], &[]] {
        assert_eq!(each_of(at_slots(none, per_cpu), 0, true), Err(Why::NoSlot));
        assert_eq!(slots(at_slots(none, per_cpu), true), Err(Why::NoSlot));
        let sum = at_slots(none, per_cpu).fold(Reduction::Sum, 8, true, &mut |leaf| leaf.number());
        assert_eq!(sum.unwrap_err().why, Why::NoSlot);
    }
}

#[test]
fn a_dimension_is_of_the_array_and_not_of_the_cpus() {
    static ROW: CType = CType::Array { len: 2, element: &U64 };
    let per_cpu = CType::PerCpu(&ROW);
    let cpus = [Some(array(2, &[1, 2])), Some(array(2, &[3, 4]))];
    assert_eq!(each_of(at_slots(&cpus, per_cpu), 1, false), Ok(vec![1, 2, 3, 4]));
    // Without a surplus dimension, the rows are visited as they are.
    let mut rows = 0;
    let visit = &mut |row: ValueCursor<'_>| {
        rows += 1;
        <[u64; 2]>::read(row).map(drop)
    };
    at_slots(&cpus, per_cpu).each_of(0, false, visit).unwrap();
    assert_eq!(rows, 2);
}

#[test]
fn each_entry_of_a_map_is_visited() {
    let key = |key: u64| (Some(uint(32, key)), format!("0{key} 00 00 00"));
    let entry = |at| {
        let (key, key_hex) = key(at);
        FailureDumpEntry { key, key_hex, value: Some(uint(64, at * 10)), ..FailureDumpEntry::default() }
    };
    let map = FailureDumpMap { max_entries: 8, entries: vec![entry(3), entry(4)], ..FailureDumpMap::default() };
    let at = || at_map(&map, CType::Entries(&PLAIN), ALL);
    assert_eq!(each_of(at(), 0, false), Ok(vec![30, 40]));
    assert_eq!(reduce(at(), Reduction::Sum, 8), Ok(70));
    let of_cpus = |at, slots: [Option<u64>; 2]| {
        let (key, key_hex) = key(at);
        FailureDumpPercpuHashEntry { key, key_hex, per_cpu: slots.map(|slot| slot.map(|slot| uint(64, slot))).into() }
    };
    let percpu_hash_entries = vec![of_cpus(3, [Some(1), Some(2)]), of_cpus(4, [Some(3), None])];
    let map = FailureDumpMap { max_entries: 8, percpu_hash_entries, ..FailureDumpMap::default() };
    let at = || at_map(&map, CType::Entries(&PER_CPU), ALL);
    assert_eq!(each_of(at(), 0, true), Ok(vec![1, 2, 3]));
    assert_eq!(each_of(at(), 0, false), Err(Why::Unmapped { cpu: Some(1) }));
}

#[test]
fn a_sum_of_more_than_128_bits_is_an_overflow() {
    let value = array(2, &[1, 1]);
    let at = ValueCursor::of_value(&value, CType::Array { len: 2, element: &U64 });
    let sum = |of_each: i128| at.fold(Reduction::Sum, 8, false, &mut |_| Ok(of_each)).map_err(|found| found.why);
    assert_eq!(sum(i128::MAX / 2), Ok(i128::MAX - 1));
    assert_eq!(sum(i128::MAX), Err(Why::Overflow { value: None, bits: 128 }));
}

#[test]
fn bytes_without_a_type_have_no_elements_to_visit() {
    let bytes = ValueCursor::of_bytes(&[1, 2, 3, 4], CType::Bytes { size: 4 });
    let drift = Why::Drift { expected: "4 bytes".to_owned(), found: "4 bytes".to_owned() };
    let visited = bytes.each_of(1, false, &mut |leaf| u8::read(leaf).map(drop));
    assert_eq!(visited, Err(drift.clone().into()));
    let visited = bytes.along(ALL).each_slot(false, &mut |_| Ok(()));
    assert_eq!(visited, Err(drift.clone().into()));
    let element = SlotName::Index(0).of_array(bytes.along(ALL)).and_then(u8::read);
    assert_eq!(element, Err(drift.into()));
    let numbers = array(2, &[5, 6]);
    let numbers = ValueCursor::of_value(&numbers, CType::Array { len: 2, element: &U64 });
    assert_eq!(SlotName::Index(1).of_array(numbers.along(ALL)).and_then(u64::read), Ok(6));
}

#[test]
fn cpus_are_not_elements() {
    static ELEMENTS: CType = CType::Array { len: 2, element: &U64 };
    let cpus = [Some(uint(64, 5)), Some(uint(64, 2))];
    let at_cpus = at_slots(&cpus, CType::PerCpu(&U64));
    assert_eq!(PerCpu::<u64>::read(at_cpus), Ok([Some(5), Some(2)].into_iter().collect()));
    assert_eq!(Vec::<u64>::read(at_cpus), Err(ReadFailure::drift(&CType::PerCpu(&U64), "2 slots")));
    let value = array(2, &[5, 2]);
    let at_elements = ValueCursor::of_value(&value, ELEMENTS);
    assert_eq!(Vec::<u64>::read(at_elements), Ok(vec![5, 2]));
    assert_eq!(PerCpu::<u64>::read(at_elements), Err(ReadFailure::drift(&ELEMENTS, "[uint64; 2]")));
    // An array is joined with the elements of another of its length, and with nothing else.
    let join = |mut sums: Vec<u64>, at| sums.join(at, Reduction::Sum).map(|()| sums);
    assert_eq!(join(vec![1, 2], at_elements), Some(vec![6, 4]));
    assert_eq!(join(vec![1, 2], at_cpus), None);
    assert_eq!([vec![1], vec![1, 2, 3]].map(|sums| join(sums, at_elements)), [None, None]);
}
