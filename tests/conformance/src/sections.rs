//! Generated reports of the example scheduler. Its sections and maps occur in any number of copies. Most match BTF, and some are
//! damaged.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// A variable and values of its type.
type Var = (&'static str, BoxedStrategy<Value>);

/// A report that holds or nearly holds the variables of a struct of `dispatch.bpf.o`.
pub fn report() -> impl Strategy<Value = Value> {
    let running = prop_oneof![6 => Just(Some("dispatch")), 1 => Just(Some("other")), 3 => Just(None)];
    let kvas = prop_oneof![3 => vec(1..4_u64, 1..4), 1 => Just(Vec::new())];
    (vec(map(), 0..8), running, kvas, prop::bool::weighted(0.02)).prop_map(|(maps, running, kvas, placeholder)| {
        let mut report = json!({"schema": "single", "maps": maps});
        if let Some(running) = running {
            report["active_obj_name"] = running.into();
        }
        if !kvas.is_empty() {
            report["active_map_kvas"] = json!(kvas);
        }
        if placeholder {
            report["is_placeholder"] = true.into();
        }
        report
    })
}

pub(crate) fn map() -> impl Strategy<Value = Value> {
    let obj = || prop_oneof![8 => Just("dispatch"), 1 => Just("other"), 1 => Just("dispatch.x")];
    let section = |suffix: &'static str, vars: fn() -> Vec<Var>| {
        (obj(), wrapped(members(vars()))).prop_map(move |(obj, value)| {
            let mut map = json!({"name": format!("{obj}{suffix}"), "map_type": 2, "value_size": 632, "max_entries": 1});
            map["value"] = value;
            map
        })
    };
    let custom = wrapped(members(vec![("cross_cpus", pointer())])).prop_map(
        |value| json!({"name": ".data.cpumask", "map_type": 2, "value_size": 8, "max_entries": 1, "value": value}),
    );
    let of = prop_oneof![
        8 => section(".bss", bss),
        3 => section(".data", data),
        // The same names in a section that the struct does not mirror.
        1 => section(".rodata", bss),
        2 => custom,
        3 => per_cpu("stats", 3, 8, uint(64).boxed()),
        3 => per_cpu("cpu_stats", 1, 16, members(vec![("nr_runs", uint(64).boxed()), ("busy_ns", uint(64).boxed())]).boxed()),
        2 => array(),
    ];
    let unrendered = prop_oneof![8 => Just(false), 1 => Just(true)];
    let error = option::weighted(0.1, Just("page not mapped"));
    (of, 0..4_u64, unrendered, error).prop_map(|(mut map, kva, unrendered, error)| {
        if kva > 0 {
            map["map_kva"] = kva.into();
        }
        if unrendered && let Value::Object(fields) = &mut map {
            fields.retain(|key, _| !matches!(key.as_str(), "value" | "percpu_entries" | "array_entries"));
        }
        if let Some(error) = error {
            map["error"] = error.into();
        }
        map
    })
}

fn bss() -> Vec<Var> {
    let three = vec(uint(64), 3).prop_map(|elements| json!({"kind": "array", "len": 3, "elements": elements}));
    vec![
        ("nr_enqueued", uint(64).boxed()),
        ("nr_tasks", uint(32).boxed()),
        ("lag_ns", select(vec![0_i64, -7, i64::MIN]).prop_map(int64).boxed()),
        ("saw_cross", any::<bool>().prop_map(|value| json!({"kind": "bool", "value": value})).boxed()),
        ("dsp_stats", three.boxed()),
        ("nr_inserted", uint(64).boxed()),
        ("nr_stopping", uint(64).boxed()),
    ]
}

fn data() -> Vec<Var> {
    vec![("min_slice_ns", uint(64).boxed()), ("nr_enqueued", uint(64).boxed())]
}

/// A struct of these variables, in this order. Some are left out, and some are of another kind.
fn members(vars: Vec<Var>) -> impl Strategy<Value = Value> {
    let member = |(name, value): Var| {
        let other = prop_oneof![uint(16), Just(int64(7)), pointer()];
        let value = prop_oneof![40 => value, 1 => other];
        option::weighted(0.97, value).prop_map(move |value| value.map(|value| json!({"name": name, "value": value})))
    };
    vars.into_iter().map(member).collect::<Vec<_>>().prop_map(|members| {
        let members: Vec<_> = members.into_iter().flatten().collect();
        json!({"kind": "struct", "type_name": ".bss", "members": members})
    })
}

/// The value itself in most cases, otherwise a pointer to it or a truncated value.
fn wrapped(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    (value, 0..20_u32).prop_map(|(value, wrap)| match wrap {
        0 => json!({"kind": "truncated", "needed": 632, "had": 600, "partial": value}),
        1 => json!({"kind": "ptr", "value": 4096, "deref": value}),
        2 => json!({"kind": "ptr", "value": 4096, "deref": {"kind": "truncated", "needed": 8, "had": 4, "partial": value}}),
        3 => json!({"kind": "bytes", "hex": "00 ff"}),
        _ => value,
    })
}

fn per_cpu(name: &'static str, keys: u32, size: u32, slot: BoxedStrategy<Value>) -> impl Strategy<Value = Value> {
    let slots = move || vec(option::weighted(0.97, slot.clone()), 2..4);
    let sizes = prop_oneof![20 => Just(size), 1 => Just(size + 8)];
    let entries = prop_oneof![10 => Just(keys), 1 => Just(keys - 1), 1 => Just(keys + 1)];
    (sizes, entries).prop_flat_map(move |(size, keys)| {
        vec(slots(), keys as usize).prop_map(move |rows| {
            let entries: Vec<_> =
                (0..).zip(rows).map(|(key, row): (u32, _)| json!({"key": key, "per_cpu": row})).collect();
            json!({
                "name": name, "map_type": 6, "value_size": size, "max_entries": keys,
                "percpu_entries": entries,
            })
        })
    })
}

fn array() -> impl Strategy<Value = Value> {
    let elements = vec(option::weighted(0.98, uint(64)), 15..17);
    elements.prop_map(|values| {
        let entry = |(key, value): (u32, Option<Value>)| match value {
            Some(value) => json!({"key": key, "value": value}),
            None => json!({"key": key}),
        };
        let entries: Vec<_> = (0..).zip(values).map(entry).collect();
        json!({
            "name": "wait_hist", "map_type": 2, "value_size": 8, "max_entries": entries.len(), "array_entries": entries,
        })
    })
}

fn uint(bits: u32) -> impl Strategy<Value = Value> + Clone {
    let max = u64::MAX >> (64 - bits);
    select(vec![0, 1, 7, 40, max]).prop_map(move |value| json!({"kind": "uint", "bits": bits, "value": value}))
}

fn int64(value: i64) -> Value {
    json!({"kind": "int", "bits": 64, "value": value})
}

fn pointer() -> BoxedStrategy<Value> {
    let cast = option::of(Just("cast"));
    let pointer = (select(vec![0_u64, 4096]), cast).prop_map(|(value, cast)| {
        let mut pointer = json!({"kind": "ptr", "value": value});
        if let Some(cast) = cast {
            pointer["cast_annotation"] = cast.into();
        }
        pointer
    });
    pointer.boxed()
}
