use super::*;
use crate::path::{Dim, Step};
use crate::types::{Enum, Struct};

const U64: FieldType = FieldType::Int { bits: 64, signed: false };
const U32: FieldType = FieldType::Int { bits: 32, signed: false };
const I64: FieldType = FieldType::Int { bits: 64, signed: true };
const U8: FieldType = FieldType::Int { bits: 8, signed: false };
const AS_IS: Conversion = Conversion { reduce: None, widen: false };
const WIDEN: Conversion = Conversion { reduce: None, widen: true };
const SUM: Conversion = Conversion { reduce: Some(Reduce::Sum), widen: false };

fn int(size: u64, signed: bool) -> Type {
    Type::Int { size, signed }
}

fn array(element: Type, len: u64) -> Type {
    Type::Array { element: element.into(), len }
}

fn structure(name: &str, union: bool) -> Type {
    Type::Struct(Struct { name: Some(name.into()), union, size: 8, members: Vec::new() }.into())
}

fn pointer(to: &str) -> Type {
    Type::Ptr { to: Some(to.into()) }
}

fn color() -> Type {
    Type::Enum(Enum { name: None, size: 4, signed: false, enumerators: Vec::new() }.into())
}

fn target(dims: &[Dim], ty: &Type) -> Target {
    Target { dims: dims.to_vec(), ..Target::whole(ty.clone(), "") }
}

fn field_array(element: FieldType, len: Option<u64>) -> FieldType {
    FieldType::Array { element: Box::new(element), len }
}

fn vec(element: FieldType) -> FieldType {
    FieldType::Vec(Box::new(element))
}

fn per_cpu(of: FieldType) -> FieldType {
    FieldType::PerCpu(Box::new(of))
}

fn option(of: FieldType) -> FieldType {
    FieldType::Option(Box::new(of))
}

/// The result of a comparison: the end of the sentence "`x` is `...` in C".
fn result(field: &FieldType, target: &Target, conversion: &Conversion) -> String {
    match compare(field, target, conversion) {
        Comparison::Differs(mismatch) => {
            mismatch.fact("x", "...", field).replace("`x` is `...` in C", "").trim().to_owned()
        }
        other => format!("{other:?}"),
    }
}

/// Compares a field with a plain variable.
#[track_caller]
fn assert_result(field: &FieldType, ty: &Type, expected: &str) {
    assert_eq!(result(field, &target(&[], ty), &AS_IS), expected, "{field}");
}

#[track_caller]
fn assert_result_of(field: &FieldType, dims: &[Dim], ty: &Type, conversion: &Conversion, expected: &str) {
    assert_eq!(result(field, &target(dims, ty), conversion), expected, "{field}");
}

#[test]
fn width_comes_before_sign() {
    assert_result(&U64, &int(4, true), "(32 bits), but the field is `u64`");
    assert_result(&U64, &int(8, true), "(signed), but the field is `u64`");
}

#[test]
fn types_of_different_kinds_do_not_fit() {
    assert_result(&U64, &Type::Bool { size: 1 }, "(a bool), but the field is `u64`");
    assert_result(&FieldType::Bool, &int(1, false), "(an integer), but the field is `bool`");
    assert_result(&U64, &array(int(8, false), 3), "(an array), but the field is `u64`");
    assert_result(&FieldType::Float { bits: 64 }, &int(8, false), "(an integer), but the field is `f64`");
    assert_result(&U64, &Type::Ptr { to: None }, "(a pointer), but the field is `u64`");
    assert_result(&FieldType::Ptr, &int(8, false), "(an integer), but the field is `Ptr`");
    assert_result(&per_cpu(U64), &int(8, false), "(an integer), but the field is `PerCpu<u64>`");
    assert_result(&vec(U64), &int(8, false), "(an integer), but the field is `Vec<u64>`");
}

#[test]
fn an_array_is_compared_by_element_then_by_length() {
    let c = array(int(8, false), 3);
    assert_result(&field_array(U64, Some(3)), &c, "Fits");
    assert_result(&field_array(U64, Some(4)), &c, "(3 elements), but the field is `[u64; 4]`");
    assert_result(&field_array(U32, Some(4)), &c, "(each element has 64 bits), but the field is `[u32; 4]`");
}

