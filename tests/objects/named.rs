//! The types that attributes can name.

use allocation_counter::measure;
use ktsnap_btf::{Layout, Struct, Type};

use crate::btf::{Btf, CONST, FWD, TYPEDEF};
use crate::files::layout;
use crate::hostile::refused;

const SHAPES: &str = "tests/bpf/shapes.bpf.o";

fn structure<'l>(layout: &'l Layout, tag: &str) -> &'l Struct {
    match layout.type_by_name(tag) {
        Some(Type::Struct(of)) => of,
        other => panic!("{tag}: {other:?}"),
    }
}

#[test]
fn structs_unions_and_enums_are_found_by_their_tags() {
    let layout = layout(SHAPES);
    for (tag, size) in [
        ("struct outer", 104),
        ("struct padded", 64),
        ("union number", 8),
        ("enum color", 4),
        ("enum wide", 8),
        ("enum tiny", 1),
        ("anon_t", 16),
    ] {
        assert_eq!(layout.type_by_name(tag).and_then(Type::size), Some(size), "{tag}");
        assert!(layout.type_names().any(|known| known == tag), "{tag}");
    }
    assert_eq!(layout.type_by_name("struct outer").unwrap().tag().as_deref(), Some("struct outer"));
    assert_eq!(layout.type_by_name("anon_t").unwrap().tag(), None);
    // An integer's typedef, a struct that is only declared, a tag without its keyword, and with the wrong one.
    for tag in ["home_cpu_t", "u64", "struct task_struct", "outer", "union outer", "struct number", "", "struct "] {
        assert_eq!(layout.type_by_name(tag), None, "{tag}");
    }
}

#[test]
fn the_struct_of_a_tag_is_that_of_the_variable() {
    let layout = layout(SHAPES);
    let (_, var) = layout.find("a_outer").next().unwrap();
    assert_eq!(layout.type_by_name("struct outer"), Some(&var.ty));
}

#[test]
fn members_are_found_as_in_c() {
    let layout = layout(SHAPES);
    let outer = structure(&layout, "struct outer");
    let names = ["id", "at", "path", "grid", "comm", "next", "raw", "lo", "hi", "color", "flag"];
    assert_eq!(outer.names().collect::<Vec<_>>(), names);
    for (name, c_type) in
        [("id", "u64"), ("path", "struct point[3]"), ("comm", "char[16]"), ("next", "struct outer *"), ("hi", "u32")]
    {
        assert_eq!(outer.member(name).map(|member| &*member.c_type), Some(c_type));
    }
    assert_eq!(outer.member(""), None);
    let next = &outer.member("next").unwrap().ty;
    assert_eq!(*next, Type::Ptr { to: Some("struct outer".into()) });

    let bits = structure(&layout, "struct bits");
    let widths: Vec<_> = bits.members.iter().map(|member| (member.bits.unwrap(), &*member.c_type)).collect();
    assert_eq!(widths[4..], [(5, "s32"), (1, "bool"), (40, "u64")]);
}

#[test]
fn enumerators_are_found_whatever_their_enum() {
    let layout = layout(SHAPES);
    for (name, tag, value) in [
        ("BLUE", Some("color"), 7),
        ("COLD", Some("grade"), -5),
        ("WIDE_TOP", Some("wide"), 0x8000_0000_0000_0001),
        ("ANON_Y", None, 1),
    ] {
        let found: Vec<_> = layout.enumerators(name).map(|(of, found)| (of.name.as_deref(), found.value)).collect();
        assert_eq!(found, [(tag, value)], "{name}");
        assert!(layout.enumerator_names().any(|known| known == name));
    }
    assert_eq!(layout.enumerators("NR_NOTHING").count(), 0);
    let Some(Type::Enum(color)) = layout.type_by_name("enum color") else { panic!("no enum") };
    assert_eq!((color.enumerator("BLUE").unwrap().value, color.enumerator("COLD")), (7, None));
}

