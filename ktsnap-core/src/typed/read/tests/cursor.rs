//! The steps of a path, and the bits of scalars.

use super::*;
use crate::report::{FailureDumpArrayEntry, FailureDumpPercpuEntry};
use crate::typed::c_type::{CMember, CStruct};
use crate::typed::read::cursor::Contents;
use crate::typed::schema::{Location, Schema};
use crate::typed::types::FieldValue;

const THREE: CType = CType::Array { len: 3, element: &U64 };
const FOUR: CType = CType::Array { len: 4, element: &U64 };

/// Reads an element of an array in a report.
fn element(value: &RenderedValue, index: usize) -> Result<u64, Why> {
    let at = ValueCursor::of_value(value, THREE).element(index).map_err(|found| found.why)?;
    u64::read(at).map_err(|found| found.why)
}

fn drift(expected: &str, found: &str) -> Why {
    Why::Drift { expected: expected.to_owned(), found: found.to_owned() }
}

#[test]
fn an_element_has_the_arrays_declared_length() {
    let whole = array(3, &[5, 6, 7]);
    assert_eq!([0, 1, 2].map(|index| element(&whole, index).unwrap()), [5, 6, 7]);
    assert_eq!(element(&whole, 3), Err(Why::OutOfRange { index: 3, len: 3 }));
    // An array of another length, or with more elements than its length, is another array.
    let longer = array(4, &[5, 6, 7, 8]);
    for index in [1, 3, 4] {
        assert_eq!(element(&longer, index), Err(drift("[uint64; 3]", "[uint64; 4]")));
    }
    assert_eq!(element(&array(2, &[5, 6]), 1), Err(drift("[uint64; 3]", "[uint64; 2]")));
    assert!(matches!(element(&array(3, &[5, 6, 7, 8]), 1), Err(Why::Drift { .. })));
    assert_eq!(element(&array(3, &[5]), 1), Err(Why::Cut { rendered: 1, declared: 3 }));
}

#[test]
fn an_element_in_raw_bytes_is_within_the_array() {
    let bytes: Vec<u8> = (0..32).collect();
    let element = |index| ValueCursor::of_bytes(&bytes, THREE).element(index).and_then(u64::read);
    assert_eq!(element(2), Ok(0x1716_1514_1312_1110));
    assert_eq!(element(3).unwrap_err().why, Why::OutOfRange { index: 3, len: 3 });
}

#[test]
fn a_slice_ends_within_the_array() {
    const WITHIN: &[PathStep] = &[PathStep::Slice { from: 1, to: 4 }];
    const PAST: &[PathStep] = &[PathStep::Slice { from: 1, to: 6 }];
    const AFTER: &[PathStep] = &[PathStep::Slice { from: 7, to: 7 }];
    let value = array(4, &[5, 6, 7, 8]);
    let parts = |steps| ValueCursor::of_value(&value, FOUR).along(steps).parts(0).map(Option::unwrap);
    let within = parts(WITHIN).unwrap();
    let read = |index| u64::read(within.get(index).unwrap().unwrap()).unwrap();
    assert_eq!((within.len, [0, 1, 2].map(read), within.place(0)), (3, [6, 7, 8], 1));
    assert_eq!(parts(PAST).err().unwrap().why, Why::OutOfRange { index: 5, len: 4 });
    assert_eq!(parts(AFTER).err().unwrap().why, Why::OutOfRange { index: 7, len: 4 });
}

#[test]
fn bytes_without_a_type_have_parts_that_fill_them() {
    let bytes = [1, 0, 0, 0, 2, 0, 0, 0];
    let parts = |width| ValueCursor::of_bytes(&bytes, CType::Bytes { size: 8 }).parts(width).map(Option::unwrap);
    let halves = parts(4).unwrap();
    let read = |index| u32::read(halves.get(index).unwrap().unwrap()).unwrap();
    assert_eq!((halves.len, read(0), read(1)), (2, 1, 2));
    assert_eq!(parts(8).unwrap().len, 1);
    for width in [0, 3, 16] {
        assert!(matches!(parts(width).err().unwrap().why, Why::Drift { .. }), "{width}");
    }
}

