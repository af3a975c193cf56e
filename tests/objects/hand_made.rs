//! Handwritten BTF: endless and oversized types, types that refer to missing types, and impossible names and sizes.

use allocation_counter::measure;
use ktsnap_btf::{Layout, LoadedBtf, ObjectError, Type};

use crate::btf::{Btf, CONST, ENUM, ENUM64, FWD, INT, PTR, STRUCT, TYPE_TAG, TYPEDEF, object};
use crate::hostile::{damage, refused};

/// More types in a chain than the stack has room for frames.
const MANY: u32 = 100_000;

/// More levels than any real object has. A walk without a bound would not finish.
const LEVELS: usize = 60;

#[track_caller]
fn assert_endless(object: &[u8]) {
    let error = refused(object);
    assert!(matches!(error, ObjectError::EndlessType { .. }), "{error:?}");
    assert!(error.to_string().ends_with(" contains itself or is nested too deep"), "{error}");
}

#[test]
fn a_type_that_holds_itself_is_an_error() {
    let mut typedef = Btf::new();
    let name = typedef.name("t");
    typedef.add(name, TYPEDEF, 0, 1, &[]);
    assert_endless(&typedef.object_of(1, 4));

    let mut typedefs = Btf::new();
    let name = typedefs.name("t");
    typedefs.add(name, TYPEDEF, 0, 2, &[]);
    typedefs.add(name, TYPEDEF, 0, 1, &[]);
    assert_endless(&typedefs.object_of(2, 4));

    let mut qualifier = Btf::new();
    qualifier.add(0, CONST, 0, 1, &[]);
    assert_endless(&qualifier.object_of(1, 4));

    let mut structure = Btf::new();
    structure.structure(4, &[("itself", 1)]);
    assert_endless(&structure.object_of(1, 4));

    let mut array = Btf::new();
    array.array(1, 1);
    assert_endless(&array.object_of(1, 4));
}

#[test]
fn a_pointer_may_lead_back_to_its_struct() {
    let mut btf = Btf::new();
    let node = btf.next_id();
    btf.structure(8, &[("next", node + 1)]);
    btf.add(0, PTR, 0, node, &[]);
    let layout = Layout::parse(&btf.object_of(node, 8)).unwrap();
    assert_eq!(layout.sections[0].vars[0].c_type, "struct s");
}

#[test]
fn a_long_chain_is_an_error_from_either_end() {
    for kind in [TYPEDEF, CONST] {
        let mut btf = Btf::new();
        let name = btf.name("t");
        let mut last = btf.u32();
        for _ in 0..MANY {
            last = btf.add(name, kind, 0, last, &[]);
        }
        assert_endless(&btf.object_of(last, 4));
    }
    // Each link is used by a variable of its own, so that every walk is short; only what is built is not.
    let array: fn(&mut Btf, u32) -> u32 = |btf, of| btf.array(of, 1);
    let structure: fn(&mut Btf, u32) -> u32 = |btf, of| btf.structure(4, &[("m", of)]);
    for link in [array, structure] {
        let mut btf = Btf::new();
        let mut last = btf.u32();
        let mut entries = Vec::new();
        for _ in 0..MANY {
            last = link(&mut btf, last);
            entries.push([btf.var("x", last), 0, 4]);
        }
        // One DATASEC has room for 65,535.
        for entries in entries.chunks(50_000) {
            btf.datasec(".bss", 4, entries);
        }
        assert_endless(&btf.object());
    }
}

#[test]
fn a_type_of_many_levels_is_read() {
    let mut btf = Btf::new();
    let mut last = btf.u32();
    for _ in 0..LEVELS {
        last = btf.array(last, 1);
    }
    let layout = Layout::parse(&btf.object_of(last, 4)).unwrap();
    let rust = layout.sections[0].vars[0].ty.to_rust().unwrap();
    assert_eq!(rust, format!("{}u32{}", "[".repeat(LEVELS), "; 1]".repeat(LEVELS)));
}

