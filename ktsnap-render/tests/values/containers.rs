//! Structs and arrays.

use super::*;

#[test]
fn a_struct_has_the_members_that_begin_in_its_bytes() {
    let waits = structure("waits", 16, vec![member("ns", 0, U64), member("nr", 64, U32), member("cpu", 96, U32)]);
    let bytes: Vec<_> = (0..16).collect();
    let (ns, nr) = (("ns", uint(64, 0x0706_0504_0302_0100)), ("nr", uint(32, 0x0b0a_0908)));
    let all = vec![ns.clone(), nr.clone(), ("cpu", uint(32, 0x0f0e_0d0c))];
    assert_eq!(render(&waits, &bytes), members(Some("waits"), all));
    // The cut value is within a cut member, as the harness writes it.
    let part = cut(4, 3, cut(4, 3, hex("0c 0d 0e")));
    let partial = members(Some("waits"), vec![ns.clone(), nr.clone(), ("cpu", part)]);
    assert_eq!(render(&waits, &bytes[..15]), cut(16, 15, partial));
    let part = cut(4, 1, cut(4, 1, hex("0c")));
    let partial = members(Some("waits"), vec![ns.clone(), nr.clone(), ("cpu", part)]);
    assert_eq!(render(&waits, &bytes[..13]), cut(16, 13, partial));
    let partial = members(Some("waits"), vec![ns.clone(), nr]);
    assert_eq!(render(&waits, &bytes[..12]), cut(16, 12, partial));
    assert_eq!(render(&waits, &bytes[..8]), cut(16, 8, members(Some("waits"), vec![ns])));
    assert_eq!(render(&waits, &[]), cut(16, 0, members(Some("waits"), vec![])));
    // Only padding is missing.
    let padded = structure("padded", 16, vec![member("last", 0, U64)]);
    let partial = members(Some("padded"), vec![("last", uint(64, 0x0706_0504_0302_0100))]);
    assert_eq!(render(&padded, &bytes[..15]), cut(16, 15, partial));
}

#[test]
fn the_members_of_an_anonymous_struct_are_members_of_the_outer_struct() {
    let inner = || structure("", 2, vec![member("a", 0, U8), member("b", 8, U8)]);
    let outer = structure("outer", 4, vec![member("", 0, inner()), member("named", 16, inner())]);
    let named = |b| ("named", members(None, vec![("a", uint(8, 3)), ("b", b)]));
    let expected = vec![("a", uint(8, 1)), ("b", uint(8, 2)), named(uint(8, 4))];
    assert_eq!(render(&outer, &[1, 2, 3, 4]), members(Some("outer"), expected));
    // With a missing byte, the anonymous struct is a member that is truncated.
    let partial = cut(2, 1, cut(2, 1, members(None, vec![("a", uint(8, 1))])));
    assert_eq!(render(&outer, &[1]), cut(4, 1, members(Some("outer"), vec![("", partial)])));
}

#[test]
fn an_array_without_its_last_byte_ends_with_the_truncated_element() {
    let ty = array(U32, 4);
    let bytes: Vec<_> = (0..16).collect();
    let first = || vec![uint(32, 0x0302_0100), uint(32, 0x0706_0504), uint(32, 0x0b0a_0908)];
    let with = |last| elements(4, [first(), vec![last]].concat());
    assert_eq!(render(&ty, &bytes), with(uint(32, 0x0f0e_0d0c)));
    assert_eq!(render(&ty, &bytes[..15]), with(cut(4, 3, hex("0c 0d 0e"))));
    assert_eq!(render(&ty, &bytes[..12]), with(cut(4, 0, hex(""))));
    assert_eq!(render(&ty, &[]), elements(4, vec![cut(4, 0, hex(""))]));
}

#[test]
fn an_array_has_at_most_4096_elements() {
    let bytes = vec![7; 5000];
    for len in [4095, 4096, 4097, 5000] {
        let RenderedValue::Array { len: declared, elements } = render(&array(U8, len), &bytes) else { panic!() };
        assert_eq!((declared as u64, elements.len() as u64), (len, len.min(4096)));
        assert!(elements.iter().all(|element| *element == uint(8, 7)));
        assert_eq!(Renderer::needed(&array(U8, len)), len.min(4096));
    }
    let RenderedValue::Array { elements, .. } = render(&array(U8, 4097), &bytes[..4095]) else { panic!() };
    assert_eq!((elements.len(), elements[4095].clone()), (4096, cut(1, 0, hex(""))));
    // The bound is one of each array.
    let nested = array(array(U8, 4), 5000);
    assert_eq!(Renderer::needed(&nested), 4096 * 4);
    assert_eq!(Renderer::needed(&structure("long", 40_000, vec![member("all", 0, array(U64, 5000))])), 40_000);
}

