//! Differences of two reads.

use super::*;
use crate::series::CounterReset;
use crate::series::reset::{CounterDecreased, Decrease};
use crate::typed::c_type::Reduction;
use crate::typed::dynamic::{Cpus, Whole, difference_dynamic};
use crate::typed::inspect::{Inspect, InspectedRows};
use crate::typed::types::{FieldValue, Rows};

/// The differences of the fields of a struct. The numbers in it are those of the fields.
fn difference(
    of: &DynamicStruct,
    later: Vec<Inspected>,
    earlier: Vec<Inspected>,
) -> Result<Vec<Inspected>, CounterReset> {
    let read = |values: Vec<Inspected>| of.fields.iter().zip(values).map(|(field, value)| field.inspected(value));
    let [later, earlier] = [later, earlier].map(|values| read(values).collect::<Vec<_>>());
    let change = difference_dynamic(of, &later, &earlier)?;
    assert!(change.iter().map(|field| field.name).eq(of.fields.iter().map(|field| field.name)));
    Ok(change.into_iter().map(|field| field.value).collect())
}

fn of_fields(fields: Vec<DynamicField>) -> DynamicStruct {
    structure(section(C_U64), fields)
}

/// The difference of two values by the description of the type, compared with that of the type.
#[track_caller]
fn since_both<T: FieldValue>(later: &T, earlier: &T) -> Result<Inspected, CounterReset> {
    let of = of_fields(vec![field("n", T::RUST_TYPE)]);
    let found = difference(&of, vec![later.inspect()], vec![earlier.inspect()]).map(|mut change| change.remove(0));
    let expected = later.since(earlier, Decrease::Error).map(|change| change.inspect());
    assert_eq!(found, expected.map_err(|back| back.in_field("n").into()));
    found
}

fn reset(back: CounterDecreased) -> CounterReset {
    back.in_field("n").into()
}

#[test]
fn the_difference_of_an_option_needs_both_values() {
    assert_eq!(since_both(&Some(9_u64), &Some(5)), Ok(integer(4)));
    assert_eq!(since_both(&Some(5_u64), &Some(9)), Err(reset(CounterDecreased::new(9, 5))));
    for (later, earlier) in [(None, Some(5_u64)), (Some(5), None), (None, None)] {
        assert_eq!(since_both(&later, &earlier), Ok(Inspected::Absent));
    }
}

#[test]
fn arrays_of_different_lengths_have_no_difference() {
    assert_eq!(since_both(&vec![9_u64, 4], &vec![5, 4]), Ok(integers(&[4, 0])));
    assert_eq!(since_both(&vec![9_u64, 4], &vec![5]), Err(reset(CounterDecreased::resized(1, 2))));
    assert_eq!(since_both(&vec![9_u64], &vec![5, 4]), Err(reset(CounterDecreased::resized(2, 1))));
}

#[test]
fn a_row_that_decreased_is_named_by_its_key() {
    let rows = |value| Rows::new(vec![(7_u32, 3_u64), (8, value)]);
    let change = since_both(&rows(9), &rows(5)).unwrap();
    let expected = Rows::new(vec![(7_u32, 0_u64), (8, 4)]);
    assert_eq!(change, expected.inspect());
    assert_eq!(since_both(&rows(5), &rows(9)), Err(reset(CounterDecreased::new(9, 5).in_entry("8"))));
}

/// Rows of a map. They are not all of its rows if it `is_truncated`.
fn rows(rows: &[(u32, i128)], is_truncated: bool) -> Inspected {
    let keys = rows.iter().map(|(key, _)| integer((*key).into())).collect();
    let rows = rows.iter().map(|(key, value)| (key.to_string(), integer(*value))).collect();
    Inspected::Rows(InspectedRows { rows, keys, slots: Vec::new(), is_truncated })
}

#[test]
fn a_new_row_only_counts_from_zero_if_the_earlier_read_has_all_rows() {
    let of = of_fields(vec![field("n", RustType::Rows { key: &RustType::Uint { bits: 32 }, value: &U64 })]);
    let difference = |later, earlier| difference(&of, vec![later], vec![earlier]).map(|mut change| change.remove(0));
    let (one, two) = (&[(7, 3)], &[(7, 5), (8, 4)]);
    assert_eq!(difference(rows(two, false), rows(one, false)), Ok(rows(&[(7, 2), (8, 4)], false)));
    assert_eq!(difference(rows(two, false), rows(one, true)), Ok(rows(&[(7, 2)], true)));
    assert_eq!(difference(rows(two, true), rows(one, false)), Ok(rows(&[(7, 2), (8, 4)], true)));
    // All rows of the later read are in a part of the earlier one.
    assert_eq!(difference(rows(one, false), rows(one, true)), Ok(rows(&[(7, 0)], false)));
}

#[test]
fn each_cpu_has_its_own_difference() {
    let saturating = DynamicField { saturating: true, ..field("may_decrease", U64) };
    let gauge = DynamicField { keeps_later: true, ..field("gauge", U64) };
    let cpus = Some(Cpus::Each);
    let of = of_fields(vec![field("n", U64), saturating, gauge]);
    let of = DynamicStruct { whole: Some(Whole { ty: WAITS, cpus }), ..of };
    let (later, earlier) = (integers(&[9, 4]), integers(&[5, 4]));
    let change = difference(
        &of,
        vec![later.clone(), earlier.clone(), later.clone()],
        vec![earlier.clone(), later.clone(), earlier.clone()],
    );
    assert_eq!(change, Ok(vec![integers(&[4, 0]), integers(&[0, 0]), later.clone()]));
    let back = difference(
        &of,
        vec![earlier.clone(), earlier.clone(), earlier.clone()],
        vec![later, earlier.clone(), earlier.clone()],
    );
    assert_eq!(back, Err(reset(CounterDecreased::new(9, 5).in_element(0))));
    // A slot that is missing in one read has no difference.
    let some = Inspected::Elements(vec![integer(6), Inspected::Absent]);
    let change = difference(
        &of,
        vec![some.clone(), earlier.clone(), earlier.clone()],
        vec![earlier.clone(), earlier.clone(), earlier],
    );
    assert_eq!(change.unwrap()[0], Inspected::Elements(vec![integer(1), Inspected::Absent]));
}

#[test]
fn a_total_without_a_total_of_the_differences_has_its_own_difference() {
    let total = DynamicField {
        reading: DynamicReading::Total(Reduction::Sum, vec![0, 1]),
        ..field("n", RustType::Uint { bits: 8 })
    };
    let of = of_fields(vec![field("one", U64), field("other", U64), total]);
    let numbers = |values: [i128; 3]| values.map(integer).to_vec();
    assert_eq!(difference(&of, numbers([9, 7, 16]), numbers([5, 4, 9])), Ok(numbers([4, 3, 7])));
    assert_eq!(difference(&of, numbers([200, 100, 16]), numbers([0, 0, 9])), Ok(numbers([200, 100, 7])));
}
