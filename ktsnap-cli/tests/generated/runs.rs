//! The runs of `ktsnap derive` whose output is committed here.

/// Layout files of published schedulers, and their objects.
pub(crate) const EXPORTED: [(&str, &str, &str); 2] =
    [(BPFLAND, "scx_bpfland.bpf.o", "scx_bpfland 1.1.4"), (RUSTY, "scx_rusty.bpf.o", "scx_rusty 1.1.4")];
pub(crate) const BPFLAND: &str = "tests/generated/schemas/scx_bpfland.json";
pub(crate) const RUSTY: &str = "tests/generated/schemas/scx_rusty.json";
pub(crate) const LABEL: &str = "../tests/bpf/label.bpf.o";
pub(crate) const DISPATCH: &str = "../examples/bpf/dispatch.bpf.o";
pub(crate) const HISTOGRAM: &str = "../tests/bpf/histogram.bpf.o";
/// Written by hand, with an array in each place that an object can have it.
pub(crate) const ARRAYS: &str = "tests/generated/schemas/arrays.json";
pub(crate) const HASHES: &str = "../tests/bpf/hashes.bpf.o";
pub(crate) const MITOSIS: &str = "../tests/real-schedulers/schemas/scx_mitosis.json";
pub(crate) const RESIZED: &str = "../tests/bpf/resized.bpf.o";
pub(crate) const RICH: &str = "../tests/bpf/rich.bpf.o";
pub(crate) const SHAPES: &str = "../tests/bpf/shapes.bpf.o";
pub(crate) const TWINS: &str = "../tests/bpf/twins.bpf.o";