#[test]
fn a_vec_takes_any_length() {
    let grid = array(array(int(4, false), 4), 3);
    assert_result(&vec(vec(U32)), &grid, "Fits");
    assert_result(&vec(field_array(U32, Some(4))), &grid, "Fits");
    assert_result(&field_array(vec(U32), Some(3)), &grid, "Fits");
    assert_result(
        &vec(field_array(U32, Some(3))),
        &grid,
        "(each element has 4 elements), but the field is `Vec<[u32; 3]>`",
    );
    assert_result(&vec(U64), &array(int(8, true), 3), "(each element is signed), but the field is `Vec<u64>`");
}

#[test]
fn the_known_part_of_a_type_is_compared() {
    let c = array(int(8, false), 3);
    assert_result(&field_array(U64, None), &c, "Unknown");
    assert_result(&field_array(FieldType::Unknown, Some(3)), &c, "Unknown");
    assert_result(
        &field_array(FieldType::Bool, None),
        &c,
        "(each element is an integer), but the field is `[bool; _]`",
    );
    assert_result(&FieldType::Unknown, &Type::Ptr { to: None }, "Unknown");
    assert_result(&FieldType::Unknown, &Type::Opaque, "(a type without a size), which no field can mirror");
    assert_result(&vec(FieldType::Unknown), &array(structure("s", false), 3), "Unknown");
    assert_result_of(&FieldType::Unknown, &[Dim::Cpus], &int(8, false), &AS_IS, "Unknown");
    assert_result_of(&FieldType::Unknown, &[Dim::Cpus], &int(8, false), &SUM, "Unknown");
}

#[test]
fn an_integer_of_128_bits_is_its_bytes() {
    let bytes = field_array(U8, Some(16));
    for signed in [false, true] {
        assert_result(&bytes, &int(16, signed), "Fits");
        assert_result(&option(bytes.clone()), &int(16, signed), "Fits");
        assert_result(&vec(bytes.clone()), &array(int(16, signed), 2), "Fits");
        assert_result(&field_array(U8, None), &int(16, signed), "Unknown");
    }
    assert_result(&U64, &int(16, false), "(128 bits), but the field is `u64`");
    assert_result(&vec(U64), &array(int(16, false), 2), "(each element has 128 bits), but the field is `Vec<u64>`");
    assert_result(&field_array(U8, Some(8)), &int(16, false), "(16 elements), but the field is `[u8; 8]`");
    let halves = "(an integer of 128 bits), but the field is `[u64; 2]`";
    assert_result(&field_array(U64, Some(2)), &int(16, false), halves);
    assert_result(&vec(U8), &int(16, false), "(an integer of 128 bits), but the field is `Vec<u8>`");
    let too_wide = "(128 bits), which no report shows as a number";
    assert_result_of(
        &U64,
        &[],
        &array(int(16, false), 2),
        &SUM,
        "(each value has 128 bits), which no report shows as a number",
    );
    assert_result_of(
        &bytes,
        &[],
        &int(16, false),
        &WIDEN,
        ", so `widen` has no effect: the C type is not a narrower integer",
    );
    let bitfield = Target { bits: Some(65), ..target(&[], &int(16, false)) };
    assert_eq!(result(&bytes, &bitfield, &AS_IS), too_wide);
    // No compiler has such an integer, but BTF can describe it.
    assert_result(&U64, &int(3, false), "(24 bits), which no report shows as a number");
}

