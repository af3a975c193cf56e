//! Generated reports. They are small and use few names, so that names often collide.

use crate::theirs;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const MAPS: [&str; 12] = [
    "a.bss",
    "a.bss",
    "a.data",
    "a.rodata",
    "b.bss",
    "b.rodata",
    ".data.custom",
    "a.bss.x",
    ".bss",
    "a.b.bss",
    "stats",
    "bss",
];
const NAMES: [&str; 6] = ["n", "m", "cnt", "f.cnt", "st", ""];

/// A report.
pub fn report() -> impl Strategy<Value = Value> {
    let objects = prop_oneof![Just("a"), Just("b"), Just("c"), Just("")];
    (vec(map(), 0..6), option::of(objects), vec(kva(), 0..3), prop::bool::weighted(0.03), other_parts()).prop_map(
        |(maps, active, kvas, placeholder, other_parts)| {
            let mut report = other_parts;
            report.insert("schema".into(), "single".into());
            report.insert("maps".into(), maps.into());
            if let Some(active) = active {
                report.insert("active_obj_name".into(), active.into());
            }
            if !kvas.is_empty() {
                report.insert("active_map_kvas".into(), json!(kvas));
            }
            if placeholder {
                report.insert("is_placeholder".into(), true.into());
            }
            Value::Object(report)
        },
    )
}

/// A document of any kind.
pub fn document() -> impl Strategy<Value = Value> {
    let dual = (option::of(report()), report(), 0..3_u64).prop_map(|(early, late, age)| {
        let mut dual = json!({"schema": "dual", "late": late});
        if let Some(early) = early {
            dual["early"] = early;
        }
        if age > 0 {
            dual["early_max_age_jiffies"] = age.into();
        }
        dual
    });
    let degraded = (any::<bool>(), option::of(0..5_u32)).prop_map(|(hit, kind)| {
        let mut degraded =
            json!({"schema": "degraded", "reason": "late", "watchpoint_hit": hit, "bss_latch_state": "latched"});
        if let Some(kind) = kind {
            degraded["exit_kind"] = kind.into();
        }
        degraded
    });
    let unknown = prop_oneof![Just(json!({"schema": "other"})), Just(json!({"maps": []})), Just(json!([]))];
    prop_oneof![6 => report(), 3 => dual, 2 => degraded, 1 => unknown]
}

fn kva() -> impl Strategy<Value = u64> {
    0..4_u64
}

fn map() -> impl Strategy<Value = Value> {
    let contents = prop_oneof![
        6 => structure(value()).prop_map(|value| json!({"value": value})),
        1 => value_but_truncated().prop_map(|value| json!({"value": value})),
        2 => vec(hash_entry(), 1..5).prop_map(|entries| json!({"entries": entries})),
        2 => vec(percpu_entry(), 1..4).prop_map(|entries| json!({"percpu_entries": entries})),
        2 => vec(percpu_hash_entry(), 1..4).prop_map(|entries| json!({"percpu_hash_entries": entries})),
        1 => vec(array_entry(), 1..4).prop_map(|entries| json!({"array_entries": entries})),
        1 => Just(json!({"ringbuf": {"capacity": 8, "consumer_pos": 1, "producer_pos": 2, "pending_pos": 2, "pending_bytes": 1}})),
        1 => Just(json!({"fd_array": {"populated": 1, "scanned": 4, "indices": [2]}})),
        2 => Just(json!({})),
    ];
    let error = prop::bool::weighted(0.2);
    (prop::sample::select(&MAPS[..]), kva(), 1..30_u32, contents, error).prop_map(
        |(name, kva, kind, contents, error)| {
            let mut map = json!({"name": name, "map_type": kind, "value_size": 8, "max_entries": 4});
            if kva > 0 {
                map["map_kva"] = kva.into();
            }
            if error {
                map["error"] = "page not mapped".into();
            }
            merge(&mut map, contents);
            map
        },
    )
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

fn hash_entry() -> impl Strategy<Value = Value> {
    (option::of(key()), option::of(value())).prop_map(|(key, value)| {
        let mut entry = json!({"key_hex": "01 0a", "value_hex": "ff"});
        optional(&mut entry, "key", key);
        optional(&mut entry, "value", value);
        entry
    })
}

fn array_entry() -> impl Strategy<Value = Value> {
    (0..9_u32, option::of(value())).prop_map(|(key, value)| {
        let mut entry = json!({ "key": key });
        optional(&mut entry, "value", value);
        entry
    })
}

fn percpu_entry() -> impl Strategy<Value = Value> {
    (0..9_u32, slots()).prop_map(|(key, slots)| json!({"key": key, "per_cpu": slots}))
}

fn percpu_hash_entry() -> impl Strategy<Value = Value> {
    (option::of(key()), slots()).prop_map(|(key, slots)| {
        let mut entry = json!({"key_hex": "2a".repeat(50), "per_cpu": slots});
        optional(&mut entry, "key", key);
        entry
    })
}

fn slots() -> impl Strategy<Value = Vec<Option<Value>>> {
    prop_oneof![3 => vec(option::weighted(0.8, scalar()), 0..4), 1 => vec(option::of(structure(value())), 0..3)]
}

fn optional(entry: &mut Value, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        entry[name] = value;
    }
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&NAMES[..])
}

