//! Parts of several sections and maps.

#[derive(Debug, SnapshotSchema)]
#[snapshot(parts)]
#[snapshot(ratio(runs = cpus.nr_runs / globals.nr_enqueued))]
struct Dispatch {
    #[snapshot(take(per_llc = options.nr_llcs))]
    globals: Globals,
    options: Options,
    cpus: CpuStats,
    #[snapshot(skip)]
    note: String,
}
