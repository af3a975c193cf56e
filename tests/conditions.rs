//! Ratios with `count(condition)`, and ratios with an index parameter.

mod support;

use ktsnap::ratio::OperandError;
use ktsnap::{PerCpu, RatioError, Snapshot, SnapshotSchema};
use support::capture;

#[derive(Debug, Clone, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
    nr_out: u64,
}

#[derive(Debug, Clone, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(let(busy = count(per_llc[*].nr_in > 0)))]
#[snapshot(ratio(
    /// The share of the cache domains that gained tasks.
    gaining_pct = percent(count(per_llc[*].nr_in > per_llc[*].nr_out) / len(per_llc)),
    busy_pct = percent(busy / len(per_llc)) or 0,
    above_mean = count(dsp_stats > mean(dsp_stats)),
    in_row = count(moves[1] >= 2 and moves[1][0..4] != moves[2]),
    all = count(moves[*][*] == nr_enqueued),
    /// Those that had tasks in both of two reads.
    stuck(earlier) = count(per_llc[*].nr_in > 0 and earlier.per_llc[*].nr_in > 0) - earlier.busy,
    /// As `stuck`, with names that the expansion could use.
    both(out) = count(per_llc[*].nr_in > 0 and out.per_llc[*].nr_in > 0) - out.busy,
    element_pct[element] = percent(max(per_llc[element].nr_in, max(moves[*][element])) / sum(per_llc[*].nr_in)) or 0,
    in_pct[llc] = percent(per_llc[llc].nr_in / sum(per_llc[*].nr_in)) or 0,
    row_share[row] = sum(moves[row]) / max(moves[*][row]) + count(moves[row] > dsp_stats[row]),
))]
struct Dispatch {
    nr_enqueued: u64,
    dsp_stats: [u64; 3],
    moves: [[u64; 4]; 4],
    per_llc: Vec<Llc>,
}

fn dispatch(counts: &[(u64, u64)]) -> Dispatch {
    Dispatch {
        nr_enqueued: 4,
        dsp_stats: [1, 2, 9],
        moves: [[4; 4], [1, 2, 3, 4], [1, 0, 3, 9], [0; 4]],
        per_llc: counts.iter().map(|&(nr_in, nr_out)| Llc { nr_in, nr_out }).collect(),
    }
}

#[test]
fn a_count_is_the_number_of_elements_for_which_the_condition_holds() {
    // Of four domains the second and the fourth gained tasks.
    let of = dispatch(&[(1, 1), (2, 0), (0, 5), (9, 8)]);
    assert_eq!((of.gaining_pct(), of.busy_pct()), (Ok(50.0), Ok(75.0)));
    // The mean of 1, 2 and 9 is 4.
    assert_eq!(of.above_mean(), Ok(1.0));
    // [1, 2, 3, 4] and [1, 0, 3, 9]: 2 and 4 are at least 2 and differ.
    assert_eq!(of.in_row(), Ok(2.0));
    // Four in the first row, and one in the second.
    assert_eq!(of.all(), Ok(5.0));
    let none = dispatch(&[]);
    assert_eq!(none.busy_pct(), Ok(0.0));
    assert!(matches!(none.gaining_pct(), Err(RatioError::ZeroDenominator { .. })));
}

#[test]
fn a_condition_pairs_the_elements_of_two_reads() {
    let earlier = dispatch(&[(1, 0), (1, 0), (0, 0), (0, 0)]);
    let later = dispatch(&[(1, 0), (0, 0), (1, 0), (0, 0)]);
    // Only the first has tasks in both; the earlier read has two with tasks.
    assert_eq!(later.stuck(&earlier), Ok(1.0 - 2.0));
    assert_eq!(later.both(&earlier), later.stuck(&earlier));
    let error = later.stuck(&dispatch(&[(1, 0)])).unwrap_err();
    assert_eq!(
        error,
        RatioError::Lengths {
            ratio: "stuck".into(),
            terms: [("per_llc[*].nr_in".into(), 4), ("earlier.per_llc[*].nr_in".into(), 1)],
        }
    );
}

#[test]
fn conditions_and_indices_are_those_of_a_capture() {
    let read = Dispatch::from_snapshot(&Snapshot::new(&capture("examples/captures/dispatch-a2.json"))).unwrap();
    let gaining = read.per_llc.iter().filter(|llc| llc.nr_in > llc.nr_out).count();
    assert_eq!(read.gaining_pct(), Ok(100.0 * gaining as f64 / 4.0));
    let all: u64 = read.per_llc.iter().map(|llc| llc.nr_in).sum();
    for (at, llc) in read.per_llc.iter().enumerate() {
        assert_eq!(read.in_pct(at), Ok(100.0 * llc.nr_in as f64 / all as f64));
    }
}