/// The files, the objects, and the other arguments.
pub(crate) const GENERATED: &[(&str, &str, &[&str])] = &[
    (
        "arrays_bss",
        ARRAYS,
        &[
            "--rows",
            "grid=kind_id",
            "--rows",
            "devices[*].kinds=enum kind_id",
            "--rows",
            "devices[*].queue.io = io_stats",
            "--histogram",
            "devices[*].queue.depth=Linear<0,4>",
        ],
    ),
    (
        "arrays_by_cpu_and_pid",
        ARRAYS,
        &["--map", "by_cpu", "--map", "by_pid", "--rows", "by_cpu=kind_id", "--rows", "by_pid=kind_id"],
    ),
    (
        "arrays_by_pid_histograms",
        ARRAYS,
        &["--map", "by_cpu", "--map", "by_pid", "--histogram", "by_cpu=Log2", "--histogram", "by_pid=Fls"],
    ),
    (
        "arrays_by_pid_sums",
        ARRAYS,
        &["--map", "by_cpu", "--map", "by_pid", "--histogram", "by_cpu=Log2", "--histogram", "by_pid=Fls", "--sum"],
    ),
    (
        "arrays_devices",
        ARRAYS,
        &[
            "--map",
            "devices",
            "--rows",
            "devices.kinds=kind_id",
            "--rows",
            "queue.io=io_stats",
            "--histogram",
            "queue.depth=Fls<2>",
        ],
    ),
    ("arrays_raw", ARRAYS, &["--map", "raw", "--rows", "raw=kind_id"]),
    (
        "arrays_resized",
        ARRAYS,
        &[
            "--section",
            ".data.resized",
            "--section",
            ".data.waits",
            "--rows",
            "resized=kind_id",
            "--histogram",
            "waits=Log2",
        ],
    ),
    (
        "arrays_sums",
        ARRAYS,
        &[
            "--map",
            "by_cell",
            "--map",
            "by_cpu",
            "--map",
            "by_pid",
            "--map",
            "devices",
            "--rows",
            "by_cpu=kind_id",
            "--rows",
            "by_pid=kind_id",
            "--rows",
            "devices.kinds=kind_id",
            "--histogram",
            "queue.depth=Linear<0, 4>",
            "--sum",
        ],
    ),
    (
        "dispatch_rows",
        DISPATCH,
        &[
            "--only",
            "dsp_stats",
            "--only",
            "nr_enqueued",
            "--rows",
            "dsp_stats=enum dsp_stat",
            "--main",
            "--ratio",
            "shared_pct = percent(dsp_stats.shared / nr_enqueued)",
            "--ratio",
            "growth(before) = nr_enqueued / before.nr_enqueued",
        ],
    ),
    ("dispatch_stats_sum", DISPATCH, &["--map", "stats", "--key", "dsp_stat", "--sum"]),
    (
        "dispatch_wait_histogram",
        DISPATCH,
        &[
            "--map",
            "wait_hist",
            "--histogram",
            "wait_hist=Log2",
            "--main",
            "--ratio",
            "longest_pct = percent(entries[15] / sum(entries))",
        ],
    ),
    (
        "histogram_bss",
        HISTOGRAM,
        &[
            "--histogram",
            "wait_us=Log2",
            "--histogram",
            "depth=Linear<0, 4>",
            "--histogram",
            "latency_ns=super::Latency",
            "--histogram",
            "bits=Fls",
            "--histogram",
            "llcs[*].hop_ns=Log2",
            "--histogram",
            "hist=Log2<8>",
        ],
    ),
    (
        "histogram_cpu_ctxs",
        HISTOGRAM,
        &[
            "--map",
            "cpu_ctxs",
            "--histogram",
            "run_us=Log2",
            "--histogram",
            "slice_us=Linear<0, 4>",
            "--histogram",
            "by_llc=super::Latency",
        ],
    ),
    (
        "histogram_maps",
        HISTOGRAM,
        &[
            "--map",
            "sleep_hist",
            "--map",
            "raw_hist",
            "--histogram",
            "sleep_hist=super::Latency",
            "--histogram",
            "raw_hist=Log2",
        ],
    ),
    ("mitosis_cpu_ctxs", MITOSIS, &["--map", "cpu_ctxs", "--rows", "cstats=enum cell_stat_idx"]),
    (
        "mitosis_sums",
        MITOSIS,
        &[
            "--map",
            "cpu_ctxs",
            "--only",
            "cstats",
            "--only",
            "running_ns",
            "--rows",
            "cstats=enum cell_stat_idx",
            "--sum",
            "--name",
            "Mitosis",
            "--ratio",
            "steal_pct = percent(sum(cstats[*].steal) / sum(cstats[*].local))",
            "--let",
            "CellStats.decisions = local + cpu_dsq + cell_dsq + borrowed",
            "--ratio",
            "CellStats.local_pct = percent(local / decisions)",
            "--ratio",
            "CellStats.share_pct(all) = percent(decisions / all.decisions)",
        ],
    ),
    ("dispatch_bss", DISPATCH, &[]),
    ("dispatch_bss_and_waits", DISPATCH, &["--section", ".bss", "--map", "queue_waits"]),
    ("dispatch_cpu_program", DISPATCH, &["--map", "cpu_stats", "--main", "--ratio", "mean_run_ns = busy_ns / nr_runs"]),
    ("dispatch_data", DISPATCH, &["--section", ".data"]),
    ("dispatch_masks", DISPATCH, &["--section", ".data.cpumask"]),
    ("dispatch_rodata", DISPATCH, &["--section", ".rodata"]),
    ("dispatch_only", DISPATCH, &["--only", "nr_mig_*", "--only", "waits", "--name", "Moves"]),
    ("dispatch_cpu_stats", DISPATCH, &["--map", "cpu_stats"]),
    ("dispatch_instance", DISPATCH, &["--map", "instance"]),
    ("dispatch_queue_waits", DISPATCH, &["--map", "queue_waits"]),
    ("dispatch_queue_waits_by_key", DISPATCH, &["--map", "queue_waits", "--key", "dsp_stat"]),
    ("dispatch_stats", DISPATCH, &["--map", "stats", "--key", "dsp_stat"]),
    ("dispatch_stats_by_number", DISPATCH, &["--map", "stats"]),
    ("dispatch_wait_hist", DISPATCH, &["--map", "wait_hist"]),
    ("dispatch_wake_stats", DISPATCH, &["--map", "wake_stats", "--key", "enum wake_stat"]),
    ("hashes_sums", HASHES, &["--map", "cpu_recent", "--map", "cpu_hash_stats", "--map", "task_stats", "--sum"]),
    ("label_bss", LABEL, &[]),
    ("label_program", LABEL, &["--main"]),
    ("label_bss_totals", LABEL, &["--section", ".bss.totals"]),
    ("resized_bss", RESIZED, &[]),
    ("resized_slot_started", RESIZED, &["--section", ".data.slot_started"]),
    ("resized_slot_stats", RESIZED, &["--section", ".data.slot_stats"]),
    ("resized_text_dump", RESIZED, &["--section", ".data.text_dump"]),
    ("rich_bss_custom", RICH, &["--section", ".bss.custom"]),
    ("rich_data", RICH, &["--section", ".data"]),
    ("rich_data_custom", RICH, &["--section", ".data.custom"]),
    ("scx_bpfland_bss", BPFLAND, &[]),
    ("scx_bpfland_cpu_ctx_stor", BPFLAND, &["--map", "cpu_ctx_stor"]),
    ("scx_bpfland_data", BPFLAND, &["--section", ".data"]),
    (
        "scx_bpfland_program",
        BPFLAND,
        &[
            "--only",
            "nr_*_dispatches",
            "--main",
            "--ratio",
            "direct_fraction = nr_direct_dispatches / (nr_direct_dispatches + nr_shared_dispatches)",
        ],
    ),
    ("scx_bpfland_rodata", BPFLAND, &["--section", ".rodata"]),
    ("scx_rusty_bss", RUSTY, &[]),
    ("scx_rusty_data", RUSTY, &["--section", ".data"]),
    ("scx_rusty_rodata", RUSTY, &["--section", ".rodata"]),
    ("scx_rusty_stats", RUSTY, &["--map", "stats"]),
    ("shapes_array", SHAPES, &["--map", "m_array"]),
    ("shapes_bss", SHAPES, &[]),
    ("shapes_data", SHAPES, &["--section", ".data"]),
    ("shapes_data_long", SHAPES, &["--section", ".data.long_section_name"]),
    ("shapes_kconfig", SHAPES, &["--section", ".kconfig"]),
    ("shapes_pcpu", SHAPES, &["--map", "m_pcpu"]),
    ("shapes_rodata", SHAPES, &["--section", ".rodata"]),
    ("shapes_sizes", SHAPES, &["--map", "m_sizes"]),
    ("twins_bss", TWINS, &[]),
    ("twins_both", TWINS, &["--section", ".bss", "--section", ".data"]),
    ("twins_data", TWINS, &["--section", ".data"]),
];

/// An object and the other arguments.
pub(crate) type Run = (&'static str, &'static [&'static str]);

/// Files to which several runs were appended.
pub(crate) const APPENDED: &[(&str, &[Run])] = &[(
    "appended",
    &[
        (
            DISPATCH,
            &["--only", "nr_*_dispatches", "--only", "cross_cpus_seen", "--only", "slowest_comm", "--only", "last_*"],
        ),
        (DISPATCH, &["--section", ".data", "--section", ".rodata"]),
        (DISPATCH, &["--map", "stats", "--key", "dsp_stat"]),
    ],
)];