#[test]
fn a_struct_that_holds_each_level_twice_is_read_once() {
    let mut btf = Btf::new();
    // The types have no size. Otherwise their size would double too.
    let mut last = btf.structure(0, &[]);
    for _ in 0..LEVELS {
        last = btf.structure(0, &[("a", last), ("b", last)]);
    }
    // The type is neither compared nor printed: both would visit 2^60 members.
    let layout = Layout::parse(&btf.object_of(last, 0)).unwrap();
    assert_eq!(layout.sections[0].vars[0].c_type, "struct s");
}

#[test]
fn a_function_that_takes_each_level_twice_is_spelled_in_part() {
    let mut btf = Btf::new();
    let mut last = btf.u32();
    for _ in 0..LEVELS {
        let function = btf.function(&[last, last]);
        last = btf.add(0, PTR, 0, function, &[]);
    }
    let layout = Layout::parse(&btf.object_of(last, 8)).unwrap();
    let var = &layout.sections[0].vars[0];
    assert_eq!(var.ty, Type::Ptr { to: None });
    assert!(var.c_type.contains("...") && var.c_type.len() < 2000, "{}", var.c_type);
}

#[test]
fn a_function_of_many_parameters_is_spelled_in_part() {
    let mut btf = Btf::new();
    let ty = btf.u32();
    let function = btf.function(&vec![ty; 1000]);
    let pointer = btf.add(0, PTR, 0, function, &[]);
    let layout = Layout::parse(&btf.object_of(pointer, 8)).unwrap();
    let c_type = &layout.sections[0].vars[0].c_type;
    assert!(c_type.starts_with("u32 (*)(u32, u32, ") && c_type.ends_with("...)"), "{c_type}");
}

#[test]
fn a_variable_past_the_end_of_its_section_is_an_error() {
    for [offset, size] in [[1, 4], [4, 4], [0, 5], [u32::MAX, u32::MAX]] {
        let mut btf = Btf::new();
        let ty = btf.u32();
        let var = btf.var("x", ty);
        btf.datasec(".bss", 4, &[[var, offset, size]]);
        let error = refused(&btf.object());
        assert!(matches!(error, ObjectError::OutsideSection { .. }), "{error:?}");
        assert_eq!(error.to_string(), "has damaged BTF: `x` ends past the end of `.bss`");
    }
}

#[test]
fn a_variable_smaller_than_its_type_is_an_error() {
    let mut btf = Btf::new();
    let ty = btf.u32();
    assert!(damage(&btf.object_of(ty, 2)).contains("`x`"));

    // The size is 2^64 bytes, which is 0 in 64 bits.
    let mut btf = Btf::new();
    let mut ty = btf.u32();
    for _ in 0..2 {
        ty = btf.array(ty, 1 << 31);
    }
    assert!(damage(&btf.object_of(ty, 4)).contains("`x`"));
}

#[test]
fn a_member_past_the_end_of_its_struct_is_an_error() {
    let mut btf = Btf::new();
    let ty = btf.u32();
    let ty = btf.structure(2, &[("wide", ty)]);
    assert!(damage(&btf.object_of(ty, 2)).contains("`wide`"));
}

#[test]
fn a_section_that_lists_no_variable_is_an_error() {
    let mut btf = Btf::new();
    let ty = btf.u32();
    btf.datasec(".bss", 4, &[[ty, 0, 4]]);
    let what = damage(&btf.object());
    assert!(what.contains("`.bss`") && what.contains("int"), "{what}");
}

#[test]
fn a_type_that_is_not_there_is_an_error() {
    // Of a variable, of an array, and of a DATASEC's entry.
    assert_eq!(damage(&Btf::new().object_of(99, 4)), "type 99 does not exist");
    let mut btf = Btf::new();
    let ty = btf.array(u32::MAX, 1);
    assert_eq!(damage(&btf.object_of(ty, 4)), "type 4294967295 does not exist");
    let mut btf = Btf::new();
    btf.datasec(".bss", 4, &[[7, 0, 4]]);
    assert_eq!(damage(&btf.object()), "type 7 does not exist");
}

