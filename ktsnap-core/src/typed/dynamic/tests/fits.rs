//! The types that fields can't have.

use super::*;
use crate::typed::c_type::CEntries;
use crate::typed::dynamic::{index_mismatch, member_mismatch, mismatch, rows_mismatch};

#[test]
fn a_field_of_another_type_is_named_with_the_remedy() {
    let schema = section(CType::Array { len: 2, element: &C_U64 });
    assert_eq!(mismatch(&schema, 0, "write `field: [u64; 2]`", &RustType::Array { len: 2, element: &U64 }), None);
    let message = mismatch(&schema, 0, "write `field: [u64; 2]`", &U64).unwrap();
    let expected = "`counts` is `u64[2]` in a.bpf.o, but the field is `u64`\n\
                    help: write `field: [u64; 2]`";
    assert_eq!(message, expected);
}

#[test]
fn a_member_of_another_type_is_named_in_one_struct_and_in_their_total() {
    let narrow = RustMember::new("max", "max", &[PathStep::Member("max")], None, false, RustType::Uint { bits: 32 });
    let members = leaked(vec![
        RustMember { field: "total", path: "total", steps: &[PathStep::Member("total")], ty: U64, ..narrow },
        narrow,
    ]);
    let of = RustStruct::new("Waits", Some("struct waits"), members).checked("a.bpf.o", 16);
    let of = RustType::Struct(Box::leak(Box::new(of)));
    for is_total in [false, true] {
        let message = |index| member_mismatch(&of, index, (&C_WAITS, "u64"), "write `max: u64`", is_total);
        assert_eq!(message(0), None);
        let expected = "`max` is `u64` in a.bpf.o, but the field is `u32`\nhelp: write `max: u64`";
        assert_eq!(message(1).as_deref(), Some(expected));
    }
}

#[test]
fn the_values_of_all_cpus_only_fit_one_member_as_their_total() {
    let many = leaked(vec![RustMember::new(
        "total",
        "total",
        &[PathStep::Member("total")],
        None,
        false,
        RustType::PerCpu(&U64),
    )]);
    let of = RustStruct::new("Waits", Some("struct waits"), many).checked("a.bpf.o", 16);
    let of = RustType::Struct(Box::leak(Box::new(of)));
    let message = member_mismatch(&of, 0, (&C_WAITS, "u64"), "write `total: u64`", false);
    let expected = "`total` is `u64` in a.bpf.o, but the field is `PerCpu<u64>`\nhelp: write `total: u64`";
    assert_eq!(message.as_deref(), Some(expected));
}

#[test]
fn keys_hold_every_index() {
    let byte = RustType::Uint { bits: 8 };
    assert_eq!(index_mismatch(&byte, Some(256)), None);
    let message = "the keys are indices, but those of the field are `u8`\nhelp: give the keys the type `u32`";
    for end in [Some(257), None] {
        assert_eq!(index_mismatch(&byte, end).as_deref(), Some(message));
    }
}

#[test]
fn rows_of_other_keys_or_values_are_named() {
    const ENTRIES: CType = CType::Entries(&CEntries::new(CType::Uint { bits: 32 }, "u32", C_WAITS));
    const STEPS: &[PathStep] = &[PathStep::All, PathStep::Member("total")];
    const VALUE: FieldSchema = FieldSchema::new("field", 0, "cells[*].total", "u64").steps(STEPS);
    let message = |key, value| {
        let [key, value] = [key, value].map(|ty| &*Box::leak(Box::new(ty)));
        rows_mismatch(&RustType::Rows { key, value }, ENTRIES, "cells[*].pid", &VALUE, "write `Rows<u32, u64>`")
    };
    let u32 = RustType::Uint { bits: 32 };
    assert_eq!(message(u32, U64), None);
    let of_key = "`cells[*].pid` is `u32` in C, but the keys of the field are `u64`\nhelp: give the keys the type in C";
    assert_eq!(message(U64, U64).as_deref(), Some(of_key));
    let of_value = "`cells[*].total` is `u64` in C, with a value for each entry, but the field is `Rows<u32, u32>`\n\
                    help: write `Rows<u32, u64>`";
    assert_eq!(message(u32, u32).as_deref(), Some(of_value));
}
