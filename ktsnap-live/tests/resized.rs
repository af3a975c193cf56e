//! Arrays that user space resizes before it loads an object, read from the running object.

mod support;

use ktsnap::{SchemaError, Snapshot, SnapshotSchema};
use ktsnap_live::{Instance, LiveError, Machine};
use support::Resized;

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
struct Started {
    slot_started: Vec<u64>,
    #[snapshot(path = "slot_started", sum)]
    sum: u64,
    #[snapshot(path = "slot_started", max)]
    max: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
struct Element {
    #[snapshot(path = "slot_started[7]")]
    last: u64,
    #[snapshot(path = "slot_started[2]")]
    third: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
struct TooFar {
    #[snapshot(path = "slot_started[8]")]
    ninth: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
struct Fixed {
    slot_started: [u64; 1],
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
struct Busy {
    slot_busy: Vec<bool>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
struct Dump {
    text_dump: String,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
struct Slots {
    nr_updates: u64,
    #[snapshot(path = "slot_stats[*].runs")]
    runs: Vec<u64>,
}

fn instance(object: &Resized) -> Instance {
    Machine::open().unwrap().program(&object.program()).unwrap()
}

fn read<T: SnapshotSchema>(of: &Instance) -> Result<T, SchemaError> {
    of.bind::<T>().unwrap().read().map_err(|error| match error {
        LiveError::Schema(error) => error,
        other => panic!("{other}"),
    })
}

const LENGTHS: [(&str, u32); 4] =
    [(".data.slot_started", 64), (".bss.slot_busy", 8), (".data.text_dump", 32_768), (".data.slot_stats", 8 + 16 * 5)];

#[test]
fn a_resized_array_is_read_to_its_end() {
    let mut object = Resized::load(8, &LENGTHS);
    object.run();
    let of = instance(&object);
    let started = Started { slot_started: vec![1, 2, 3, 4, 5, 6, 7, 8], sum: 36, max: 8 };
    assert_eq!(read::<Started>(&of).unwrap(), started);
    assert_eq!(read::<Element>(&of).unwrap(), Element { last: 8, third: 3 });
    let busy = [false, true, false, true, false, true, false, true];
    assert_eq!(read::<Busy>(&of).unwrap().slot_busy, busy);
    assert_eq!(read::<Dump>(&of).unwrap().text_dump, "abcdefgh");
    assert_eq!(read::<Slots>(&of).unwrap(), Slots { nr_updates: 1, runs: vec![1, 0, 0, 0, 0] });
}

#[test]
fn what_the_running_array_does_not_have_is_an_error() {
    let object = Resized::load(8, &LENGTHS);
    let of = instance(&object);
    let error = read::<TooFar>(&of).unwrap_err();
    assert!(matches!(error, SchemaError::OutOfRange { index: 8, len: 8, .. }), "{error}");
    let error = read::<Fixed>(&of).unwrap_err();
    assert!(matches!(error, SchemaError::Resized { built: 1, found: 8, .. }), "{error}");
}

#[test]
fn a_capture_of_a_resized_object_is_read_like_the_object_itself() {
    let mut object = Resized::load(8, &LENGTHS);
    object.run();
    let machine = Machine::open().unwrap();
    let of = instance(&object);
    let report = machine.capture(&of).unwrap();
    let snapshot = Snapshot::new(&report);
    assert_eq!(Started::from_snapshot(&snapshot).unwrap(), read::<Started>(&of).unwrap());
    assert_eq!(Element::from_snapshot(&snapshot).unwrap(), read::<Element>(&of).unwrap());
    assert_eq!(Busy::from_snapshot(&snapshot).unwrap(), read::<Busy>(&of).unwrap());
    // Of 32,768 characters the report has 4,096, and the text ends before.
    assert_eq!(Dump::from_snapshot(&snapshot).unwrap(), read::<Dump>(&of).unwrap());
    assert_eq!(Slots::from_snapshot(&snapshot).unwrap(), read::<Slots>(&of).unwrap());
    assert!(Started::schema().check(&snapshot).unwrap().agrees());
}