#[test]
fn a_variable_of_a_variable_is_an_error() {
    let mut btf = Btf::new();
    let ty = btf.u32();
    let var = btf.var("y", ty);
    assert_eq!(damage(&btf.object_of(var, 4)), "type 2 is a var, which no variable can have");
}

#[test]
fn a_name_that_the_kernel_would_not_take_is_an_error() {
    let long = "n".repeat(10_000);
    let mut var = Btf::new();
    let ty = var.u32();
    let id = var.var(&long, ty);
    var.datasec(".bss", 4, &[[id, 0, 4]]);

    let mut section = Btf::new();
    section.datasec(&long, 4, &[]);

    let mut member = Btf::new();
    let ty = member.u32();
    let ty = member.structure(4, &[(&long, ty)]);
    for object in [var.object(), section.object(), member.object_of(ty, 4)] {
        assert_eq!(damage(&object), "a name is longer than 512 bytes");
    }
}

#[test]
fn a_long_name_is_not_copied_for_each_type_that_bears_it() {
    let mut btf = Btf::new();
    let ty = btf.u32();
    let name = btf.name(&"n".repeat(300_000));
    for _ in 0..10_000 {
        btf.add(name, TYPEDEF, 0, ty, &[]);
    }
    // No variable has these types, but the parser would copy the name for each of them: 3 GB from 410 KB.
    assert_eq!(damage(&btf.object_of(ty, 4)), "a name is longer than 512 bytes");
}

#[test]
fn strings_need_an_end() {
    let mut btf = Btf::new();
    let ty = btf.u32();
    let var = btf.var("x", ty);
    btf.datasec(".bss", 4, &[[var, 0, 4]]);
    let mut section = btf.section();
    assert_eq!(section.pop(), Some(0));
    let len = section.len() - 24 - usize::try_from(u32::from_le_bytes(section[12..16].try_into().unwrap())).unwrap();
    section[20..24].copy_from_slice(&u32::try_from(len).unwrap().to_le_bytes());
    assert!(damage(&object(&section)).contains("string"));
}

#[test]
fn an_enum_may_have_no_enumerators() {
    let mut btf = Btf::new();
    let name = btf.name("empty");
    let ty = btf.add(name, ENUM, 0, 4, &[]);
    let layout = Layout::parse(&btf.object_of(ty, 4)).unwrap();
    let var = &layout.sections[0].vars[0];
    let Type::Enum(of) = &var.ty else { panic!("{:?}", var.ty) };
    assert_eq!((&*var.c_type, of.size, of.enumerators.len()), ("enum empty", 4, 0));
}

#[test]
fn long_names_of_members_and_enumerators_are_not_copied() {
    // Each part is refused by its own bytes, so that twice the types take twice the memory, and not twice the copies of a
    // name that is twice as long.
    let object = |kind: u32, count: usize| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let name = btf.name(&"n".repeat(100 * count));
        let words = if kind == ENUM { vec![name, 1] } else { vec![name, int, 0] };
        for _ in 0..count {
            btf.add(0, kind, 1, 4, &words);
        }
        btf.object_of(int, 4)
    };
    for kind in [STRUCT, ENUM] {
        let bytes = |count: usize| {
            let object = object(kind, count);
            let refused = measure(|| assert_eq!(damage(&object), "a name is longer than 512 bytes"));
            refused.bytes_total
        };
        let (some, twice) = (bytes(500), bytes(1000));
        assert!(twice < 1_000_000 && twice <= 3 * some, "{some} {twice}");
    }
}