fn scalar() -> impl Strategy<Value = Value> {
    let bits = prop::sample::select(vec![1_u32, 8, 16, 32, 64]);
    let signed = prop_oneof![Just(0), Just(-1), Just(7), Just(i64::MIN), Just(i64::MAX)];
    let unsigned = prop_oneof![Just(0), Just(1), Just(65), Just(u64::from(u32::MAX) + 1), Just(u64::MAX)];
    let variant = option::of(prop_oneof![Just("RED"), Just("")]);
    let float = prop_oneof![Just(0.0), Just(-2.25), Just(1e300)];
    prop_oneof![
        (bits.clone(), signed.clone()).prop_map(|(bits, value)| json!({"kind": "int", "bits": bits, "value": value})),
        (bits.clone(), unsigned.clone())
            .prop_map(|(bits, value)| json!({"kind": "uint", "bits": bits, "value": value})),
        any::<bool>().prop_map(|value| json!({"kind": "bool", "value": value})),
        any::<u8>().prop_map(|value| json!({"kind": "char", "value": value})),
        float.prop_map(|value| json!({"kind": "float", "bits": 64, "value": value})),
        (bits, signed, variant, any::<bool>()).prop_map(|(bits, value, variant, is_signed)| {
            json!({"kind": "enum", "bits": bits, "value": value, "variant": variant, "is_signed": is_signed})
        }),
        Just(json!({"kind": "cpu_list", "cpus": "0-2,5"})),
        Just(json!({"kind": "bytes", "hex": "00 ff"})),
        Just(json!({"kind": "unsupported", "reason": "func"})),
        (unsigned, option::of(Just("cast→kernel")), option::of(prop_oneof![Just("cycle back"), Just("unmapped")]))
            .prop_map(|(value, cast, skipped)| {
                let mut pointer = json!({"kind": "ptr", "value": value});
                optional(&mut pointer, "cast_annotation", cast.map(Value::from));
                optional(&mut pointer, "deref_skipped_reason", skipped.map(Value::from));
                pointer
            }),
    ]
}

/// A key that is displayed on one line.
fn key() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => scalar(),
        1 => text(),
        1 => vec(scalar(), 0..6).prop_map(|elements| json!({"kind": "array", "len": elements.len(), "elements": elements})),
        2 => structure(scalar()),
        1 => structure(structure(scalar())),
        1 => scalar().prop_map(|partial| json!({"kind": "truncated", "needed": 8, "had": 2, "partial": partial})),
        1 => scalar().prop_map(|target| json!({"kind": "ptr", "value": 4096, "deref": target})),
    ]
}

/// A C string in an array, sometimes longer than the 80 characters that an error shows of a key.
fn text() -> impl Strategy<Value = Value> {
    "[ -~é]{0,100}".prop_map(|text| {
        let elements: Vec<_> = text.bytes().map(|byte| json!({"kind": "uint", "bits": 8, "value": byte})).collect();
        json!({"kind": "array", "len": elements.len(), "elements": elements})
    })
}

fn structure(of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    (option::of(Just("s")), vec((name(), of), 0..4)).prop_map(|(type_name, members)| {
        let members: Vec<_> = members.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
        json!({"kind": "struct", "type_name": type_name, "members": members})
    })
}

fn value() -> impl Strategy<Value = Value> + Clone {
    scalar().boxed().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            structure(inner.clone()),
            (vec(inner.clone(), 0..4), 0..3_usize).prop_map(
                |(elements, more)| json!({"kind": "array", "len": elements.len() + more, "elements": elements})
            ),
            inner.clone().prop_map(|target| json!({"kind": "ptr", "value": 4096, "deref": target})),
            inner.prop_map(|partial| json!({"kind": "truncated", "needed": 8, "had": 2, "partial": partial})),
        ]
        .boxed()
    })
}

