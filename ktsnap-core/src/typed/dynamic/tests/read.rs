//! Values.

use super::*;
use crate::histogram::{Bounds, Buckets, Histogram, Log2};
use crate::report::FailureDumpArrayEntry;
use crate::typed::c_type::CEnum;
use crate::typed::dynamic::read::read;
use crate::typed::inspect::InspectedText;
use crate::typed::read::{ReadFailure, Why};
use crate::typed::rust_type::RustEnum;
use crate::typed::types::{FieldValue, PerCpu};

/// Reads a value by the description of the type, and compares the result with that of the type.
#[track_caller]
fn read_both<T: FieldValue>(at: ValueCursor<'_>) -> Result<Inspected, ReadFailure> {
    let found = read(at, const { &T::RUST_TYPE });
    assert_eq!(found, T::read(at).map(|value| value.inspect()));
    found
}

#[test]
fn an_array_of_a_resized_section_has_the_length_in_the_report() {
    let schema = section(CType::Array { len: 2, element: &C_U64 });
    let map = in_bss(numbers(&[4, 5, 6]));
    let resized = ReadFailure::from(Why::Resized { built: 2, found: 3 });
    assert_eq!(read_both::<[u64; 2]>(at(&schema, &map)), Err(resized));
    assert_eq!(read_both::<[u64; 3]>(at(&schema, &map)), Ok(integers(&[4, 5, 6])));
    assert_eq!(read_both::<Vec<u64>>(at(&schema, &map)), Ok(integers(&[4, 5, 6])));
}

#[test]
fn bytes_without_a_type_are_cut_into_as_many_elements_as_the_array_has() {
    let bytes = ValueCursor::of_bytes(&[1, 0, 2, 0, 3, 0, 4, 0], CType::Bytes { size: 8 });
    assert_eq!(read_both::<[u16; 4]>(bytes), Ok(integers(&[1, 2, 3, 4])));
    assert_eq!(read_both::<[u16; 3]>(bytes), Err(bytes.is_other()));
}

#[test]
fn the_array_of_a_row_has_the_length_of_the_row() {
    const ROW: RustType = RustType::Struct(
        &RustStruct::new("Row", None, &[RustMember::new("second", "[1]", &[PathStep::Index(1)], None, false, U64)])
            .row(2, C_U64),
    );
    let (two, three) = (numbers(&[4, 5]), numbers(&[4, 5, 6]));
    let at = |value, len| ValueCursor::of_value(value, CType::Array { len, element: &C_U64 });
    assert_eq!(read(at(&two, 2), &ROW), Ok(inspected(&[("second", 5)])));
    assert_eq!(read(at(&three, 3), &ROW), Err(at(&three, 3).is_other()));
    // A value without a type is an array if it has the size of one.
    let bytes = ValueCursor::of_bytes(&[0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0], CType::Bytes { size: 16 });
    assert_eq!(read(bytes, &ROW), Ok(inspected(&[("second", 7)])));
}

#[test]
fn a_value_without_an_enumerator_is_refused_by_an_enum_without_a_variant_for_others() {
    const OF: RustEnum = RustEnum::new("Stat", None, true, &[("LOCAL", 0), ("SHARED", 1)]);
    const EXHAUSTIVE: RustType = RustType::Enum(&OF);
    const OPEN: RustType = RustType::Enum(&RustEnum::new("Stat", None, false, OF.variants));
    const TYPE: CType = CType::Enum(&CEnum::new(Some("enum stat"), 32, false, &[]));
    let value = |value| RenderedValue::Enum { bits: 32, value, variant: None, is_signed: false };
    let named = |name: &str| Ok(Inspected::Text(InspectedText::Enumerator(name.to_owned())));
    let (known, other) = (value(1), value(9));
    for ty in [EXHAUSTIVE, OPEN] {
        assert_eq!(read(ValueCursor::of_value(&known, TYPE), &ty), named("SHARED"));
    }
    assert_eq!(read(ValueCursor::of_value(&other, TYPE), &OPEN), named("9"));
    let refused = read(ValueCursor::of_value(&other, TYPE), &EXHAUSTIVE).unwrap_err();
    assert_eq!(
        refused.why,
        Why::Drift { expected: "enum32".to_owned(), found: "9, which no variant of `Stat` has".to_owned() }
    );
}

/// An array map with these values. `None` is an entry that was not captured.
fn in_array(values: &[Option<RenderedValue>]) -> FailureDumpMap {
    let entry = |(key, value): (u32, &Option<RenderedValue>)| FailureDumpArrayEntry { key, value: value.clone() };
    let array_entries: Vec<_> = (0..).zip(values).map(entry).collect();
    let max_entries = u32::try_from(values.len()).unwrap();
    FailureDumpMap { name: "list".to_owned(), max_entries, array_entries, ..FailureDumpMap::default() }
}

fn of_array(len: usize, element: &'static CType, steps: &'static [PathStep]) -> Schema {
    let vars = leaked(vec![VarSchema::new("list", 0, 8, "u64", CType::Array { len, element })]);
    let fields = leaked(vec![FieldSchema::new("field", 0, "list[*]", "u64").steps(steps)]);
    Schema::new("a.bpf.o", in_map("list", 2, 8, 2, false), vars, fields)
}

