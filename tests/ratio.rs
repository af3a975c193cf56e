//! Ratios of a struct, computed exactly.

mod support;

use ktsnap::ratio::OperandError;
use ktsnap::{PerCpu, RatioError, Snapshot, SnapshotSchema};
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

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(let(
    moved_in = sum(per_llc[*].nr_in),
    balance = sum(per_llc[*].nr_out) / moved_in,
))]
#[snapshot(ratio(
    /// The share of the first cache domain.
    first_pct = percent(per_llc[0].nr_in / moved_in) or 0,
    excess = balance - 1 or -0.5,
    both = first_pct + 100 * balance or 7,
    largest = max(per_llc[*].nr_in) / max(moved_in, 1),
    spread = max(moves) - min(moves[1..3][2..4]),
    mean_move = mean(moves),
    mean_of_rows = mean(per_llc[1..4].nr_out),
    rows = len(per_llc) * 100 + len(moves[*][1..3]) + len(moves[2]),
))]
struct Terms {
    per_llc: Vec<Llc>,
    moves: [[u64; 4]; 4],
}

fn terms(counts: &[(u64, u64)]) -> Terms {
    let moves = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 17]];
    Terms { per_llc: counts.iter().map(|&(nr_in, nr_out)| Llc { nr_in, nr_out }).collect(), moves }
}

#[test]
fn a_named_term_is_computed_in_each_ratio_that_names_it() {
    let terms = terms(&[(1, 6), (2, 0), (0, 3), (5, 1)]);
    assert_eq!(terms.first_pct(), Ok(12.5));
    assert_eq!(terms.excess(), Ok(0.25));
    assert_eq!(terms.both(), Ok(12.5 + 125.0));
    assert_eq!(terms.largest(), Ok(5.0 / 8.0));
}

#[test]
fn an_or_is_the_value_where_a_denominator_is_zero() {
    let terms = terms(&[(0, 6), (0, 0), (0, 3), (0, 1)]);
    assert_eq!(terms.first_pct(), Ok(0.0));
    assert_eq!(terms.excess(), Ok(-0.5));
    // `first_pct` has its own value, and `balance` has none.
    assert_eq!(terms.both(), Ok(7.0));
    assert_eq!(terms.largest(), Ok(0.0));
}

#[test]
fn functions_take_all_elements_or_those_of_a_slice() {
    let terms = terms(&[(1, 6), (2, 0), (0, 3), (5, 1)]);
    assert_eq!(terms.spread(), Ok(17.0 - 7.0));
    assert_eq!(terms.mean_move(), Ok(137.0 / 16.0));
    assert_eq!(terms.mean_of_rows(), Ok(4.0 / 3.0));
    assert_eq!(terms.rows(), Ok(f64::from(4 * 100 + 4 * 2 + 4)));
}

#[test]
fn an_array_that_is_too_short_or_empty_is_an_error_that_names_it() {
    let short = terms(&[(1, 6), (2, 0)]);
    let error = short.mean_of_rows().unwrap_err();
    assert!(error.to_string().starts_with("mean_of_rows: `per_llc[1..4].nr_out` has 2 elements"), "{error}");
    let empty = terms(&[]);
    let error = empty.largest().unwrap_err();
    assert!(error.to_string().starts_with("largest: `max(per_llc[*].nr_in)` has no value because"), "{error}");
    assert!(matches!(empty.first_pct(), Err(RatioError::Operand { why: OperandError::OutOfRange { .. }, .. })));
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
#[snapshot(let(all = local + shared))]
#[snapshot(ratio(
    busiest = max(local) / (all / len(local)) or 1,
    quietest = min(local),
    mean = mean(local),
))]
struct Cpus {
    #[snapshot(key = "DSP_LOCAL")]
    local: PerCpu<u64>,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[test]
fn a_missing_slot_of_a_cpu_is_an_error_for_each_function() {
    let of = |slots: &[Option<u64>]| slots.iter().copied().collect::<PerCpu<u64>>();
    let cpus = Cpus { local: of(&[Some(3), Some(1)]), shared: of(&[Some(4), Some(0)]) };
    assert_eq!((cpus.busiest(), cpus.quietest(), cpus.mean()), (Ok(0.75), Ok(1.0), Ok(2.0)));
    let idle = Cpus { local: of(&[Some(0), Some(0)]), shared: of(&[Some(0), Some(0)]) };
    assert_eq!(idle.busiest(), Ok(1.0));
    let cut = Cpus { local: of(&[Some(0), None]), shared: of(&[Some(0), Some(0)]) };
    for error in [cut.busiest(), cut.quietest(), cut.mean()].map(Result::unwrap_err) {
        assert!(matches!(error, RatioError::Operand { why: OperandError::Unmapped { cpu: 1 }, .. }), "{error}");
    }
}

type Numbers = [u64; 3];

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(part = max(dsp_stats[1..3]) + len(dsp_stats) + mean(dsp_stats[*]) + dsp_stats[0]))]
struct Alias {
    dsp_stats: Numbers,
}

#[test]
fn an_alias_of_an_array_has_all_functions() {
    assert_eq!(Alias { dsp_stats: [9, 5, 4] }.part(), Ok(5.0 + 3.0 + 6.0 + 9.0));
}

#[test]
fn ratios_of_differences_are_read_from_two_captures() {
    let read = |path| Terms::from_snapshot(&Snapshot::new(&capture(path))).unwrap();
    let (before, after) = (read("examples/captures/dispatch-a0.json"), read("examples/captures/dispatch-a1.json"));
    let change = after.since(&before).unwrap();
    let moved_in: u64 =
        after.per_llc.iter().zip(&before.per_llc).map(|(after, before)| after.nr_in - before.nr_in).sum();
    let first = after.per_llc[0].nr_in - before.per_llc[0].nr_in;
    assert_eq!(change.first_pct(), Ok(100.0 * first as f64 / moved_in as f64));
}
