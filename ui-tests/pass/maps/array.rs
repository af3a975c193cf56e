// Arrays with numbers and structs as entries, and with a single struct.
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
#[snapshot(ratio(long = (slots[14] + longest) / all))]
struct WaitHist {
    #[snapshot(key = "*")]
    slots: [u64; 16],
    #[snapshot(key = "*", max)]
    most: u64,
    #[snapshot(key = "*", sum)]
    all: u64,
    #[snapshot(key = "15")]
    longest: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
#[snapshot(ratio(mean_ns = total_ns / nr))]
struct Waits {
    total_ns: u64,
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits", key = "enum dsp_stat")]
#[snapshot(ratio(shared_mean_ns = shared.total_ns / shared.nr))]
struct QueueWaits {
    #[snapshot(key = "DSP_SHARED")]
    shared: Waits,
    #[snapshot(key = "DSP_LOCAL", path = "max_ns", gauge)]
    local_max_ns: u64,
    #[snapshot(key = "*")]
    both: Vec<Waits>,
    #[snapshot(key = "*", path = "nr", sum)]
    nr: u32,
    #[snapshot(key = "*", path = "nr", sum, widen)]
    nr_wide: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
struct Instance {
    started_ns: u64,
    #[snapshot(widen, gauge)]
    nr_cpus: u64,
}

// A struct in an array, with members that are an array and a union.
#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", map = "m_array")]
struct Outers {
    #[snapshot(key = "0", path = "path[2].x")]
    x: i32,
    #[snapshot(key = "*", path = "grid[*][1]")]
    cells: Vec<[u32; 2]>,
    #[snapshot(key = "*", path = "grid", max)]
    largest: u32,
    #[snapshot(key = "3", path = "hi")]
    hi: u32,
}

fn main() {
    let file = concat!(env!("KTSNAP_OBJECT_DIR"), "/examples/captures/dispatch-a2.json");
    let report = FailureDumpReport::from_path(file).unwrap();
    let snapshot = Snapshot::new(&report);

    let hist = WaitHist::from_snapshot(&snapshot).unwrap();
    assert_eq!((hist.most, hist.all, hist.longest, hist.slots[12]), (1436, 4544, 5, 1436));
    assert_eq!(hist.long(), Ok(48.0 / 4544.0));

    let waits = QueueWaits::from_snapshot(&snapshot).unwrap();
    assert_eq!(waits.shared, Waits { total_ns: 17_765_085_730, nr: 3855 });
    assert_eq!((waits.local_max_ns, waits.nr, waits.nr_wide), (24_526_000, 4567, 4567));
    assert_eq!((waits.both.len(), &waits.both[1]), (2, &waits.shared));
    assert_eq!(waits.shared_mean_ns(), waits.shared.mean_ns());

    let instance = Instance::from_snapshot(&snapshot).unwrap();
    assert_eq!((instance.started_ns, instance.nr_cpus), (5_775_171_510, 4));

    let types = Outers::schema().fields.iter().map(|field| (field.path, field.c_type));
    assert_eq!(
        types.collect::<Vec<_>>(),
        [
            ("m_array[0].path[2].x", "s32"),
            ("m_array[*].grid[*][1]", "u32"),
            ("m_array[*].grid", "u32[2][3]"),
            ("m_array[3].hi", "u32"),
        ]
    );
    let _ = |outers: Outers| (outers.x, outers.cells, outers.largest, outers.hi);
}
