use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct instance")]
struct CpuStats {
    #[snapshot(sum)]
    nr_cpus: u32,
}

fn main() {}
