// Enumerators that are missing from BTF, from Rust enums.
use ktsnap::{PerCpu, SnapshotEnum, SnapshotSchema};

mod idx {
    use ktsnap::SnapshotEnum;

    #[derive(SnapshotEnum)]
    pub(crate) enum Slot {
        SlotFirst,
        #[snapshot(rename = "SLOT_LONGEST")]
        Longest = 15,
    }
}

#[derive(SnapshotEnum)]
enum Llc {
    LlcNear,
    LlcFar,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", enums(Llc))]
struct Moves {
    #[snapshot(path = "moves[LLC_NEAR][LLC_FAR]")]
    there: u64,
    #[snapshot(path = "moves[LLC_FAR][*]", sum)]
    from_far: u64,
    // This enumerator is in BTF.
    #[snapshot(path = "dsp_stats[DSP_LOCAL]")]
    local: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist", enums(Llc, idx::Slot))]
struct Waits {
    #[snapshot(key = "SLOT_FIRST")]
    shortest: u64,
    #[snapshot(key = "SLOT_LONGEST")]
    longest: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", enums(Llc))]
struct Wakes {
    #[snapshot(key = "LLC_FAR")]
    moved: PerCpu<u64>,
}

fn main() {
    let read = |name: &str| {
        std::fs::read(format!("{}/examples/captures/dispatch-a2.{name}.bin", env!("KTSNAP_OBJECT_DIR"))).unwrap()
    };
    let moves = Moves::from_section_bytes(&read("bss")).unwrap();
    assert_eq!((moves.there, moves.from_far, moves.local), (950, 1458, 721));
    let waits = Waits::from_section_bytes(&read("wait_hist")).unwrap();
    assert_eq!((waits.shortest, waits.longest), (0, 5));
    assert_eq!(Wakes::schema().fields[0].path, "wake_stats[LLC_FAR]");
    let _ = |wakes: Wakes| wakes.moved.sum();
    let _ = (Llc::LlcNear, Llc::LlcFar, idx::Slot::SlotFirst, idx::Slot::Longest);
}
