use super::*;

fn int(size: u64) -> Type {
    Type::Int { size, signed: false }
}

fn array(element: Type, len: u64) -> Type {
    Type::Array { element: element.into(), len }
}

fn member(name: &str, bit_offset: u64, bits: Option<u32>, ty: Type) -> Member {
    Member { name: name.into(), bit_offset, bits, c_type: "u32".into(), ty }
}

fn structure(size: u64, members: Vec<Member>) -> Type {
    Type::Struct(Struct { name: Some("stats".into()), union: false, size, members }.into())
}

fn stats() -> Type {
    structure(
        32,
        vec![
            member("nr", 0, None, int(8)),
            member("by_cpu", 64, None, array(int(4), 4)),
            member("low", 192, Some(3), int(4)),
            member("across", 212, Some(12), int(4)),
            member("next", 224, Some(9), int(4)),
        ],
    )
}

fn named(name: &str) -> Step {
    Step::Member(name.to_owned())
}

fn at(path: &[Step]) -> Part {
    let all = array(stats(), 1 << 20);
    locate(&all, &all, path, Rules::default()).unwrap()
}

#[test]
fn a_path_has_its_own_bytes() {
    assert_eq!(at(&[]).bytes, 0..32 << 20);
    assert_eq!(at(&[Step::All, named("nr")]).bytes, 0..32 << 20);
    assert_eq!(at(&[Step::Index(3)]).bytes, 96..128);
    assert_eq!(at(&[Step::Index(3), named("nr")]).bytes, 96..104);
    assert_eq!(at(&[Step::Index(3), named("by_cpu"), Step::All]).bytes, 104..120);
    assert_eq!(at(&[Step::Index(1), named("by_cpu"), Step::Index(2)]).bytes, 48..52);
    assert_eq!(at(&[Step::Index(1), named("by_cpu"), Step::Index(2)]).bits, 384..416);
}

#[test]
fn a_path_that_leads_nowhere_is_an_error() {
    let kind = |path: &[Step]| locate(&stats(), &stats(), path, Rules::default()).unwrap_err().kind;
    for path in [&[named("none")][..], &[Step::All], &[named("nr"), Step::Index(0)], &[named("by_cpu"), named("nr")]] {
        assert_eq!(kind(path), ChangeKind::Path, "{path:?}");
    }
}

#[test]
fn a_bitfield_is_read_with_the_words_that_hold_it() {
    let at = |name| at(&[Step::Index(1), named(name)]);
    assert_eq!((at("low").bits, at("low").bytes), (448..451, 56..60));
    assert_eq!((at("across").bits, at("across").bytes), (468..480, 56..60));
    assert_eq!((at("next").bits, at("next").bytes), (480..489, 60..64));
    let packed = structure(12, vec![member("packed", 60, Some(8), int(4))]);
    assert_eq!(locate(&packed, &packed, &[named("packed")], Rules::default()).unwrap().bytes, 4..12);
}

#[test]
fn with_the_running_offsets_a_member_is_where_it_is_now() {
    let grown = structure(48, vec![member("new", 0, None, int(8)), member("nr", 128, None, int(8))]);
    let rules = Rules { offsets: Offsets::Running, ..Rules::default() };
    let path = [Step::Index(2), named("nr")];
    let part = locate(&array(stats(), 4), &array(grown, 4), &path, rules).unwrap();
    assert_eq!(part.bytes, 2 * 48 + 16..2 * 48 + 24);
}

#[test]
fn a_member_of_an_anonymous_struct_is_found_by_its_own_name() {
    let inner = Struct { name: None, union: false, size: 8, members: vec![member("hi", 32, None, int(4))] };
    let outer = structure(16, vec![member("", 64, None, Type::Struct(inner.into()))]);
    let plain = structure(16, vec![member("hi", 96, None, int(4))]);
    assert_eq!(locate(&outer, &plain, &[named("hi")], Rules::default()).unwrap().bytes, 12..16);
}

