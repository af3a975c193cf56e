use ktsnap::{PerCpu, SnapshotSchema};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    nr: u32,
}

type Maybe = Option<u64>;

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct WaitHist {
    #[snapshot(key = "0")]
    shortest: Option<u64>,
    #[snapshot(key = "1")]
    second: Maybe,
    #[snapshot(key = "*")]
    array: [Option<u64>; 16],
    #[snapshot(key = "*")]
    list: Vec<Option<u64>>,
    #[snapshot(key = "*")]
    aliased: Vec<Maybe>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits", key = "enum dsp_stat")]
struct QueueWaits {
    #[snapshot(key = "DSP_LOCAL")]
    local: Option<Waits>,
    #[snapshot(key = "*", path = "max_ns")]
    max_ns: Vec<Option<u64>>,
    #[snapshot(key = "*", path = "nr", widen)]
    nr: Vec<Option<u64>>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "0")]
    local: Option<PerCpu<u64>>,
    #[snapshot(key = "*")]
    all: [Option<PerCpu<u64>>; 3],
}

fn main() {
    // Raw bytes have every entry.
    let hist = WaitHist::from_section_bytes(&[1; 128]).unwrap();
    let one = Some(0x0101_0101_0101_0101);
    assert_eq!((hist.shortest, hist.second, hist.array, hist.list), (one, one, [one; 16], vec![one; 16]));
    assert_eq!(hist.aliased, [one; 16]);
    let waits = QueueWaits::from_section_bytes(&[2; 48]).unwrap();
    assert_eq!((waits.local, waits.nr), (Some(Waits { nr: 0x0202_0202 }), vec![Some(0x0202_0202); 2]));
    let stats = Stats::from_section_bytes(&[0; 3 * 8 * 2]).unwrap();
    assert_eq!(stats.all.map(|slots| slots.map(|slots| slots.len())), [Some(2); 3]);
}