#[test]
fn an_index_selects_an_element() {
    let of = dispatch(&[(1, 1), (2, 0), (0, 5), (9, 8)]);
    assert_eq!((of.in_pct(0), of.in_pct(3_u8), of.in_pct(2_usize)), (Ok(100.0 / 12.0), Ok(75.0), Ok(0.0)));
    // The largest of column 3 and of the domain is 9, and the domains have 12 in all.
    assert_eq!(of.element_pct(3), Ok(75.0));
    // Row 1 adds up to 10, the largest of column 1 is 4, and 3 and 4 are above 2.
    assert_eq!(of.row_share(1), Ok(2.5 + 2.0));
}

#[test]
fn an_index_past_the_end_is_named_with_the_length() {
    let of = dispatch(&[(0, 0), (0, 0)]);
    let error = of.in_pct(2).unwrap_err();
    assert_eq!(
        error,
        RatioError::Operand {
            ratio: "in_pct[2]".into(),
            field: "per_llc[2].nr_in".into(),
            why: OperandError::NoElement { len: 2 },
        }
    );
    assert_eq!(
        error.to_string(),
        "in_pct[2]: `per_llc[2].nr_in` does not exist: the array has 2 elements; pass an index below 2"
    );
    for index in [-1, i64::MIN, i64::MAX] {
        let error = of.in_pct(index).unwrap_err().to_string();
        assert!(error.starts_with(&format!("in_pct[{index}]: `per_llc[{index}].nr_in` does not exist")), "{error}");
    }
    let error = of.row_share(3).unwrap_err().to_string();
    assert!(error.starts_with("row_share[3]: `dsp_stats[3]` does not exist: the array has 3 elements"), "{error}");
}

#[derive(Debug, Clone, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
#[snapshot(ratio(
    busy = count(local > 0 and shared[*] <= local[*]),
    local_pct[cpu] = percent(local[cpu] / (local[cpu] + shared[cpu])) or 0,
))]
struct Cpus {
    #[snapshot(key = "DSP_LOCAL")]
    local: PerCpu<u64>,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[test]
fn the_slots_of_cpus_are_counted_and_selected() {
    let of = |slots: &[Option<u64>]| slots.iter().copied().collect::<PerCpu<u64>>();
    let cpus = Cpus { local: of(&[Some(3), Some(0), Some(1)]), shared: of(&[Some(1), Some(0), Some(2)]) };
    assert_eq!(cpus.busy(), Ok(1.0));
    assert_eq!((cpus.local_pct(0), cpus.local_pct(1)), (Ok(75.0), Ok(0.0)));
    let cut = Cpus { local: of(&[Some(3), None]), shared: of(&[Some(1), Some(0)]) };
    assert_eq!(cut.local_pct(0), Ok(75.0));
    for error in [cut.busy(), cut.local_pct(1)].map(Result::unwrap_err) {
        assert!(matches!(error, RatioError::Operand { why: OperandError::Unmapped { cpu: 1 }, .. }), "{error}");
    }
    let none = Cpus { local: of(&[]), shared: of(&[]) };
    assert!(matches!(none.busy(), Err(RatioError::Operand { why: OperandError::Unmapped { cpu: 0 }, .. })));
    let longer = Cpus { local: of(&[Some(1), Some(1)]), shared: of(&[Some(1)]) };
    let error = longer.busy().unwrap_err().to_string();
    assert!(error.starts_with("busy: `shared[*]` has 1 element, but `local[*]` has 2 elements"), "{error}");
    let error = longer.local_pct(1).unwrap_err().to_string();
    assert!(error.starts_with("local_pct[1]: `shared[1]` does not exist: the array has 1 element"), "{error}");
}

type Numbers = [u64; 3];

#[derive(Debug, Clone, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(many = count(dsp_stats[*] > dsp_stats[0]), pct[at] = percent(dsp_stats[at] / sum(dsp_stats)) or 0))]
struct Alias {
    dsp_stats: Numbers,
}

#[test]
fn an_alias_of_an_array_is_counted_and_indexed() {
    let of = Alias { dsp_stats: [4, 5, 11] };
    assert_eq!((of.many(), of.pct(1)), (Ok(2.0), Ok(25.0)));
}
