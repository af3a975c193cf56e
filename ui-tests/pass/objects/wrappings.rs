//! Objects in a program, compressed objects, files with only BTF, and variables in paths.

use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/schedulers", struct_ops = "fifo_ops")]
struct Fifo {
    nr_enqueued: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/with_helper")]
struct OnlyScheduler {
    nr_mig_same: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", struct_ops = "dispatch_ops")]
struct Asked {
    nr_mig_same: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.btf")]
struct Btf {
    nr_mig_same: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "$KTSNAP_OBJECT_DIR/examples/bpf/dispatch.bpf.o")]
struct Variable {
    nr_mig_same: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "${KTSNAP_OBJECT_DIR}/examples/bpf/dispatch.bpf.o")]
struct Braces {
    nr_mig_same: u64,
}

fn main() {
    let (fifo, dispatch) = (Fifo::schema().vars[0].size, OnlyScheduler::schema().vars[0].offset);
    assert_eq!((fifo, dispatch), (8, 8));
    for schema in [Asked::schema(), Btf::schema(), Variable::schema(), Braces::schema()] {
        assert_eq!(schema.vars[0].offset, dispatch);
    }
    assert_eq!(Variable::schema().object, "$KTSNAP_OBJECT_DIR/examples/bpf/dispatch.bpf.o");
}
