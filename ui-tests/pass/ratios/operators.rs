use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(
    object = "examples/bpf/dispatch.bpf.o",
    ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)),
    ratio(
        percent = 100 * nr_mig_cross / nr_mig_same,
        difference = nr_mig_same - nr_mig_cross - nr_tasks,
        nested = nr_mig_same - (nr_mig_cross - nr_tasks),
        quotient_of_quotients = nr_mig_same / (nr_mig_cross / nr_tasks),
        per_way = sum(dsp_stats) / 3,
        below_zero = lag_ns * 2 / 1_000,
        last = last_dsp / 0x2,
    )
)]
#[snapshot(ratio(alone = nr_mig_same))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    nr_tasks: u32,
    lag_ns: i64,
    last_dsp: u32,
    dsp_stats: [u64; 3],
}

fn main() {
    let counters = Counters {
        nr_mig_same: 12,
        nr_mig_cross: 4,
        nr_tasks: 2,
        lag_ns: -250,
        last_dsp: 1,
        dsp_stats: [1, 2, 6],
    };
    assert_eq!(counters.cross_fraction(), Ok(0.25));
    assert_eq!(counters.percent(), Ok(100.0 / 3.0));
    assert_eq!(counters.difference(), Ok(6.0));
    assert_eq!(counters.nested(), Ok(10.0));
    assert_eq!(counters.quotient_of_quotients(), Ok(6.0));
    assert_eq!(counters.per_way(), Ok(3.0));
    assert_eq!(counters.below_zero(), Ok(-0.5));
    assert_eq!(counters.last(), Ok(0.5));
    assert_eq!(counters.alone(), Ok(12.0));

    let idle = Counters {
        nr_mig_same: 0,
        nr_mig_cross: 0,
        ..counters
    };
    let error = idle.cross_fraction().unwrap_err().to_string();
    assert!(error.contains("nr_mig_same + nr_mig_cross") && error.contains("nr_mig_same = 0, nr_mig_cross = 0"));
}
