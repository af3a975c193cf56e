// Elements whose index is a value. The compiler has to resolve the alias.

#![no_implicit_prelude]
#![deny(warnings)]

use ::ktsnap::{PerCpu, Rows, SnapshotEnum, SnapshotSchema};

type Time = ::core::primitive::u64;

#[derive(SnapshotEnum)]
#[snapshot(type = "enum index")]
pub enum Index {
    SlotFirst,
    SlotLast = 3,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct slot")]
pub struct Slot {
    pub ns: Time,
    pub next: i32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", type = "struct ring")]
pub struct Ring {
    #[snapshot(path = "slots[head]", gauge)]
    pub newest: Slot,
    #[snapshot(path = "slots[tail].ns", gauge)]
    pub oldest_ns: Time,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", enums(Index))]
pub struct Globals {
    #[snapshot(path = "ring[head]", gauge)]
    pub newest: Time,
    #[snapshot(path = "grid[*][head]", gauge)]
    pub column: [Time; 3],
    #[snapshot(path = "rings[*].slots[head].ns", max)]
    pub longest_ns: Time,
    #[snapshot(path = "rings[*]", sum)]
    pub all: Ring,
    #[snapshot(path = "ring[SLOT_LAST]")]
    pub last: Time,
    // A signed integer is not a counter.
    #[snapshot(path = "only.slots[head].next")]
    pub next: i32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct Cpus {
    #[snapshot(path = "running_ns[cell]", by = "cell", sum)]
    pub own: Rows<u32, Time>,
    #[snapshot(path = "running_ns[cell]", sum, gauge)]
    pub all: Time,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", map = "cpu_ctxs")]
pub struct Entries {
    #[snapshot(key = "0", path = "running_ns[cell]", gauge)]
    pub each: PerCpu<Time>,
    #[snapshot(key = "0", path = "mode_ns[mode]", by = "cell", max)]
    pub longest: Rows<u32, Time>,
}

fn main() {}