#[test]
fn a_damaged_type_that_no_variable_has_is_passed_over() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let itself = btf.next_id();
    btf.tagged("endless", 4, &[("itself", itself)]);
    btf.tagged("lost", 4, &[("m", 99)]);
    btf.tagged("overlong", 2, &[("m", int)]);
    btf.tagged("holds_it", 8, &[("fine", int), ("m", itself)]);
    btf.tagged("good", 4, &[("m", int)]);
    let name = btf.name("alias");
    btf.add(name, TYPEDEF, 0, itself, &[]);
    let with = Layout::parse(&btf.object_of(int, 4)).unwrap();
    assert_eq!(with.type_names().collect::<Vec<_>>(), ["struct good"]);

    // The damaged type does not affect the variables.
    let mut btf = Btf::new();
    let int = btf.u32();
    assert_eq!(with, Layout::parse(&btf.object_of(int, 4)).unwrap());
}

#[test]
fn of_two_types_of_one_tag_the_first_with_members_counts() {
    let mut btf = Btf::new();
    let int = btf.u32();
    btf.tagged("twice", 0, &[]);
    btf.tagged("twice", 4, &[("first", int)]);
    btf.tagged("twice", 8, &[("second", int)]);
    let layout = Layout::parse(&btf.object_of(int, 4)).unwrap();
    assert_eq!(structure(&layout, "struct twice").names().collect::<Vec<_>>(), ["first"]);
}

#[test]
fn members_without_names_that_double_at_each_level_are_searched_in_part() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let mut last = btf.tagged("", 0, &[]);
    for _ in 0..50 {
        last = btf.tagged("", 0, &[("", last), ("", last)]);
    }
    let outer = btf.tagged("outer", 8, &[("near", int), ("", last), ("far", int)]);
    let layout = Layout::parse(&btf.object_of(outer, 8)).unwrap();
    let outer = structure(&layout, "struct outer");
    assert!(outer.member("near").is_some());
    assert_eq!((outer.member("far"), outer.names().count()), (None, 1));
}

#[test]
fn a_damaged_type_is_not_tried_again_by_each_that_holds_it() {
    // Each struct ends in the one before it, and the first is damaged.
    let object = |structs: u32| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let mut last = btf.tagged("damaged", 1, &[("m", int)]);
        for at in 1..=structs {
            let mut members = vec![("m", int); 200];
            members.push(("last", last));
            last = btf.tagged("t", 800 * at + 1, &members);
        }
        btf.object_of(int, 4)
    };
    let allocations = |structs: u32| {
        let object = object(structs);
        measure(|| assert_eq!(Layout::parse(&object).unwrap().type_names().count(), 0)).count_total
    };
    // Each member once: trying each struct again from each around it takes up to sixty times that.
    let (some, twice) = (allocations(60), allocations(120));
    assert!(twice < some * 5 / 2, "{some} {twice}");
}

#[test]
fn a_pointer_has_the_tag_of_what_it_points_at() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let named = btf.structure(4, &[("m", int)]);
    let nameless = btf.tagged("", 4, &[("m", int)]);
    let name = btf.name("t");
    let typedef = btf.add(name, TYPEDEF, 0, named, &[]);
    let constant = btf.add(0, CONST, 0, typedef, &[]);
    let anonymous = btf.add(name, TYPEDEF, 0, nameless, &[]);
    let fwd_union = btf.name("later");
    let fwd_union = btf.add(fwd_union, FWD | 0x80, 0, 0, &[]);
    let pointer = btf.pointer(named);
    let row = btf.array(named, 2);
    let cases = [
        (named, Some("struct s")),
        (constant, Some("struct s")),
        (fwd_union, Some("union later")),
        (anonymous, None),
        (int, None),
        (0, None),
        (pointer, None),
        (row, None),
    ];
    for (number, (to, _)) in cases.iter().enumerate() {
        let ty = btf.pointer(*to);
        let var = btf.var("x", ty);
        btf.datasec(&format!(".bss.{number}"), 8, &[[var, 0, 8]]);
    }
    let layout = Layout::parse(&btf.object()).unwrap();
    for (section, (_, tag)) in layout.sections.iter().zip(cases) {
        assert_eq!(section.vars[0].ty, Type::Ptr { to: tag.map(Into::into) }, "{}", section.vars[0].c_type);
    }
}

#[test]
fn a_pointer_to_an_endless_typedef_is_an_error() {
    let mut btf = Btf::new();
    let name = btf.name("t");
    let itself = btf.next_id();
    btf.add(name, TYPEDEF, 0, itself, &[]);
    let pointer = btf.pointer(itself);
    assert!(refused(&btf.object_of(pointer, 8)).to_string().ends_with(" contains itself or is nested too deep"));
}
