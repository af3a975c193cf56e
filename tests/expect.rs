//! Assertions: which conditions hold, and what a failure shows.

use std::time::Duration;

use ktsnap::assertion::ExpectError;
use ktsnap::series::{DifferenceError, Observed};
use ktsnap::{Captured, FailureDumpReport, PerCpu, Series, Snapshot, SnapshotEnum, SnapshotSchema, check, expect};

#[derive(Debug, PartialEq, SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum Way {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
#[snapshot(ratio(mean_ns = total_ns / nr))]
struct Waits {
    total_ns: u64,
    #[snapshot(gauge)]
    max_ns: u64,
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
#[snapshot(ratio(kicks(all) = dsp_stats[DSP_KICK] / sum(all.dsp_stats)))]
#[snapshot(ratio(way_share[way] = dsp_stats[way] / sum(dsp_stats)))]
struct Dispatch {
    nr_enqueued: u64,
    nr_mig_same: u64,
    nr_mig_cross: u64,
    #[snapshot(gauge)]
    nr_tasks: u32,
    lag_ns: Option<i64>,
    saw_cross: bool,
    waits: Waits,
    last_dsp: Way,
    dsp_stats: [u64; 3],
    slowest_comm: String,
    #[snapshot(skip)]
    load: f64,
}

impl Dispatch {
    fn moves(&self) -> u64 {
        self.nr_mig_same + self.nr_mig_cross
    }
}

fn dispatch() -> Dispatch {
    Dispatch {
        nr_enqueued: (1 << 53) + 1,
        nr_mig_same: 1,
        nr_mig_cross: 3,
        nr_tasks: 7,
        lag_ns: None,
        saw_cross: true,
        waits: Waits { total_ns: 10, max_ns: 4, nr: 0 },
        last_dsp: Way::DspShared,
        dsp_stats: [5, 6, 9],
        slowest_comm: "kworker\n".to_owned(),
        load: f64::NAN,
    }
}

/// The conditions that do not hold.
macro_rules! failed {
    ($($tokens:tt)*) => {
        match check!($($tokens)*) {
            Ok(()) => Vec::new(),
            Err(error) => error.failed().map(str::to_owned).collect(),
        }
    };
}

#[test]
fn each_operator_compares_each_type() {
    let (read, limit) = (dispatch(), 3_u64);
    expect!(
        read,
        nr_mig_cross == 3,
        nr_mig_cross != 4,
        nr_mig_cross < 4,
        nr_mig_cross <= limit,
        nr_mig_cross > 2,
        nr_mig_cross >= 3 - read.nr_mig_same,
        cross_fraction() == 0.75,
        cross_fraction() > -1.0,
        kicks(&read) == 0.45,
        way_share(1) == 0.3,
        saw_cross == true,
        lag_ns == None,
        last_dsp == Way::DspShared,
        slowest_comm != "stress",
        waits.total_ns == 10,
        dsp_stats == [5, 6, 9],
        dsp_stats[2] > 8,
        dsp_stats.iter().max().copied() == Some(9),
    );
}

#[test]
fn every_condition_that_fails_is_reported() {
    let read = dispatch();
    let failed = failed!(
        read,
        nr_mig_cross < 3,
        nr_mig_cross <= 3,
        nr_mig_cross != 3,
        cross_fraction() >= 0.76,
        waits.mean_ns() < 5.0,
        saw_cross == false,
        last_dsp == Way::DspLocal,
    );
    let expected = [
        "nr_mig_cross < 3",
        "nr_mig_cross != 3",
        "cross_fraction() >= 0.76",
        "waits.mean_ns() < 5.0",
        "saw_cross == false",
        "last_dsp == Way::DspLocal",
    ];
    assert_eq!(failed, expected);
}

#[test]
fn integers_are_compared_exactly() {
    let read = dispatch();
    let below = 1_u64 << 53;
    assert!((read.nr_enqueued as f64) <= below as f64);
    assert_eq!(failed!(read, nr_enqueued > below, nr_enqueued <= below), ["nr_enqueued <= below"]);
    assert_eq!(failed!(read, nr_enqueued == below), ["nr_enqueued == below"]);
}

#[test]
fn nan_and_a_missing_value_fulfil_no_condition() {
    let read = dispatch();
    let limit = 0.5;
    let failed = failed!(read, load < limit, load >= limit, load == limit, load != limit, load != f64::NAN);
    assert_eq!(failed.len(), 5);
    assert_eq!(
        failed!(read, lag_ns < Some(5), lag_ns >= None, lag_ns == None, lag_ns != Some(5)),
        ["lag_ns < Some(5)", "lag_ns >= None"]
    );
    let measured = Dispatch { lag_ns: Some(5), ..dispatch() };
    assert_eq!(failed!(measured, lag_ns > read.lag_ns, lag_ns > Some(4)), ["lag_ns > read.lag_ns"]);
}

#[test]
fn both_sides_are_evaluated_once_and_can_return() {
    let mut reads = 0;
    let mut read = || {
        reads += 1;
        dispatch()
    };
    let mut limits = 0;
    let mut limit = || -> Result<u64, String> {
        limits += 1;
        Ok(3)
    };
    let mut checked = || -> Result<(), String> {
        check!(read(), nr_mig_cross == limit()?, nr_mig_cross > limit()?).map_err(|error| error.failed().collect())
    };
    assert_eq!(checked(), Err("nr_mig_cross > limit()?".to_owned()));
    assert_eq!((reads, limits), (1, 2));
}

const A0: &str = "examples/captures/dispatch-a0.json";
const A1: &str = "examples/captures/dispatch-a1.json";
const SWAP: &str = "examples/captures/dispatch-swap.json";

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
struct Moves {
    nr_enqueued: u64,
    nr_mig_same: u64,
    nr_mig_cross: u64,
    #[snapshot(gauge)]
    nr_tasks: u32,
    dsp_stats: [u64; 3],
}

/// The message of an error with that text.
fn message(error: &ExpectError, text: &str) -> String {
    assert_eq!(error.location().file(), file!());
    format!("at {}: {text}", error.location())
}

#[test]
fn the_message_of_a_difference_shows_both_reads_and_the_maps() {
    let earlier = Observed::<Moves>::from_json_path(A0).unwrap();
    let later = Observed::<Moves>::from_json_path(A1).unwrap();
    let most = 0.05;
    let difference = later.since(&earlier).unwrap();
    let error = check!(difference, cross_fraction() < most, nr_enqueued > 0, nr_tasks > 1_000).unwrap_err();
    let expected = r"2 of 3 conditions on `Moves` do not hold

  cross_fraction() < most
      is 0.6305732484076433
      nr_mig_cross / (nr_mig_same + nr_mig_cross) = 297 / (174 + 297)
      most is 0.05
  nr_tasks > 1_000
      is 88

    field                 earlier            later         change
  > nr_mig_same               539              713           +174
  > nr_mig_cross              932             1229           +297
  > nr_tasks                   86               88
    nr_enqueued              2106             2784           +678
    dsp_stats     [434, 2106, 23]  [606, 2784, 31]  [172, 678, 8]

  earlier: dispatch.bss at 0xffff88810000d000, the running scheduler's, in examples/captures/dispatch-a0.json
  later:   dispatch.bss at 0xffff88810000d000, the running scheduler's, in examples/captures/dispatch-a1.json";
    assert_eq!(error.to_string(), message(&error, expected));
    // A test that returns an error prints it with `Debug`.
    assert_eq!(format!("{error:?}"), error.to_string());
}

#[test]
fn the_message_of_one_read_shows_what_was_passed_over() {
    let read = Observed::<Moves>::from_json_path(SWAP).unwrap();
    let error = check!(read, dsp_stats[0] == 0).unwrap_err();
    let expected = r"the condition on `Moves` does not hold

  dsp_stats[0] == 0
      is 433

    field         value
  > dsp_stats[0]    433
  > dsp_stats[1]   1546
  > dsp_stats[2]     17
    nr_enqueued    1546
    nr_mig_same     405
    nr_mig_cross    748
    nr_tasks         82

  read from dispatch.bss at 0xffff88810001c000, the running scheduler's (passed over: dispatch.bss at 0xffff88810000d000), in examples/captures/dispatch-swap.json";
    assert_eq!(error.to_string(), message(&error, expected));
}

#[test]
fn a_ratio_without_a_value_fails_with_its_message() {
    let read = dispatch();
    let error = check!(read, waits.mean_ns() < 5.0).unwrap_err();
    let expected = r#"the condition on `Dispatch` does not hold

  waits.mean_ns() < 5.0
      has no value: mean_ns: the denominator `nr` is zero (nr = 0); nothing was counted yet, so read again later or handle this case separately
      total_ns / nr = 10 / 0

    field                      value
  > waits.total_ns                10
  > waits.nr                       0
    nr_enqueued     9007199254740993
    nr_mig_same                    1
    nr_mig_cross                   3
    nr_tasks                       7
    lag_ns                    absent
    saw_cross                   true
    waits.max_ns                   4
    last_dsp              DSP_SHARED
    dsp_stats              [5, 6, 9]
    slowest_comm         "kworker\n""#;
    assert_eq!(error.to_string(), message(&error, expected));
}

#[test]
fn a_method_that_is_not_a_ratio_shows_its_value_only() {
    let read = dispatch();
    let text = check!(read, moves() > 9).unwrap_err().to_string();
    assert!(text.contains("\n  moves() > 9\n      is 4\n\n"), "{text}");
}

#[test]
fn ratios_with_an_argument_show_their_terms() {
    let (read, way) = (dispatch(), 2_usize);
    let error = check!(&read, way_share(way) > 0.9, way_share(0) > 0.9, kicks(&read) > 0.9).unwrap_err();
    let text = error.to_string();
    for terms in [
        "dsp_stats[way] / sum(dsp_stats) = 9 / 20\n",
        "dsp_stats[way] / sum(dsp_stats) = 5 / 20\n",
        "dsp_stats[DSP_KICK] / sum(all.dsp_stats) = 9 / 20\n",
    ] {
        assert!(text.contains(terms), "{text}");
    }
}

#[test]
#[should_panic(expected = "the condition on `Moves` does not hold\n\n  nr_mig_same == nr_mig_same + 1\n")]
fn expect_panics_with_the_message() {
    let read = Moves::from_json_path(A0).unwrap();
    let nr_mig_same = read.nr_mig_same;
    expect!(read, nr_mig_same == nr_mig_same + 1);
}

#[test]
fn two_instances_have_no_difference() {
    let before = Observed::<Moves>::from_json_path(A1).unwrap();
    let after = Observed::<Moves>::from_json_path(SWAP).unwrap();
    assert!(matches!(after.since(&before), Err(DifferenceError::InstanceChanged { .. })));
}

#[test]
fn long_structs_are_shortened() {
    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
    struct Waits {
        #[snapshot(key = "*")]
        slots: Vec<u64>,
    }

    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
    struct CpuStats {
        nr_runs: u64,
        busy_ns: u64,
    }

    let waits = Waits { slots: (0..40).collect() };
    let text = check!(waits, slots.len() == 0).unwrap_err().to_string();
    assert!(text.contains("> slots[31]") && !text.contains("[32]") && text.contains("8 more values"), "{text}");
    let cpus: PerCpu<CpuStats> = (0..40).map(|cpu| Some(CpuStats { nr_runs: cpu, busy_ns: 1 })).collect();
    let text = check!(cpus, len() == 4).unwrap_err().to_string();
    assert!(text.contains("[7].busy_ns") && !text.contains("[8]") && text.contains("64 more values"), "{text}");
}

/// Every source of a read gives the same facts.
#[test]
fn a_report_in_memory_has_the_same_maps_as_its_file() {
    let report = FailureDumpReport::from_path(SWAP).unwrap();
    let of_file = Observed::<Moves>::from_json_path(SWAP).unwrap();
    let of_view = Observed::<Moves>::from_snapshot(&Snapshot::new(&report)).unwrap();
    let of_report = Observed::<Moves>::from_report(&report).unwrap();
    for read in [&of_view, &of_report] {
        assert_eq!((&read.maps, &read.instance), (&of_file.maps, &of_file.instance));
        assert_eq!(read.nr_mig_cross, of_file.nr_mig_cross);
    }
    assert_eq!(of_view.file, None);
    let text = check!(of_view.in_file("run/1.json"), nr_mig_cross == 0).unwrap_err().to_string();
    assert!(text.ends_with("(passed over: dispatch.bss at 0xffff88810000d000), in run/1.json"), "{text}");
}

#[test]
fn the_difference_of_a_series_lists_what_was_skipped() {
    let reports = [A0, "captures/ktstr-placeholder.json", A1].map(|file| FailureDumpReport::from_path(file).unwrap());
    let times = (0..).map(|index| Duration::from_secs(2 * index));
    let series =
        Series::<Moves>::read(times.zip(&reports).map(|(at, report)| Captured::new(at, Snapshot::new(report))));
    let difference = series.difference().unwrap().unwrap();
    assert_eq!(difference.nr_mig_cross, 297);
    assert_eq!(difference.later.nr_mig_cross - difference.earlier.nr_mig_cross, 297);
    let text = check!(difference, nr_mig_cross == 0).unwrap_err().to_string();
    let lines: Vec<_> = text.lines().rev().take(3).map(str::trim).collect();
    assert!(lines[0].starts_with("skipped: sample 1: the report is a placeholder"), "{text}");
    assert_eq!(
        lines[1..],
        ["sample 2 at 4s: dispatch.bss at 0xffff88810000d000", "sample 0 at 0ns: dispatch.bss at 0xffff88810000d000"]
    );
}
