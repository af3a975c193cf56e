/// All entries of the map `sleep_hist` in histogram.bpf.o.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/histogram.bpf.o")]
#[snapshot(map = "sleep_hist")]
pub struct SleepHist {
    #[snapshot(key = "*", sum)]
    pub entries: ktsnap::histogram::Histogram<super::Latency>,
}

/// The entry of the map `raw_hist` in histogram.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/histogram.bpf.o")]
#[snapshot(map = "raw_hist")]
pub struct RawHist {
    #[snapshot(key = "0")]
    pub raw_hist: ktsnap::histogram::Histogram<ktsnap::histogram::Log2>,
}
