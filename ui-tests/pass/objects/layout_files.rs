//! A layout file without an object, with an object that does not exist, and with an object that exists.

use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "$KTSNAP_OBJECT_DIR/tests/layouts/nr_counters.json")]
struct Alone {
    nr_running: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "bpf/never_built.bpf.o", layout = "$KTSNAP_OBJECT_DIR/tests/layouts/nr_counters.json")]
struct InPlace {
    nr_running: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "$KTSNAP_UNSET/bpf.bpf.o", layout = "$KTSNAP_OBJECT_DIR/tests/layouts/nr_counters.json")]
struct Unset {
    nr_running: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(
    object = "examples/bpf/nr_counters.bpf.o",
    layout = "$KTSNAP_OBJECT_DIR/tests/layouts/nr_counters.json"
)]
struct Beside {
    nr_running: u64,
}

fn main() {
    let schemas = [Alone::schema(), InPlace::schema(), Unset::schema(), Beside::schema()];
    for schema in schemas {
        assert_eq!((schema.vars[0].offset, schema.vars[0].c_type), (144, "volatile u64"));
    }
    let objects = schemas.map(|schema| schema.object);
    assert_eq!(
        objects,
        [
            "$KTSNAP_OBJECT_DIR/tests/layouts/nr_counters.json",
            "bpf/never_built.bpf.o",
            "$KTSNAP_UNSET/bpf.bpf.o",
            "examples/bpf/nr_counters.bpf.o",
        ]
    );
}
