//! Tests that count the steps of loops over hostile objects: twice the input takes about twice the steps.

#[path = "../../tests/objects/btf.rs"]
#[allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "the workspace's tests share this builder")]
mod btf;

use self::btf::{Btf, Elf};
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