#[test]
fn a_char_is_a_byte_and_an_array_of_them_text() {
    let i8 = FieldType::Int { bits: 8, signed: true };
    let comm = array(Type::Char, 16);
    for byte in [&i8, &U8] {
        assert_result(byte, &Type::Char, "Fits");
        assert_result(&field_array(byte.clone(), Some(16)), &comm, "Fits");
        assert_result(&vec(byte.clone()), &comm, "Fits");
    }
    assert_result(&FieldType::Text, &comm, "Fits");
    assert_result(&vec(FieldType::Text), &array(comm.clone(), 4), "Fits");
    assert_result_of(&FieldType::Text, &[Dim::All { len: 16 }], &Type::Char, &AS_IS, "Fits");
    assert_result(&field_array(U8, Some(8)), &comm, "(16 elements), but the field is `[u8; 8]`");
    assert_result(&U32, &Type::Char, "(8 bits), but the field is `u32`");
    assert_result(&FieldType::Bool, &Type::Char, "(a char), but the field is `bool`");
    let no_text = "(not an array of `char`), but the field is `String`";
    for ty in [array(int(1, false), 16), Type::Char, int(1, true), array(comm, 4)] {
        assert_result(&FieldType::Text, &ty, no_text);
    }
    assert_result(&FieldType::Text, &Type::Bool { size: 1 }, "(a bool), but the field is `String`");
}

#[test]
fn widening_takes_a_narrower_integer_of_the_same_sign() {
    let widened = |field: &FieldType, ty: &Type| result(field, &target(&[], ty), &WIDEN);
    let no_effect = ", so `widen` has no effect: the C type is not a narrower integer";
    assert_eq!(widened(&U64, &int(4, false)), "Fits");
    assert_eq!(widened(&U64, &color()), "Fits");
    assert_eq!(widened(&vec(U64), &array(int(4, false), 3)), "Fits");
    assert_eq!(widened(&U64, &int(4, true)), "(signed), but the field is `u64`");
    assert_eq!(widened(&I64, &int(4, false)), "(unsigned), but the field is `i64`");
    assert_eq!(widened(&U32, &int(8, false)), "(64 bits), but the field is `u32`");
    assert_eq!(widened(&U64, &int(8, false)), no_effect);
    assert_eq!(widened(&vec(U64), &array(int(8, false), 3)), no_effect);
    assert_eq!(widened(&FieldType::Bool, &Type::Bool { size: 1 }), no_effect);
    assert_eq!(widened(&FieldType::Float { bits: 64 }, &Type::Float { size: 8 }), no_effect);
    assert_eq!(widened(&FieldType::Float { bits: 64 }, &Type::Float { size: 4 }), "(32 bits), but the field is `f64`");
    assert_eq!(widened(&FieldType::Unknown, &structure("s", false)), no_effect);
    assert_eq!(widened(&FieldType::Unknown, &int(4, false)), "Unknown");
    assert_eq!(widened(&U64, &Type::Char), no_effect);
    assert_eq!(widened(&U64, &Type::Bytes { size: 8 }), no_effect);
}

#[test]
fn a_bitfield_is_compared_by_its_declared_type() {
    let narrow = Target { bits: Some(3), ..target(&[], &int(4, false)) };
    assert_eq!(compare(&U32, &narrow, &AS_IS), Comparison::Fits);
    assert_eq!(compare(&U64, &narrow, &WIDEN), Comparison::Fits);
    assert_eq!(result(&U8, &narrow, &AS_IS), "(32 bits), but the field is `u8`");
    let flag = Target { bits: Some(1), ..target(&[], &Type::Bool { size: 1 }) };
    assert_eq!(compare(&FieldType::Bool, &flag, &AS_IS), Comparison::Fits);
}

#[test]
fn a_reduction_makes_one_integer_of_all() {
    let grid = array(array(int(8, false), 4), 3);
    let all = Dim::All { len: 4 };
    for dims in [&[Dim::Cpus][..], std::slice::from_ref(&all), &[Dim::Cpus, all.clone()], &[]] {
        assert_result_of(&U64, dims, &grid, &SUM, "Fits");
        assert_result_of(&option(U64), dims, &grid, &SUM, "Fits");
        assert_result_of(&I64, dims, &grid, &SUM, "(each value is unsigned), but the field is `i64`");
        assert_result_of(&U32, dims, &grid, &SUM, "(each value has 64 bits), but the field is `u32`");
    }
    let widen = Conversion { reduce: Some(Reduce::Max), widen: true };
    assert_result_of(&U64, std::slice::from_ref(&all), &int(4, false), &widen, "Fits");
    assert_result_of(&U64, &[], &int(8, false), &SUM, "(a single value), so there is nothing to reduce");
    for (ty, kind) in [
        (Type::Bool { size: 1 }, "a bool"),
        (Type::Char, "a char"),
        (Type::Float { size: 8 }, "a float"),
        (color(), "an enum"),
        (Type::Ptr { to: None }, "a pointer"),
        (structure("s", false), "a struct"),
    ] {
        let expected = format!("(each value is {kind}), but `sum` only applies to integers");
        assert_result_of(&U64, &[Dim::Cpus], &ty, &SUM, &expected);
        assert_result_of(&U64, &[], &array(ty, 3), &SUM, &expected);
    }
}