#[test]
fn a_scalar_is_extended_by_its_sign() {
    let bits = |bytes: &[u8], c_type| ValueCursor::of_bytes(bytes, c_type).scalar().unwrap().1.cast_signed();
    assert_eq!(bits(&[0x80], CType::Char), -128);
    assert_eq!(bits(&[0x80], CType::Int { bits: 8 }), -128);
    assert_eq!(bits(&[0x80], CType::Uint { bits: 8 }), 128);
    assert_eq!(bits(&[0xff; 4], CType::Bytes { size: 4 }), 0xffff_ffff);
    assert_eq!(bits(&[0xff; 8], CType::Int { bits: 64 }), -1);
    // A report and raw bytes have the same bits.
    for c_type in [CType::Char, CType::Int { bits: 8 }] {
        let rendered = RenderedValue::Int { bits: 8, value: -128 };
        assert_eq!(ValueCursor::of_value(&rendered, c_type).scalar().unwrap().1.cast_signed(), -128);
    }
    for size in [9, 16] {
        assert!(ValueCursor::of_bytes(&[0; 16], CType::Bytes { size }).scalar().is_err(), "{size}");
    }
}

#[test]
fn a_list_of_cpus_where_btf_has_another_struct_is_drift() {
    const BITS: [CMember; 1] = [CMember::new("bits", 0, "u64", U64)];
    const CPUMASK: CStruct = CStruct::new(Some("struct cpumask"), 8, &BITS);
    const BITMAP: CStruct = CStruct::new(Some("struct scx_bitmap"), 8, &BITS);
    let list = RenderedValue::CpuList { cpus: "0-1".to_owned() };
    let bits = |of| ValueCursor::of_value(&list, CType::Struct(of)).inner("bits").unwrap_err().why;
    assert_eq!(bits(&CPUMASK), Why::CpuList);
    assert!(matches!(bits(&BITMAP), Why::Drift { .. }));
}

/// Reads a key of a map that has entries for these keys, each with the key as its value.
fn key(keys: impl Iterator<Item = u32>, per_cpu: bool, key: usize) -> Result<u64, Why> {
    let mut map = FailureDumpMap { max_entries: 5000, ..FailureDumpMap::default() };
    let value = |key: u32| Some(uint(64, key.into()));
    if per_cpu {
        map.percpu_entries = keys.map(|key| FailureDumpPercpuEntry { key, per_cpu: vec![value(key)] }).collect();
        let at = at_map(&map, CType::Array { len: 5000, element: &CType::PerCpu(&U64) }, &[]).element(key);
        let parts = at.map_err(|found| found.why)?.parts(0).unwrap().unwrap();
        Ok(u64::read(parts.get(0).unwrap().unwrap()).unwrap())
    } else {
        map.array_entries = keys.map(|key| FailureDumpArrayEntry { key, value: value(key) }).collect();
        let at = at_map(&map, CType::Array { len: 5000, element: &U64 }, &[]).element(key);
        Ok(u64::read(at.map_err(|found| found.why)?).unwrap())
    }
}

