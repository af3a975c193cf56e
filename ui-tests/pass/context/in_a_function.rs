use ktsnap::SnapshotSchema;

fn moves() -> &'static str {
    const NR: usize = 3;
    type Counter = u64;

    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(local = sum(dsp_stats) / nr_enqueued))]
    struct Counters {
        dsp_stats: [Counter; NR],
        nr_enqueued: Counter,
    }

    assert_eq!(
        Counters {
            dsp_stats: [1, 2, 3],
            nr_enqueued: 4
        }
        .local(),
        Ok(1.5)
    );
    Counters::schema().location.name()
}

fn knobs() -> &'static str {
    // With the same name as the other struct.
    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct Counters {
        #[allow(dead_code)]
        slice_us: u32,
    }

    Counters::schema().location.name()
}

fn main() {
    assert_eq!((moves(), knobs()), (".bss", ".rodata"));
}