#[test]
fn a_reduction_keeps_the_inner_dimensions_that_the_field_has() {
    let (u64, row, all) = (int(8, false), array(int(8, false), 4), Dim::All { len: 3 });
    let grid = array(row.clone(), 3);
    for field in [vec(U64), field_array(U64, Some(4)), field_array(U64, None)] {
        let known = if matches!(field, FieldType::Array { len: None, .. }) { "Unknown" } else { "Fits" };
        assert_result_of(&field, &[], &grid, &SUM, known);
        assert_result_of(&field, std::slice::from_ref(&all), &row, &SUM, known);
        assert_result_of(&field, &[Dim::Cpus], &row, &SUM, known);
        assert_result_of(&field, &[Dim::Cpus, all.clone()], &row, &SUM, known);
        assert_result_of(&field, &[], &row, &SUM, ", and the field holds all of it, so there is nothing to reduce");
        let one = format!("(one integer after `sum`), but the field is `{field}`");
        assert_result_of(&field, &[Dim::Cpus], &u64, &SUM, &one);
    }
    assert_result_of(&vec(vec(U64)), &[Dim::Cpus], &grid, &SUM, "Fits");
    assert_result_of(&vec(U64), &[Dim::Entries { len: Some(3) }, Dim::Cpus], &u64, &SUM, "Fits");
    let three = field_array(U64, Some(3));
    assert_result_of(&three, &[], &grid, &SUM, "(each value has 4 elements), but the field is `[u64; 3]`");
    assert_result_of(&vec(U32), &[], &grid, &SUM, "(each value has 64 bits), but the field is `Vec<u32>`");
    assert_result_of(
        &vec(FieldType::Bool),
        &[],
        &grid,
        &SUM,
        "(one integer after `sum`), but the field is `Vec<bool>`",
    );
    // A name can be a row or a struct, which constant evaluation compares.
    for name in [FieldType::Unknown, vec(FieldType::Unknown)] {
        assert_result_of(&name, &[], &grid, &SUM, "Unknown");
        assert_result_of(&name, &[], &array(structure("s", false), 3), &SUM, "Unknown");
        assert_result_of(
            &name,
            &[],
            &array(color(), 3),
            &SUM,
            "(each value is an enum), but `sum` only applies to integers",
        );
    }
    let bytes = Type::Bytes { size: 32 };
    assert_result_of(&vec(U64), &[Dim::Cpus], &bytes, &SUM, "Fits");
    assert_result_of(&field_array(U64, Some(4)), &[Dim::Cpus], &bytes, &SUM, "Fits");
    let three = "(each value has 32 bytes without a type), but the field is `[u64; 3]` (24 bytes)";
    assert_result_of(&field_array(U64, Some(3)), &[Dim::Cpus], &bytes, &SUM, three);
}

#[test]
fn one_integer_for_several_values_needs_a_reduction() {
    let for_each_cpu = "(a value for each CPU), but the field is a single `u64`";
    let all = Dim::All { len: 4 };
    assert_result_of(&U64, &[Dim::Cpus], &int(8, false), &AS_IS, for_each_cpu);
    assert_result_of(&U64, &[all.clone(), Dim::Cpus], &int(8, false), &AS_IS, for_each_cpu);
    assert_result_of(
        &option(U64),
        &[Dim::Cpus],
        &array(int(8, false), 2),
        &AS_IS,
        &for_each_cpu.replace("u64", "Option<u64>"),
    );
    let for_each_element = "(a value for each element), but the field is a single `u64`";
    assert_result_of(&U64, std::slice::from_ref(&all), &int(4, true), &AS_IS, for_each_element);
    // A reduction does not apply to `bool`.
    assert_result_of(
        &U64,
        std::slice::from_ref(&all),
        &Type::Bool { size: 1 },
        &AS_IS,
        "(an array), but the field is `u64`",
    );
}

