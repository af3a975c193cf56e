//! Reductions of several values to one.

use super::*;
use crate::typed::c_type::Reduction;
use crate::typed::dynamic::reduce::{join, reduced};
use crate::typed::read::{ReadFailure, Why};
use crate::typed::types::{PerCpu, PerCpuError, ReduceFailure, Reducible};

/// Reads and reduces values by the description of the type, and compares the result with that of the type.
#[track_caller]
fn reduced_both<T: Reducible>(at: ValueCursor<'_>, how: Reduction, allow: bool) -> Result<Inspected, ReadFailure> {
    let found = reduced(at, const { &T::RUST_TYPE }, how, allow);
    assert_eq!(found, T::read_reduced(at, how, allow).map(|value| value.inspect()));
    found
}

/// Does the same with values that were read.
#[track_caller]
fn joined_both<T: Reducible>(slots: Vec<Option<T>>, how: Reduction, allow: bool) -> Result<Inspected, ReduceFailure> {
    let values: Vec<_> = slots.iter().map(|slot| slot.as_ref().map(T::inspect)).collect();
    let found = join(&values.iter().map(Option::as_ref).collect(), const { &T::RUST_TYPE }, how, allow);
    let slots: PerCpu<T> = slots.into_iter().collect();
    assert_eq!(found, T::reduce(&slots, how, allow, &|slot| slot).map(|value| value.inspect()));
    found
}

#[test]
fn the_values_of_all_cpus_are_reduced_element_by_element() {
    let schema = of_cpus(&CType::Array { len: 2, element: &C_U64 }, FieldSchema::new("field", 0, "stats[0]", "u64[2]"));
    let map = in_slots(vec![Some(numbers(&[4, 50])), Some(numbers(&[3, 70]))]);
    let slots = at(&schema, &map);
    for (how, expected) in [(Reduction::Sum, [7, 120]), (Reduction::Max, [4, 70]), (Reduction::Min, [3, 50])] {
        assert_eq!(reduced_both::<[u64; 2]>(slots, how, false), Ok(integers(&expected)));
        assert_eq!(reduced_both::<Vec<u64>>(slots, how, false), Ok(integers(&expected)));
    }
    let map = in_slots(vec![Some(numbers(&[4, 50])), None]);
    let slots = at(&schema, &map);
    assert_eq!(reduced_both::<Vec<u64>>(slots, Reduction::Sum, true), Ok(integers(&[4, 50])));
    let missing = ReadFailure::from(Why::Unmapped { cpu: Some(1) });
    assert_eq!(reduced_both::<Vec<u64>>(slots, Reduction::Sum, false), Err(missing));
}

#[test]
fn an_array_of_another_length_does_not_hold_the_elements() {
    let value = array(vec![numbers(&[1, 2]), numbers(&[3, 4]), numbers(&[5, 6])]);
    let rows =
        ValueCursor::of_value(&value, CType::Array { len: 3, element: &CType::Array { len: 2, element: &C_U64 } });
    assert_eq!(reduced_both::<[u64; 2]>(rows, Reduction::Sum, false), Ok(integers(&[9, 12])));
    let elements = numbers(&[1, 2, 3]);
    let elements = ValueCursor::of_value(&elements, CType::Array { len: 3, element: &C_U64 });
    assert_eq!(reduced_both::<[u64; 3]>(elements, Reduction::Sum, false), Ok(integers(&[1, 2, 3])));
    assert_eq!(reduced_both::<[u64; 2]>(elements, Reduction::Sum, false), Err(elements.is_other()));
}

#[test]
fn structs_of_all_cpus_are_reduced_member_by_member() {
    let schema = of_cpus(&C_WAITS, FieldSchema::new("field", 0, "stats[0]", "struct waits"));
    let map = in_slots(vec![Some(waits(4, 50)), Some(waits(3, 70))]);
    let reduced = |how| reduced(at(&schema, &map), &WAITS, how, false);
    assert_eq!(reduced(Reduction::Sum), Ok(inspected(&[("total", 7), ("max", 120)])));
    assert_eq!(reduced(Reduction::Max), Ok(inspected(&[("total", 4), ("max", 70)])));
}

