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
