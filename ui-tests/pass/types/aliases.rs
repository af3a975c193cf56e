use std::ffi::{c_int, c_longlong};

use ktsnap::SnapshotSchema;
use ktsnap::__private::CType;

type Counter = u64;
type Stats = [Counter; stats::NR];
type Wrapped<T> = T;

mod stats {
    pub(crate) const NR: usize = 3;

    pub(crate) type LastCpu = i32;
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(local = sum(dsp_stats) / (nr_enqueued + nr_stopping)))]
struct Counters {
    nr_enqueued: Counter,
    nr_mig_same: core::primitive::u64,
    nr_mig_cross: ::std::primitive::u64,
    nr_tasks: Wrapped<u32>,
    lag_ns: c_longlong,
    saw_cross: bool,
    dsp_stats: Stats,
    nr_stopping: <Counters as Counting>::Counter,
}

trait Counting {
    type Counter;
}

impl Counting for Counters {
    type Counter = u64;
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Lengths {
    dsp_stats: [Counter; 1 + stats::NR - 1],
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Data {
    min_slice_ns: u64,
    last_cross_cpu: stats::LastCpu,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Grid {
    a_grid: [[u32; stats::NR + 1]; stats::NR],
    a_s32: c_int,
}

fn main() {
    // Reading uses BTF, not the name of the alias.
    assert_eq!(Counters::schema().vars[0].ty, CType::Uint { bits: 64 });
    assert_eq!(Counters::schema().vars[3].c_type, "volatile u32");
    assert_eq!(Lengths::schema().vars[0].size, 24);
    assert_eq!(Data::schema().location.name(), ".data");
    assert_eq!(Grid::schema().vars[0].ty.to_string(), "[[uint32; 4]; 3]");
}