#[test]
fn per_cpu_values_and_all_elements_have_a_type_of_their_own() {
    let all = Dim::All { len: 4 };
    assert_result_of(&per_cpu(U64), &[Dim::Cpus], &int(8, false), &AS_IS, "Fits");
    assert_result_of(&option(per_cpu(U64)), &[Dim::Cpus], &int(8, false), &AS_IS, "Fits");
    assert_result_of(&per_cpu(vec(U64)), &[Dim::Cpus, all.clone()], &int(8, false), &AS_IS, "Fits");
    assert_result_of(&vec(per_cpu(U64)), &[all.clone(), Dim::Cpus], &int(8, false), &AS_IS, "Fits");
    assert_result_of(&field_array(U64, Some(4)), std::slice::from_ref(&all), &int(8, false), &AS_IS, "Fits");
    assert_result_of(
        &field_array(U64, Some(3)),
        std::slice::from_ref(&all),
        &int(8, false),
        &AS_IS,
        "(4 elements), but the field is `[u64; 3]`",
    );
    assert_result_of(&per_cpu(U32), &[Dim::Cpus], &int(8, false), &AS_IS, "(64 bits), but the field is `PerCpu<u32>`");
    assert_result_of(&vec(U64), &[Dim::Cpus], &int(8, false), &AS_IS, "(a per-CPU value), but the field is `Vec<u64>`");
    assert_result_of(
        &per_cpu(U64),
        std::slice::from_ref(&all),
        &int(8, false),
        &AS_IS,
        "(an array), but the field is `PerCpu<u64>`",
    );
    assert_result_of(
        &vec(U64),
        &[all.clone(), Dim::Cpus],
        &int(8, false),
        &AS_IS,
        "(each element is a per-CPU value), but the field is `Vec<u64>`",
    );
}

#[test]
fn a_struct_is_mirrored_by_a_type_that_is_not_known_here() {
    let waits = structure("wait_stats", false);
    assert_result(&FieldType::Unknown, &waits, "Unknown");
    assert_result(&U64, &waits, "(a struct), but the field is `u64`");
    assert_result(&vec(U64), &array(waits.clone(), 3), "(each element is a struct), but the field is `Vec<u64>`");
    let tag = Some("struct wait_stats".to_owned());
    let mismatch = Mismatch::Struct { tag };
    let found = compare(&FieldType::Float { bits: 32 }, &target(&[], &waits), &AS_IS);
    assert_eq!(found, Comparison::Differs(mismatch));
}

#[test]
fn a_union_needs_a_path() {
    let number = structure("number", true);
    let tag = Some("union number".to_owned());
    for field in [&U64, &FieldType::Unknown] {
        let found = compare(field, &target(&[], &number), &AS_IS);
        assert_eq!(found, Comparison::Differs(Mismatch::Union { tag: tag.clone() }));
    }
    assert_result(
        &FieldType::Unknown,
        &array(number, 2),
        "(each element is a union), so the path must name one of its members",
    );
}

#[test]
fn pointers_and_sets_of_cpus_have_types_of_their_own() {
    let mask = structure("bpf_cpumask", false);
    assert_result(&FieldType::Ptr, &pointer("struct task_struct"), "Fits");
    assert_result(&vec(FieldType::Ptr), &array(Type::Ptr { to: None }, 2), "Fits");
    assert_result(&FieldType::CpuSet, &mask, "Fits");
    assert_result(&FieldType::CpuSet, &pointer("struct bpf_cpumask"), "Fits");
    assert_result(&FieldType::CpuSet, &pointer("struct cpumask"), "Fits");
    assert_result(&FieldType::Ptr, &pointer("struct cpumask"), "Fits");
    assert_result(&FieldType::CpuSet, &pointer("struct task_struct"), "(a pointer), but the field is `CpuSet`");
    assert_result(&FieldType::CpuSet, &structure("s", false), "(a struct), but the field is `CpuSet`");
    assert_result(&FieldType::CpuSet, &int(8, false), "(an integer), but the field is `CpuSet`");
}

