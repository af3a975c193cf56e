//! What differs between the harness and ktsnap.

use std::collections::BTreeSet;

/// A file of the harness with tests of snapshots or reports. Paths are below `src`.
pub(crate) struct TestFile {
    pub(crate) path: &'static str,
    /// Files whose functions and constants the tests use.
    pub(crate) helpers: &'static [&'static str],
    /// Files whose constants the tests use.
    pub(crate) constants: &'static [&'static str],
}

const fn file(path: &'static str) -> TestFile {
    TestFile { path, helpers: &[], constants: &["monitor/dump/mod.rs"] }
}

const fn of_values(path: &'static str) -> TestFile {
    TestFile { helpers: &["monitor/btf_render/tests/mod.rs"], ..file(path) }
}

/// The view, the documents, the values and the parts of a report. The harness's series are not here: ktsnap-ktstr reads
/// the harness's own.
pub(crate) const FILES: &[TestFile] = &[
    file("scenario/snapshot/error.rs"),
    file("scenario/snapshot/field.rs"),
    file("scenario/snapshot/json.rs"),
    file("scenario/snapshot/pickers.rs"),
    TestFile { constants: &["scenario/snapshot/mod.rs", "monitor/dump/mod.rs"], ..file("scenario/snapshot/tests.rs") },
    file("monitor/dump/display.rs"),
    TestFile { constants: &["monitor/dump/mod.rs", "monitor/bpf_map/mod.rs"], ..file("monitor/dump/tests.rs") },
    of_values("monitor/btf_render/tests/cpumask_render.rs"),
    of_values("monitor/btf_render/tests/datasec_cpumask.rs"),
    of_values("monitor/btf_render/tests/display_basics.rs"),
    of_values("monitor/btf_render/tests/predicates.rs"),
    of_values("monitor/btf_render/tests/rendered_value_accessors.rs"),
    of_values("monitor/btf_render/tests/templates_arrays_cycles.rs"),
    of_values("monitor/btf_render/tests/typed_arrays_dedup.rs"),
    file("monitor/arena.rs"),
    file("monitor/bpf_prog.rs"),
    file("monitor/perf_counters.rs"),
    file("monitor/scx_static_alloc.rs"),
    file("monitor/scx_walker_tests.rs"),
    file("monitor/sdt_alloc/mod.rs"),
    file("monitor/task_enrichment.rs"),
];

/// A part of the harness that ktsnap does not have. Tests that use one of the names are left out, and tests whose name begins
/// with one of the beginnings.
struct Absent {
    what: &'static str,
    names: &'static [&'static str],
    beginnings: &'static [&'static str],
}

