//! The fields of a section or a map.

use super::*;
use crate::report::FailureDumpEntry;
use crate::report::limits::MAX_HASH_ENTRIES;
use crate::typed::SchemaError;
use crate::typed::c_type::CEntries;
use crate::typed::dynamic::{Contents, read_dynamic_contents, take_dynamic};
use crate::typed::inspect::InspectedRows;

/// The value of the first field.
fn value(contents: Contents<'_>, of: &DynamicStruct) -> Result<Inspected, SchemaError> {
    read_dynamic_contents(contents, of).map(|mut fields| fields.remove(0).value)
}

#[test]
fn a_missing_variable_is_absent_for_an_option_unless_its_path_follows_a_pointer() {
    const TASK: CStruct = CStruct::new(Some("struct task"), 8, &[CMember::new("n", 0, "u64", C_U64)]);
    const TARGET: &[PathStep] = &[PathStep::Deref(&TASK), PathStep::Member("n")];
    let of = |c_type, steps, ty| {
        let vars = leaked(vec![VarSchema::new("counts", 0, 8, "u64", c_type).optional(true)]);
        let fields = leaked(vec![FieldSchema::new("field", 0, "counts", "u64").steps(steps)]);
        structure(Schema::new("a.bpf.o", in_section(".bss", 8), vars, fields), vec![field("field", ty)])
    };
    let read = |of: &DynamicStruct| value(Contents::Variables(&[None]), of);
    assert_eq!(read(&of(C_U64, &[], RustType::Option(&U64))), Ok(Inspected::Absent));
    let missing = read(&of(C_U64, &[], U64)).unwrap_err();
    assert_eq!(missing.to_string(), "no global `counts` in a .bss, .data or .rodata map; available names: raw bytes");
    let pointer = CType::Ptr { to: Some("struct task") };
    assert_eq!(read(&of(pointer, TARGET, RustType::Option(&U64))), Err(missing));
}

/// A hash map with these keys, each with itself as the value.
fn in_hash(keys: std::ops::Range<u64>, max_entries: u32) -> FailureDumpMap {
    let entry = |key| FailureDumpEntry {
        key: Some(uint(32, key)),
        key_hex: format!("{key:08x}"),
        value: Some(uint(64, key)),
        ..FailureDumpEntry::default()
    };
    FailureDumpMap {
        name: "tasks".to_owned(),
        max_entries,
        entries: keys.map(entry).collect(),
        ..FailureDumpMap::default()
    }
}

#[test]
fn only_partial_rows_are_read_from_a_part_of_a_map() {
    const ENTRIES: CType = CType::Entries(&CEntries::new(CType::Uint { bits: 32 }, "u32", C_U64));
    let of = |reading| {
        let vars = leaked(vec![VarSchema::new("tasks", 0, 8, "u64", ENTRIES)]);
        let fields = leaked(vec![FieldSchema::new("field", 0, "tasks[*]", "u64").steps(ALL)]);
        let ty = RustType::Rows { key: &RustType::Uint { bits: 32 }, value: &U64 };
        let schema = Schema::new("a.bpf.o", in_map("tasks", 1, 8, 9, false), vars, fields);
        structure(schema, vec![DynamicField { reading, ..field("field", ty) }])
    };
    let (whole, partial) = (of(DynamicReading::Value), of(DynamicReading::PartialRows));
    let rows = |keys: std::ops::Range<u64>, is_truncated| {
        let rows = keys.clone().map(|key| (key.to_string(), integer(key.into()))).collect();
        Inspected::Rows(InspectedRows {
            rows,
            keys: keys.map(|key| integer(key.into())).collect(),
            slots: Vec::new(),
            is_truncated,
        })
    };
    let few = in_hash(0..2, 9);
    for of in [&whole, &partial] {
        assert_eq!(value(Contents::Entries(&few), of), Ok(rows(0..2, false)));
    }
    let all = u64::from(MAX_HASH_ENTRIES);
    let part = in_hash(0..all, MAX_HASH_ENTRIES + 1);
    assert_eq!(value(Contents::Entries(&part), &partial), Ok(rows(0..all, true)));
    let expected = SchemaError::CutEntries {
        map: "tasks".to_owned(),
        variable: "tasks[*]".to_owned(),
        kept: 4096,
        max_entries: 4097,
        is_lookup: false,
    };
    assert_eq!(value(Contents::Entries(&part), &whole), Err(expected));
}

#[test]
fn the_rows_in_use_can_be_all_rows() {
    let of = |is_ring| {
        let vars = leaked(vec![
            VarSchema::new("rows", 0, 16, "u64[2]", CType::Array { len: 2, element: &C_U64 }),
            VarSchema::new("nr", 16, 8, "u64", C_U64),
        ]);
        let fields =
            leaked(vec![FieldSchema::new("field", 0, "rows", "u64[2]"), FieldSchema::new("count", 1, "nr", "u64")]);
        let reading = DynamicReading::InUse(&fields[1], is_ring);
        let schema = Schema::new("a.bpf.o", in_section(".bss", 24), vars, &fields[..1]);
        structure(schema, vec![DynamicField { reading, ..field("field", RustType::Vec(&U64)) }])
    };
    let read = |is_ring, nr: u64| {
        let (rows, nr) = ([4_u64, 5].map(u64::to_le_bytes).concat(), nr.to_le_bytes());
        value(Contents::Variables(&[Some(&rows), Some(&nr)]), &of(is_ring))
    };
    for is_ring in [false, true] {
        assert_eq!(read(is_ring, 0), Ok(integers(&[])));
        assert_eq!(read(is_ring, 1), Ok(integers(&[4])));
        assert_eq!(read(is_ring, 2), Ok(integers(&[4, 5])));
    }
    assert_eq!(read(true, 3), Ok(integers(&[4, 5])));
    assert_eq!(read(false, 3), Err(row_count(3, Some(2))));
}

fn row_count(count: i128, found: Option<usize>) -> SchemaError {
    SchemaError::RowCount { rows: "rows".to_owned(), name: "nr".to_owned(), count, found }
}

#[test]
fn the_count_of_another_part_can_be_that_of_all_rows() {
    let take = |count| {
        let mut rows = integers(&[4, 5]);
        take_dynamic(&mut rows, &[], count, ["rows", "nr"]).map(|()| rows)
    };
    assert_eq!(take(0), Ok(integers(&[])));
    assert_eq!(take(2), Ok(integers(&[4, 5])));
    assert_eq!(take(3), Err(row_count(3, Some(2))));
    assert_eq!(take(-1), Err(row_count(-1, None)));
}