#[test]
fn a_reduction_that_does_not_fit_its_type_is_an_error() {
    let overflow = |sum, bits| Err(ReduceFailure::from(PerCpuError::Overflow { sum, bits }));
    assert_eq!(joined_both(vec![Some(200_u8), Some(55)], Reduction::Sum, false), Ok(integer(255)));
    assert_eq!(joined_both(vec![Some(200_u8), Some(56)], Reduction::Sum, false), overflow(256, 8));
    let signed = |value| Ok(Inspected::Integer { value, counts: false });
    assert_eq!(joined_both(vec![Some(100_i8), Some(27)], Reduction::Sum, false), signed(127));
    assert_eq!(joined_both(vec![Some(100_i8), Some(28)], Reduction::Sum, false), overflow(128, 8));
    assert_eq!(joined_both(vec![Some(-100_i8), Some(-28)], Reduction::Sum, false), signed(-128));
    assert_eq!(joined_both(vec![Some(-100_i8), Some(-29)], Reduction::Sum, false), overflow(-129, 8));
    let sum = i128::from(u64::MAX) + 1;
    assert_eq!(joined_both(vec![Some(u64::MAX), Some(0)], Reduction::Sum, false), Ok(integer(u64::MAX.into())));
    assert_eq!(joined_both(vec![Some(u64::MAX), Some(1)], Reduction::Sum, false), overflow(sum, 64));
}

#[test]
fn a_slot_without_a_value_is_an_error_unless_it_is_left_out() {
    let unmapped = |cpu| Err(ReduceFailure::from(PerCpuError::Unmapped { cpu }));
    let empty = || Err(ReduceFailure::from(PerCpuError::Empty));
    let sum = Reduction::Sum;
    assert_eq!(joined_both(vec![Some(4_u64), None, Some(3)], sum, true), Ok(integer(7)));
    assert_eq!(joined_both(vec![Some(4_u64), None, Some(3)], sum, false), unmapped(1));
    assert_eq!(joined_both::<u64>(vec![None, None], sum, true), empty());
    assert_eq!(joined_both(vec![Some(vec![4_u64]), None], sum, true), Ok(integers(&[4])));
    assert_eq!(joined_both(vec![Some(vec![4_u64]), None], sum, false), unmapped(1));
    assert_eq!(joined_both::<Vec<u64>>(vec![None, None], sum, true), empty());
    assert_eq!(joined_both::<Vec<u64>>(vec![None, None], sum, false), unmapped(0));
    // An array without elements does not show a missing slot.
    assert_eq!(joined_both::<Vec<u64>>(vec![Some(vec![]), None], sum, false), unmapped(1));
    assert_eq!(joined_both::<Vec<u64>>(vec![Some(vec![]), None], sum, true), Ok(integers(&[])));
    let nested = joined_both(vec![Some([4_u64, 5]), None], sum, false);
    assert_eq!(nested, unmapped(1).map_err(|found: ReduceFailure| found.in_element(0)));
}

#[test]
fn arrays_of_different_lengths_are_not_reduced() {
    let found = joined_both(vec![Some(vec![1_u64, 2]), None, Some(vec![3]), Some(vec![])], Reduction::Sum, true);
    assert_eq!(found, Err(PerCpuError::Length { cpu: 2, expected: 2, found: 1 }.into()));
    assert_eq!(joined_both(vec![Some(vec![1_u64, 2]); 2], Reduction::Sum, false), Ok(integers(&[2, 4])));
}

#[test]
fn without_a_struct_the_first_number_is_named() {
    const INNER: RustMember = RustMember::new("all", "waits.all", &[], None, false, WAITS);
    const OUTER: RustType = RustType::Struct(&RustStruct::new("Outer", None, &[INNER]));
    let none = || [None, None].into_iter().collect();
    let failure = |why| ReduceFailure::from(why).in_member("waits.all.total");
    let join = |allow| join(&none(), &OUTER, Reduction::Sum, allow).unwrap_err();
    assert_eq!(join(false), failure(PerCpuError::Unmapped { cpu: 0 }));
    assert_eq!(join(true), failure(PerCpuError::Empty));
}