#[test]
fn an_option_is_compared_by_the_type_inside_it() {
    assert_result(&option(U64), &int(8, false), "Fits");
    assert_result(&option(FieldType::Unknown), &int(8, false), "Unknown");
    assert_result(&option(U64), &int(4, false), "(32 bits), but the field is `Option<u64>`");
    let nested = ", but the field is `Option<Option<u64>>`: the second `Option` adds nothing";
    assert_result(&option(option(U64)), &int(8, false), nested);
    let inside = "(each element is an integer), but the field is `Vec<Option<u64>>`";
    assert_result(&vec(option(U64)), &array(int(8, false), 2), inside);
}

#[test]
fn an_entry_of_a_map_may_be_absent_and_an_element_may_not() {
    let entries = [Dim::Entries { len: Some(4) }];
    let u64 = int(8, false);
    for field in [vec(U64), vec(option(U64)), field_array(option(U64), Some(4))] {
        assert_result_of(&field, &entries, &u64, &AS_IS, "Fits");
    }
    let slots = [Dim::Entries { len: Some(4) }, Dim::Cpus];
    assert_result_of(&vec(option(per_cpu(U64))), &slots, &u64, &AS_IS, "Fits");
    assert_result_of(&vec(option(FieldType::Unknown)), &entries, &u64, &AS_IS, "Unknown");
    assert_result_of(
        &vec(option(U32)),
        &entries,
        &u64,
        &AS_IS,
        "(each element has 64 bits), but the field is `Vec<Option<u32>>`",
    );
    let no_option = |field: &FieldType| format!("(each element is an integer), but the field is `{field}`");
    let nested = vec(option(option(U64)));
    assert_result_of(&nested, &entries, &u64, &AS_IS, &no_option(&nested));
    assert_result_of(&vec(option(U64)), &[Dim::All { len: 4 }], &u64, &AS_IS, &no_option(&vec(option(U64))));
    assert_result_of(&U64, &entries, &u64, &AS_IS, "(a value for each element), but the field is a single `u64`");
    assert_result_of(&U64, &entries, &u64, &SUM, "Fits");
}

#[test]
fn bytes_without_a_type_are_any_numbers_that_fill_them() {
    let bytes = |size| Type::Bytes { size };
    for field in [&U64, &I64, &FieldType::Float { bits: 64 }, &field_array(U32, Some(2)), &vec(U8)] {
        assert_result(field, &bytes(8), "Fits");
    }
    assert_result(&FieldType::Bool, &bytes(1), "Fits");
    assert_result(&field_array(field_array(U64, Some(2)), Some(2)), &bytes(32), "Fits");
    assert_result(&field_array(U64, None), &bytes(32), "Unknown");
    assert_result(&FieldType::Unknown, &bytes(32), "Unknown");
    assert_result(&U64, &bytes(4), "(without a type), but the field is `u64` (8 bytes)");
    assert_result(&field_array(U64, Some(3)), &bytes(8), "(without a type), but the field is `[u64; 3]` (24 bytes)");
    assert_result(&vec(U64), &bytes(12), "(without a type), but the field is `Vec<u64>` (8 bytes per element)");
    let wide = FieldType::Int { bits: 128, signed: false };
    assert_result(&wide, &bytes(16), "(128 bits), which no report shows as a number");
    assert_result(&FieldType::Text, &bytes(16), "(bytes without a type), but the field is `String`");
    let cpus = [Dim::Cpus];
    assert_result_of(&per_cpu(I64), &cpus, &bytes(8), &AS_IS, "Fits");
    assert_result_of(&I64, &cpus, &bytes(8), &SUM, "Fits");
    assert_result_of(
        &U32,
        &cpus,
        &bytes(8),
        &SUM,
        "(each value has 8 bytes without a type), but the field is `u32` (4 bytes)",
    );
    let for_each_cpu = "(a value for each CPU), but the field is a single `u64`";
    assert_result_of(&U64, &cpus, &bytes(8), &AS_IS, for_each_cpu);
}

