/// Globals in `.bss` of histogram.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/histogram.bpf.o")]
pub struct Bss {
    /// `u64[8]`
    pub wait_us: ktsnap::histogram::Histogram<ktsnap::histogram::Log2>,
    /// `u32[5]`
    pub depth: ktsnap::histogram::Histogram<ktsnap::histogram::Linear<0, 4>, u32>,
    /// `u64[4]`
    pub latency_ns: ktsnap::histogram::Histogram<super::Latency>,
    /// `u8[6]`
    pub bits: ktsnap::histogram::Histogram<ktsnap::histogram::Fls, u8>,
    pub drift: [i64; 4],
    pub total: u64,
    pub llcs: [Llc; 2],
    /// `u64[4][2][8]`
    pub hist: [[ktsnap::histogram::Histogram<ktsnap::histogram::Log2<8>>; 2]; 4],
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct llc")]
pub struct Llc {
    pub id: u64,
    /// `u64[8]`
    pub hop_ns: ktsnap::histogram::Histogram<ktsnap::histogram::Log2>,
}
