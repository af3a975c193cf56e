//! Renders bytes of types that are stated here. The expected values follow from C, or from what the harness renders.

use ktsnap_btf::{Enum, Enumerator, Member, Struct, Type};
use ktsnap_core::report::{RenderedMember, RenderedValue};
use ktsnap_render::Renderer;

const U8: Type = Type::Int { size: 1, signed: false };
const U32: Type = Type::Int { size: 4, signed: false };
const U64: Type = Type::Int { size: 8, signed: false };

fn render(ty: &Type, bytes: &[u8]) -> RenderedValue {
    Renderer::of(false).value(ty, bytes)
}

fn array(element: Type, len: u64) -> Type {
    Type::Array { element: element.into(), len }
}

fn member(name: &str, bit_offset: u64, ty: Type) -> Member {
    Member::new(name, bit_offset, None, "", ty)
}

fn bitfield(name: &str, bit_offset: u64, bits: u32, ty: Type) -> Member {
    Member::new(name, bit_offset, Some(bits), "", ty)
}

fn structure(name: &str, size: u64, members: Vec<Member>) -> Type {
    let name = (!name.is_empty()).then(|| name.to_owned());
    Type::Struct(Struct::new(name, false, size, members).into())
}

fn enumeration(size: u64, signed: bool, enumerators: &[(&str, i128)]) -> Type {
    let enumerators = enumerators.iter().map(|&(name, value)| Enumerator::new(name, value)).collect();
    Type::Enum(Enum::new(None, size, signed, enumerators).into())
}

fn uint(bits: u32, value: u64) -> RenderedValue {
    RenderedValue::Uint { bits, value }
}

fn int(bits: u32, value: i64) -> RenderedValue {
    RenderedValue::Int { bits, value }
}

fn hex(hex: &str) -> RenderedValue {
    RenderedValue::Bytes { hex: hex.to_owned() }
}

fn cut(needed: usize, had: usize, partial: RenderedValue) -> RenderedValue {
    RenderedValue::Truncated { needed, had, partial: partial.into() }
}

fn members(name: Option<&str>, members: Vec<(&str, RenderedValue)>) -> RenderedValue {
    let members = members.into_iter().map(|(name, value)| RenderedMember { name: name.to_owned(), value });
    RenderedValue::Struct { type_name: name.map(Into::into), members: members.collect() }
}

fn elements(len: usize, elements: Vec<RenderedValue>) -> RenderedValue {
    RenderedValue::Array { len, elements: elements.into() }
}

