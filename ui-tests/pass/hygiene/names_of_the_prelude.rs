// Every kind of struct, in a module that redefines the names of the prelude and of the expansion.
#![allow(dead_code, unused_macros, non_camel_case_types)]

use ktsnap::{CpuSet, PerCpu, Ptr, SnapshotEnum, SnapshotSchema};

struct Result;
struct Option;
struct Vec;
struct String;
struct Some;
struct None;
struct Ok;
struct Err;
struct Default;
struct From;
struct Into;
struct Sized;
struct FieldValue;
struct PathStep;
struct CType;
struct Schema;
struct FieldReader;
struct ValueCursor;
struct ReadFailure;
struct RustType;
struct Picker;
struct Expr;
struct Operand;
struct Total;
struct PerCpuValue;
struct field;
struct element;
struct error;
struct index;
struct out;
struct result;
struct whole;
struct total;
struct str;
struct f64;
struct i128;
struct usize;
mod core {}
mod std {}
mod alloc {}
mod ktsnap_core {}
mod __private {}

macro_rules! named_by_the_user {
    ($d:tt $($name:ident)*) => {$(
        macro_rules! $name {
            ($d($d any:tt)*) => { "a macro of the user's" };
        }
    )*};
}

named_by_the_user!($ compile_error concat env include_bytes option_env panic unreachable);

#[derive(Clone, Copy, SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
enum Way {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats", ratio(mean_ns = total_ns / nr))]
struct Waits {
    total_ns: u64,
    #[snapshot(widen)]
    nr: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(
    object = "examples/bpf/dispatch.bpf.o",
    picker = ktsnap::pickers::max_by_sum_u64,
    ratio(
        cross = nr_mig_cross / sum(dsp_stats),
        mean_ns = waits.total_ns / dsp_stats[DSP_KICK],
        large = max(dsp_stats[*]) - count(dsp_stats[*] > 3),
        share[way] = dsp_stats[way] / sum(dsp_stats),
    )
)]
struct Counters {
    nr_mig_cross: u64,
    lag_ns: ::core::option::Option<i64>,
    last_dsp: Way,
    dsp_stats: ::std::vec::Vec<u64>,
    slowest_comm: ::std::string::String,
    last_task: Ptr,
    cross_cpus_seen: CpuSet,
    waits: Waits,
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: u64,
    #[snapshot(skip)]
    note: u8,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_KICK")]
    kicks: PerCpu<u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(max)]
    busy_ns: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
struct Instance {
    started_ns: u64,
}

fn main() {
    let counters = Counters::from_section_bytes(&[0; 632]).unwrap();
    ::core::assert_eq!(counters.slowest_comm, "");
    ::core::assert_eq!(counters.since(&counters).map(|none| none.nr_in), ::core::result::Result::Ok(0));
    ::core::assert!(counters.cross().is_err() && counters.mean_ns().is_err() && counters.waits.mean_ns().is_err());
    ::core::assert_eq!(Stats::from_section_bytes(&[0; 24]).unwrap().kicks.len(), 1);
    ::core::assert_eq!(CpuStats::from_section_bytes(&[0; 16]).unwrap().nr_runs, 0);
    ::core::assert_eq!(Instance::from_section_bytes(&[0; 16]).unwrap().started_ns, 0);
}