#[test]
fn a_header_that_is_too_short_is_an_error() {
    let mut btf = Btf::new();
    btf.u32();
    let mut section = btf.section();
    section[4] = 20;
    assert!(damage(&object(&section)).contains("its header has only 20 bytes"));
}

#[test]
fn btf_without_types_and_strings_is_an_error() {
    let mut section = vec![0x9f, 0xeb, 1, 0, 24, 0, 0, 0];
    section.resize(24, 0);
    assert!(damage(&object(&section)).contains("it has no types and no strings"));
}

#[test]
fn a_type_after_others_is_checked() {
    let wrong_integer = |add: &dyn Fn(&mut Btf) -> u32| {
        let mut btf = Btf::new();
        let int = btf.u32();
        add(&mut btf);
        let name = btf.name("wrong");
        let wrong = btf.add(name, INT, 0, 4, &[3 << 24 | 32]);
        (damage(&btf.object_of(int, 4)), wrong)
    };
    for add in [
        &(|btf: &mut Btf| btf.array(1, 3)) as &dyn Fn(&mut Btf) -> u32,
        &|btf| btf.structure(8, &[("a", 1), ("b", 1)]),
        &|btf| btf.enumeration("e", &[("ONE", 1), ("TWO", 2)]),
        &|btf| btf.add(0, ENUM64, 1, 8, &[0, 1, 0]),
        &|btf| btf.function(&[1, 1]),
        &|btf| {
            let var = btf.var("y", 1);
            btf.datasec(".data", 8, &[[var, 0, 4], [var, 4, 4]])
        },
    ] {
        let (damage, wrong) = wrong_integer(add);
        assert!(damage.contains(&format!("integer type {wrong} has several encodings")), "{damage}");
    }
}

#[test]
fn an_integer_that_does_not_start_at_its_first_bit_is_an_error() {
    let mut btf = Btf::new();
    let name = btf.name("odd");
    let odd = btf.add(name, INT, 0, 4, &[4 << 16 | 32]);
    assert!(damage(&btf.object_of(odd, 4)).contains("does not use all bits of its 4 bytes"));
}

#[test]
fn a_tag_does_not_change_a_type() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let name = btf.name("rcu");
    let tagged = btf.add(name, TYPE_TAG, 0, int, &[]);
    let layout = Layout::parse(&btf.object_of(tagged, 4)).unwrap();
    let var = &layout.sections[0].vars[0];
    assert_eq!((&*var.c_type, &var.ty), ("u32", &Type::Int { size: 4, signed: false }));
}

#[test]
fn a_union_that_is_only_declared_is_a_union() {
    const OF_UNION: u32 = 0x80;
    let mut btf = Btf::new();
    let name = btf.name("u");
    let declared = btf.add(name, FWD | OF_UNION, 0, 0, &[]);
    let pointer = btf.pointer(declared);
    let layout = Layout::parse(&btf.object_of(pointer, 8)).unwrap();
    let var = &layout.sections[0].vars[0];
    assert_eq!((&*var.c_type, &var.ty), ("union u *", &Type::Ptr { to: Some("union u".into()) }));
}

#[test]
fn a_long_spelling_is_cut() {
    let spelled = |length: usize| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let of = btf.tagged(&"s".repeat(length), 4, &[("a", int)]);
        Layout::parse(&btf.object_of(of, 4)).unwrap().sections[0].vars[0].c_type.to_string()
    };
    // The limit is 512 bytes with `struct `.
    assert_eq!(spelled(505), format!("struct {}", "s".repeat(505)));
    assert_eq!(spelled(506), format!("struct {}...", "s".repeat(505)));
}

