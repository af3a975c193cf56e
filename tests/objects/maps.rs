//! The maps that objects define.

use ktsnap_btf::{Layout, Map, MapKind, Text, Type};

use crate::btf::{Btf, ENUM64, FWD, TYPEDEF};
use crate::files::layout;
use crate::hostile::damage;

/// A map in the form of its definition.
fn shown(map: &Map) -> String {
    let part = |c_type: &Option<Text>, size: u64| match c_type {
        Some(c_type) => format!("{c_type} ({size})"),
        None => format!("({size})"),
    };
    let (key, value) = (part(&map.key_c_type, map.key_size), part(&map.value_c_type, map.value_size));
    format!("{}: {} of {key} -> {value}, {}", map.name, map.kind, map.max_entries)
}

#[test]
fn maps_are_as_the_source_defines_them() {
    let expected = [
        "m_array: BPF_MAP_TYPE_ARRAY of u32 (4) -> struct outer (104), 4",
        "m_hash: BPF_MAP_TYPE_HASH of struct point (8) -> struct point (8), 64",
        "m_pcpu: BPF_MAP_TYPE_PERCPU_ARRAY of enum color (4) -> u64 (8), 3",
        "m_sizes: BPF_MAP_TYPE_PERCPU_ARRAY of (4) -> (8), 17",
    ];
    for path in ["shapes.bpf.o", "raw/shapes.bpf.o", "shapes.be.bpf.o", "shapes.hdr32.bpf.o"] {
        let layout = layout(&format!("tests/bpf/{path}"));
        assert_eq!(layout.maps.iter().map(shown).collect::<Vec<_>>(), expected, "{path}");
        assert_eq!(layout.big_endian, path == "shapes.be.bpf.o");
    }
    assert_eq!(layout("tests/bpf/rich.bpf.o").maps, []);
}

#[test]
fn the_example_has_its_maps() {
    let layout = layout("examples/bpf/dispatch.bpf.o");
    for expected in [
        "cpu_stats: BPF_MAP_TYPE_PERCPU_ARRAY of u32 (4) -> struct cpu_stats (16), 1",
        "wait_hist: BPF_MAP_TYPE_ARRAY of u32 (4) -> u64 (8), 16",
    ] {
        let name = expected.split(':').next().unwrap();
        assert_eq!(shown(layout.map(name).unwrap()), expected);
    }
    let tasks = layout.map("task_ctxs").unwrap();
    assert_eq!((tasks.kind.number(), tasks.max_entries), (29, 0));
    assert!(layout.map("no_such").is_none());
    let Some(Type::Struct(stats)) = &layout.map("cpu_stats").unwrap().value else { panic!("no struct") };
    assert_eq!(stats.names().take(2).collect::<Vec<_>>(), ["nr_runs", "busy_ns"]);
}

#[test]
fn every_kind_of_map_has_its_number_and_name() {
    for number in 0..200 {
        let kind = MapKind::from_number(number);
        assert_eq!(kind.number(), number);
        assert_eq!(kind.name().starts_with("BPF_MAP_TYPE_"), number < 34, "{kind}");
    }
    let named = |number| MapKind::from_number(number).to_string();
    assert_eq!([named(10), named(33)], ["BPF_MAP_TYPE_LRU_PERCPU_HASH", "BPF_MAP_TYPE_ARENA"]);
}

/// `__uint(..., n)`
fn uint(btf: &mut Btf, n: u32) -> u32 {
    let array = btf.array(1, n);
    btf.pointer(array)
}