#[test]
fn a_flexible_array_has_no_elements_and_its_bytes_are_not_guessed() {
    let flexible = array(U32, 0);
    assert_eq!(render(&flexible, &[]), elements(0, vec![]));
    let not_guessed = reason(render(&flexible, &[1, 0, 0, 0]));
    assert_eq!(not_guessed, "a flexible array, whose length is not in BTF, with 4 bytes");
    let not_guessed = reason(render(&array(U8, 0), &[1, 0]));
    assert_eq!(not_guessed, "a flexible array, whose length is not in BTF, with 2 bytes");
    // The size of a struct ends before its flexible array.
    let ty = structure("list", 4, vec![member("nr", 0, U32), member("items", 32, flexible)]);
    let expected = members(Some("list"), vec![("nr", uint(32, 2)), ("items", elements(0, vec![]))]);
    assert_eq!(render(&ty, &[2, 0, 0, 0]), expected);
    // `struct {} none[0]` takes no bytes, so that none are left out.
    assert_eq!(render(&array(structure("", 0, vec![]), 0), &[1]), elements(0, vec![]));
}

#[test]
fn values_nest_up_to_32_levels() {
    let nested = |levels| (0..levels).fold(U8, |ty, _| structure("", 1, vec![member("in", 0, ty)]));
    let arrays = |levels| (0..levels).fold(U8, |ty, _| array(ty, 1));
    let leaf = |mut value| loop {
        value = match value {
            RenderedValue::Struct { members, .. } => members[0].value.clone(),
            RenderedValue::Array { elements, .. } => elements[0].clone(),
            leaf => return leaf,
        };
    };
    for ty in [nested(31), arrays(31)] {
        assert_eq!(leaf(render(&ty, &[9])), uint(8, 9));
    }
    for ty in [nested(32), arrays(32)] {
        assert_eq!(reason(leaf(render(&ty, &[9]))), "values are nested more than 32 levels deep");
    }
    // Missing bytes do not change the level of a value.
    let cut_off = |levels| (0..levels).fold(U32, |ty, _| structure("", 4, vec![member("in", 0, ty)]));
    let leaf = |mut value| loop {
        value = match value {
            RenderedValue::Truncated { partial, .. } => *partial,
            RenderedValue::Struct { members, .. } => members[0].value.clone(),
            leaf => return leaf,
        };
    };
    assert_eq!(leaf(render(&cut_off(31), &[1, 2, 3])), hex("01 02 03"));
    assert_eq!(reason(leaf(render(&cut_off(32), &[1, 2, 3]))), "values are nested more than 32 levels deep");
}

#[test]
fn a_type_without_bytes_is_not_rendered() {
    for bytes in [&[][..], &[1, 2]] {
        assert_eq!(reason(render(&Type::Opaque, bytes)), "BTF has only a declaration of its type");
    }
    // More bytes than a number of 64 bits counts.
    let endless = || array(array(U64, u64::MAX), 2);
    assert_eq!(Renderer::needed(&endless()), 0);
    assert_eq!(Renderer::needed(&array(endless(), 1)), 0);
    assert_eq!(reason(render(&array(endless(), 1), &[1])), "its elements have no size");
}

/// The number of values in a value, including itself.
fn count(value: &RenderedValue) -> usize {
    match value {
        RenderedValue::Array { elements, .. } => 1 + elements.iter().map(count).sum::<usize>(),
        RenderedValue::Struct { members, .. } => 1 + members.iter().map(|member| count(&member.value)).sum::<usize>(),
        RenderedValue::Truncated { partial, .. } => count(partial),
        _ => 1,
    }
}

#[test]
fn about_a_million_values_are_rendered() {
    let rows = array(array(U8, 512), 4096);
    assert_eq!(count(&render(&rows, &vec![0; 512 * 4096])), 1 << 20);
    let pair = structure("", 2, vec![member("a", 0, U8), member("b", 8, U8)]);
    let rows = array(array(pair, 256), 4096);
    assert_eq!(count(&render(&rows, &vec![0; 512 * 4096])), 1 << 20);
}

#[test]
fn each_value_counts_once() {
    // 4096 values without bytes, and 8 for the one byte.
    assert_eq!(count(&render(&array(array(structure("", 0, vec![]), 4096), 4096), &[])), 4096);
    let bits = structure("", 1, vec![bitfield("bit", 0, 1, U8); 5000]);
    assert_eq!(count(&render(&bits, &[1])), 4096 + 8);
    // A member after the last byte counts, but is not shown.
    let after = |members: usize| {
        let members = [vec![member("after", 8, U8); members], vec![member("first", 0, U8)]].concat();
        count(&render(&structure("", 2, members), &[1]))
    };
    assert_eq!([after(4096 + 6), after(4096 + 7)], [2, 1]);
}

#[test]
fn the_last_bytes_are_rendered_in_part() {
    // The struct is a value, and each member is one and eight for its bytes.
    let all = structure("", 512, vec![member("all", 0, Type::Bytes { size: 512 }); 1000]);
    let RenderedValue::Struct { members, .. } = render(&all, &[7; 512]) else { panic!() };
    let whole = (4096 + 8 * 512 - 1) / 9;
    assert_eq!((members.len(), (4096 + 8 * 512 - 1) % 9), (whole + 1, 1));
    assert!(members[..whole].iter().all(|member| member.value == hex(&["07"; 512].join(" "))));
    assert_eq!(members[whole].value, hex(&["07"; 64].join(" ")));
}
