//! All answers of a view about a report, as JSON. This file is compiled twice: with ktsnap's types and with the harness's, which
//! have the same names.

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    FailureDumpReport, FailureDumpReportAny, RenderedValue, Snapshot, SnapshotEntry, SnapshotError, SnapshotField,
    SnapshotMap, cgroup_psi, parse, pickers,
};

/// Names that the reports do not hold.
const ABSENT: [&str; 3] = ["nope", "", "a.bss.nope"];

/// The document after reading and writing it, or `null` if it can't be read.
pub fn document(json: &str) -> Value {
    match parse(json) {
        Some(FailureDumpReportAny::Single(report)) => written(&report),
        Some(FailureDumpReportAny::Dual(report)) => written(&report),
        Some(FailureDumpReportAny::Degraded(report)) => written(&report),
        _ => Value::Null,
    }
}

/// All answers about a report, or `null` if it can't be read.
pub fn observe(json: &str) -> Value {
    let Some(FailureDumpReportAny::Single(report)) = parse(json) else { return Value::Null };
    let snapshot = Snapshot::new(&report);
    let active = match snapshot.active() {
        Ok(active) => view(&active, &report),
        Err(error) => failure(&error),
    };
    json!({
        "report": written(snapshot.report()),
        "view": view(&snapshot, &report),
        "active": active,
        "other parts": other_parts(&snapshot),
    })
}

fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// An error with its payload. `reason` is removed, since each side words it differently.
fn failure(error: &SnapshotError) -> Value {
    let mut error = written(error);
    for variant in ["NoActiveScheduler", "ProjectionFailed"] {
        if let Some(reason) = error.get_mut(variant).and_then(|payload| payload.get_mut("reason")) {
            *reason = Value::Null;
        }
    }
    json!({ "error": error })
}

fn answer<T: Serialize>(result: Result<T, SnapshotError>) -> Value {
    match result {
        Ok(value) => json!({ "ok": value }),
        Err(error) => failure(&error),
    }
}

fn view(snapshot: &Snapshot<'_>, report: &FailureDumpReport) -> Value {
    let vars = variables(report);
    let mut names: Vec<&str> = report.maps.iter().map(|map| map.name.as_str()).chain(ABSENT).collect();
    names.dedup();
    json!({
        "map_count": snapshot.map_count(),
        "is_placeholder": snapshot.is_placeholder(),
        "map": names.iter().map(|name| json!([name, map(snapshot, name)])).collect::<Vec<_>>(),
        "variables": vars.iter().map(|name| json!([name, variable(snapshot, name)])).collect::<Vec<_>>(),
        "live_vars_via": several(snapshot, &vars),
    })
}

/// The names of all top-level members, and some absent names.
fn variables(report: &FailureDumpReport) -> Vec<String> {
    let mut names: Vec<String> = ABSENT.iter().map(|name| (*name).to_owned()).collect();
    for value in report.maps.iter().filter_map(|map| map.value.as_ref()) {
        names.extend(members(value));
    }
    names.sort();
    names.dedup();
    names
}

fn members(value: &RenderedValue) -> Vec<String> {
    match value {
        RenderedValue::Struct { members, .. } => members.iter().map(|member| member.name.clone()).collect(),
        RenderedValue::Ptr { deref: Some(target), .. } => members(target),
        RenderedValue::Truncated { partial, .. } => members(partial),
        _ => Vec::new(),
    }
}

/// Paths into a value: to its members, two levels down, and to absent members.
fn paths(value: Option<&RenderedValue>) -> Vec<String> {
    let mut paths: Vec<String> = ["", "nope", ".", "a..b"].map(str::to_owned).into();
    let Some(value) = value else { return paths };
    for name in members(value).into_iter().take(4) {
        if let Some(inner) = value.member(&name) {
            paths.extend(members(inner).into_iter().take(2).map(|inner| format!("{name}.{inner}")));
        }
        paths.push(format!("{name}.nope"));
        paths.push(name);
    }
    paths
}

fn variable(snapshot: &Snapshot<'_>, name: &str) -> Value {
    let live = snapshot.live_var(name);
    json!({
        "var": field(&snapshot.var(name)),
        "vars": snapshot.vars(name).map(|(map, found)| json!([map, shallow(&found)])).collect::<Vec<_>>(),
        "live_var": shallow(&live),
        "live_var_via": {
            "max_by_counter_value": shallow(&snapshot.live_var_via(name, pickers::max_by_counter_value)),
            "last": shallow(&snapshot.live_var_via(name, |copies| copies.len().checked_sub(1))),
            "none": shallow(&snapshot.live_var_via(name, |_| None)),
            "beyond": shallow(&snapshot.live_var_via(name, |copies| Some(copies.len()))),
        },
    })
}

