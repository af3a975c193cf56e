//! Arrays that user space resizes before it loads an object: the last array of a section.

mod support;

use ktsnap::typed::ReadError;
use ktsnap::{SchemaError, Snapshot, SnapshotSchema};
use serde_json::{Value, json};
use support::{of_maps, report, uint};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Started {
    slot_started: Vec<u64>,
    #[snapshot(path = "slot_started", sum)]
    sum: u64,
    #[snapshot(path = "slot_started", max)]
    max: u64,
    #[snapshot(path = "slot_started[*]", min)]
    min: u64,
    #[snapshot(path = "slot_started[0]")]
    first: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/resized.be.bpf.o")]
struct BigEndian {
    slot_started: Vec<u64>,
    #[snapshot(path = "slot_started", sum)]
    sum: u64,
    #[snapshot(path = "slot_started[3]")]
    fourth: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Busy {
    slot_busy: Vec<bool>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Dump {
    text_dump: String,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct DumpBytes {
    text_dump: Vec<u8>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct LateByte {
    #[snapshot(path = "text_dump[4095]")]
    last_rendered: u8,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct LaterByte {
    #[snapshot(path = "text_dump[4096]")]
    not_rendered: u8,
}

/// An element that the object does not have.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Fourth {
    #[snapshot(path = "slot_started[3]")]
    fourth: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Fixed {
    slot_started: [u64; 1],
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct FixedText {
    text_dump: [u8; 1],
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct slot_stats")]
struct SlotStats {
    runs: u64,
    by_kind: [u32; 2],
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Slots {
    nr_updates: u64,
    slot_stats: Vec<SlotStats>,
    #[snapshot(path = "slot_stats[*].by_kind[1]")]
    of_kind_1: Vec<u32>,
    #[snapshot(path = "slot_stats[*].by_kind", max)]
    most: u32,
    #[snapshot(path = "slot_stats[2].by_kind[0]")]
    third: u32,
}

/// The only field is before the array.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Updates {
    nr_updates: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Moves {
    moves: Vec<[u32; 3]>,
    #[snapshot(path = "moves[*][2]", sum)]
    to_third: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Two {
    head: Vec<u64>,
    tail: Vec<u64>,
}

/// `hist` is the last array of the plain `.bss`.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Bss {
    total: u64,
    hist: [u32; 4],
}

fn u64s(values: &[u64]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

fn array(elements: &[Value]) -> Value {
    json!({"kind": "array", "len": elements.len(), "elements": elements})
}

fn uints(values: &[u64]) -> Vec<Value> {
    values.iter().map(|value| uint(64, *value)).collect()
}

/// A report of one section, whose name the kernel cuts at 15 characters.
fn of_section(name: &str, vars: &[(&str, Value)]) -> Value {
    let members: Vec<_> = vars.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    let kept: String = name.chars().take(15).collect();
    of_maps(&[json!({
        "name": kept, "map_kva": 1, "map_type": 2, "value_size": 64, "max_entries": 1,
        "value": {"kind": "struct", "type_name": name, "members": members},
    })])
}

fn started(values: &[u64]) -> Value {
    of_section(".data.slot_started", &[("slot_started", array(&uints(values)))])
}

/// An array with more elements than the harness renders, as the harness writes it.
fn text(len: usize, rendered: &[u8]) -> Value {
    let elements: Vec<_> = rendered.iter().map(|byte| json!({"kind": "int", "bits": 8, "value": byte})).collect();
    of_section(".data.text_dump", &[("text_dump", json!({"kind": "array", "len": len, "elements": elements}))])
}

/// Reads from the report, and from its text by each reader.
#[track_caller]
fn read<T: SnapshotSchema + PartialEq + std::fmt::Debug>(value: &Value) -> Result<T, SchemaError> {
    let report = report(value);
    let whole = T::from_snapshot(&Snapshot::new(&report));
    // The fast reader accepts the harness's order of fields, but not the order of `serde_json`.
    for json in [serde_json::to_string(&report).unwrap(), value.to_string()] {
        let text = T::from_json_slice(json.as_bytes()).map_err(|error| match error {
            ReadError::Schema(error) => error,
            other => panic!("{other}"),
        });
        assert_eq!(text, whole);
    }
    whole
}

#[test]
fn all_elements_are_read_from_bytes() {
    let read = Started::from_section_bytes(&u64s(&[11, 22, 33, 44])).unwrap();
    assert_eq!(read, Started { slot_started: vec![11, 22, 33, 44], sum: 110, max: 44, min: 11, first: 11 });
    assert_eq!(Busy::from_section_bytes(&[0, 1, 1, 0]).unwrap().slot_busy, [false, true, true, false]);
    let mut bytes = b"exit reason".to_vec();
    bytes.resize(64, 0);
    assert_eq!(Dump::from_section_bytes(&bytes).unwrap().text_dump, "exit reason");
    assert_eq!(Dump::from_section_bytes(&[b'x'; 64]).unwrap().text_dump, "x".repeat(64));
}

#[test]
fn all_elements_are_read_from_a_report() {
    let read_back: Started = read(&started(&[11, 22, 33, 44])).unwrap();
    assert_eq!(read_back, Started { slot_started: vec![11, 22, 33, 44], sum: 110, max: 44, min: 11, first: 11 });
    let busy = [false, true, true, false].map(|value| json!({"kind": "bool", "value": value}));
    let read_back: Busy = read(&of_section(".bss.slot_busy", &[("slot_busy", array(&busy))])).unwrap();
    assert_eq!(read_back.slot_busy, [false, true, true, false]);
    let read_back: Dump = read(&text(64, &[b"exit".as_slice(), &[0; 60]].concat())).unwrap();
    assert_eq!(read_back.text_dump, "exit");
}

#[test]
fn the_objects_own_length_reads_as_ever() {
    assert_eq!(Started::from_section_bytes(&u64s(&[7])).unwrap().slot_started, [7]);
    assert_eq!(Fixed::from_section_bytes(&u64s(&[7])).unwrap().slot_started, [7]);
    assert_eq!(read::<Started>(&started(&[7])).unwrap().max, 7);
    assert_eq!(read::<Fixed>(&started(&[7])).unwrap().slot_started, [7]);
    let bss = [u64s(&[9]), vec![1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]].concat();
    assert_eq!(Bss::from_section_bytes(&bss).unwrap(), Bss { total: 9, hist: [1, 2, 3, 4] });
}

#[test]
fn a_big_endian_objects_bytes_are_read_in_its_order() {
    let bytes: Vec<u8> = [11_u64, 22, 33, 44].iter().flat_map(|value| value.to_be_bytes()).collect();
    let read = BigEndian::from_section_bytes(&bytes).unwrap();
    assert_eq!(read, BigEndian { slot_started: vec![11, 22, 33, 44], sum: 110, fourth: 44 });
    let alone = ktsnap::__private::from_variable_bytes::<BigEndian>(&[Some(&bytes)]).unwrap();
    assert_eq!(alone, read);
}

#[test]
fn a_path_leads_to_an_element_that_the_object_does_not_have() {
    assert_eq!(Fourth::from_section_bytes(&u64s(&[11, 22, 33, 44])).unwrap().fourth, 44);
    assert_eq!(read::<Fourth>(&started(&[11, 22, 33, 44])).unwrap().fourth, 44);
    let short = Fourth::from_section_bytes(&u64s(&[11, 22, 33])).unwrap_err();
    assert_eq!(
        short.to_string(),
        "`slot_started[3]` in raw bytes is out of range: the array has 3 elements, a number that is set at load; write an \
         index below it, or take all elements with `[*]`"
    );
    let one = read::<Fourth>(&started(&[11])).unwrap_err();
    assert!(matches!(one, SchemaError::OutOfRange { index: 3, len: 1, .. }), "{one}");
    assert!(one.to_string().contains("the array has 1 element,"), "{one}");
}

#[test]
fn a_type_of_a_fixed_length_says_that_the_array_was_resized() {
    let expected = "`slot_started` in .data.slot_star has 4 elements, and 1 in tests/bpf/resized.bpf.o; the last array of a \
                    section can be resized at load: use `Vec`, which takes any length";
    assert_eq!(read::<Fixed>(&started(&[11, 22, 33, 44])).unwrap_err().to_string(), expected);
    let error = Fixed::from_section_bytes(&u64s(&[11, 22, 33, 44])).unwrap_err();
    assert_eq!(error.to_string(), expected.replace(".data.slot_star", "raw bytes"));
    // The error is the same if the capture only holds the first elements, because reading bytes does not change the length.
    let error = read::<FixedText>(&text(32_768, &[b'a'; 4096])).unwrap_err();
    assert!(matches!(error, SchemaError::Resized { built: 1, found: 32_768, .. }), "{error}");
    let bss = [u64s(&[9]), vec![0; 20]].concat();
    let error = Bss::from_section_bytes(&bss).unwrap_err();
    assert!(matches!(error, SchemaError::Resized { built: 4, found: 5, .. }), "{error}");
}

#[test]
fn structs_and_rows_after_other_variables_are_read_to_the_end() {
    let slot = |runs: u64, kinds: [u32; 2]| {
        [runs.to_le_bytes().to_vec(), kinds[0].to_le_bytes().to_vec(), kinds[1].to_le_bytes().to_vec()].concat()
    };
    let bytes = [u64s(&[5]), slot(1, [10, 20]), slot(2, [30, 40]), slot(3, [50, 60])].concat();
    let read = Slots::from_section_bytes(&bytes).unwrap();
    assert_eq!(read.nr_updates, 5);
    assert_eq!(read.slot_stats[2], SlotStats { runs: 3, by_kind: [50, 60] });
    assert_eq!((read.of_kind_1.as_slice(), read.most, read.third), ([20, 40, 60].as_slice(), 60, 50));
    let alone = ktsnap::__private::from_variable_bytes::<Slots>(&[Some(&bytes[..8]), Some(&bytes[8..])]).unwrap();
    assert_eq!(alone, read);

    let rows: Vec<u8> = (1..=6_u32).flat_map(u32::to_le_bytes).collect();
    let read = Moves::from_section_bytes(&rows).unwrap();
    assert_eq!((read.moves, read.to_third), (vec![[1, 2, 3], [4, 5, 6]], 9));
}

#[test]
fn an_array_can_be_shorter_than_in_the_object() {
    let bytes = [u64s(&[5]), vec![0; 16]].concat();
    let SchemaError::OutOfRange { index: 2, len: 1, .. } = Slots::from_section_bytes(&bytes).unwrap_err() else {
        panic!()
    };
    // An array that no field reads can be missing.
    assert_eq!(Updates::from_section_bytes(&u64s(&[5])).unwrap().nr_updates, 5);
    assert!(DumpBytes::from_section_bytes(&[]).unwrap().text_dump.is_empty());
    assert_eq!(Dump::from_section_bytes(&[]).unwrap().text_dump, "");
    assert!(read::<DumpBytes>(&text(0, &[])).unwrap().text_dump.is_empty());
    let empty = Started::from_section_bytes(&[]).unwrap_err();
    assert!(matches!(&empty, SchemaError::Empty { variable, .. } if variable == "slot_started"), "{empty}");
}

#[test]
fn bytes_that_end_in_part_of_an_element_are_refused() {
    let error = Started::from_section_bytes(&[0; 33]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`slot_started` in `.data.slot_started` of tests/bpf/resized.bpf.o has a multiple of 8 bytes, and 33 were given; \
         pass the whole contents, of a scheduler that was built from that object"
    );
    let error = Slots::from_section_bytes(&[0; 41]).unwrap_err();
    assert!(error.to_string().contains("has 8 and a multiple of 16 bytes, and 41 were given"), "{error}");
    let error = Slots::from_section_bytes(&[0; 7]).unwrap_err();
    assert!(error.to_string().contains("has at least 8 bytes, and 7 were given"), "{error}");
    let error = ktsnap::__private::from_variable_bytes::<Started>(&[Some(&[0; 12])]).unwrap_err();
    assert!(matches!(error, SchemaError::WrongSize { found: 12, .. }), "{error}");
    for len in 0..64 {
        // The reader accepts every whole number of elements, and never reads a part of an element.
        let read = Moves::from_section_bytes(&vec![1; len]);
        assert_eq!(read.is_ok(), len % 12 == 0, "{len} bytes: {read:?}");
    }
}

#[test]
fn of_more_elements_than_a_report_holds_only_those_are_read() {
    let dump = b"scheduler exited";
    let mut rendered = dump.to_vec();
    rendered.resize(4096, 0);
    let whole = text(32_768, &rendered);
    assert_eq!(read::<Dump>(&whole).unwrap().text_dump, "scheduler exited");
    assert_eq!(read::<LateByte>(&whole).unwrap().last_rendered, 0);
    for error in [read::<DumpBytes>(&whole).unwrap_err(), read::<LaterByte>(&whole).unwrap_err()] {
        assert!(matches!(error, SchemaError::Truncated { rendered: 4096, declared: 32_768, .. }), "{error}");
    }
    let error = read::<Dump>(&text(32_768, &[b'a'; 4096])).unwrap_err();
    assert!(matches!(error, SchemaError::Truncated { rendered: 4096, declared: 32_768, .. }), "{error}");
    // The same error for bytes.
    let mut bytes = vec![b'a'; 32_768];
    bytes[20_000] = 0;
    assert_eq!(Dump::from_section_bytes(&bytes).unwrap().text_dump.len(), 20_000);
    assert_eq!(DumpBytes::from_section_bytes(&bytes).unwrap().text_dump, bytes);
}

#[test]
fn a_length_that_no_memory_holds_is_an_error() {
    for len in [u64::MAX, 1 << 40, 3] {
        let mut value = started(&[1, 2]);
        value["maps"][0]["value"]["members"][0]["value"]["len"] = json!(len);
        let error = read::<Started>(&value).unwrap_err();
        assert!(matches!(error, SchemaError::Truncated { rendered: 2, .. }), "{len}: {error}");
        let error = read::<Fixed>(&value).unwrap_err();
        assert!(matches!(error, SchemaError::Resized { built: 1, .. }), "{len}: {error}");
        let error = read::<Fourth>(&value).unwrap_err();
        assert!(matches!(error, SchemaError::Truncated { .. } | SchemaError::OutOfRange { .. }), "{len}: {error}");
    }
    // More elements than the array's `len`.
    let mut value = started(&[1, 2]);
    value["maps"][0]["value"]["members"][0]["value"]["len"] = json!(1);
    assert!(matches!(read::<Started>(&value), Err(SchemaError::Drift(_))));
}

#[test]
fn another_array_of_another_length_is_drift() {
    let two = |head: &[u64], tail: &[u64]| {
        of_section(".data.two", &[("head", array(&uints(head))), ("tail", array(&uints(tail)))])
    };
    let expected = Two { head: vec![1, 2], tail: vec![3, 4, 5] };
    assert_eq!(read::<Two>(&two(&[1, 2], &[3, 4, 5])).unwrap(), expected);
    assert_eq!(Two::from_section_bytes(&u64s(&[1, 2, 3, 4, 5])).unwrap(), expected);
    let Err(SchemaError::Drift(drift)) = read::<Two>(&two(&[1, 2, 3], &[4, 5])) else { panic!() };
    assert_eq!((drift.variable.as_str(), drift.found.as_str()), ("head", "[uint64; 3]"));
    assert!(!drift.to_string().contains("Vec"), "{drift}");
}

#[test]
fn elements_of_another_type_are_drift_whatever_their_number() {
    let elements = [1, 2, 3].map(|value| uint(32, value));
    let value = of_section(".data.slot_started", &[("slot_started", array(&elements))]);
    let Err(SchemaError::Drift(drift)) = read::<Started>(&value) else { panic!() };
    assert_eq!((drift.variable.as_str(), drift.found.as_str()), ("slot_started[0]", "uint32"));
    let value = of_section(".data.slot_started", &[("slot_started", uint(64, 3))]);
    let Err(SchemaError::Drift(drift)) = read::<Fixed>(&value) else { panic!() };
    assert_eq!(drift.expected, "[uint64; 1] (u64[1])");
}

#[test]
fn a_check_accepts_a_resized_array() {
    let resized = report(&started(&[1, 2, 3, 4]));
    assert!(Started::schema().check(&Snapshot::new(&resized)).unwrap().agrees());
    let two = of_section(".data.two", &[("head", array(&[uint(64, 1)])), ("tail", array(&[uint(64, 1)]))]);
    let check = Two::schema().check(&Snapshot::new(&report(&two))).unwrap();
    let changed: Vec<_> = check.changed.iter().map(|changed| changed.variable.as_str()).collect();
    assert_eq!(changed, ["head"]);
}

#[test]
fn values_of_single_variables_are_read_to_the_end() {
    let value = serde_json::from_value(array(&uints(&[5, 6, 7]))).unwrap();
    let read = ktsnap::__private::from_variable_values::<Started>("slots", &[Some(value)]).unwrap();
    assert_eq!((read.slot_started.as_slice(), read.max), ([5, 6, 7].as_slice(), 7));
    for values in [&[5][..], &[5, 6, 7, 8, 9]] {
        let read = ktsnap::__private::from_variable_bytes::<Started>(&[Some(&u64s(values))]).unwrap();
        assert_eq!(read.slot_started, values);
    }
    // An array without elements has no largest, and its bytes are not too few.
    let error = ktsnap::__private::from_variable_bytes::<Started>(&[Some(&[])]).unwrap_err();
    assert!(matches!(error, SchemaError::Empty { .. }), "{error}");
    let error = ktsnap::__private::from_variable_bytes::<Started>(&[Some(&[0; 12])]).unwrap_err().to_string();
    assert!(error.contains(" has a multiple of 8 bytes, and 12 were given"), "{error}");
}

#[test]
fn reads_of_two_lengths_have_no_difference() {
    let of = |values: &[u64]| Started::from_section_bytes(&u64s(values)).unwrap();
    assert_eq!(of(&[5, 9]).since(&of(&[4, 7])).unwrap().slot_started, [1, 2]);
    for (earlier, later) in [(of(&[1, 2]), of(&[5, 6, 7])), (of(&[1, 2, 3]), of(&[5, 6]))] {
        let reset = later.since(&earlier).unwrap_err();
        assert!(reset.resized && reset.field == "slot_started", "{reset}");
        assert!(reset.to_string().contains("compare reads of one instance"), "{reset}");
    }
}