#[test]
fn the_remedy_is_a_type_that_fits() {
    let all = Dim::All { len: 4 };
    let u64 = int(8, false);
    for (dims, ty, how, expected) in [
        (&[][..], u64.clone(), AS_IS, Some("u64")),
        (&[], array(array(int(4, true), 4), 3), AS_IS, Some("[[i32; 4]; 3]")),
        (std::slice::from_ref(&all), u64.clone(), AS_IS, Some("Vec<u64>")),
        (&[Dim::Cpus, all.clone()], u64.clone(), AS_IS, Some("PerCpu<Vec<u64>>")),
        (&[all.clone(), Dim::Cpus], u64.clone(), SUM, Some("u64")),
        (&[], array(u64.clone(), 3), SUM, Some("u64")),
        (&[], u64, SUM, Some("u64")),
        (&[Dim::Cpus], Type::Bool { size: 1 }, SUM, None),
        (&[], Type::Char, AS_IS, Some("i8")),
        (&[], array(Type::Char, 16), AS_IS, Some("[u8; 16]")),
        (std::slice::from_ref(&all), Type::Char, AS_IS, Some("Vec<u8>")),
        (&[], pointer("struct task_struct"), AS_IS, Some("Ptr")),
        (&[], array(pointer("struct bpf_cpumask"), 2), AS_IS, Some("[CpuSet; 2]")),
        (&[], structure("cpumask", false), AS_IS, Some("CpuSet")),
        (&[], structure("s", false), AS_IS, None),
        (&[Dim::Cpus], Type::Bytes { size: 8 }, SUM, Some("u64")),
        (&[], Type::Bytes { size: 24 }, AS_IS, Some("[u64; 3]")),
        (&[], Type::Bytes { size: 3 }, AS_IS, None),
        (std::slice::from_ref(&all), int(16, true), AS_IS, Some("Vec<[u8; 16]>")),
        (std::slice::from_ref(&all), int(16, true), SUM, None),
        (&[], Type::Opaque, AS_IS, None),
    ] {
        assert_eq!(remedy(&target(dims, &ty), &how).as_deref(), expected, "{dims:?} {ty:?}");
    }
}

#[test]
fn a_type_that_no_field_mirrors_has_a_reason() {
    let reason = |ty: &Type| no_mirror(ty).map(|mismatch| mismatch.reason());
    assert_eq!(reason(&int(3, false)).as_deref(), Some("24 bits, which no report shows as a number"));
    assert_eq!(reason(&int(8, false)), None);
}

#[test]
fn numbers_agree_with_their_nouns() {
    let of = |len| target(&[], &array(int(8, false), len));
    for (len, text) in [(1, "1 element"), (2, "2 elements"), (0, "0 elements")] {
        let found = result(&field_array(U64, Some(5)), &of(len), &AS_IS);
        assert!(found.contains(&format!("({text})")), "{found}");
    }
}

fn rows(key: FieldType, value: FieldType) -> FieldType {
    FieldType::Rows { key: Box::new(key), value: Box::new(value), partial: false }
}

#[test]
fn rows_are_known_if_their_keys_and_values_are() {
    let dims = [Dim::Rows { key: int(4, false), c_type: "u32".to_owned() }];
    for (key, value, expected) in [
        (U32, U64, "Fits"),
        (FieldType::Unknown, U64, "Unknown"),
        (U32, FieldType::Unknown, "Unknown"),
        (FieldType::Unknown, FieldType::Unknown, "Unknown"),
    ] {
        assert_result_of(&rows(key, value), &dims, &int(8, false), &AS_IS, expected);
    }
}