fn several(snapshot: &Snapshot<'_>, names: &[String]) -> Value {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut groups: Vec<&[&str]> = vec![&[]];
    groups.extend(names.windows(2).take(50));
    groups.extend(names.windows(5).take(10));
    let read = |fields: Result<Vec<SnapshotField<'_>>, SnapshotError>| {
        answer(fields.map(|fields| fields.iter().map(shallow).collect::<Vec<_>>()))
    };
    groups
        .into_iter()
        .map(|group| {
            json!([
                group,
                read(snapshot.live_vars_via(group, pickers::max_by_sum_u64)),
                read(snapshot.live_vars_via(group, |rows| rows.len().checked_sub(1))),
                read(snapshot.live_vars_via(group, |_| None)),
                read(snapshot.live_vars_via(group, |rows| Some(rows.len()))),
            ])
        })
        .collect()
}

/// A field's value without its parts, or its error.
fn shallow(found: &SnapshotField<'_>) -> Value {
    match found.error() {
        Some(error) => failure(error),
        None => json!({ "raw": found.raw().map(brief) }),
    }
}

/// Enough of a value to distinguish it from others in its report. Whole values are only compared once, as part of the report.
fn brief(value: &RenderedValue) -> Value {
    const WHOLE: usize = 6;
    match value {
        RenderedValue::Struct { type_name, members } if members.len() > WHOLE => {
            let ends =
                [&members[0], &members[members.len() - 1]].map(|member| json!([member.name, brief(&member.value)]));
            json!({"struct": type_name, "members": members.len(), "ends": Vec::from(ends)})
        }
        RenderedValue::Array { len, elements } if elements.len() > WHOLE => {
            let ends = [&elements[0], &elements[elements.len() - 1]].map(brief);
            json!({"array": len, "elements": elements.len(), "ends": Vec::from(ends)})
        }
        small => json!(small),
    }
}

/// A field, read with every accessor.
fn field(found: &SnapshotField<'_>) -> Value {
    let walked: Vec<_> = paths(found.raw()).iter().map(|path| json!([path, scalars(&found.get(path))])).collect();
    let elements: Vec<_> = found.iter_members().take(3).map(|element| scalars(&element)).collect();
    json!({
        "scalars": scalars(found),
        "u64s": answer(found.as_u64_array()),
        "u32s": answer(found.as_u32_array()),
        "i64s": answer(found.as_i64_array()),
        "f64s": answer(found.as_f64_array()),
        "bools": answer(found.as_bool_array()),
        "elements": [found.iter_members().count(), elements],
        "get": walked,
        "value": found.raw().map(value),
    })
}

/// A field, read with every accessor for scalars. A missing field must return its error from all of them.
fn scalars(found: &SnapshotField<'_>) -> Value {
    if !found.is_present() {
        return json!([shallow(found), found.raw().is_none(), found.as_u64().is_err(), found.as_bool().is_err()]);
    }
    json!({
        "is_present": found.is_present(),
        "found": shallow(found),
        "u64": answer(found.as_u64()),
        "i64": answer(found.as_i64()),
        "f64": answer(found.as_f64()),
        "bool": answer(found.as_bool()),
        "str": answer(found.as_str()),
    })
}

/// A value, read with its own accessors.
fn value(value: &RenderedValue) -> Value {
    json!({
        "u64": value.as_u64(),
        "i64": value.as_i64(),
        "f64": value.as_f64(),
        "bool": value.as_bool(),
        "u64s": value.as_u64_array(),
        "u32s": value.as_u32_array(),
        "i64s": value.as_i64_array(),
        "f64s": value.as_f64_array(),
        "bools": value.as_bool_array(),
        "index": Vec::from([0, 1, usize::MAX].map(|index| value.index(index).map(brief))),
        "get": paths(Some(value)).iter().map(|path| json!([path, value.get(path).map(brief)])).collect::<Vec<_>>(),
        "member": members(value).iter().take(3).map(|name| value.member(name).map(brief)).collect::<Vec<_>>(),
    })
}

fn map(snapshot: &Snapshot<'_>, name: &str) -> Value {
    let again = || snapshot.map(name).unwrap();
    let found = match snapshot.map(name) {
        Ok(found) => found,
        Err(error) => return failure(&error),
    };
    let whole = json!({
        "name": found.name(),
        "map_kva": found.raw().map_kva,
        "map_error": found.map_error(),
        "ringbuf": found.ringbuf(),
        "arena": found.arena(),
        "fd_array": found.fd_array(),
        "stack_trace": found.stack_trace(),
    });
    let raw = found.raw();
    let has_cpus = !raw.percpu_entries.is_empty() || !raw.percpu_hash_entries.is_empty();
    let cpus: &[usize] = if has_cpus { &[0, 1, 7, usize::MAX] } else { &[1] };
    // Only ktsnap gives access to the entries of an array with several entries.
    if !found.raw().array_entries.is_empty() {
        return whole;
    }
    json!({
        "map": whole,
        "entries": entries(&found),
        "cpus": cpus.iter().map(|&cpu| json!([cpu, entries(&again().cpu(cpu))])).collect::<Vec<_>>(),
    })
}

