// Every kind of step, also after other steps.
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(kicked = percent(kicks / sum(dsp_stats)), crossed = (there + back) / (all_moves - 1 + 1)))]
struct Paths {
    dsp_stats: [u64; 3],
    #[snapshot(path = "dsp_stats[DSP_KICK]")]
    kicks: u64,
    #[snapshot(path = "dsp_stats[0]")]
    local: Option<u64>,
    #[snapshot(path = "dsp_stats[*]", max)]
    most: u64,
    // A path with one name is a variable.
    #[snapshot(path = "nr_tasks", widen, gauge)]
    tasks: u64,
    #[snapshot(path = "moves[0][1]")]
    there: u64,
    #[snapshot(path = "moves[1][0]")]
    back: u64,
    #[snapshot(path = "moves[0]")]
    from_first: [u64; 4],
    #[snapshot(path = "moves[*][1]")]
    to_second: Vec<u64>,
    #[snapshot(path = "moves[1][*]", sum)]
    from_second: u64,
    #[snapshot(path = "moves[*][*]", sum)]
    all_moves: u64,
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: u64,
    #[snapshot(path = "per_llc[*].max_wait_ns")]
    waits: [u64; 4],
    #[snapshot(path = "per_llc[1].last_cpu", widen)]
    last_cpu: i64,
    #[snapshot(path = "last_cross.from.cpu")]
    from_cpu: i16,
    // Through anonymous unions.
    #[snapshot(path = "last_cross.tgid")]
    tgid: u32,
    #[snapshot(path = "last_cross.why.waited_ns")]
    why: u64,
    // A bitfield has its declared type.
    #[snapshot(path = "last_enq.cpu")]
    enq_cpu: u32,
    #[snapshot(path = "last_enq.kthread")]
    kthread: bool,
    #[snapshot(path = "cross_cpus_seen.bits[0]")]
    mask: Option<u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Shapes {
    // A variable with a dot in its name, not a member.
    #[snapshot(path = "bump.cnt")]
    bumped: i32,
    #[snapshot(path = "a_outer.path[2].y")]
    y: i32,
    #[snapshot(path = "a_outer.grid[1][*]")]
    row: [u32; 3],
    #[snapshot(path = "a_outer.comm")]
    comm: String,
    #[snapshot(path = "a_union.bytes[*]", sum)]
    byte_sum: u8,
    #[snapshot(path = "a_padded[*].last")]
    last: Vec<u8>,
}

fn main() {
    assert_eq!(
        Shapes::schema().fields.iter().map(|field| field.c_type).collect::<Vec<_>>(),
        ["volatile int", "s32", "u32", "char[16]", "u8", "u8"]
    );
    // A report shows the mask as a list of CPUs. Only raw bytes have its words.
    assert_eq!(Paths::schema().vars.last().map(|var| (var.name, var.optional)), Some(("cross_cpus_seen", true)));

    let file = concat!(env!("KTSNAP_OBJECT_DIR"), "/examples/captures/dispatch-a2.bss.bin");
    let raw = Paths::from_section_bytes(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(raw.mask, Some(0xf));

    let file = concat!(env!("KTSNAP_OBJECT_DIR"), "/examples/captures/dispatch-a2.json");
    let report = FailureDumpReport::from_path(file).unwrap();
    let read = Shown::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!((raw.dsp_stats, raw.kicks, raw.local, raw.most), (read.dsp_stats, 41, Some(721), 4262));
    assert_eq!((raw.tasks, raw.there, raw.back, raw.from_first), (87, 950, 960, [523, 950, 0, 0]));
    assert_eq!((raw.to_second.as_slice(), raw.from_second, raw.all_moves), (&[950, 498, 0, 0][..], 1458, 2931));
    assert_eq!((raw.nr_in, raw.waits, raw.last_cpu), (1910, [53_348_250, 60_344_030, 0, 0], 3));
    assert_eq!((raw.from_cpu, raw.tgid, raw.why), (2, 15, 897_000));
    assert_eq!((raw.enq_cpu, raw.kthread), (2, true));
    assert_eq!((read.kicks, read.why, read.kthread), (41, 897_000, true));
    assert_eq!(raw.kicked(), Ok(100.0 * 41.0 / 5024.0));
    assert_eq!(raw.crossed(), Ok(1910.0 / 2931.0));
}

/// The same struct without the word of the mask.
#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Shown {
    dsp_stats: [u64; 3],
    #[snapshot(path = "dsp_stats[DSP_KICK]")]
    kicks: u64,
    #[snapshot(path = "last_cross.why.waited_ns")]
    why: u64,
    #[snapshot(path = "last_enq.kthread")]
    kthread: bool,
}
