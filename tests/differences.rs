//! Differences of counters that may go back, rates of several counters, and comparisons of CPUs.

mod support;

use std::time::Duration;

use ktsnap::histogram::{Histogram, Log2};
use ktsnap::series::{Captured, ChangeError, Series};
use ktsnap::typed::PerCpuError;
use ktsnap::{PerCpu, Rate, Snapshot, SnapshotSchema};
use support::{capture, of_maps, per_cpu_map, report, section};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc")]
struct Llc {
    id: u64,
    hop_ns: Histogram<Log2>,
}

/// The same struct, where one member may go back.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc")]
struct SaturatingHops {
    id: u64,
    #[snapshot(saturating)]
    hop_ns: [u64; 8],
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Globals {
    #[snapshot(saturating)]
    total: u64,
    #[snapshot(saturating)]
    wait_us: Histogram<Log2>,
    #[snapshot(saturating)]
    depth: [u32; 5],
    #[snapshot(saturating)]
    llcs: Vec<Llc>,
    #[snapshot(path = "llcs[*]")]
    hops: [SaturatingHops; 2],
    #[snapshot(path = "hist[0][0][*]", sum, saturating)]
    first: u64,
    latency_ns: [u64; 4],
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", saturating)]
    local: PerCpu<u64>,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
    #[snapshot(key = "DSP_SHARED", saturating)]
    maybe: Option<PerCpu<u64>>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Total {
    #[snapshot(sum, saturating)]
    nr_runs: u64,
    #[snapshot(sum)]
    run_us: Histogram<Log2>,
}

/// Reads `.bss` of histogram.bpf.o, where each word holds the value that `word` gives it.
fn globals(word: impl Fn(u64) -> u64) -> Globals {
    let bytes: Vec<u8> = (0..103).map(word).flat_map(u64::to_le_bytes).collect();
    Globals::from_section_bytes(&bytes).unwrap()
}

#[test]
fn a_saturating_counter_that_went_back_counts_nothing() {
    let earlier = globals(|_| 10);
    // Word 1 is in `wait_us`, 8 the first of `depth`, 20 is `total`, 22 and 31 are in `llcs`, and 39 is in `hist`.
    let later = globals(|word| if [1, 8, 20, 22, 31, 39].contains(&word) { 4 } else { 17 });
    let change = later.since(&earlier).unwrap();
    assert_eq!(change.total, 0);
    assert_eq!(change.wait_us.counts(), [7, 0, 7, 7, 7, 7, 7, 7]);
    assert_eq!(change.depth, [0, 0, 7, 0, 7]);
    // Word 30 is the `id` of the second LLC, and each counter saturates by itself.
    assert_eq!((change.llcs[0].id, change.llcs[1].id), (7, 7));
    assert_eq!(change.llcs[0].hop_ns.counts()[..2], [0, 7]);
    assert_eq!(change.llcs[1].hop_ns.counts()[..2], [0, 7]);
    assert_eq!(change.hops[1].hop_ns[..2], [0, 7]);
    assert_eq!(change.latency_ns, [7; 4]);
    // One of the eight words is lower, and the sum still grew.
    assert_eq!(change.first, 7 * 17 + 4 - 80);
}

#[test]
fn the_other_counters_of_the_struct_still_only_grow() {
    let earlier = globals(|_| 10);
    let back = globals(|word| if word == 12 { 9 } else { 10 }).since(&earlier).unwrap_err();
    assert_eq!((back.field.as_str(), back.earlier, back.later), ("latency_ns[1]", 10, 9));
    // `id` of the struct has no attribute; `llcs` covers its field, and `hops` does not.
    let back = globals(|word| if word == 30 { 9 } else { 10 }).since(&earlier).unwrap_err();
    assert_eq!(back.field, "hops[1].id");
}

#[test]
fn each_cpu_saturates_by_itself_before_a_sum() {
    let read = |local: &[Option<u64>], shared: &[Option<u64>]| {
        let map = per_cpu_map("stats", 0x1000, &[local, shared, &[Some(0), Some(0)]]);
        Stats::from_snapshot(&Snapshot::new(&report(&of_maps(&[map])))).unwrap()
    };
    let earlier = read(&[Some(5), Some(9)], &[Some(1), Some(1)]);
    let later = read(&[Some(8), Some(2)], &[Some(1), Some(4)]);
    let change = later.since(&earlier).unwrap();
    assert_eq!(change.local.iter().collect::<Vec<_>>(), [Some(&3), Some(&0)]);
    assert_eq!(change.local.sum(), Ok(3));
    assert_eq!(change.maybe, Some([Some(0), Some(3)].into_iter().collect()));
    // A counter that decreased elsewhere is an error that names the CPU.
    let back = earlier.since(&later).unwrap_err();
    assert_eq!((back.field.as_str(), back.earlier, back.later), ("shared[1]", 4, 1));
}

#[test]
fn a_saturating_total_is_compared_after_the_sum() {
    let total = |runs: [u64; 2]| {
        let cpu = |runs: u64| [vec![runs], vec![1; 19]].concat();
        let bytes: Vec<u8> = runs.into_iter().flat_map(cpu).flat_map(u64::to_le_bytes).collect();
        Total::from_section_bytes(&bytes).unwrap()
    };
    assert_eq!(total([9, 1]).since(&total([2, 3])).unwrap().nr_runs, 5);
    assert_eq!(total([0, 1]).since(&total([2, 3])).unwrap().nr_runs, 0);
}

#[test]
fn a_series_has_no_reset_at_a_saturating_counter() {
    #[derive(Debug, PartialEq, SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct Both {
        nr_enqueued: u64,
        #[snapshot(saturating)]
        nr_mig_cross: u64,
    }
    let reports = [(7, 30), (9, 10), (8, 20)].map(|(enqueued, cross)| {
        let vars = [("nr_enqueued", enqueued), ("nr_mig_cross", cross)];
        report(&of_maps(&[section("dispatch.bss", 0x1000, &vars)]))
    });
    let times = (1..).map(Duration::from_secs);
    let series = Series::<Both>::read(times.zip(&reports).map(|(at, report)| Captured::new(at, Snapshot::new(report))));
    let changes: Vec<_> = series.changes().collect();
    assert_eq!(changes[0].as_ref().unwrap().value, Both { nr_enqueued: 2, nr_mig_cross: 0 });
    assert!(matches!(&changes[1], Err(ChangeError::Reversed { source, .. }) if source.field == "nr_enqueued"));
}

#[test]
fn each_counter_of_an_array_or_of_the_cpus_has_a_rate() {
    let read = |name: &str| Stats::from_snapshot(&Snapshot::new(&capture(&format!("examples/captures/{name}.json"))));
    let (earlier, later) = (read("dispatch-a0").unwrap(), read("dispatch-a1").unwrap());
    let rate = Rate::between(&later, &earlier, Duration::from_millis(500)).unwrap();
    let rates = rate.each_per_second(|change| &change.shared).unwrap();
    for (cpu, per_second) in rates.iter().enumerate() {
        let counted = later.shared.get(cpu).unwrap() - earlier.shared.get(cpu).unwrap();
        assert_eq!(per_second, Some(&(counted as f64 * 2.0)));
    }
    assert_eq!(rates.len(), 4);
    let nothing = Rate::between(&later, &earlier, Duration::ZERO).unwrap();
    assert_eq!(nothing.each_per_second(|change| &change.shared), None);

    let report = |name: &str| capture(&format!("examples/captures/{name}.json"));
    let reports = [report("dispatch-a0"), report("dispatch-a1")];
    let of_series = |times: [Option<u64>; 2]| {
        let captures = times.into_iter().zip(&reports);
        let captures = captures.map(|(at, report)| Captured::new(at.map(Duration::from_millis), Snapshot::new(report)));
        let total = Series::<Stats>::read(captures).total().unwrap().unwrap();
        total.each_per_second(|change| &change.shared)
    };
    assert_eq!(of_series([Some(1000), Some(1500)]), Some(rates));
    assert_eq!(of_series([Some(1000), Some(1000)]), None);
    assert_eq!(of_series([Some(1000), None]), None);

    let globals = Rate::new(globals(|word| word), Duration::from_secs(4));
    assert_eq!(
        globals.each_per_second(|change| &change.latency_ns),
        Some([11.0, 12.0, 13.0, 14.0].map(|word| word / 4.0))
    );
    assert_eq!(globals.each_per_second(|change| &change.wait_us).unwrap()[7], 7.0 / 4.0);
}

#[test]
fn the_cpus_have_a_mean_and_an_imbalance() {
    let of = |slots: &[Option<u64>]| slots.iter().copied().collect::<PerCpu<u64>>();
    assert_eq!(of(&[Some(1), Some(2), Some(6)]).mean(), Ok(3.0));
    assert_eq!(of(&[Some(1), Some(2), Some(6)]).imbalance(), Ok(2.0));
    assert_eq!(of(&[Some(5); 3]).imbalance(), Ok(1.0));
    // Neither the sum nor the product fits 64 bits.
    assert_eq!(of(&[Some(u64::MAX); 7]).mean(), Ok(u64::MAX as f64));
    assert_eq!(of(&[Some(u64::MAX), Some(0)]).imbalance(), Ok(2.0));
    let negative: PerCpu<i32> = [Some(-7), Some(2)].into_iter().collect();
    assert_eq!(negative.mean(), Ok(-2.5));
    for missing in [of(&[Some(1), None]), of(&[Some(0), None])] {
        assert_eq!(missing.mean(), Err(PerCpuError::Unmapped { cpu: 1 }));
        assert_eq!(missing.imbalance(), Err(PerCpuError::Unmapped { cpu: 1 }));
    }
    assert_eq!(of(&[]).mean(), Err(PerCpuError::Empty));
    assert_eq!(of(&[]).imbalance(), Err(PerCpuError::Empty));
    assert_eq!(of(&[Some(0), Some(0)]).mean(), Ok(0.0));
    assert_eq!(of(&[Some(0), Some(0)]).imbalance(), Err(PerCpuError::ZeroMean));
}
