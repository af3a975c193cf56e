// Without the standard library in scope, and with other items that have its names.
#![no_implicit_prelude]
#![allow(dead_code, non_camel_case_types)]

struct Result;
struct Option;
struct Vec;
struct String;
struct Some;
struct None;
struct Ok;
struct Err;
struct From;
struct Sized;
struct str;
struct f64;
struct usize;
mod core {}
mod std {}
mod ktsnap {}

use ::ktsnap::SnapshotSchema as _;

#[derive(::ktsnap::SnapshotSchema)]
#[snapshot(
    object = "examples/bpf/dispatch.bpf.o",
    picker = ::ktsnap::pickers::max_by_sum_u64,
    ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross), per_way = sum(dsp_stats) / 3)
)]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: Counter,
    saw_cross: bool,
    dsp_stats: [u64; NR],
}

type Counter = u64;
const NR: ::core::primitive::usize = 3;

fn main() {
    ::core::assert_eq!(Counters::schema().location.name(), ".bss");
    let counters = Counters {
        nr_mig_same: 3,
        nr_mig_cross: 1,
        saw_cross: true,
        dsp_stats: [1, 2, 3],
    };
    ::core::assert_eq!(counters.cross_fraction(), ::core::result::Result::Ok(0.25));
    ::core::assert_eq!(counters.per_way(), ::core::result::Result::Ok(2.0));
}
