//! Histograms: the field's type says what each bucket counts, and the rest is exact.

mod support;

use ktsnap::histogram::{Bounds, Bucket, Buckets, Fls, Histogram, HistogramError, Linear, Log2};
use ktsnap::{FailureDumpReport, PerCpu, SchemaError, Snapshot, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture, capture_json, map_mut, of_maps, per_cpu_map, report, uint};

/// `latency_bucket()` in histogram.bpf.c.
struct Latency;

impl Buckets for Latency {
    const BOUNDS: Bounds = Bounds::UpTo(&[10_000, 25_000, 50_000]);
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
#[snapshot(ratio(longest_pct = percent(us[15] / sum(us))))]
struct Waits {
    #[snapshot(key = "*")]
    us: Histogram<Log2>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc")]
struct Llc {
    id: u64,
    hop_ns: Histogram<Log2>,
}

type Hop = Histogram<Log2<8>>;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Globals {
    wait_us: Histogram<Log2>,
    depth: Histogram<Linear<0, 4>, u32>,
    #[snapshot(path = "depth", widen)]
    depth_wide: Histogram<Linear<0, 4>>,
    latency_ns: Histogram<Latency>,
    bits: Histogram<Fls, u8>,
    llcs: Vec<Llc>,
    #[snapshot(path = "llcs[*].hop_ns")]
    hops: [Histogram<Log2>; 2],
    #[snapshot(path = "hist[*][1]")]
    by_cpu: Vec<Hop>,
    #[snapshot(path = "hist[3][0]")]
    of_cpu_3: Hop,
    /// The bucket 0 of each CPU.
    #[snapshot(path = "hist[*][0][0]")]
    column: Histogram<Latency>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Total {
    #[snapshot(sum)]
    run_us: Histogram<Log2>,
    #[snapshot(sum)]
    slice_us: Histogram<Linear<0, 4>, u32>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct OfCpu {
    run_us: Histogram<Log2>,
    by_llc: [Histogram<Latency>; 2],
}

/// Sums over elements, and over the CPUs of each entry.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Sums {
    #[snapshot(path = "hist[*][1]", sum)]
    kind_1: Hop,
    #[snapshot(path = "hist[*]", sum)]
    by_kind: [Hop; 2],
    #[snapshot(path = "hist", sum)]
    all: Hop,
    #[snapshot(path = "llcs[*].hop_ns", sum)]
    hop_ns: Histogram<Log2>,
    #[snapshot(path = "llcs[*]", sum)]
    llcs: Llc,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o", map = "sleep_hist")]
struct Sleeps {
    #[snapshot(key = "*", sum)]
    ns: Histogram<Latency>,
    #[snapshot(key = "*", sum)]
    all: u64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o", map = "raw_hist")]
struct Untyped {
    #[snapshot(key = "0")]
    ns: Histogram<Log2>,
}

fn counts<B: Buckets>(counts: impl Into<Vec<u64>>) -> Histogram<B> {
    Histogram::from_counts(counts).unwrap()
}

fn waits(name: &str) -> Waits {
    Waits::from_snapshot(&Snapshot::new(&capture(&format!("examples/captures/dispatch-{name}.json")))).unwrap()
}

#[test]
fn a_histogram_over_all_entries_of_a_map_is_read_from_a_capture() {
    let Waits { us } = waits("a2");
    let expected = [0, 0, 0, 0, 3, 61, 231, 324, 274, 281, 501, 947, 1436, 438, 43, 5];
    assert_eq!(us.counts(), expected);
    assert_eq!(us.total(), Ok(4544));
    // 4,498.56 of 4,544: 4,496 are in the buckets before the last two, so it is the third of 43.
    let p99 = us.percentile(99.0).unwrap();
    assert_eq!((p99.rank, p99.index), (4499, 14));
    assert_eq!((p99.bucket.lower, p99.bucket.upper), (1 << 14, Some(1 << 15)));
    assert_eq!(p99.value, Some(16384.0 + 16384.0 * 3.0 / 43.0));
    let median = us.percentile(50.0).unwrap();
    // 1,675 are below bucket 11.
    assert_eq!((median.rank, median.index), (2272, 11));
    assert_eq!(median.value, Some(2048.0 + 2048.0 * 597.0 / 947.0));
    assert_eq!(us.percentile(100.0).unwrap().value, None);
    assert_eq!(us.mean(), Err(HistogramError::NoUpperBound { count: 5, lower: 32768 }));
    assert_eq!(waits("a2").longest_pct(), Ok(500.0 / 4544.0));
    let bytes = std::fs::read("examples/captures/dispatch-a2.wait_hist.bin").unwrap();
    assert_eq!(Waits::from_section_bytes(&bytes).unwrap().us.counts(), expected);
    let json = std::fs::read("examples/captures/dispatch-a2.json").unwrap();
    assert_eq!(Waits::from_json_slice(&json).unwrap().us.counts(), expected);
}

#[test]
fn a_difference_is_taken_bucket_by_bucket() {
    let (earlier, later) = (waits("a0"), waits("a1"));
    let change = later.since(&earlier).unwrap();
    assert_eq!(change.us.counts(), [0, 0, 0, 0, 1, 20, 46, 68, 61, 67, 93, 187, 272, 62, 3, 0]);
    // Twice the middles: 48, 96, 192, 384, ... times the counts.
    let twice: u64 = [1, 20, 46, 68, 61, 67, 93, 187, 272, 62, 3]
        .iter()
        .zip(4..)
        .map(|(count, bucket)| count * 3 * (1 << bucket))
        .sum();
    assert_eq!(change.us.mean(), Ok(twice as f64 / (2.0 * 880.0)));
    let back = earlier.since(&later).unwrap_err();
    assert_eq!((back.field.as_str(), back.earlier, back.later), ("us[4]", 3, 2));
}

#[test]
fn an_entry_that_was_not_captured_is_an_error_and_not_an_empty_bucket() {
    let mut json = capture_json("examples/captures/dispatch-a2.json");
    map_mut(&mut json, "wait_hist")["array_entries"][13]["value"] = Value::Null;
    let error = Waits::from_snapshot(&Snapshot::new(&report(&json))).unwrap_err();
    assert!(matches!(&error, SchemaError::Unmapped { variable, .. } if variable == "wait_hist[13]"), "{error:?}");
}

/// Little-endian bytes of numbers that count up from `first`.
fn up<const N: usize>(size: usize, first: u64) -> Vec<u8> {
    (first..).take(N).flat_map(|value| value.to_le_bytes()[..size].to_vec()).collect()
}

/// `.bss` of histogram.bpf.o, from which the offsets are those of `bpftool btf dump`.
fn bss() -> Vec<u8> {
    let mut bss = vec![0; 824];
    let mut put = |at: usize, bytes: Vec<u8>| bss[at..at + bytes.len()].copy_from_slice(&bytes);
    put(0, up::<8>(8, 1));
    put(64, up::<5>(4, 10));
    put(88, up::<4>(8, 20));
    put(120, up::<6>(1, 30));
    put(168, up::<9>(8, 40));
    put(240, up::<9>(8, 50));
    put(312, up::<64>(8, 100));
    bss
}

#[test]
fn a_histogram_is_read_wherever_an_array_is() {
    let read = Globals::from_section_bytes(&bss()).unwrap();
    assert_eq!(read.wait_us.counts(), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(read.depth.counts(), [10, 11, 12, 13, 14]);
    assert_eq!(read.depth_wide.counts(), [10, 11, 12, 13, 14]);
    assert_eq!(read.latency_ns.counts(), [20, 21, 22, 23]);
    assert_eq!(read.bits.counts(), [30, 31, 32, 33, 34, 35]);
    assert_eq!((read.llcs[0].id, read.llcs[0].hop_ns.counts()[0], read.llcs[1].hop_ns.counts()[7]), (40, 41, 58));
    assert_eq!(read.hops[1], read.llcs[1].hop_ns);
    // `hist[cpu][1]` starts at element 16 * cpu + 8.
    assert_eq!(read.by_cpu.len(), 4);
    assert_eq!(read.by_cpu[2].counts(), [140, 141, 142, 143, 144, 145, 146, 147]);
    assert_eq!(read.of_cpu_3.counts()[0], 148);
    assert_eq!(read.column.counts(), [100, 116, 132, 148]);
    let zeros = Globals::from_section_bytes(&vec![0; 824]).unwrap();
    let change = read.since(&zeros).unwrap();
    assert_eq!(change, read);
    assert_eq!(zeros.since(&read).unwrap_err().field, "wait_us[0]");
}

#[test]
fn each_kind_of_buckets_has_its_own_bounds() {
    let read = Globals::from_section_bytes(&bss()).unwrap();
    let ranges = |buckets: Vec<Bucket>| buckets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    assert_eq!(ranges(read.wait_us.iter().map(|(bucket, _)| bucket).take(3).collect()), "0 to 2, 2 to 4, 4 to 8");
    assert_eq!(
        ranges(read.depth.iter().map(|(bucket, _)| bucket).collect()),
        "0 to 4, 4 to 8, 8 to 12, 12 to 16, 16 and more"
    );
    assert_eq!(
        ranges(read.latency_ns.iter().map(|(bucket, _)| bucket).collect()),
        "0 to 10000, 10000 to 25000, 25000 to 50000, 50000 and more"
    );
    assert_eq!(
        ranges(read.bits.iter().map(|(bucket, _)| bucket).collect()),
        "0 to 1, 1 to 2, 2 to 4, 4 to 8, 8 to 16, 16 and more"
    );
    assert_eq!(
        ranges(read.of_cpu_3.iter().map(|(bucket, _)| bucket).skip(6).collect()),
        "16384 to 32768, 32768 and more"
    );
}

#[test]
fn a_sum_over_cpus_is_taken_bucket_by_bucket() {
    // `struct cpu_ctx`: 8 bytes, 64, 20 and 4 of padding, 64.
    let cpu =
        |first: u64| [up::<1>(8, 0), up::<8>(8, first), up::<5>(4, first), vec![0; 4], up::<8>(8, first)].concat();
    let bytes = [cpu(1), cpu(100)].concat();
    let total = Total::from_section_bytes(&bytes).unwrap();
    assert_eq!(total.run_us.counts(), [101, 103, 105, 107, 109, 111, 113, 115]);
    assert_eq!(total.slice_us.counts(), [101, 103, 105, 107, 109]);
    let of_cpus = PerCpu::<OfCpu>::from_section_bytes(&bytes).unwrap();
    assert_eq!(of_cpus.get(1).unwrap().by_llc[1].counts(), [104, 105, 106, 107]);
    let merged = of_cpus.get(0).unwrap().run_us.merge(&of_cpus.get(1).unwrap().run_us).unwrap();
    assert_eq!(merged, total.run_us);
}

#[test]
fn a_sum_over_elements_is_taken_bucket_by_bucket() {
    let sums = Sums::from_section_bytes(&bss()).unwrap();
    // `hist[cpu][kind][bucket]` is 100 + 16 * cpu + 8 * kind + bucket.
    let sum = |kind: u64| (0..8).map(move |bucket| (0..4).map(|cpu| 100 + 16 * cpu + 8 * kind + bucket).sum::<u64>());
    assert_eq!(sums.kind_1.counts(), sum(1).collect::<Vec<_>>());
    assert_eq!(sums.by_kind[0].counts(), sum(0).collect::<Vec<_>>());
    assert_eq!(sums.by_kind[1], sums.kind_1);
    assert_eq!(sums.all.counts(), sum(0).zip(sum(1)).map(|(one, other)| one + other).collect::<Vec<_>>());
    assert_eq!(sums.hop_ns.counts(), [92, 94, 96, 98, 100, 102, 104, 106]);
    assert_eq!((sums.llcs.id, &sums.llcs.hop_ns), (90, &sums.hop_ns));
    let mut full = bss();
    full[240 + 8..240 + 16].fill(0xff);
    let error = Sums::from_section_bytes(&full).unwrap_err();
    assert!(matches!(error, SchemaError::Overflow { bits: 64, .. }), "{error:?}");
}

#[test]
fn the_entries_of_a_per_cpu_map_are_buckets_summed_over_the_cpus() {
    // For each key, the value of each CPU.
    let bytes: Vec<u8> =
        [[1_u64, 20], [2, 30], [3, 40], [4, 50]].concat().iter().flat_map(|n| n.to_le_bytes()).collect();
    let sleeps = Sleeps::from_section_bytes(&bytes).unwrap();
    assert_eq!(sleeps.ns.counts(), [21, 32, 43, 54]);
    assert_eq!(sleeps.all, 150);
    let rows: [&[Option<u64>]; 4] =
        [&[Some(1), Some(20)], &[Some(2), None], &[Some(3), Some(40)], &[Some(4), Some(50)]];
    let rendered = report(&of_maps(&[per_cpu_map("sleep_hist", 4096, &rows)]));
    let error = Sleeps::from_snapshot(&Snapshot::new(&rendered)).unwrap_err();
    assert!(matches!(error, SchemaError::Unmapped { cpu: Some(1), .. }), "{error:?}");
}

#[test]
fn a_value_without_a_type_is_cut_into_counters() {
    let read = Untyped::from_section_bytes(&up::<8>(8, 3)).unwrap();
    assert_eq!(read.ns.counts(), [3, 4, 5, 6, 7, 8, 9, 10]);
    let hex: Vec<_> = up::<8>(8, 3).iter().map(|byte| format!("{byte:02x}")).collect();
    let map = json!({
        "name": "raw_hist", "map_kva": 4096, "map_type": 2, "value_size": 64, "max_entries": 1,
        "value": {"kind": "bytes", "hex": hex.join(" ")},
    });
    let rendered: FailureDumpReport = report(&of_maps(&[map]));
    assert_eq!(Untyped::from_snapshot(&Snapshot::new(&rendered)).unwrap(), read);
}

#[test]
fn an_array_that_user_space_resized_has_no_bounds() {
    #[derive(Debug, SnapshotSchema)]
    #[snapshot(object = "tests/bpf/resized.bpf.o")]
    struct Resized {
        total: u64,
        hist: Histogram<Latency, u32>,
    }
    let bytes = |buckets: usize| [up::<1>(8, 1), up::<5>(4, 2)[..4 * buckets].to_vec()].concat();
    assert_eq!(Resized::from_section_bytes(&bytes(4)).unwrap().hist.counts(), [2, 3, 4, 5]);
    let error = Resized::from_section_bytes(&bytes(5)).unwrap_err();
    assert!(matches!(error, SchemaError::Resized { built: 4, found: 5, .. }), "{error:?}");
}

#[test]
fn an_empty_histogram_has_a_total_but_no_percentile() {
    let nothing = counts::<Log2>([0; 16]);
    assert_eq!(nothing.total(), Ok(0));
    assert_eq!(nothing.mean(), Err(HistogramError::Empty));
    assert_eq!(nothing.percentile(50.0), Err(HistogramError::Empty));
    let message = nothing.mean().unwrap_err().to_string();
    assert!(message.starts_with("all buckets are 0, so there is no mean, percentile or valley"), "{message}");
}

#[test]
fn the_valley_is_the_emptiest_bucket_between_the_two_fullest() {
    for (counted, lower) in [
        ([0, 90, 30, 5, 60, 0, 1, 2], 8),
        ([60, 0, 90, 0, 50, 0, 0, 0], 2),
        // The first of equal counts: the fullest are the first two, and the second of them is no fuller.
        ([7, 7, 0, 7, 0, 0, 0, 0], 0),
        ([1, 5, 2, 2, 5, 0, 0, 0], 4),
        // Next to each other.
        ([0, 0, 0, 0, 0, 9, 4, 0], 64),
        // The second fullest is the first of those that are 0.
        ([0, 0, 3, 0, 0, 0, 0, 0], 0),
    ] {
        assert_eq!(counts::<Log2>(counted).valley().unwrap().lower, lower, "{counted:?}");
    }
    assert_eq!(counts::<Log2>([3]).valley().unwrap().upper, None);
    assert_eq!(counts::<Log2>([0; 8]).valley(), Err(HistogramError::Empty));
}

#[test]
fn a_number_that_is_not_a_percentage_is_refused() {
    let one = counts::<Log2>([1, 0]);
    for p in [-1.0, 100.5, f64::NAN, f64::INFINITY] {
        assert!(matches!(one.percentile(p), Err(HistogramError::NotPercentile { .. })), "{p}");
        assert!(matches!(counts::<Log2>([0]).percentile(p), Err(HistogramError::NotPercentile { .. })), "{p}");
    }
    assert_eq!(one.percentile(0.0).unwrap().value, Some(2.0));
}

#[test]
fn counters_and_bounds_must_match() {
    assert_eq!(Histogram::<Latency>::from_counts([1]), Err(HistogramError::Number { expected: 4, found: 1 }));
    assert_eq!(Histogram::<Log2>::from_counts([0; 65]), Err(HistogramError::Bounds { found: 65 }));
    let (short, long) = (counts::<Log2>([1, 2]), counts::<Log2>([1, 2, 3]));
    assert_eq!(short.merge(&long), Err(HistogramError::Number { expected: 2, found: 3 }));
    assert_ne!(short, long);
}

#[test]
fn a_sum_that_does_not_fit_is_an_error() {
    let full = counts::<Log2>([u64::MAX, 1]);
    assert_eq!(full.total(), Err(HistogramError::Overflow { bits: 64 }));
    assert_eq!(full.percentile(50.0), Err(HistogramError::Overflow { bits: 64 }));
    assert_eq!(full.merge(&full), Err(HistogramError::Overflow { bits: 64 }));
    let narrow = Histogram::<Fls, u8>::from_counts([200, 1]).unwrap();
    assert_eq!(narrow.merge(&narrow), Err(HistogramError::Overflow { bits: 8 }));
    let far = counts::<Log2>([vec![0; 62], vec![1 << 63, 0]].concat());
    assert_eq!(far.mean(), Ok(1.5 * f64::powi(2.0, 62)));
    let wide = Histogram::<Linear<0, { u64::MAX / 2 }>>::from_counts([0, u64::MAX, 0]).unwrap();
    assert_eq!(wide.percentile(100.0).unwrap().value, Some((u64::MAX - 1) as f64));
    assert_eq!(wide.mean(), Err(HistogramError::Overflow { bits: 128 }));
}

/// A pseudorandom sequence.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// The percentile by the definition, over the values themselves: each value of a bucket is at its own place between the bounds.
fn of_values<B: Buckets>(counts: &[u64], p: (u64, u64)) -> (usize, Option<f64>) {
    let bucket = |index| B::BOUNDS.bucket(index, counts.len()).unwrap();
    let mut values = Vec::new();
    for (index, count) in counts.iter().enumerate() {
        let Bucket { lower, upper, .. } = bucket(index);
        for nth in 1..=*count {
            let value = upper.map(|upper| {
                (u128::from(lower) * u128::from(*count) + u128::from(upper - lower) * u128::from(nth)) as f64
                    / *count as f64
            });
            values.push((index, value));
        }
    }
    // The smallest value that at least `p` of the values do not exceed.
    let (numerator, denominator) = p;
    let enough = |at: &usize| (*at as u64 + 1) * 100 * denominator >= numerator * values.len() as u64;
    let at = (0..values.len()).find(enough).unwrap();
    values[at]
}

fn percentiles_agree<B: Buckets>(random: &mut Random, buckets: usize) {
    for _ in 0..200 {
        let limit = [1, 2, 5, 40][usize::try_from(random.below(4)).unwrap()];
        let values: Vec<u64> = (0..buckets).map(|_| random.below(limit)).collect();
        let histogram = counts::<B>(values.clone());
        if values.iter().all(|count| *count == 0) {
            assert_eq!(histogram.percentile(50.0), Err(HistogramError::Empty));
            continue;
        }
        for tenths in [0, 1, 5, 100, 250, 333, 500, 667, 900, 990, 999, 1000, random.below(1001)] {
            let percentile = histogram.percentile(tenths as f64 / 10.0).unwrap();
            let (index, value) = of_values::<B>(&values, (tenths, 10));
            assert_eq!((percentile.index, percentile.value), (index, value), "{tenths} tenths of {values:?}");
            assert_eq!(percentile.bucket, histogram.iter().nth(index).unwrap().0);
        }
    }
}

#[test]
fn percentiles_are_those_of_the_values_one_by_one() {
    let mut random = Random(24);
    percentiles_agree::<Log2>(&mut random, 16);
    percentiles_agree::<Log2<8>>(&mut random, 3);
    percentiles_agree::<Fls>(&mut random, 9);
    percentiles_agree::<Linear<7, 3>>(&mut random, 5);
    percentiles_agree::<Latency>(&mut random, 4);
    percentiles_agree::<Log2>(&mut random, 1);
}

#[test]
fn a_merge_is_a_histogram_of_all_values() {
    let mut random = Random(7);
    let mut some = || counts::<Log2>((0..16).map(|_| random.below(50)).collect::<Vec<_>>());
    for _ in 0..50 {
        let (one, other) = (some(), some());
        let both = one.merge(&other).unwrap();
        assert_eq!(both.total().unwrap(), one.total().unwrap() + other.total().unwrap());
        let each: Vec<u64> = one.counts().iter().zip(other.counts()).map(|(one, other)| one + other).collect();
        assert_eq!(both.counts(), each);
    }
}

#[test]
fn a_missing_slot_of_a_cpu_is_an_error_in_a_sum() {
    let slot = |first: u64| {
        let array = |bits: u32, len: u64| {
            json!({
                "kind": "array", "len": len, "elements": (first..first + len).map(|value| uint(bits, value)).collect::<Vec<_>>(),
            })
        };
        let llc = json!({"kind": "array", "len": 2, "elements": [array(64, 4), array(64, 4)]});
        json!({"kind": "struct", "type_name": "cpu_ctx", "members": [
            {"name": "nr_runs", "value": uint(64, 0)},
            {"name": "run_us", "value": array(64, 8)},
            {"name": "slice_us", "value": array(32, 5)},
            {"name": "by_llc", "value": llc},
        ]})
    };
    let map = |slots: Value| {
        json!({
            "name": "cpu_ctxs", "map_kva": 4096, "map_type": 6, "value_size": 160, "max_entries": 1,
            "percpu_entries": [{"key": 0, "per_cpu": slots}],
        })
    };
    let whole = report(&of_maps(&[map(json!([slot(1), slot(100)]))]));
    assert_eq!(Total::from_snapshot(&Snapshot::new(&whole)).unwrap().run_us.counts()[7], 115);
    let missing = report(&of_maps(&[map(json!([slot(1), null]))]));
    let error = Total::from_snapshot(&Snapshot::new(&missing)).unwrap_err();
    assert!(
        matches!(&error, SchemaError::Unmapped { variable, cpu: Some(1), .. } if variable == "run_us"),
        "{error:?}"
    );
    let none = report(&of_maps(&[map(json!([null, null]))]));
    assert!(matches!(Total::from_snapshot(&Snapshot::new(&none)), Err(SchemaError::Unmapped { cpu: Some(0), .. })));
}
