//! Rows: structs whose fields are the elements of an array, each named by an enumerator or a number.

mod support;

use ktsnap::{Snapshot, SnapshotEnum, SnapshotSchema};
use support::{capture_json, report, var_mut};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "u64[NR_DSP_STATS]", key = "enum dsp_stat")]
#[snapshot(ratio(kicked = kick / (local + shared)))]
struct DspStats {
    #[snapshot(key = "DSP_LOCAL")]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: u64,
    #[snapshot(key = "DSP_KICK")]
    kick: u64,
}

/// A row of `moves`, without an object.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[4]")]
struct Moves {
    #[snapshot(key = "0")]
    to_first: u64,
    #[snapshot(key = "3")]
    to_last: u64,
}

#[allow(non_camel_case_types, dead_code, reason = "the names are those of C")]
#[derive(SnapshotEnum)]
enum Llc {
    LLC_A,
    LLC_B,
    LLC_C,
    LLC_D,
    NR_LLCS,
}

/// A row of `moves` whose columns and length are of a Rust enum.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "unsigned long long[NR_LLCS]", enums(Llc))]
struct ToLlc {
    #[snapshot(key = "LLC_B")]
    b: u64,
    #[snapshot(key = "LLC_D")]
    d: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    dsp_stats: DspStats,
    moves: Vec<Moves>,
    #[snapshot(path = "moves[*]")]
    grid: [ToLlc; 4],
    #[snapshot(path = "moves[2]")]
    third: Moves,
}

#[test]
fn a_column_is_the_element_that_its_key_names() {
    let mut json = capture_json("examples/captures/dispatch-a0.json");
    let mut value = 0;
    for row in var_mut(&mut json, "dispatch.bss", "moves")["elements"].as_array_mut().unwrap() {
        for element in row["elements"].as_array_mut().unwrap() {
            element["value"] = value.into();
            value += 1;
        }
    }
    for (element, value) in
        var_mut(&mut json, "dispatch.bss", "dsp_stats")["elements"].as_array_mut().unwrap().iter_mut().zip([40, 60, 25])
    {
        element["value"] = value.into();
    }
    let row = |to_first, to_last| Moves { to_first, to_last };
    let llc = |b, d| ToLlc { b, d };
    let expected = Dispatch {
        dsp_stats: DspStats { local: 40, shared: 60, kick: 25 },
        moves: vec![row(0, 3), row(4, 7), row(8, 11), row(12, 15)],
        grid: [llc(1, 3), llc(5, 7), llc(9, 11), llc(13, 15)],
        third: row(8, 11),
    };
    assert_eq!(expected.dsp_stats.kicked(), Ok(0.25));
    assert_eq!(Dispatch::from_snapshot(&Snapshot::new(&report(&json))), Ok(expected));
}