#[test]
fn an_enumerator_fits_its_enum() {
    const SIGNED: u32 = 0x80;
    let is_read = |kind: u32, size: u32, words: &[u32]| {
        let mut btf = Btf::new();
        let (tag, name) = (btf.name("e"), btf.name("ONE"));
        let words: Vec<_> = [name].iter().chain(words).copied().collect();
        let of = btf.add(tag, kind, 1, size, &words);
        Layout::parse(&btf.object_of(of, size)).is_ok()
    };
    let number = |number: i32| [number.cast_unsigned()];
    for (kind, fitting, too_large) in [(ENUM, [0, 255], [-1, 256]), (ENUM | SIGNED, [-128, 127], [-129, 128])] {
        assert_eq!(fitting.map(|value| is_read(kind, 1, &number(value))), [true; 2], "{kind}");
        assert_eq!(too_large.map(|value| is_read(kind, 1, &number(value))), [false; 2], "{kind}");
    }
    assert!(is_read(ENUM64, 8, &[u32::MAX, u32::MAX]) && is_read(ENUM64 | SIGNED, 8, &[0, 1 << 31]));
}

#[test]
fn loaded_btf_has_a_type_more_than_its_largest_id() {
    let mut btf = Btf::new();
    let last = btf.u32();
    let loaded = LoadedBtf::parse(btf.section()).unwrap();
    assert_eq!((loaded.len(), loaded.is_empty()), (last + 1, false));
}

#[test]
fn an_unsigned_enumerator_can_have_its_highest_bit() {
    let mut btf = Btf::new();
    let of = btf.enumeration("e", &[("MOST", u32::MAX)]);
    let layout = Layout::parse(&btf.object_of(of, 4)).unwrap();
    assert_eq!(layout.enumerators("MOST").next().unwrap().1.value, i128::from(u32::MAX));
}

#[test]
fn loaded_btf_without_types_has_void() {
    let loaded = LoadedBtf::parse(Btf::new().section()).unwrap();
    assert_eq!((loaded.len(), loaded.is_empty()), (1, false));
}

/// Ways to put a type around another.
const LINKS: [fn(&mut Btf, u32) -> u32; 5] = [
    |btf, of| btf.array(of, 1),
    |btf, of| btf.structure(4, &[("m", of)]),
    |btf, of| {
        let name = btf.name("t");
        btf.add(name, TYPEDEF, 0, of, &[])
    },
    |btf, of| btf.add(0, CONST, 0, of, &[]),
    |btf, of| {
        let name = btf.name("t");
        btf.add(name, TYPE_TAG, 0, of, &[])
    },
];

#[test]
fn types_nest_64_levels() {
    // Only the outermost type has a variable, or each type has one, the innermost first.
    let read = |link: fn(&mut Btf, u32) -> u32, links: u32, empty: bool, each: bool| {
        let mut btf = Btf::new();
        let mut last = if empty { btf.tagged("empty", 0, &[]) } else { btf.u32() };
        let mut entries = Vec::new();
        for at in 0..links {
            last = link(&mut btf, last);
            if each || at + 1 == links {
                entries.push([btf.var(&format!("x{at}"), last), 4 * at, 4]);
            }
        }
        btf.datasec(".bss", 4 * links, &entries);
        Layout::parse(&btf.object()).map(drop)
    };
    for (at, link) in LINKS.into_iter().enumerate() {
        for (empty, each) in [(false, false), (false, true), (true, false), (true, true)] {
            let result = read(link, 63, empty, each);
            assert!(result.is_ok(), "link {at}, {empty}, {each}: {result:?}");
            let error = read(link, 64, empty, each).unwrap_err();
            assert!(matches!(error, ObjectError::EndlessType { .. }), "link {at}, {empty}, {each}: {error:?}");
        }
    }
}

#[test]
fn a_member_of_an_endless_type_is_an_error() {
    for kind in [CONST, TYPE_TAG] {
        let mut btf = Btf::new();
        let endless = btf.next_id() + 1;
        let of = btf.structure(4, &[("m", endless)]);
        btf.add(0, kind, 0, endless, &[]);
        assert_endless(&btf.object_of(of, 4));
    }
}