#[test]
fn an_array_of_another_length_has_one_answer_for_every_reader() {
    let (expected, running) = (array(int(8), 3), array(int(8), 8));
    for offsets in [Offsets::Expected, Offsets::Running] {
        let locate = |length, path: &[Step]| locate(&expected, &running, path, Rules { length, offsets });
        let kind = |length, path: &[Step]| locate(length, path).unwrap_err().kind;
        let element = [Step::Index(7)];
        assert_eq!(kind(ArrayLength::Fixed, &element), ChangeKind::Length);
        assert_eq!(locate(ArrayLength::LastOfSection, &element).unwrap().bytes, 56..64);
        assert_eq!(locate(ArrayLength::MapEntries, &element).unwrap().bytes, 56..64);
        let beyond = [Step::Index(8)];
        assert_eq!(kind(ArrayLength::Fixed, &beyond), ChangeKind::Length);
        for length in [ArrayLength::LastOfSection, ArrayLength::MapEntries] {
            assert_eq!(kind(length, &beyond), ChangeKind::OutOfRange { index: 8, len: 8 });
        }
        for all in [&[][..], &[Step::All]] {
            assert_eq!(kind(ArrayLength::Fixed, all), ChangeKind::Length);
            assert_eq!(locate(ArrayLength::LastOfSection, all).unwrap().bytes, 0..64);
            assert_eq!(kind(ArrayLength::MapEntries, all), ChangeKind::Length);
        }
    }
}

#[test]
fn sizes_that_no_machine_has_do_not_overflow() {
    let endless = array(Type::Int { size: u64::MAX, signed: false }, u64::MAX);
    assert!(locate(&array(int(8), 3), &endless, &[], Rules::default()).is_err());
    assert!(locate(&Type::Bytes { size: 8 }, &endless, &[], Rules::default()).is_err());
    assert!(locate(&int(8), &Type::Int { size: u64::MAX, signed: false }, &[], Rules::default()).is_err());
    assert!(locate(&endless, &endless, &[Step::Index(u64::MAX - 1)], Rules::default()).is_err());
    let bits = structure(16, vec![member("far", u64::MAX, Some(64), int(8))]);
    assert!(locate(&bits, &bits, &[named("far")], Rules::default()).is_err());
}

/// The text of the first difference, in each direction: the object's type and the running one change places.
#[track_caller]
fn differ(kind: ChangeKind, part: &str, one: (&Type, &str), other: (&Type, &str)) {
    for ((expected, expected_text), (running, running_text)) in [(one, other), (other, one)] {
        let change = locate(expected, running, &[], Rules::default()).unwrap_err();
        assert_eq!((change.kind, change.part.as_str()), (kind, part));
        let part = if part.is_empty() { String::new() } else { format!("{part}: ") };
        assert_eq!(change.to_string(), format!("{part}expected {expected_text}, found {running_text}"));
    }
}

#[test]
fn a_scalar_differs_by_its_type_width_sign_or_tag() {
    let signed = |size| Type::Int { size, signed: true };
    let float = |size| Type::Float { size };
    let bool = |size| Type::Bool { size };
    let ptr = |to: Option<&str>| Type::Ptr { to: to.map(Into::into) };
    differ(ChangeKind::Width, "", (&int(8), "uint64"), (&int(4), "uint32"));
    differ(ChangeKind::Sign, "", (&int(8), "uint64"), (&signed(8), "int64"));
    differ(ChangeKind::Width, "", (&float(8), "float64"), (&float(4), "float32"));
    differ(ChangeKind::Type, "", (&int(8), "uint64"), (&float(8), "float64"));
    differ(ChangeKind::Width, "", (&bool(1), "bool"), (&bool(4), "4 bytes"));
    differ(ChangeKind::Type, "", (&bool(1), "bool"), (&int(1), "uint8"));
    differ(ChangeKind::Type, "", (&Type::Char, "int8"), (&int(1), "uint8"));
    differ(ChangeKind::Tag, "", (&ptr(Some("struct a")), "ptr to struct a"), (&ptr(None), "ptr"));
    differ(ChangeKind::Type, "", (&ptr(None), "ptr"), (&int(8), "uint64"));
    differ(ChangeKind::Size, "", (&Type::Bytes { size: 8 }, "8 bytes"), (&int(4), "uint32"));
    assert!(locate(&Type::Char, &signed(1), &[], Rules::default()).is_ok());
    assert!(locate(&signed(1), &Type::Char, &[], Rules::default()).is_ok());
}