/// An object with a map of those members, whose definition sees `u32` as type 1, and a sound one.
fn with(members: impl FnOnce(&mut Btf) -> Vec<(&'static str, u32)>) -> Vec<u8> {
    let mut btf = Btf::new();
    btf.u32();
    let members = members(&mut btf);
    let kind = uint(&mut btf, 2);
    let definition = btf.tagged("", 1000, &members);
    let sound = btf.tagged("", 8, &[("type", kind)]);
    let vars = [btf.var("odd", definition), btf.var("sound", sound)];
    btf.datasec(".maps", 2000, &[[vars[0], 0, 1000], [vars[1], 1000, 8]]);
    btf.object()
}

/// The reason why the map is unsupported.
#[track_caller]
fn odd(object: &[u8]) -> Option<Map> {
    let layout = Layout::parse(object).unwrap();
    assert!(layout.map("sound").is_some());
    assert_eq!(layout.section(".maps").unwrap().vars.len(), 2);
    layout.map("odd").cloned()
}

#[test]
fn attributes_may_be_typedefs_enums_or_unknown() {
    let object = with(|btf| {
        let name = btf.name("alias");
        let kind = uint(btf, 9);
        let alias = btf.add(name, TYPEDEF, 0, kind, &[]);
        let name = btf.name("X");
        // __ulong: the high word comes last.
        let large = btf.add(0, ENUM64, 1, 8, &[name, 5, 1]);
        let small = btf.enumeration("", &[("Y", 6)]);
        vec![("type", alias), ("max_entries", large), ("value_size", small), ("map_flags", kind), ("novel", 1)]
    });
    let odd = odd(&object).unwrap();
    assert_eq!((odd.kind, odd.max_entries, odd.value_size), (MapKind::LruHash, (1 << 32) + 5, 6));
    assert_eq!((odd.key, odd.key_size, odd.value), (None, 0, None));
}

#[test]
fn a_size_may_stand_beside_the_type_that_has_it() {
    let of = |size| {
        with(move |btf| {
            let kind = uint(btf, 1);
            let size = uint(btf, size);
            let ty = btf.pointer(1);
            vec![("type", kind), ("key_size", size), ("key", ty), ("value", ty), ("value_size", size)]
        })
    };
    assert_eq!(odd(&of(4)).map(|map| shown(&map)), Some("odd: BPF_MAP_TYPE_HASH of u32 (4) -> u32 (4), 0".to_owned()));
    assert_eq!(odd(&of(8)), None);
}

#[test]
fn a_map_that_makes_no_sense_is_left_out() {
    type Members = fn(&mut Btf, u32) -> Vec<(&'static str, u32)>;
    let cases: &[(&str, Members)] = &[
        ("no members", |_, _| vec![]),
        ("no type", |btf, _| vec![("max_entries", uint(btf, 1))]),
        ("a type that is an integer", |_, _| vec![("type", 1)]),
        ("a type that is a pointer to an integer", |btf, _| vec![("type", btf.pointer(1))]),
        ("a type that is an enum of two", |btf, _| vec![("type", btf.enumeration("", &[("A", 1), ("B", 2)]))]),
        ("a type past 32 bits", |btf, _| vec![("type", btf.add(0, ENUM64, 1, 8, &[0, 1, 1]))]),
        ("a value that is not a pointer", |_, kind| vec![("type", kind), ("value", 1)]),
        ("a value of type `void`", |btf, kind| vec![("type", kind), ("value", btf.pointer(0))]),
        ("a value that is only declared", |btf, kind| {
            let name = btf.name("t");
            let fwd = btf.add(name, FWD, 0, 0, &[]);
            vec![("type", kind), ("value", btf.pointer(fwd))]
        }),
        ("a value that holds itself", |btf, kind| {
            let itself = btf.next_id();
            btf.structure(4, &[("itself", itself)]);
            vec![("type", kind), ("value", btf.pointer(itself))]
        }),
        ("a value past 64 bits", |btf, kind| {
            let mut ty = 1;
            for _ in 0..3 {
                ty = btf.array(ty, 1 << 31);
            }
            vec![("type", kind), ("value", btf.pointer(ty))]
        }),
        ("two sizes", |btf, kind| vec![("type", kind), ("key_size", uint(btf, 4)), ("key_size", uint(btf, 8))]),
        ("a hundred members", |_, kind| vec![("type", kind); 100]),
    ];
    for (what, members) in cases {
        let object = with(|btf| {
            let kind = uint(btf, 1);
            members(btf, kind)
        });
        assert_eq!(odd(&object), None, "{what}");
    }
}

#[test]
fn an_unsupported_map_is_listed_with_the_reason() {
    let reason = |object: &[u8]| {
        let layout = Layout::parse(object).unwrap();
        let [only] = &*layout.unsupported_maps else { panic!("{:?}", layout.unsupported_maps) };
        assert_eq!(only.name, "odd");
        only.reason.clone()
    };
    let sizes = with(|btf| vec![("type", uint(btf, 1)), ("key_size", uint(btf, 4)), ("key_size", uint(btf, 8))]);
    assert_eq!(reason(&sizes), "its key or value has two different sizes");
    assert_eq!(reason(&with(|btf| vec![("max_entries", uint(btf, 1))])), "its definition has no `type`");
    assert_eq!(reason(&with(|_| vec![("type", 1)])), "one of its numbers is not declared with `__uint` or `__ulong`");
    let nested = with(|btf| {
        let kind = uint(btf, 1);
        vec![("inner", btf.tagged("", 8, &[("type", kind)]))]
    });
    assert_eq!(reason(&nested), "its definition is a struct inside another struct, like those of aya");
}

#[test]
fn what_is_no_struct_is_no_map() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let var = btf.var("x", int);
    btf.datasec(".maps", 4, &[[var, 0, 4]]);
    let layout = Layout::parse(&btf.object()).unwrap();
    assert_eq!((layout.maps.len(), layout.find("x").count()), (0, 1));
}

#[test]
fn a_map_is_a_variable_whose_type_must_be_there() {
    assert_eq!(damage(&with(|_| vec![("type", 99)])), "type 99 does not exist");
    assert_eq!(damage(&with(|btf| vec![("type", btf.pointer(99))])), "type 99 does not exist");
}

/// The reason why the map is unsupported, or the map.
fn odd_or_reason(object: &[u8]) -> Result<String, String> {
    let layout = Layout::parse(object).unwrap();
    match (layout.map("odd"), &*layout.unsupported_maps) {
        (Some(map), []) => Ok(shown(map)),
        (None, [only]) => Err(only.reason.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_map_of_maps_holds_file_descriptors() {
    let object = with(|btf| {
        let inner = btf.pointer(1);
        let values = btf.array(inner, 0);
        vec![("type", uint(btf, 12)), ("max_entries", uint(btf, 3)), ("key", inner), ("values", values)]
    });
    let expected = "odd: BPF_MAP_TYPE_ARRAY_OF_MAPS of u32 (4) -> (4), 3";
    assert_eq!(odd_or_reason(&object), Ok(expected.to_owned()));
}

#[test]
fn a_definition_has_at_most_32_members() {
    let of =
        |others: usize| odd_or_reason(&with(|btf| [vec![("novel", 1); others], vec![("type", uint(btf, 1))]].concat()));
    assert_eq!(of(31), Ok("odd: BPF_MAP_TYPE_HASH of (0) -> (0), 0".to_owned()));
    assert_eq!(of(32), Err("its definition has too many members".to_owned()));
}

#[test]
fn a_definition_is_searched_eight_levels_deep() {
    // The struct with the `type` is inside `levels` others, and has `others` before it.
    let of = |levels: usize, others: usize| {
        odd_or_reason(&with(|btf| {
            let members = [vec![("novel", 1); others], vec![("type", uint(btf, 1))]].concat();
            let definition = btf.tagged("", 900, &members);
            vec![("inner", (1..levels).fold(definition, |of, _| btf.tagged("", 900, &[("inner", of)])))]
        }))
    };
    let nested = Err("its definition is a struct inside another struct, like those of aya".to_owned());
    let unknown = Err("its definition has no `type`".to_owned());
    assert_eq!([of(1, 0), of(7, 0), of(1, 31)], [(); 3].map(|()| nested.clone()));
    assert_eq!([of(8, 0), of(1, 32)], [(); 2].map(|()| unknown.clone()));
}