#[test]
fn an_entry_that_was_not_captured_is_absent_for_an_option_only() {
    let map = in_array(&[Some(uint(64, 4)), None]);
    let schema = of_array(2, &C_U64, ALL);
    assert_eq!(
        read_both::<Vec<Option<u64>>>(at(&schema, &map)),
        Ok(Inspected::Elements(vec![integer(4), Inspected::Absent]))
    );
    let missing = ReadFailure::from(Why::Unmapped { cpu: None });
    assert_eq!(read_both::<Vec<u64>>(at(&schema, &map)), Err(missing.clone().in_element(1)));
    let second = of_array(2, &C_U64, &[PathStep::Index(1)]);
    assert_eq!(read_both::<Option<u64>>(at(&second, &map)), Ok(Inspected::Absent));
    assert_eq!(read_both::<u64>(at(&second, &map)), Err(missing));
    // Another failure is not an absent entry.
    let map = in_array(&[Some(uint(64, 4)), Some(uint(32, 5))]);
    let failure = read_both::<Vec<Option<u64>>>(at(&schema, &map)).unwrap_err();
    assert_eq!(failure.part, "[1]");
}

#[test]
fn a_null_pointer_is_absent_for_an_option_only() {
    const TASK: CStruct = CStruct::new(Some("struct task"), 8, &[CMember::new("n", 0, "u64", C_U64)]);
    const POINTER: CType = CType::Ptr { to: Some("struct task") };
    const STEPS: &[PathStep] = &[PathStep::All, PathStep::Deref(&TASK), PathStep::Member("n")];
    let pointer = |value, n: Option<u64>| {
        let members = |n| vec![RenderedMember { name: "n".into(), value: uint(64, n) }];
        let deref =
            n.map(|n| Box::new(RenderedValue::Struct { type_name: Some("task".into()), members: members(n).into() }));
        RenderedValue::Ptr { value, deref, notes: None }
    };
    let schema = of_array(2, &POINTER, STEPS);
    let map = in_array(&[Some(pointer(0x10, Some(7))), Some(pointer(0, None))]);
    assert_eq!(
        read_both::<Vec<Option<u64>>>(at(&schema, &map)),
        Ok(Inspected::Elements(vec![integer(7), Inspected::Absent]))
    );
    let null = ReadFailure::from(Why::NullPointer { arrows: 1 });
    assert_eq!(read_both::<Vec<u64>>(at(&schema, &map)), Err(null.in_element(1)));
    // An entry that was not captured may hold a pointer.
    let map = in_array(&[Some(pointer(0x10, Some(7))), None]);
    let missing = ReadFailure::from(Why::Unmapped { cpu: None });
    assert_eq!(read_both::<Vec<Option<u64>>>(at(&schema, &map)), Err(missing.in_element(1)));
}

#[test]
fn slots_of_cpus_are_no_elements_and_elements_are_no_slots() {
    let schema = of_cpus(&C_U64, FieldSchema::new("field", 0, "stats[0]", "u64"));
    let map = in_slots(vec![Some(uint(64, 4)), None]);
    let slots = at(&schema, &map);
    assert_eq!(read_both::<PerCpu<u64>>(slots), Ok(Inspected::Elements(vec![integer(4), Inspected::Absent])));
    assert_eq!(read_both::<Vec<u64>>(slots), Err(slots.reach().unwrap().is_other()));
    let elements = numbers(&[4, 5]);
    let elements = ValueCursor::of_value(&elements, CType::Array { len: 2, element: &C_U64 });
    assert_eq!(read_both::<PerCpu<u64>>(elements), Err(elements.is_other()));
    let map = in_slots(vec![Some(uint(64, 4)), Some(uint(32, 5))]);
    assert_eq!(read_both::<PerCpu<u64>>(at(&schema, &map)).unwrap_err().part, "[1]");
}

#[test]
fn a_histogram_has_the_buckets_of_its_kind() {
    #[derive(Debug)]
    struct Edges;
    impl Buckets for Edges {
        const BOUNDS: Bounds = Bounds::UpTo(&[10, 20]);
    }
    let schema = section(CType::Array { len: 3, element: &C_U64 });
    let three = in_bss(numbers(&[4, 5, 6]));
    assert_eq!(read_both::<Histogram<Edges>>(at(&schema, &three)), Ok(integers(&[4, 5, 6])));
    let four = in_bss(numbers(&[4, 5, 6, 7]));
    let resized = ReadFailure::from(Why::Resized { built: 3, found: 4 });
    assert_eq!(read_both::<Histogram<Edges>>(at(&schema, &four)), Err(resized));
    let many = in_bss(numbers(&[1; 65]));
    let found = "65 elements, for which `Log2` makes no buckets of 64-bit values".to_owned();
    let refused = read_both::<Histogram<Log2>>(at(&schema, &many)).unwrap_err();
    assert_eq!(refused.why, Why::Drift { expected: "[uint64; 65]".to_owned(), found });
}