#[test]
fn the_error_for_many_qualifiers_names_the_type_at_the_bound() {
    let read = |qualifiers: u32| {
        let mut btf = Btf::new();
        let mut last = btf.u32();
        for _ in 0..qualifiers {
            last = btf.add(0, CONST, 0, last, &[]);
        }
        Layout::parse(&btf.object_of(last, 4)).map(drop).map_err(|error| error.to_string())
    };
    let too_deep = |id: u32| Err(format!("has damaged BTF: type {id} contains itself or is nested too deep"));
    assert_eq!(read(63), Ok(()));
    // The integer is nested too deep, or the spelling stops at the outermost qualifiers.
    assert_eq!(read(64), too_deep(1));
    assert_eq!(read(65), too_deep(65));
}

#[test]
fn the_target_of_a_pointer_is_found_after_63_typedefs() {
    let pointer_to = |typedefs: u32| {
        let mut btf = Btf::new();
        let mut last = btf.structure(4, &[]);
        let name = btf.name("t");
        for _ in 0..typedefs {
            last = btf.add(name, TYPEDEF, 0, last, &[]);
        }
        let pointer = btf.pointer(last);
        Layout::parse(&btf.object_of(pointer, 8)).map(|layout| layout.sections[0].vars[0].ty.clone())
    };
    assert_eq!(pointer_to(63).unwrap(), Type::Ptr { to: Some("struct s".into()) });
    assert!(matches!(pointer_to(64), Err(ObjectError::EndlessType { .. })));
}

#[test]
fn a_name_has_at_most_512_bytes() {
    let read = |length: usize| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let name = btf.name(&"n".repeat(length));
        btf.add(name, TYPEDEF, 0, int, &[]);
        Layout::parse(&btf.object_of(int, 4)).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(read(512), Ok(()));
    assert_eq!(read(513), Err("has damaged BTF: a name is longer than 512 bytes".to_owned()));
}

#[test]
fn a_long_line_of_source_code_is_not_a_name() {
    let mut btf = Btf::new();
    // The line is at offset 1. That is the id of the variable too, which its section has.
    btf.name(&"n".repeat(600));
    let var = btf.var("x", 2);
    let pointer = btf.pointer(0);
    assert_eq!((var, pointer), (1, 2));
    btf.datasec(".bss", 8, &[[var, 0, 8]]);
    let layout = Layout::parse(&btf.object()).unwrap();
    assert_eq!(layout.sections[0].vars[0].name, "x");
}

#[test]
fn a_type_without_parts_and_names_can_be_the_last() {
    let mut btf = Btf::new();
    btf.tagged("", 0, &[]);
    assert_eq!(LoadedBtf::parse(btf.section()).unwrap().len(), 2);
}

#[test]
fn a_line_of_source_code_is_not_copied_for_each_type() {
    let mut btf = Btf::new();
    let int = btf.u32();
    let name = btf.name("t");
    btf.name(&"n".repeat(100_000));
    for _ in 0..1000 {
        btf.add(name, TYPEDEF, 0, int, &[]);
    }
    let object = btf.object_of(int, 4);
    let read = measure(|| assert!(Layout::parse(&object).is_ok()));
    // The copies would take 100 MB.
    assert!(read.bytes_total < 10_000_000, "{}", read.bytes_total);
}

#[test]
fn a_variable_of_one_byte_overlaps_another() {
    let read = |offset: u32| {
        let mut btf = Btf::new();
        let int = btf.u32();
        let name = btf.name("u8");
        let byte = btf.add(name, INT, 0, 1, &[8]);
        let vars = [btf.var("a", int), btf.var("b", byte)];
        btf.datasec(".bss", 8, &[[vars[0], 0, 4], [vars[1], offset, 1]]);
        Layout::parse(&btf.object()).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(read(3), Err("has damaged BTF: in `.bss`, `a` and `b` overlap".to_owned()));
    assert_eq!(read(4), Ok(()));
}