#[test]
fn a_type_without_a_size_and_an_array_of_it_have_their_own_errors() {
    assert_result(&U64, &Type::Opaque, "(a type without a size), which no field can mirror");
    let array_of = "(an array of a type without a size), which no field can mirror";
    assert_result(&vec(U64), &array(Type::Opaque, 2), array_of);
}

#[test]
fn one_byte_is_not_several_bytes() {
    let bytes = Type::Bytes { size: 8 };
    assert_result(&FieldType::Bool, &bytes, "(without a type), but the field is `bool` (1 byte)");
    assert_result(&field_array(U8, Some(0)), &bytes, "(without a type), but the field is `[u8; 0]` (0 bytes)");
    assert_result(&field_array(U8, Some(2)), &bytes, "(without a type), but the field is `[u8; 2]` (2 bytes)");
}

#[test]
fn a_reduction_reduces_the_dimensions_that_the_field_lacks() {
    let reduced = |field: &FieldType, dims: &[Dim], ty: &Type| reduced_dims(field, &target(dims, ty));
    let (four, u64, row) = ([Dim::All { len: 4 }], int(8, false), array(int(8, false), 3));
    assert_eq!(reduced(&U64, &[], &u64), Some(0));
    assert_eq!(reduced(&U64, &four, &row), Some(2));
    assert_eq!(reduced(&vec(U64), &four, &row), Some(1));
    assert_eq!(reduced(&vec(vec(vec(U64))), &four, &row), None);
    // An alias of an integer, or of an array.
    assert_eq!(reduced(&FieldType::Unknown, &[], &u64), Some(0));
    assert_eq!(reduced(&FieldType::Unknown, &[Dim::Cpus], &u64), Some(0));
    assert_eq!(reduced(&FieldType::Unknown, &four, &u64), None);
    assert_eq!(reduced(&vec(FieldType::Unknown), &four, &u64), Some(0));
    assert_eq!(reduced(&vec(FieldType::Unknown), &four, &row), None);
    // The innermost array of the field is in bytes without a type, or each of its elements is.
    assert_eq!(reduced(&field_array(U64, Some(3)), &four, &Type::Bytes { size: 24 }), Some(1));
    assert_eq!(reduced(&field_array(U64, Some(4)), &four, &Type::Bytes { size: 8 }), Some(0));
    assert_eq!(reduced(&U32, &four, &Type::Bytes { size: 8 }), Some(1));
    let each_cpu = [Dim::Cpus, Dim::All { len: 4 }];
    assert_result_of(&field_array(U64, Some(4)), &each_cpu, &Type::Bytes { size: 8 }, &SUM, "Fits");
    assert_result_of(&field_array(U64, Some(3)), &each_cpu, &Type::Bytes { size: 24 }, &SUM, "Fits");
}

#[test]
fn the_values_after_a_pointer_can_be_missing() {
    let member = || Step::Member("m".to_owned());
    let deref = || Step::Deref(Struct { name: None, union: false, size: 8, members: Vec::new() }.into());
    let of = |field: &FieldType, dims: &[Dim], steps: Vec<Step>| {
        compare(field, &Target { steps, ..target(dims, &int(8, false)) }, &AS_IS) == Comparison::Fits
    };
    let all = Dim::All { len: 4 };
    // `m->m[*]` of each CPU: the pointer of a CPU can be NULL, but not each element.
    let (dims, steps) = ([Dim::Cpus, all.clone()], || vec![member(), deref(), member(), Step::All]);
    assert!(of(&per_cpu(option(vec(U64))), &dims, steps()));
    assert!(!of(&per_cpu(option(vec(option(U64)))), &dims, steps()));
    // `m[*]->m` of each CPU.
    let steps = || vec![member(), Step::All, deref(), member()];
    assert!(of(&per_cpu(vec(option(U64))), &dims, steps()));
    // `m[*]->m[*]`: the pointer of each outer element.
    let (dims, steps) = ([all.clone(), all], || vec![member(), Step::All, deref(), member(), Step::All]);
    assert!(of(&vec(option(vec(U64))), &dims, steps()));
    assert!(!of(&vec(option(vec(option(U64)))), &dims, steps()));
}
