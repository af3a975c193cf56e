//! Tests that count the steps of loops over hostile objects: twice the input takes about twice the steps.

#[path = "../../tests/objects/btf.rs"]
#[allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "the workspace's tests share this builder")]
mod btf;

use self::btf::{Btf, Elf, UNION};
use crate::compat::{Rules, locate};
use crate::layout::Layout;
use crate::types::Type;
use crate::work::tests::steps_of;

fn steps_to_parse(object: &[u8]) -> u64 {
    steps_of(|| drop(Layout::of_object(object)))
}

#[test]
fn statics_of_one_name_are_found_in_n_log_n_steps() {
    let steps = |count: u32| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let entries: Vec<_> = (0..count).map(|at| [btf.linked("twin", int, 0), 4 * at, 4]).collect();
        btf.datasec(".bss", 0, &entries);
        let section = btf.section();
        let mut elf = Elf::of(&section);
        elf.sections = vec![(".bss", 3, u64::from(4 * count))];
        elf.symbols = (0..count).rev().map(|at| ("twin", 3, u64::from(4 * at), 4, false)).collect();
        let object = elf.bytes();
        let layout = Layout::of_object(&object).unwrap();
        assert_eq!(layout.find("twin").count(), count as usize);
        steps_to_parse(&object)
    };
    let (some, twice) = (steps(1000), steps(2000));
    assert!(some >= 1000 && twice < some * 5 / 2, "{some} {twice}");
}

#[test]
fn a_long_parameter_list_is_spelled_in_a_bounded_number_of_steps() {
    // Each parameter has the type of a pointer to the function itself.
    let steps = |parameters: usize| {
        let mut btf = Btf::new();
        btf.u32();
        let function = btf.next_id();
        btf.function(&vec![function + 1; parameters]);
        let pointer = btf.pointer(function);
        steps_to_parse(&btf.object_of(pointer, 8))
    };
    let some = steps(1000);
    assert!(some > 0);
    assert_eq!(steps(65_535), some);
}

#[test]
fn a_long_definition_that_many_maps_share_is_not_searched_for_each_map() {
    let steps = |maps: u32, members: u32| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let size = 4 * members;
        let definition = btf.structure(size, &vec![("member", int); members as usize]);
        let entries: Vec<_> = (0..maps).map(|at| [btf.var(&format!("x{at}"), definition), size * at, size]).collect();
        btf.datasec(".maps", size * maps, &entries);
        let object = btf.object();
        assert_eq!(Layout::of_object(&object).unwrap().maps.len(), 0);
        steps_to_parse(&object)
    };
    let for_100_maps = |members: u32| steps(200, members) - steps(100, members);
    assert_eq!(for_100_maps(1000), steps(300, 1000) - steps(200, 1000));
    assert_eq!(for_100_maps(2000), for_100_maps(1000));
}

#[test]
fn anonymous_members_that_double_at_each_level_are_searched_in_a_bounded_number_of_steps() {
    let steps = |levels: usize| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let mut last = btf.tagged("", 0, &[]);
        for _ in 0..levels {
            last = btf.tagged("", 0, &[("", last), ("", last)]);
        }
        let outer = btf.tagged("outer", 8, &[("near", int), ("", last), ("far", int)]);
        let layout = Layout::of_object(&btf.object_of(outer, 8)).unwrap();
        let Some(Type::Struct(outer)) = layout.type_by_name("struct outer") else { panic!("no struct outer") };
        steps_of(|| assert_eq!(outer.member("far"), None))
    };
    let some = steps(30);
    assert!(some > 1000);
    assert!(steps(50) < some + some / 10, "{some}");
}

/// An object with a variable of a union that contains another union twice, and so on for `levels` levels.
fn doubling(levels: usize) -> Vec<u8> {
    let mut btf = Btf::new();
    let mut last = btf.u32();
    let [a, b] = ["a", "b"].map(|name| btf.name(name));
    for level in 0..levels {
        let tag = btf.name(&format!("u{level}"));
        last = btf.add(tag, UNION, 2, 4, &[a, last, 0, b, last, 0]);
    }
    btf.object_of(last, 4)
}

#[test]
fn types_that_double_at_each_level_are_compared_in_proportion_to_their_levels() {
    let steps = |levels: usize| {
        // Types of two objects are at different addresses.
        let [one, other] = [(); 2].map(|()| Layout::of_object(&doubling(levels)).unwrap());
        let types = [&one, &other].map(|layout| &layout.find("x").next().unwrap().1.ty);
        let equal = steps_of(|| assert!(one == other && one.sections == other.sections && types[0] == types[1]));
        equal + steps_of(|| locate(types[0], types[1], &[], Rules::default()).unwrap())
    };
    let some = steps(8);
    assert!(some > 50 && steps(16) < some * 5 / 2, "{some}");
}

#[test]
fn a_type_that_many_variables_have_is_compared_once() {
    let steps = |vars: u32| {
        let object = || {
            let mut btf = Btf::new();
            let int = btf.u32();
            let ty = btf.structure(4000, &vec![("member", int); 1000]);
            let entries: Vec<_> = (0..vars).map(|at| [btf.var(&format!("x{at}"), ty), 4000 * at, 4000]).collect();
            btf.datasec(".bss", 4000 * vars, &entries);
            Layout::parse(&btf.object()).unwrap()
        };
        let (one, other) = (object(), object());
        steps_of(|| assert!(one == other && one.sections == other.sections))
    };
    let some = steps(10);
    assert!(some > 1000 && steps(100) < 2 * some, "{some}");
}

#[test]
fn members_and_enumerators_of_two_objects_are_matched_in_proportion_to_their_number() {
    let steps = |count: u32| {
        let object = || {
            let mut btf = Btf::new();
            let int = btf.u32();
            let names: Vec<_> = (0..count).map(|at| format!("m{at}")).collect();
            let values: Vec<_> = (0..).zip(&names).map(|(at, name)| (name.as_str(), at)).collect();
            let of = btf.enumeration("e", &values);
            let mut members: Vec<_> = names.iter().map(|name| (name.as_str(), int)).collect();
            members.extend([("first", of), ("second", of)]);
            let outer = btf.structure(4 * (count + 2), &members);
            Layout::parse(&btf.object_of(outer, 4 * (count + 2))).unwrap()
        };
        let (expected, running) = (object(), object());
        let [expected, running] = [&expected, &running].map(|layout| &layout.find("x").next().unwrap().1.ty);
        steps_of(|| locate(expected, running, &[], Rules::default()).unwrap())
    };
    let some = steps(1000);
    assert!(some > 1000 && steps(2000) < some * 5 / 2, "{some}");
}

#[test]
fn debug_output_of_types_that_double_grows_with_their_levels() {
    let printed = |levels: usize| {
        let layout = Layout::of_object(&doubling(levels)).unwrap();
        let (section, var) = layout.find("x").next().unwrap();
        format!("{layout:?}{section:?}{var:?}{:?}", var.ty).len()
    };
    assert!(printed(16) < printed(8) * 5 / 2);
}
