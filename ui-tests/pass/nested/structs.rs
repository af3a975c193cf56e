// C structs as fields: with and without an object, in arrays, nested, by typedef.
use ktsnap::{CpuSet, FailureDumpReport, Ptr, Snapshot, SnapshotEnum, SnapshotSchema};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct place")]
struct Place {
    cpu: i16,
    llc: u8,
}

#[derive(Debug, PartialEq, SnapshotEnum)]
enum DspStat {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other,
}

/// Without an object: each struct that uses it compares it. A member of a member is a field too.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct cross_move")]
struct Move {
    from: Place,
    #[snapshot(path = "to.cpu", widen)]
    to_cpu: i64,
    pid: u32,
    stat: DspStat,
    #[snapshot(path = "why.waited_ns")]
    waited_ns: u64,
    #[snapshot(skip)]
    note: Option<&'static str>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct llc_stats")]
#[snapshot(ratio(
    /// Where the tasks went.
    pub(crate) balance = nr_in / nr_out,
))]
struct Llc {
    nr_in: u64,
    nr_out: u64,
    #[snapshot(rename = "nr_running", gauge)]
    running: i32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct enq_info")]
struct Enqueue {
    wakeup: u32,
    cpu: u32,
    nice: i32,
    kthread: bool,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    last_cross: Move,
    last_enq: Enqueue,
    per_llc: [Llc; 4],
    #[snapshot(path = "per_llc[*]")]
    llcs: Vec<Llc>,
    #[snapshot(path = "per_llc[1]")]
    second: Llc,
    #[snapshot(path = "last_cross.from")]
    from: Place,
    last_task: Ptr,
    cross_cpus_seen: CpuSet,
}

// By its typedef, which is its only name.
#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", type = "anon_t")]
struct Hits {
    hits: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct outer")]
struct Outer {
    comm: String,
    #[snapshot(path = "comm[*]")]
    bytes: [u8; 16],
    next: Ptr,
    #[snapshot(path = "grid[1][2]")]
    corner: u32,
    #[snapshot(path = "path[*].x", sum)]
    xs: i32,
    raw: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Shapes {
    a_anon: Hits,
    a_anon_typedef: Hits,
    a_outer: Outer,
}

fn main() {
    let file = concat!(env!("KTSNAP_OBJECT_DIR"), "/examples/captures/dispatch-a2.json");
    let report = FailureDumpReport::from_path(file).unwrap();
    let read = Counters::from_snapshot(&Snapshot::new(&report)).unwrap();
    let Move { to_cpu, pid, stat, waited_ns, note, .. } = &read.last_cross;
    assert_eq!((*to_cpu, *pid, stat, *waited_ns, *note), (0, 15, &DspStat::DspShared, 897_000, None));
    assert_eq!((&read.last_cross.from, &read.from), (&Place { cpu: 2, llc: 1 }, &read.from));
    assert_eq!(read.last_enq, Enqueue { wakeup: 1, cpu: 2, nice: 0, kthread: true });
    assert_eq!(read.per_llc.as_slice(), read.llcs.as_slice());
    assert_eq!((&read.second, read.second.running), (&read.per_llc[1], 1));
    assert_eq!(read.second.balance(), Ok(950.0 / 960.0));
    assert_eq!(read.cross_cpus_seen.iter().collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert_ne!(format!("{:?}", read.last_task), "");

    let bytes = concat!(env!("KTSNAP_OBJECT_DIR"), "/examples/captures/dispatch-a2.bss.bin");
    let raw = Counters::from_section_bytes(&std::fs::read(bytes).unwrap()).unwrap();
    assert_eq!((raw.last_cross, raw.llcs, raw.last_enq), (read.last_cross, read.llcs, read.last_enq));

    assert_eq!(Shapes::schema().vars.iter().map(|var| var.size).collect::<Vec<_>>(), [16, 16, 104]);
    let _ = |shapes: Shapes| shapes.a_anon.hits + shapes.a_anon_typedef.hits + shapes.a_outer.raw;
    let _ = |outer: Outer| (outer.comm, outer.bytes, outer.next, outer.corner, outer.xs);
}
