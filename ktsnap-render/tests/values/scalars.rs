//! Integers, floats, enums and bitfields.

use super::*;

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
    // The first of two names of one value, as in the harness.
    let twice = enumeration(4, false, &[("FIRST", 1), ("ALIAS", 1)]);
    assert_eq!(render(&twice, &[1, 0, 0, 0]), rendered(32, 1, Some("FIRST"), false));
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
    assert_eq!(field(&of(0, 64, 8), &[1; 7]), expected(cut(8, 7, hex("01 01 01 01 01 01 01"))));
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