#[test]
fn a_key_is_found_by_its_number_and_a_missing_key_may_have_been_cut() {
    for (per_cpu, limit) in [(false, 4096), (true, 256)] {
        let last = limit as usize - 1;
        let cut = |rendered| Err(Why::Cut { rendered, declared: 5000 });
        assert_eq!(key(0..limit, per_cpu, last), Ok(last as u64));
        assert_eq!(key(0..limit, per_cpu, last + 1), cut(last + 1));
        // A key in the middle is missing: the entries after it are not at their own index.
        assert_eq!(key((0..10).filter(|key| *key != 3), per_cpu, 5), Ok(5));
        assert_eq!(key((0..10).filter(|key| *key != 3), per_cpu, 3), Err(Why::Unmapped { cpu: None }));
        assert_eq!(key(1..limit, per_cpu, 0), Err(Why::Unmapped { cpu: None }));
        // With as many entries as are captured, or for a key that is never captured, the capture was cut.
        assert_eq!(key(1..=limit, per_cpu, 0), cut(last + 1));
        assert_eq!(key(0..3, per_cpu, last), Err(Why::Unmapped { cpu: None }));
        assert_eq!(key(0..3, per_cpu, last + 1), cut(3));
        // An entry at its own index is found whatever the order of the others is.
        assert_eq!(key([0, 5, 2].into_iter(), per_cpu, 2), Ok(2));
    }
}

#[test]
fn the_value_of_a_map_is_that_of_its_first_key() {
    let map = FailureDumpMap { max_entries: 3, value: Some(uint(64, 9)), ..FailureDumpMap::default() };
    let key = |index| at_map(&map, THREE, &[]).element(index).and_then(u64::read).map_err(|found| found.why);
    assert_eq!(key(0), Ok(9));
    assert_eq!(key(1), Err(Why::Unmapped { cpu: None }));
    assert_eq!(key(2), Err(Why::Unmapped { cpu: None }));
}

#[test]
fn each_value_of_a_map_starts_at_a_multiple_of_eight_bytes() {
    const PER_CPU: CType = CType::Array { len: 2, element: &CType::PerCpu(&U32) };
    const EACH: CType = CType::Array { len: 2, element: &U32 };
    let map = |per_cpu| {
        let location = Location::Map { name: "stats", map_type: 6, value_size: 4, max_entries: 2, per_cpu };
        Schema::new("a.bpf.o", location, &[], &[])
    };
    let bytes: Vec<u8> =
        [10_u32, 11, 20, 21].iter().flat_map(|value| [*value, u32::MAX]).flat_map(u32::to_le_bytes).collect();
    let at = |per_cpu, bytes, c_type| {
        let contents = Contents::of_map(&map(per_cpu), bytes).unwrap();
        ValueCursor { c_type, source: Source::Contents(contents), steps: &[], hints: Hints::default() }
    };
    let slots = |key| {
        let parts = at(true, &bytes, PER_CPU).element(key).unwrap().parts(0).unwrap().unwrap();
        [0, 1].map(|cpu| u32::read(parts.get(cpu).unwrap().unwrap()).unwrap())
    };
    assert_eq!([slots(0), slots(1)], [[10, 11], [20, 21]]);
    let value = |key| u32::read(at(false, &bytes[..16], EACH).element(key).unwrap()).unwrap();
    assert_eq!([value(0), value(1)], [10, 11]);
    // Without the padding, there would be half as many bytes.
    let expected = |per_cpu, len: usize| Contents::of_map(&map(per_cpu), &bytes[..len]).map(|contents| contents.cpus);
    assert_eq!([8, 0, 32].map(|len| expected(false, len)), [(); 3].map(|()| Err("16".to_owned())));
    assert_eq!([8, 0, 24].map(|len| expected(true, len)), [(); 3].map(|()| Err("a multiple of 16".to_owned())));
    assert_eq!((expected(false, 16), expected(true, 16), expected(true, 32)), (Ok(1), Ok(1), Ok(2)));
    let location = |per_cpu| Location::Map { name: "stats", map_type: 6, value_size: 4, max_entries: 0, per_cpu };
    let empty = |per_cpu, len: usize| {
        Contents::of_map(&Schema::new("a.bpf.o", location(per_cpu), &[], &[]), &bytes[..len]).err()
    };
    assert_eq!([0, 8].map(|len| empty(false, len)), [(); 2].map(|()| Some("0".to_owned())));
    assert_eq!([0, 8].map(|len| empty(true, len)), [(); 2].map(|()| Some("a multiple of 0".to_owned())));
}
