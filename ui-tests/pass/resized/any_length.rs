//! Fields for an array of any length, as suggested by the messages in `fail/resized`.

use ktsnap::{SnapshotEnum, SnapshotSchema};

type Counts = Vec<u64>;

#[derive(Clone, Copy, SnapshotEnum)]
enum Slot {
    #[snapshot(rename = "SLOT_FIRST")]
    First,
    #[snapshot(rename = "SLOT_LAST")]
    Last = 7,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o", enums(Slot))]
struct Slots {
    slot_started: Vec<u64>,
    #[snapshot(path = "slot_started[3]")]
    fourth: u64,
    #[snapshot(path = "slot_started[SLOT_LAST]")]
    last: u64,
    #[snapshot(path = "slot_started", sum)]
    sum: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Alias {
    slot_started: Counts,
}

/// The length in the object compiles, but reading reports that user space has set another.
#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct AsBuilt {
    slot_started: [u64; 1],
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Two {
    #[snapshot(path = "head[1]")]
    first: u64,
    #[snapshot(path = "tail[2]")]
    last: Option<u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Moves {
    #[snapshot(path = "moves[9][2]")]
    to_third: u32,
}

fn main() {
    let bytes: Vec<u8> = (1..=8_u64).flat_map(u64::to_le_bytes).collect();
    let slots = Slots::from_section_bytes(&bytes).unwrap();
    assert_eq!((slots.slot_started.len(), slots.fourth, slots.last, slots.sum), (8, 4, 8, 36));
    assert_eq!(Alias::from_section_bytes(&bytes).unwrap().slot_started[7], 8);
    assert_eq!(AsBuilt::from_section_bytes(&bytes[..8]).unwrap().slot_started, [1]);
    assert!(AsBuilt::from_section_bytes(&bytes).is_err_and(|error| error.to_string().contains("use `Vec`")));
    let two = Two::from_section_bytes(&bytes).unwrap();
    assert_eq!((two.first, two.last), (2, Some(5)));
    assert!(Moves::from_section_bytes(&bytes[..60]).is_err_and(|error| error.to_string().contains("out of range")));
}