const ABSENT: &[Absent] = &[
    Absent { what: "the bridge between a scenario and the machine", names: &["SnapshotBridge"], beginnings: &[] },
    Absent {
        what: "a scheduler's statistics as JSON",
        names: &["JsonField", "SchedStatsError", "json_to_f64", "json_to_i64", "json_to_u64", "stats_path"],
        beginnings: &[],
    },
    Absent {
        what: "the capture of the machine's memory",
        names: &[
            "ActiveObjMatch",
            "ArenaSlotIndex",
            "BpfMapInfo",
            "Btf",
            "GuestKernel",
            "GuestMem",
            "MAP_TYPE_EXPLANATIONS",
            "MAX_ENRICHED_TASKS",
            "MAX_NODES_PER_LIST",
            "MemReader",
            "MonitorSample",
            "all_slot_addrs",
            "append_arena_slot_index_for_allocator",
            "build_scx_static_range_index",
            "cast_lookup_in_map",
            "chase_sdt_data_payload",
            "count_global_sections_for_prefix",
            "fd_map_is_hash_shaped",
            "identify_active_obj_from_struct_ops",
            "is_arena_addr_in_scx_static_index",
            "is_arena_addr_in_snapshot",
            "is_scx_allocator_type",
            "is_scx_static_type",
            "iter_bss_vars_with_type",
            "read_arena_in_snapshot",
            "render_map",
            "resolve_arena_type_with_static_fallback",
            "test_btf",
            "try_render_cpumask_bits",
        ],
        beginnings: &[],
    },
    Absent {
        what: "the text of a whole report or map",
        names: &[],
        beginnings: &[
            "allocator_snapshot_display_",
            "array_entry_display_",
            "dual_dump_display_",
            "dual_report_display_",
            "entry_display_",
            "failure_dump_display_",
            "failure_dump_entry_display_",
            "map_display_",
            "percpu_entry_display_",
            "percpu_hash_entry_display_",
            "prog_runtime_stats_display_",
            "prog_runtime_stats_format_chain_",
            "report_any_display_",
            "report_display_",
            "snapshot_display_",
            "try_write_entry_table_",
        ],
    },
    Absent { what: "verdicts", names: &["Verdict", "claim"], beginnings: &[] },
    Absent {
        what: "figures computed from the counters of programs and CPUs",
        names: &["ipc", "miss_rate", "ns_per_call"],
        beginnings: &[],
    },
    Absent {
        what: "private functions, whose results are compared through public ones",
        names: &[
            "anon_duplicates_pool",
            "build_sibling_scalar_pool",
            "is_deeply_zero",
            "is_inline_scalar",
            "is_string_value",
            "is_zero",
            "render_entry_key",
        ],
        beginnings: &[],
    },
];

/// The types that ktsnap has too. A test that uses none of them is not about a report.
const OURS: &[&str] = &[
    "ArenaPage",
    "ArenaSnapshot",
    "CgroupPsiStat",
    "DegradedFailureDumpReport",
    "DsqState",
    "DualFailureDumpReport",
    "EventCounterSample",
    "ExcludedMap",
    "FailureDumpArrayEntry",
    "FailureDumpEntry",
    "FailureDumpFdArray",
    "FailureDumpMap",
    "FailureDumpPercpuEntry",
    "FailureDumpPercpuHashEntry",
    "FailureDumpReport",
    "FailureDumpReportAny",
    "FailureDumpRingbuf",
    "FailureDumpStackTrace",
    "FailureDumpStackTraceEntry",
    "GuestSetupFailureContext",
    "MissingStatsReason",
    "PerCpuTimeStats",
    "PerNodeNumaStats",
    "ProbeBssCounters",
    "ProgRuntimeStats",
    "RenderedMember",
    "RenderedValue",
    "RqScxState",
    "ScxSchedState",
    "ScxStaticRange",
    "ScxStaticSnapshot",
    "SdtAllocEntry",
    "SdtAllocatorSnapshot",
    "Snapshot",
    "SnapshotEntry",
    "SnapshotError",
    "SnapshotField",
    "SnapshotMap",
    "TaskEnrichment",
    "VcpuPerfSample",
    "VcpuRegSnapshot",
];

/// The reason for which a test is left out.
pub(crate) fn reason(test: &str, uses: &BTreeSet<&str>) -> Option<&'static str> {
    let uses_any = |names: &[&str]| names.iter().any(|name| uses.contains(name));
    let is_about = |absent: &&Absent| {
        uses_any(absent.names) || absent.beginnings.iter().any(|beginning| test.starts_with(beginning))
    };
    match ABSENT.iter().find(is_about) {
        Some(absent) => Some(absent.what),
        None if !uses_any(OURS) => Some("no type of a report"),
        None => None,
    }
}

/// A test that fails with ktsnap's types.
pub(crate) struct Difference {
    pub(crate) test: &'static str,
    /// ktsnap's words, which the failure must show.
    pub(crate) ours: &'static str,
}

const fn differs(test: &'static str, ours: &'static str) -> Difference {
    Difference { test, ours }
}

