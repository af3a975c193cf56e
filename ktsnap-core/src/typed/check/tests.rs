use std::cell::Cell;
use std::cmp::Ordering;

use super::*;
use crate::report::{FailureDumpReport, RenderedMember};

/// The length of the longest increasing subsequence, found by trying each subset.
fn longest(numbers: &[usize]) -> usize {
    let subset = |bits: u32| (0..numbers.len()).filter(move |index| bits >> index & 1 == 1);
    (0..1_u32 << numbers.len())
        .filter(|bits| subset(*bits).zip(subset(*bits).skip(1)).all(|(one, next)| numbers[one] < numbers[next]))
        .map(u32::count_ones)
        .max()
        .unwrap_or_default() as usize
}

#[test]
fn what_stays_is_in_order_and_as_long_as_can_be() {
    // Every permutation of six numbers.
    let mut permutations = vec![vec![]];
    for place in 0..6 {
        permutations = permutations
            .iter()
            .flat_map(|shorter: &Vec<usize>| {
                (0..=shorter.len()).map(|at| [&shorter[..at], &[place], &shorter[at..]].concat())
            })
            .collect();
    }
    assert_eq!(permutations.len(), 720);
    for numbers in permutations {
        let kept = longest_increasing(&numbers);
        let kept: Vec<_> = numbers.iter().zip(kept).filter(|(_, kept)| *kept).map(|(number, _)| *number).collect();
        assert!(kept.is_sorted(), "{numbers:?}: {kept:?}");
        assert_eq!(kept.len(), longest(&numbers), "{numbers:?}: {kept:?}");
    }
}

/// A number that counts its comparisons.
struct Counted<'c>(usize, &'c Cell<usize>);

impl PartialEq for Counted<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl PartialOrd for Counted<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.1.set(self.1.get() + 1);
        self.0.partial_cmp(&other.0)
    }
}

#[test]
fn twice_the_variables_take_little_more_than_twice_the_comparisons() {
    let comparisons = |len: usize| {
        let count = Cell::new(0);
        // An odd step visits each position once, in a scattered order.
        let numbers: Vec<_> = (0..len).map(|index| Counted(index * 1237 % len, &count)).collect();
        assert!(longest_increasing(&numbers).contains(&true));
        count.get()
    };
    let (few, many) = (comparisons(1 << 10), comparisons(1 << 14));
    assert!(many < few * 16 * 2, "{few} comparisons for 1,024 variables, {many} for 16,384");
}

#[test]
fn a_map_agrees_if_nothing_is_missing_new_moved_or_changed() {
    let check = |change: fn(&mut SchemaCheck)| {
        let mut check = SchemaCheck {
            object: "a.bpf.o".to_owned(),
            place: ".bss".to_owned(),
            map: "a.bss".to_owned(),
            running: None,
            missing: Vec::new(),
            new: Vec::new(),
            moved: Vec::new(),
            changed: Vec::new(),
        };
        change(&mut check);
        (check.agrees(), check.to_string())
    };
    let differs = |line: &str| (false, format!("a.bss differs from `.bss` of a.bpf.o:\n  {line}"));
    assert_eq!(check(|_| ()), (true, "a.bss agrees with `.bss` of a.bpf.o".to_owned()));
    assert_eq!(check(|check| check.missing = vec!["nr".to_owned()]), differs("missing nr"));
    assert_eq!(check(|check| check.new = vec!["nr".to_owned()]), differs("new     nr"));
    assert_eq!(check(|check| check.moved = vec!["nr".to_owned()]), differs("moved   nr"));
    let changed: fn(&mut SchemaCheck) = |check| {
        let (expected, found) = ("uint64".to_owned(), "uint32".to_owned());
        check.changed = vec![Changed { variable: "nr".to_owned(), expected, found }];
    };
    assert_eq!(check(changed), differs("changed nr: uint64 in the object, uint32 in the capture"));
}

#[test]
fn the_fewest_variables_count_as_moved() {
    assert_eq!(moved(&["a", "b", "c", "d"], &["a", "b", "c", "d"]), Vec::<String>::new());
    assert_eq!(moved(&["a", "b", "c", "d"], &["b", "c", "d", "a"]), ["a"]);
    assert_eq!(moved(&["a", "b", "c", "d"], &["a", "new", "c", "b"]).len(), 1);
    assert_eq!(moved(&["a", "fmt", "fmt"], &["fmt", "a", "fmt"]), Vec::<String>::new());
}

#[test]
fn of_two_variables_that_changed_places_the_first_of_the_object_moved() {
    const SCHEMA: Schema = Schema::new("a.bpf.o", Location::Section { name: ".bss", size: 16 }, &[], &[])
        .of_object(false, "0 8 first u64\n8 8 second u64");
    let member =
        |name: &str| RenderedMember { name: name.to_owned(), value: RenderedValue::Uint { bits: 64, value: 1 } };
    let members = [member("second"), member("first")].into();
    let map = FailureDumpMap {
        name: "a.bss".to_owned(),
        value: Some(RenderedValue::Struct { type_name: None, members }),
        ..FailureDumpMap::default()
    };
    let report = FailureDumpReport { maps: [map].into_iter().collect(), ..FailureDumpReport::default() };
    assert_eq!(SCHEMA.check(&Snapshot::new(&report)).unwrap().moved, ["first"]);
}
