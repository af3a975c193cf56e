//! The histograms of schedulers, with totals, medians and percentiles that were computed by hand.

use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, HistogramError, Log2};
use ktsnap::typed::Location;
use real_schedulers::cake::CakeGlobals;
use real_schedulers::layered::{LayerStatId, Layered};
use real_schedulers::pandemonium::{SleepHist, WakeLatHist};

fn bytes(words: impl IntoIterator<Item = u64>) -> Vec<u8> {
    words.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// A per-CPU array of `u64` on two CPUs: half of each count is on CPU 0, and the rest on CPU 1.
fn on_two_cpus(counts: &[u64]) -> Vec<u8> {
    bytes(counts.iter().flat_map(|count| [count / 2, count - count / 2]))
}

#[test]
fn a_band_of_cake_is_the_logarithm_of_the_shifted_time() {
    let Location::Section { size, .. } = CakeGlobals::schema().location else { panic!("not a section") };
    let mut section = vec![0; usize::try_from(size).unwrap()];
    let var = CakeGlobals::schema().vars.iter().find(|var| var.name == "cake_acquire_hist").unwrap();
    let counts = bytes([10, 40, 20, 20, 0, 6, 4, 0]);
    let start = usize::try_from(var.offset).unwrap();
    section[start..start + counts.len()].copy_from_slice(&counts);
    let hold = CakeGlobals::from_section_bytes(&section).unwrap().hold;
    assert_eq!(hold.total(), Ok(100));
    // 50 values are below the upper bound of band 1, 2^(2 + 10).
    let median = hold.percentile(50.0).unwrap();
    assert_eq!((median.bucket.lower, median.bucket.upper, median.value), (2048, Some(4096), Some(4096.0)));
    // 96 are below 65536, so the 99th percentile is the third of the four in band 6.
    let p99 = hold.percentile(99.0).unwrap();
    assert_eq!((p99.bucket.lower, p99.value), (65536, Some(65536.0 + 65536.0 * 0.75)));
    // The bands of all CPUs are added.
    let hop = u64::to_le_bytes(7);
    for var in CakeGlobals::schema().vars.iter().filter(|var| var.name == "cake_hist") {
        // `u64 cake_hist[1024][4][16]`: kind 0, band 3, on CPUs 5 and 900.
        for cpu in [5, 900] {
            let at = usize::try_from(var.offset).unwrap() + (cpu * 4 * 16 + 3) * 8;
            section[at..at + 8].copy_from_slice(&hop);
        }
    }
    let hop = CakeGlobals::from_section_bytes(&section).unwrap().hop.percentile(50.0).unwrap();
    assert_eq!((hop.rank, hop.bucket.lower, hop.value), (7, 2048, Some(3072.0)));
    // The fullest bands are 1 and 2, next to each other.
    assert_eq!(hold.valley().unwrap().lower, 4096);
    // Kinds 0 to 2, with 7 in band 6 of CPU 17: between it and band 3, bands 4 and 5 are empty.
    for var in CakeGlobals::schema().vars.iter().filter(|var| var.name == "cake_hist") {
        for (cpu, kind, band, count) in [(17, 0, 6, 7_u64), (1, 1, 0, 9), (2, 1, 2, 8), (1, 2, 14, 5), (3, 2, 15, 6)] {
            let at = usize::try_from(var.offset).unwrap() + ((cpu * 4 + kind) * 16 + band) * 8;
            section[at..at + 8].copy_from_slice(&count.to_le_bytes());
        }
    }
    let CakeGlobals { hop, handoff, burst, .. } = CakeGlobals::from_section_bytes(&section).unwrap();
    let lower = |hist: &Histogram<Log2<8>>| hist.valley().unwrap().lower;
    assert_eq!([lower(&hop), lower(&handoff), lower(&burst)], [256 << 4, 256 << 1, 256 << 14]);
    // The middles of the bands are 1024, 3072, 6144, 12288, 49152 and 98304.
    assert_eq!(hold.mean(), Ok((10_240.0 + 122_880.0 + 122_880.0 + 245_760.0 + 294_912.0 + 393_216.0) / 100.0));
}

#[test]
fn the_percentile_of_pandemonium_is_the_bound_that_it_prints() {
    // The buckets of tier 1 are the second dozen.
    let mut counts = [0; 36];
    counts[12..24].copy_from_slice(&[50, 30, 10, 5, 2, 1, 1, 0, 0, 0, 0, 1]);
    let hist = WakeLatHist::from_section_bytes(&on_two_cpus(&counts)).unwrap();
    let workers = &hist.interactive;
    assert_eq!(workers.total(), Ok(100));
    // 50, 80, 90, 95, 97, 98 and 99 are at most 10 us, 25 us, 50 us, 100 us, 250 us, 500 us and 1 ms.
    assert_eq!(workers.percentile(50.0).unwrap().bucket.upper, Some(10_000));
    assert_eq!(workers.percentile(90.0).unwrap().value, Some(50_000.0));
    assert_eq!(workers.percentile(99.0).unwrap().bucket.upper, Some(1_000_000));
    // User space prints 20 ms, the lower bound.
    let slowest = workers.percentile(99.5).unwrap();
    assert_eq!((slowest.bucket.lower, slowest.bucket.upper), (20_000_000, None));
    assert_eq!(workers.mean(), Err(HistogramError::NoUpperBound { count: 1, lower: 20_000_000 }));
    assert_eq!(hist.batch.percentile(99.0), Err(HistogramError::Empty));
    assert_eq!(hist.all_tiers, *workers);
    // With 100 more up to 10 us, 150, 180, 190, 195, 197 and 198 of 200 are at most the same bounds.
    counts[0] = 100;
    let hist = WakeLatHist::from_section_bytes(&on_two_cpus(&counts)).unwrap();
    assert_eq!(hist.all_tiers.percentile(99.0).unwrap().bucket.upper, Some(500_000));

    let sleeps = SleepHist::from_section_bytes(&on_two_cpus(&[3, 1, 4, 0])).unwrap();
    assert_eq!(sleeps.sleep_io_pct(), Ok(50.0));
    // Twice the middles are 1, 11 and 110 ms.
    assert_eq!(sleeps.ns.mean(), Ok((3.0 * 0.5e6 + 5.5e6 + 4.0 * 55e6) / 8.0));
}

#[test]
fn each_layer_of_layered_has_its_waits_by_powers_of_two() {
    let Location::Map { value_size, .. } = Layered::schema().location else { panic!("not a map") };
    let stats = LayerStatId::NR_LSTATS as usize;
    let words = usize::try_from(value_size.div_ceil(8)).unwrap();
    // The place of `lstats`, from a value in which each word is its own position.
    let positions = Layered::from_section_bytes(&bytes(0..words as u64)).unwrap();
    let start = usize::try_from(positions.lstats[3][0]).unwrap();
    let mut value = vec![0; words];
    value[start + 32..start + stats]
        .copy_from_slice(&[vec![1, 2, 4, 8, 16, 32, 16, 8, 4, 2, 1], vec![0; 14], vec![6]].concat());
    let waits = Layered::from_section_bytes(&bytes(value)).unwrap();
    let latency = &waits.runq_latency[3];
    assert_eq!((latency.counts().len(), latency.total()), (26, Ok(100)));
    // 31 waits are shorter than 32 us, so the median is the 19th of the 32 from 32 to 64 us.
    let median = latency.percentile(50.0).unwrap();
    assert_eq!((median.bucket.to_string().as_str(), median.value), ("32 to 64", Some(32.0 + 32.0 * 19.0 / 32.0)));
    assert_eq!(latency.percentile(94.0).unwrap().bucket.upper, Some(2048));
    assert_eq!(latency.percentile(95.0).unwrap().bucket.lower, 1 << 25);
    assert_eq!(waits.runq_latency[0].percentile(50.0), Err(HistogramError::Empty));
    assert_eq!(waits.runq_latency.len(), 16);
}