#[test]
fn an_enum_differs_by_its_integer_tag_or_enumerators() {
    let of = |tag: Option<&str>, size, signed, values: &[(&str, i128)]| {
        let enumerators = values.iter().map(|&(name, value)| crate::Enumerator::new(name, value)).collect();
        Type::Enum(Enum::new(tag.map(Into::into), size, signed, enumerators).into())
    };
    let plain = of(Some("mode"), 4, false, &[("IDLE", 0), ("BUSY", 1)]);
    differ(ChangeKind::Width, "", (&plain, "enum32"), (&of(Some("mode"), 8, false, &[]), "enum64"));
    differ(ChangeKind::Sign, "", (&plain, "enum32"), (&of(Some("mode"), 4, true, &[]), "signed enum32"));
    differ(ChangeKind::Tag, "", (&plain, "enum mode"), (&of(Some("state"), 4, false, &[]), "enum state"));
    let moved = of(Some("mode"), 4, false, &[("IDLE", 0), ("BUSY", 2)]);
    differ(ChangeKind::Enumerator, "", (&plain, "enum32 with BUSY = 1"), (&moved, "enum32 with BUSY = 2"));
    // An enum may have more enumerators than before, and an anonymous enum may have a tag now.
    let fewer = of(None, 4, false, &[("IDLE", 0)]);
    assert!(locate(&fewer, &plain, &[], Rules::default()).is_ok());
    let change = locate(&plain, &fewer, &[], Rules::default()).unwrap_err();
    assert_eq!(change.to_string(), "expected enum32 with BUSY, found enum32 without BUSY");
}

#[test]
fn a_member_is_named_and_has_its_type_in_c() {
    let of = |members| structure(16, members);
    let nr = |ty| of(vec![member("nr", 64, None, ty)]);
    differ(ChangeKind::Width, "nr", (&nr(int(8)), "uint64 (u32)"), (&nr(int(4)), "uint32 (u32)"));
    let bits = |bits, ty| of(vec![member("low", 8, Some(bits), ty)]);
    let signed = Type::Int { size: 4, signed: true };
    differ(ChangeKind::Bitfield, "low", (&bits(3, int(4)), "uint3 (u32)"), (&bits(4, int(4)), "uint4 (u32)"));
    let whole = of(vec![member("low", 8, None, int(4))]);
    differ(ChangeKind::Bitfield, "low", (&bits(3, signed), "int3 (u32)"), (&whole, "uint32 (u32)"));
    let at = |bit| of(vec![member("nr", bit, None, int(4))]);
    differ(ChangeKind::Moved, "nr", (&at(64), "at byte 8"), (&at(96), "at byte 12"));
    let at = |bit| of(vec![member("low", bit, Some(3), int(4))]);
    differ(ChangeKind::Moved, "low", (&at(19), "at bit 3 of byte 2"), (&at(16), "at byte 2"));
    differ(ChangeKind::Moved, "low", (&at(19), "at bit 3 of byte 2"), (&at(23), "at bit 7 of byte 2"));
    let change = locate(&nr(int(8)), &of(vec![]), &[], Rules::default()).unwrap_err();
    assert_eq!(
        (change.kind, &*change.to_string()),
        (ChangeKind::Missing, "nr: expected uint64 (u32), found not there")
    );
    // A struct may grow at its end.
    let (small, large) = (structure(8, vec![]), structure(16, vec![]));
    assert!(locate(&small, &large, &[], Rules::default()).is_ok());
    let change = locate(&large, &small, &[], Rules::default()).unwrap_err();
    assert_eq!((change.kind, &*change.to_string()), (ChangeKind::Size, "expected 16 bytes, found 8 bytes"));
}

#[test]
fn a_part_is_named_with_the_arrays_and_structs_around_it() {
    let inner = |ty| structure(8, vec![member("nr", 0, None, ty)]);
    let outer = |ty| structure(64, vec![member("by_cpu", 0, None, array(inner(ty), 4))]);
    differ(ChangeKind::Width, "by_cpu[*].nr", (&outer(int(8)), "uint64 (u32)"), (&outer(int(4)), "uint32 (u32)"));
    let grid = |ty| structure(64, vec![member("grid", 0, None, array(array(ty, 2), 4))]);
    differ(
        ChangeKind::Sign,
        "grid",
        (&grid(int(4)), "[[uint32; 2]; 4] (u32)"),
        (&grid(Type::Int { size: 4, signed: true }), "[[int32; 2]; 4] (u32)"),
    );
    differ(ChangeKind::Type, "", (&array(int(8), 3), "[uint64; 3]"), (&int(8), "uint64"));
    let nameless = |union| Type::Struct(Struct { name: None, union, size: 8, members: vec![] }.into());
    differ(ChangeKind::Type, "", (&nameless(false), "an anonymous struct"), (&int(8), "uint64"));
    differ(ChangeKind::Type, "", (&nameless(true), "an anonymous union"), (&int(8), "uint64"));
}

