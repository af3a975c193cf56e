//! Ratios of a struct, computed exactly.

mod support;

use ktsnap::ratio::OperandError;
use ktsnap::{RatioError, Snapshot, SnapshotSchema};
use support::{capture, of_maps, report, section};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(
    cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross),
    per_thousand = 1000 * nr_mig_cross / (nr_mig_same + nr_mig_cross),
    difference = nr_mig_same - nr_mig_cross,
    product = nr_mig_same * nr_mig_cross * 4 / (nr_mig_same * nr_mig_cross),
    too_large = nr_mig_same * nr_mig_same * nr_mig_cross,
    nested = nr_mig_cross - (nr_mig_cross - nr_mig_same),
))]
struct Moves {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(local_fraction = nr_enqueued / sum(dsp_stats)))]
struct Inserts {
    nr_enqueued: u64,
    dsp_stats: [u64; 3],
}

fn moves(nr_mig_same: u64, nr_mig_cross: u64) -> Moves {
    Moves { nr_mig_same, nr_mig_cross }
}

#[test]
fn a_part_of_the_whole() {
    assert_eq!(moves(3, 1).cross_fraction(), Ok(0.25));
    assert_eq!(moves(0, 9).cross_fraction(), Ok(1.0));
    assert_eq!(moves(3, 1).per_thousand(), Ok(250.0));
}

#[test]
fn a_sum_above_u64_does_not_wrap() {
    assert_eq!(moves(u64::MAX, u64::MAX).cross_fraction(), Ok(0.5));
}

#[test]
fn a_difference_can_be_negative() {
    assert_eq!(moves(1, 3).difference(), Ok(-2.0));
}

#[test]
fn parentheses_group_as_written() {
    assert_eq!(moves(5, 7).nested(), Ok(5.0));
}

#[test]
fn the_product_of_two_counters_is_exact_and_one_too_large_is_an_error() {
    assert_eq!(moves(u64::MAX / 2, u64::MAX / 2).product(), Ok(4.0));
    assert_eq!(moves(u64::MAX, u64::MAX).too_large(), Err(RatioError::Overflow { ratio: "too_large".into() }));
}

#[test]
fn a_zero_denominator_shows_its_terms() {
    let error = moves(0, 0).cross_fraction().unwrap_err();
    assert_eq!(
        error,
        RatioError::ZeroDenominator {
            ratio: "cross_fraction".into(),
            denominator: "nr_mig_same + nr_mig_cross".into(),
            terms: vec![("nr_mig_same".into(), 0), ("nr_mig_cross".into(), 0)],
        }
    );
    let message = error.to_string();
    assert!(message.contains("`nr_mig_same + nr_mig_cross` is zero (nr_mig_same = 0, nr_mig_cross = 0)"), "{message}");
}

#[test]
fn a_scheduler_that_has_just_started_has_no_ratio_yet() {
    let json = of_maps(&[section("dispatch.bss", 1, &[("nr_mig_same", 0), ("nr_mig_cross", 0)])]);
    let report = report(&json);
    let read = Moves::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert!(matches!(read.cross_fraction(), Err(RatioError::ZeroDenominator { .. })));
}

#[test]
fn an_array_is_summed() {
    let report = capture("examples/captures/dispatch-a0.json");
    let read = Inserts::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(read.local_fraction(), Ok(2106.0 / (434.0 + 2106.0 + 23.0)));
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
    nr_out: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(
    balance = per_llc[1].nr_in / per_llc[NR_WAKE_STATS].nr_out,
    step = moves[1][2] / sum(moves[1]),
))]
struct Parts {
    per_llc: Vec<Llc>,
    moves: [[u64; 4]; 4],
}

#[test]
fn a_part_of_an_element_is_counted() {
    let llc = |nr_in, nr_out| Llc { nr_in, nr_out };
    let moves = [[0; 4], [1, 2, 3, 4], [0; 4], [0; 4]];
    let parts = Parts { per_llc: vec![llc(1, 2), llc(3, 4), llc(5, 6), llc(7, 8)], moves };
    assert_eq!(parts.balance(), Ok(3.0 / 8.0));
    assert_eq!(parts.step(), Ok(0.3));
    let short = Parts { per_llc: vec![llc(1, 2), llc(3, 4)], moves: [[0; 4]; 4] };
    let error = short.balance().unwrap_err();
    assert_eq!(
        error,
        RatioError::Operand {
            ratio: "balance".into(),
            field: "per_llc[NR_WAKE_STATS].nr_out".into(),
            why: OperandError::OutOfRange { index: 3, len: 2 }
        }
    );
}