fn entries(map: &SnapshotMap<'_>) -> Value {
    let raw = map.raw();
    let len = raw.entries.len().max(raw.percpu_entries.len()).max(raw.percpu_hash_entries.len()).max(1);
    let at: Vec<_> =
        (0..len.min(4)).chain([len, usize::MAX]).map(|index| json!([index, entry(&map.at(index))])).collect();
    let weight = |entry: &SnapshotEntry<'_>| entry.key("").as_u64().or_else(|_| entry.get("").as_u64()).unwrap_or(0);
    json!({
        "at": at,
        "find none": entry(&map.find(|_| false)),
        "find last": entry(&map.find(|entry| entry.key("").as_u64().is_ok_and(|key| key > 1))),
        "filter": map.filter(SnapshotEntry::is_present).iter().map(weight).collect::<Vec<_>>(),
        "max_by": entry(&map.max_by(weight)),
    })
}

fn entry(entry: &SnapshotEntry<'_>) -> Value {
    let key = entry.key("");
    let value = entry.get("");
    if !entry.is_present() {
        return json!([shallow(&key), shallow(&value), answer(entry.cpu_sum_u64("")), answer(entry.cpu_min_f64("n"))]);
    }
    let has_cpus = matches!(entry, SnapshotEntry::Percpu(_) | SnapshotEntry::PercpuHash(_));
    let cpu_paths: &[&str] = if has_cpus { &["", "n", "nope", "n.m"] } else { &[""] };
    let cpus: Vec<_> = cpu_paths
        .iter()
        .map(|&path| {
            let mut slots = Vec::new();
            let each = entry.cpu_each(path, |cpu, value| {
                slots.push(json!([cpu, brief(value)]));
                Ok(())
            });
            json!([
                path,
                answer(each),
                slots,
                answer(entry.cpu_sum_u64(path)),
                answer(entry.cpu_max_u64(path)),
                answer(entry.cpu_min_u64(path)),
                answer(entry.cpu_sum_i64(path)),
                answer(entry.cpu_max_i64(path)),
                answer(entry.cpu_min_i64(path)),
                answer(entry.cpu_sum_f64(path)),
                answer(entry.cpu_max_f64(path)),
                answer(entry.cpu_min_f64(path)),
            ])
        })
        .collect();
    json!({
        "is_present": entry.is_present(),
        "key": paths(key.raw()).iter().map(|path| json!([path, scalars(&entry.key(path))])).collect::<Vec<_>>(),
        "key into": field(&key),
        "get": paths(value.raw()).iter().map(|path| json!([path, scalars(&entry.get(path))])).collect::<Vec<_>>(),
        "get into": field(&value),
        "cpus": cpus,
    })
}

fn other_parts(snapshot: &Snapshot<'_>) -> Value {
    json!({
        "event_counter_timeline": snapshot.event_counter_timeline(),
        "rq_scx_states": snapshot.rq_scx_states(),
        "dsq_states": snapshot.dsq_states(),
        "scx_sched_state": snapshot.scx_sched_state(),
        "per_cpu_time": snapshot.per_cpu_time(),
        "per_cpu_time_at": Vec::from([0, 1, 99].map(|cpu| snapshot.per_cpu_time_at(cpu))),
        "cgroup_psi": cgroup_psi(snapshot),
        "per_node_numa": snapshot.per_node_numa(),
        "per_node_numa_at": Vec::from([0, 1].map(|node| snapshot.per_node_numa_at(node))),
        "task_enrichments": snapshot.task_enrichments(),
        "task_enrichment_by_pid": Vec::from([0, 1, 2].map(|pid| snapshot.task_enrichment_by_pid(pid))),
        "prog_runtime_stats": snapshot.prog_runtime_stats(),
        "prog_runtime_stats_by_name": snapshot
            .prog_runtime_stats()
            .iter()
            .map(|prog| prog.name.as_str())
            .chain(ABSENT)
            .map(|name| snapshot.prog_runtime_stats_by_name(name))
            .collect::<Vec<_>>(),
        "probe_counters": snapshot.probe_counters(),
        "scx_walker_unavailable": snapshot.scx_walker_unavailable(),
        "task_enrichments_unavailable": snapshot.task_enrichments_unavailable(),
        "prog_runtime_stats_unavailable": snapshot.prog_runtime_stats_unavailable(),
        "per_node_numa_unavailable": snapshot.per_node_numa_unavailable(),
        "sdt_alloc_unavailable": snapshot.sdt_alloc_unavailable(),
    })
}