#[test]
fn a_slice_ends_within_the_running_array() {
    let (expected, running) = (array(int(8), 3), array(int(8), 5));
    let slice = |from, to| {
        let path = [Step::Slice(crate::path::Bound::Number(from), crate::path::Bound::Number(to))];
        let rules = Rules { length: ArrayLength::LastOfSection, ..Rules::default() };
        locate(&expected, &running, &path, rules).map_err(|change| change.kind)
    };
    assert_eq!(slice(0, 3).unwrap().bytes, 0..40);
    assert!(slice(4, 5).is_ok());
    assert_eq!(slice(0, 6), Err(ChangeKind::OutOfRange { index: 5, len: 5 }));
    for (from, to) in [(2, 2), (3, 2)] {
        assert_eq!(slice(from, to), Err(ChangeKind::Path));
    }
}

#[test]
fn a_bitfield_of_a_type_without_bytes_has_the_bytes_of_its_bits() {
    let of = structure(4, vec![member("odd", 9, Some(3), Type::Opaque)]);
    let part = locate(&of, &of, &[named("odd")], Rules::default()).unwrap();
    assert_eq!((part.bits, part.bytes), (9..12, 1..2));
}

#[test]
fn the_bits_of_a_part_are_those_of_its_bytes() {
    assert_eq!(at(&[Step::Index(0), named("nr")]).bits, 0..64);
    assert_eq!(at(&[Step::Index(0)]).bits, 0..256);
}

#[test]
fn an_error_names_the_expected_type_first() {
    let moved = |bit| structure(32, vec![member("nr", bit, None, int(8))]);
    let change = locate(&moved(0), &moved(64), &[named("nr")], Rules::default()).unwrap_err();
    assert_eq!((change.expected.as_str(), change.found.as_str()), ("at byte 0", "at byte 8"));

    let low = |ty| structure(8, vec![member("low", 0, Some(3), ty)]);
    let change = locate(&low(int(4)), &low(int(8)), &[named("low")], Rules::default()).unwrap_err();
    assert_eq!((change.expected.as_str(), change.found.as_str()), ("uint32 (u32)", "uint64 (u32)"));

    let of = |name| structure(8, vec![member(name, 0, None, int(8))]);
    let inner = |ty| structure(8, vec![member("inner", 0, None, ty)]);
    let path = [named("inner")];
    let rules = Rules { offsets: Offsets::Running, ..Rules::default() };
    let change = locate(&inner(of("a")), &inner(of("b")), &path, rules).unwrap_err();
    assert_eq!((change.kind, change.part.as_str()), (ChangeKind::Missing, "inner.a"));
    let change = locate(&inner(int(8)), &inner(int(4)), &path, rules).unwrap_err();
    assert_eq!((change.expected.as_str(), change.found.as_str()), ("uint64 (u32)", "uint32 (u32)"));
}

#[test]
fn a_larger_struct_is_read_with_the_size_of_whose_offsets_are_used() {
    let of = |size| structure(size, vec![member("nr", 0, None, int(8))]);
    let bytes = |offsets| locate(&of(8), &of(16), &[], Rules { offsets, ..Rules::default() }).unwrap().bytes;
    assert_eq!(bytes(Offsets::Expected), 0..8);
    assert_eq!(bytes(Offsets::Running), 0..16);
}

#[test]
fn a_path_that_leads_nowhere_names_both_types() {
    let rules = Rules { offsets: Offsets::Running, ..Rules::default() };
    let texts = |expected: &Type, running: &Type| {
        let change = locate(expected, running, &[named("none")], rules).unwrap_err();
        (change.kind, change.expected, change.found)
    };
    let other = Type::Struct(Struct { name: Some("other".into()), union: false, size: 8, members: vec![] }.into());
    let kind = ChangeKind::Path;
    assert_eq!(texts(&int(8), &int(4)), (kind, "uint64".to_owned(), "uint32".to_owned()));
    assert_eq!(texts(&stats(), &other), (kind, "struct stats".to_owned(), "struct other".to_owned()));
}

#[test]
fn a_name_that_is_the_spelling_is_written_once() {
    assert_eq!(spelled("struct point".to_owned(), "struct point"), "struct point");
    assert_eq!(spelled("uint64".to_owned(), "u64"), "uint64 (u64)");
}

#[test]
fn a_member_inside_a_byte_is_an_error_with_both_places() {
    let of = |bit| structure(16, vec![member("nr", bit, None, int(4))]);
    let rules = Rules { offsets: Offsets::Running, ..Rules::default() };
    let change = locate(&of(32), &of(68), &[named("nr")], rules).unwrap_err();
    assert_eq!(
        (change.kind, &*change.to_string()),
        (ChangeKind::Moved, "nr: expected at byte 4, found at bit 4 of byte 8")
    );
}
