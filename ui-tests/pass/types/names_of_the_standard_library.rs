//! User-defined types with names of the standard library.
use ktsnap::SnapshotSchema;

type Result = u64;
type Duration = u64;
type Instant = u32;

mod own {
    pub type AtomicU64 = u64;
    pub type HashMap<K, V> = ([K; 0], [V; 0]);
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Cell {
    total_ns: Duration,
    #[snapshot(skip)]
    _unread: Option<own::HashMap<u8, u8>>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: Result,
    nr_mig_same: Duration,
    nr_tasks: Instant,
    nr_mig_cross: own::AtomicU64,
    waits: Cell,
    #[snapshot(skip)]
    seen: std::collections::HashMap<u32, u64>,
}

fn main() {
    let counters = Counters::from_section_bytes(&[0; 65536]).unwrap();
    assert_eq!(counters.nr_enqueued + counters.nr_mig_same + counters.nr_mig_cross, 0);
    assert_eq!(u64::from(counters.nr_tasks) + counters.waits.total_ns, 0);
    assert!(counters.seen.is_empty());
}