/// The tests that fail. All but the first compare the words of a message: the variants and payloads of ktsnap's errors are those
/// of the harness, and the messages are its own. The first compares the text of an array of structs, which is ktsnap's own too.
pub(crate) const DIFFERENCES: &[Difference] = &[
    differs("array_of_3_similar_structs_uses_template_block", "[1] s{common=100, x=2}"),
    differs("projection_failed_display_carries_reason", "picker rejected all 2 candidates"),
    differs(
        "active_filter_excluded_maps_display_renders_kva_mismatch_hint",
        "(alpha.bss at 0x1000, alpha.data at 0x2000)",
    ),
    differs(
        "active_filter_excluded_maps_display_renders_mixed_zero_and_mismatched_hint",
        "are unknown (alpha.bss, alpha.data)",
    ),
    differs("active_filter_excluded_maps_display_renders_zero_kva_hint", "are unknown (alpha.bss)"),
    differs("live_var_via_picker_out_of_range_surfaces_projection_failed", "the picker for `tick` chose copy 99 of 2"),
    differs(
        "live_var_via_picker_returns_none_surfaces_projection_failed",
        "the picker for `tick` chose none of 2 copies",
    ),
    differs("live_vars_via_empty_names_slice_errors", "`live_vars_via` got no names"),
    differs("live_vars_via_picker_out_of_range_surfaces_projection_failed", "for `[same, cross]` chose copy 99 of 2"),
    differs(
        "live_vars_via_picker_returns_none_surfaces_projection_failed",
        "for `[same, cross]` chose none of 2 copies",
    ),
    differs(
        "map_find_no_match_on_single_value_array_renders_unavailable_keys",
        "`scx_singleton` matched none of 1 entries",
    ),
    differs("no_match_display_appends_btf_hint_when_all_keys_are_hex", "because the capture had no BTF for them"),
    differs("no_match_display_omits_btf_hint_when_map_is_empty", "`m` had no value"),
    differs("no_match_display_omits_btf_hint_when_no_keys_sampled", "`m` matched none of 5 entries"),
    differs("no_match_display_renders_three_arms", "`m` had no value"),
    differs("snapshot_active_multi_bss_same_name_no_walker_returns_no_active_scheduler", "(2 × bpf_bpf.bss)"),
    differs("snapshot_active_multi_data_same_name_no_walker_returns_no_active_scheduler", "(2 × bpf_bpf.data)"),
    differs("snapshot_active_multi_obj_returns_no_active_scheduler", "read every copy with `Snapshot::vars`"),
    differs("snapshot_active_multi_rodata_same_name_no_walker_returns_no_active_scheduler", "(2 × bpf_bpf.rodata)"),
    differs("snapshot_active_walker_obj_name_set_but_empty_whitelist_multi_copy_errors", "(2 × bpf_bpf.bss)"),
];

/// The entry of a test that fails.
pub(crate) fn difference(test: &str) -> Option<&'static Difference> {
    DIFFERENCES.iter().find(|difference| difference.test == test)
}

/// Whether a literal of that type compiles outside ktsnap-core. The variants of enums do.
pub(crate) fn is_exhaustive(path: &str) -> bool {
    match path.rsplit_once("::") {
        Some((owner, _)) => owner.rsplit("::").next().is_some_and(|owner| owner.starts_with(char::is_uppercase)),
        None => path == "RenderedMember",
    }
}

/// The function of `names` that a test calls instead of the harness's.
pub(crate) fn call(path: &str) -> Option<&'static str> {
    (path == "FailureDumpReportAny::from_json").then_some("document")
}

/// The function of `names` that converts the harness's value of a field to ktsnap's.
pub(crate) fn conversion(owner: &str, field: &str) -> Option<&'static str> {
    Some(match (owner, field) {
        ("FailureDumpReport", "maps") => "maps",
        ("RenderedValue::Struct", "members") | ("RenderedValue::Array", "elements") => "boxed",
        ("RenderedValue::Struct", "type_name") | ("RenderedValue::Enum", "variant") => "text",
        _ => return None,
    })
}
