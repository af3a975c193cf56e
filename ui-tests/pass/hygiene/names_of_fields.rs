// Fields, ratios, constants and structs with names that the expansion uses.
#![allow(dead_code, non_camel_case_types, non_upper_case_globals)]

use ktsnap::{SnapshotEnum, SnapshotSchema};

const EXPR: u8 = 1;
const PICKER: u8 = 2;
const SCHEMA: u8 = 3;
const RUST_TYPE: u8 = 4;
const from: u8 = 5;
static earlier: u8 = 6;
static at: u8 = 7;
static it: u8 = 8;
static found: u8 = 9;
static value: u8 = 10;
static slots: u8 = 11;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct wait_stats")]
#[snapshot(ratio(__at = __it / at, later = later))]
struct Members {
    #[snapshot(rename = "total_ns")]
    __at: u64,
    #[snapshot(path = "total_ns")]
    __it: u64,
    #[snapshot(rename = "max_ns", gauge)]
    at: u64,
    #[snapshot(path = "max_ns")]
    later: u64,
}

// A ratio and a field can have the same name, like a method and a field, if no later ratio uses the name.
#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = ktsnap::pickers::max_by_sum_u64)]
#[snapshot(ratio(from = from / schema, evaluate = sum(fields) / schema, total = earlier.at, absent = percent(schema)))]
struct Counters {
    #[snapshot(rename = "nr_mig_same")]
    from: u64,
    #[snapshot(rename = "nr_mig_cross")]
    schema: u64,
    #[snapshot(rename = "waits")]
    earlier: Members,
    #[snapshot(rename = "dsp_stats")]
    fields: [u64; 3],
    #[snapshot(path = "dsp_stats[0]")]
    __from: u64,
    #[snapshot(path = "dsp_stats[1]")]
    __earlier: u64,
    #[snapshot(path = "dsp_stats[*]", max)]
    error: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
#[snapshot(ratio(total = __slots / from))]
struct Slots {
    #[snapshot(rename = "nr_runs", sum)]
    __slots: u64,
    #[snapshot(rename = "busy_ns", sum)]
    from: u64,
}

#[derive(SnapshotEnum)]
enum __found {
    #[snapshot(rename = "DSP_LOCAL")]
    __value,
    #[snapshot(rename = "DSP_SHARED")]
    found,
    #[snapshot(non_exhaustive)]
    value(u32),
}

mod named_like_a_primitive {
    use super::__found;
    use ktsnap::SnapshotSchema;

    // The name is that of the type of the field.
    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(f64 = nr_enqueued))]
    pub(crate) struct u64 {
        nr_enqueued: ::core::primitive::u64,
        pub(crate) last_dsp: __found,
    }
}

fn main() {
    let mut bytes = [0; 632];
    // nr_enqueued, nr_mig_same, nr_mig_cross, last_dsp, dsp_stats[0], dsp_stats[1], waits.max_ns
    (bytes[0], bytes[8], bytes[16], bytes[44], bytes[48], bytes[56], bytes[80]) = (7, 1, 2, 1, 3, 4, 5);
    let counters = Counters::from_section_bytes(&bytes).unwrap();
    assert_eq!((counters.__from, counters.__earlier, counters.error), (3, 4, 4));
    assert_eq!((counters.from(), counters.evaluate(), counters.total()), (Ok(0.5), Ok(3.5), Ok(5.0)));
    assert_eq!((counters.earlier.__at(), counters.earlier.later()), (Ok(0.0), Ok(5.0)));
    let named = named_like_a_primitive::u64::from_section_bytes(&bytes).unwrap();
    assert_eq!(named.f64(), Ok(7.0));
    assert!(matches!(named.last_dsp, __found::found));
    assert_eq!(Slots { __slots: 6, from: 3 }.total(), Ok(2.0));
}