/// Excludes truncated sections: only ktsnap looks up variables in them.
fn value_but_truncated() -> impl Strategy<Value = Value> {
    value().prop_filter("not truncated at the top level", |value| !reaches_truncated(value))
}

fn reaches_truncated(value: &Value) -> bool {
    match value["kind"].as_str() {
        Some("truncated") => true,
        Some("ptr") => value.get("deref").is_some_and(reaches_truncated),
        _ => false,
    }
}

fn other_parts() -> impl Strategy<Value = Map<String, Value>> {
    let families = vec![
        ("vcpu_regs", json!([null, {"instruction_pointer": 1, "stack_pointer": 2, "page_table_root": 3}])),
        (
            "sdt_allocations",
            json!([{"allocator_name": "x", "skipped_subtrees": 0, "elem_size": 8, "target_type_id": 0,
            "entries": [{"idx": 1, "genn": 2, "user_addr": 3, "payload": {"kind": "bytes", "hex": "00"}}]}]),
        ),
        ("scx_static_ranges", json!({"skipped": 1})),
        ("sdt_alloc_unavailable", json!("none")),
        ("prog_runtime_stats", json!([{"name": "n", "cnt": 1, "nsecs": 2, "misses": 3}])),
        ("prog_runtime_stats_unavailable", json!("no struct_ops")),
        (
            "per_node_numa",
            json!([{"node": 1, "numa_hit": 1, "numa_miss": 0, "numa_foreign": 0, "numa_interleave_hit": 0,
            "numa_local": 1, "numa_other": 0}]),
        ),
        ("per_node_numa_unavailable", json!("no walker")),
        ("task_enrichments_unavailable", json!("no walker")),
        (
            "task_enrichments",
            json!([{"pid": 1, "tgid": 1, "comm": "c", "weight": 100, "prio": 120, "static_prio": 120,
            "normal_prio": 120, "rt_priority": 0, "pi_boosted_out_of_scx": false, "nvcsw": 1, "nivcsw": 2, "utime": 3,
            "stime": 4, "sched_class": "ext"}]),
        ),
        (
            "event_counter_timeline",
            json!([{"elapsed_ms": 1, "select_cpu_fallback": 0, "dispatch_local_dsq_offline": 0,
            "dispatch_keep_last": -1, "enq_skip_exiting": 0, "enq_skip_migration_disabled": 0, "reenq_immed": 0,
            "reenq_local_repeat": 0, "refill_slice_dfl": 0, "bypass_duration": 0, "bypass_dispatch": 0,
            "bypass_activate": 0, "insert_not_owned": 0, "sub_bypass_dispatch": 0}]),
        ),
        (
            "rq_scx_states",
            json!([{"cpu": 0, "nr_running": 1, "flags": 2, "cpu_released": true, "ops_qseq": 3,
            "kick_sync": 4, "runnable_task_kvas": [5], "runnable_truncated": true}]),
        ),
        ("dsq_states", json!([{"id": 1, "origin": "user", "nr": 2, "seq": 3, "task_kvas": [4], "truncated": true}])),
        ("scx_sched_state", json!({"aborting": false, "bypass_depth": 1, "exit_kind": 2, "watchdog_timeout": 3})),
        ("scx_walker_unavailable", json!("partial")),
        (
            "vcpu_perf_at_freeze",
            json!([{"cycles": 1, "instructions": 2, "cache_misses": 3, "branch_misses": 4,
            "time_enabled_ns": 5, "time_running_ns": 6, "task_clock_ns": null}, null]),
        ),
        ("cgroup_psi", json!([{"cgroup_kva": 1, "total_ns": 2, "avg10_raw": 3, "serial_nr": 4}])),
        ("dump_truncated_at_us", json!(7)),
        ("maps_truncated", json!(2)),
        ("guest_setup_failure", json!({"init_stage": "mount", "guest_exit_code": 1})),
        ("a field of a later release", json!({"x": [1]})),
    ];
    let families: Vec<_> = families.into_iter().filter(|(name, _)| !theirs::LACKS.contains(name)).collect();
    prop::sample::subsequence(families, 0..4)
        .prop_map(|families| families.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
