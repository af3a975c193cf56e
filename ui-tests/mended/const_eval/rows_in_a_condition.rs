use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Cells {
    #[snapshot(by = "cell", count)]
    cpus: Rows<u32, u64>,
    #[snapshot(by = "cell", sum)]
    nr_runs: Rows<u32, u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(parts, ratio(idle = count(cells.nr_runs[*] == 0)))]
struct Machine {
    cells: Cells,
}

#[test]
fn reads() {
    crate::read::<Cells>();
}