fn reason(value: RenderedValue) -> String {
    match value {
        RenderedValue::Unsupported { reason } => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_char_is_signed_as_in_clang() {
    for (byte, value) in [(0, 0), (0x41, 65), (0x7f, 127), (0x80, -128), (0xff, -1)] {
        assert_eq!(render(&Type::Char, &[byte]), int(8, value));
    }
}

#[test]
fn a_bool_is_true_if_any_of_its_bits_is_set() {
    for (byte, value) in [(0, false), (1, true), (2, true), (0x80, true)] {
        assert_eq!(render(&Type::Bool { size: 1 }, &[byte]), RenderedValue::Bool { value });
    }
    for (bytes, value) in [([0; 4], false), ([0, 0, 1, 0], true)] {
        assert_eq!(render(&Type::Bool { size: 4 }, &bytes), RenderedValue::Bool { value });
    }
}

#[test]
fn integers_have_their_own_width_and_sign() {
    let signed = |size| Type::Int { size, signed: true };
    assert_eq!(render(&signed(1), &[0xfe]), int(8, -2));
    assert_eq!(render(&signed(4), &[0xfe, 0xff, 0xff, 0xff]), int(32, -2));
    assert_eq!(render(&signed(8), &i64::MIN.to_le_bytes()), int(64, i64::MIN));
    assert_eq!(render(&U8, &[0xfe]), uint(8, 254));
    assert_eq!(render(&U64, &u64::MAX.to_le_bytes()), uint(64, u64::MAX));
    // The bytes after the value are another variable's.
    assert_eq!(render(&U32, &[1, 2, 3, 4, 0xff]), uint(32, 0x0403_0201));
    assert_eq!(Renderer::of(true).value(&U32, &[1, 2, 3, 4, 0xff]), uint(32, 0x0102_0304));
    let wide: Vec<_> = (0..16).collect();
    let shown = "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f";
    assert_eq!(render(&Type::Int { size: 16, signed: true }, &wide), hex(shown));
    assert_eq!(render(&Type::Bytes { size: 2 }, &wide), hex("00 01"));
}

#[test]
fn a_float_has_32_or_64_bits() {
    let float = |size, bytes: &[u8]| render(&Type::Float { size }, bytes);
    assert_eq!(float(4, &1.5_f32.to_le_bytes()), RenderedValue::Float { bits: 32, value: 1.5 });
    assert_eq!(float(8, &(-2.25_f64).to_le_bytes()), RenderedValue::Float { bits: 64, value: -2.25 });
    assert_eq!(reason(float(2, &[0; 2])), "a float of 2 bytes");
    assert_eq!(reason(float(16, &[0; 16])), "a float of 16 bytes");
}

#[test]
fn an_enumerator_is_found_by_a_value_of_any_width_and_sign() {
    let rendered = |bits, value, variant: Option<&str>, is_signed| RenderedValue::Enum {
        bits,
        value,
        variant: variant.map(Into::into),
        is_signed,
    };
    let signed = |size| enumeration(size, true, &[("COLD", -5), ("MILD", 0), ("HOT", 100)]);
    assert_eq!(render(&signed(1), &[0xfb]), rendered(8, -5, Some("COLD"), true));
    assert_eq!(render(&signed(4), &[0xfb, 0xff, 0xff, 0xff]), rendered(32, -5, Some("COLD"), true));
    assert_eq!(render(&signed(8), &(-5_i64).to_le_bytes()), rendered(64, -5, Some("COLD"), true));
    assert_eq!(render(&signed(1), &[0xfa]), rendered(8, -6, None, true));
    let unsigned = |size| enumeration(size, false, &[("LOW", 0), ("HIGH", 251), ("TOP", 0x8000_0000_0000_0001)]);
    assert_eq!(render(&unsigned(1), &[0xfb]), rendered(8, 251, Some("HIGH"), false));
    assert_eq!(render(&unsigned(4), &[0xfb, 0, 0, 0]), rendered(32, 251, Some("HIGH"), false));
    // A report holds a value of 64 bits, which is negative there.
    let top = 0x8000_0000_0000_0001_u64.to_le_bytes();
    assert_eq!(render(&unsigned(8), &top), rendered(64, i64::MIN + 1, Some("TOP"), false));
}

#[test]
fn a_bitfield_has_the_sign_of_its_type() {
    let of = |ty| structure("bits", 4, vec![bitfield("before", 0, 5, U32), bitfield("field", 5, 3, ty)]);
    // The lower five bits are ones, the upper three 110.
    let field = |ty| render(&of(ty), &[0xdf, 0, 0, 0]);
    let expected = |field| members(Some("bits"), vec![("before", uint(5, 31)), ("field", field)]);
    assert_eq!(field(U32), expected(uint(3, 6)));
    assert_eq!(field(Type::Int { size: 4, signed: true }), expected(int(3, -2)));
    assert_eq!(field(enumeration(4, true, &[])), expected(int(3, -2)));
    assert_eq!(field(enumeration(4, false, &[])), expected(uint(3, 6)));
    assert_eq!(field(Type::Char), expected(int(3, -2)));
    assert_eq!(field(Type::Bool { size: 1 }), expected(uint(3, 6)));
}

#[test]
fn a_bitfield_needs_the_bytes_with_its_bits() {
    let of = |bit, width, size| structure("", size, vec![bitfield("field", bit, width, U64)]);
    let field = |ty: &Type, bytes: &[u8]| match render(ty, bytes) {
        RenderedValue::Truncated { partial, .. } => *partial,
        whole => whole,
    };
    let expected = |field| members(None, vec![("field", field)]);
    assert_eq!(field(&of(4, 12, 4), &[0x30, 0x12]), expected(uint(12, 0x123)));
    assert_eq!(field(&of(4, 12, 4), &[0x30]), expected(cut(2, 1, hex("30"))));
    assert_eq!(field(&of(4, 13, 4), &[0x30, 0x12]), expected(cut(3, 2, hex("30 12"))));
    assert_eq!(field(&of(12, 4, 4), &[0x30, 0x12, 0, 0]), expected(uint(4, 1)));
    let ones = [0xff; 9];
    assert_eq!(field(&of(7, 64, 16), &ones), expected(uint(64, u64::MAX)));
    assert_eq!(field(&of(0, 64, 16), &ones), expected(uint(64, u64::MAX)));
    let RenderedValue::Struct { members, .. } = field(&of(0, 65, 9), &ones) else { panic!("no struct") };
    assert_eq!(reason(members[0].value.clone()), "a bitfield of 65 bits");
}

#[test]
fn a_scalar_without_its_last_byte_is_truncated() {
    let float = Type::Float { size: 8 };
    let types = [(U64, 8), (Type::Ptr { to: None }, 8), (float, 8), (enumeration(4, false, &[]), 4), (U32, 4)];
    for (ty, size) in types {
        let partial = ["07"].repeat(size - 1).join(" ");
        assert_eq!(render(&ty, &[7; 8][..size - 1]), cut(size, size - 1, hex(&partial)), "{ty:?}");
        assert!(!matches!(render(&ty, &[7; 8][..size]), RenderedValue::Truncated { .. }), "{ty:?}");
    }
    for ty in [Type::Char, Type::Bool { size: 1 }, Type::Bytes { size: 1 }] {
        assert_eq!(render(&ty, &[]), cut(1, 0, hex("")), "{ty:?}");
    }
}

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
    let reason = reason(render(&flexible, &[1, 0, 0, 0]));
    assert_eq!(reason, "a flexible array, whose length is not in BTF, with 4 bytes");
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
}

#[test]
fn a_cpu_mask_is_a_list_of_cpus() {
    let cpus = |ty: &Type, bytes: &[u8], big_endian| match Renderer::of(big_endian).value(ty, bytes) {
        RenderedValue::CpuList { cpus } => cpus,
        other => panic!("{other:?}"),
    };
    let words = |words: &[u64]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
    let cpumask = |name| structure(name, 16, vec![member("bits", 0, array(U64, 2))]);
    for name in ["cpumask", "cpumask_t", "llc_cpumask"] {
        assert_eq!(cpus(&cpumask(name), &words(&[0b11, 0]), false), "0-1");
        assert_eq!(cpus(&cpumask(name), &words(&[0b101, 0b10]), false), "0,2,65");
        assert_eq!(cpus(&cpumask(name), &words(&[1 << 63, 1]), false), "63-64");
    }
    let big: Vec<_> = [0b101_u64, 0b10].iter().flat_map(|word| word.to_be_bytes()).collect();
    assert_eq!(cpus(&cpumask("cpumask"), &big, true), "0,2,65");
    // The reference count after the mask holds no CPUs.
    let counted =
        structure("bpf_cpumask", 24, vec![member("cpumask", 0, cpumask("cpumask")), member("usage", 128, U32)]);
    assert_eq!(cpus(&counted, &words(&[0b1_0001, 0, 7]), false), "0,4");
    // Its identifier comes before the mask.
    let bitmap = structure("scx_bitmap", 24, vec![member("tid", 0, U64), member("bits", 64, array(U64, 2))]);
    assert_eq!(cpus(&bitmap, &words(&[0b111, 0b1_1000, 1]), false), "3-4,64");
}

#[test]
fn a_struct_that_only_resembles_a_cpu_mask_is_a_struct() {
    let is_struct = |ty: &Type, bytes: &[u8]| matches!(render(ty, bytes), RenderedValue::Struct { .. });
    let bits = |element, len| vec![member("bits", 0, array(element, len))];
    assert!(is_struct(&structure("my_mask", 8, bits(U64, 1)), &[1; 8]), "another name");
    assert!(is_struct(&structure("cpumask", 8, bits(U32, 2)), &[1; 8]), "words of 32 bits");
    assert!(is_struct(&structure("cpumask", 8, bits(Type::Int { size: 8, signed: true }, 1)), &[1; 8]), "signed");
    assert!(is_struct(&structure("cpumask", 8, vec![member("bits", 0, U64)]), &[1; 8]), "no array");
    let two = structure("", 8, vec![member("a", 0, array(U64, 0)), member("b", 0, array(U64, 1))]);
    assert!(is_struct(&structure("cpumask", 8, vec![member("bits", 0, two)]), &[1; 8]), "two members");
    // A mask without its last byte would be another mask.
    let mask = structure("cpumask", 16, bits(U64, 2));
    let RenderedValue::Truncated { needed: 16, had: 15, .. } = render(&mask, &[1; 15]) else { panic!() };
}

#[test]
fn about_a_million_values_are_rendered() {
    fn count(value: &RenderedValue) -> usize {
        match value {
            RenderedValue::Array { elements, .. } => 1 + elements.iter().map(count).sum::<usize>(),
            RenderedValue::Struct { members, .. } => {
                1 + members.iter().map(|member| count(&member.value)).sum::<usize>()
            }
            _ => 1,
        }
    }
    let rows = array(array(U8, 512), 4096);
    assert_eq!(count(&render(&rows, &vec![0; 512 * 4096])), 1 << 20);
    let pair = structure("", 2, vec![member("a", 0, U8), member("b", 8, U8)]);
    let rows = array(array(pair, 256), 4096);
    assert_eq!(count(&render(&rows, &vec![0; 512 * 4096])), 1 << 20);
}
