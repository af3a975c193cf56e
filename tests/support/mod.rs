//! Reports for the tests: captures in the repository, and small hand-written reports.

#![allow(dead_code, reason = "each test uses its own part")]

use ktsnap::FailureDumpReport;
use serde_json::{Value, json};

/// A capture by its path in the repository.
pub(crate) fn capture(path: &str) -> FailureDumpReport {
    FailureDumpReport::from_path(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The JSON of a capture, for editing.
pub(crate) fn capture_json(path: &str) -> Value {
    let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn report(value: &Value) -> FailureDumpReport {
    FailureDumpReport::from_json(&value.to_string()).unwrap()
}

/// A report of these maps that names no running scheduler.
pub(crate) fn of_maps(maps: &[Value]) -> Value {
    json!({"schema": "single", "maps": maps})
}

/// A report of these maps that names `obj` as the running object and lists these live maps.
pub(crate) fn running(obj: &str, live: &[u64], maps: &[Value]) -> Value {
    json!({"schema": "single", "maps": maps, "active_obj_name": obj, "active_map_kvas": live})
}

/// A global section of `u64` variables.
pub(crate) fn section(name: &str, kva: u64, vars: &[(&str, u64)]) -> Value {
    let member =
        |(name, value): &(&str, u64)| json!({"name": name, "value": {"kind": "uint", "bits": 64, "value": value}});
    let members: Vec<_> = vars.iter().map(member).collect();
    json!({
        "name": name, "map_kva": kva, "map_type": 2, "value_size": 8 * vars.len(), "max_entries": 1,
        "value": {"kind": "struct", "type_name": name, "members": members},
    })
}

/// A global section that was not rendered.
pub(crate) fn unrendered(name: &str, kva: u64) -> Value {
    json!({
        "name": name, "map_kva": kva, "map_type": 2, "value_size": 8, "max_entries": 1,
        "error": "page not mapped",
    })
}

/// The variable of that name in the last map of that name.
pub(crate) fn var_mut<'v>(report: &'v mut Value, map: &str, var: &str) -> &'v mut Value {
    let maps = report["maps"].as_array_mut().unwrap();
    let map = maps.iter_mut().rfind(|candidate| candidate["name"] == map).unwrap();
    let members = map["value"]["members"].as_array_mut().unwrap();
    &mut members.iter_mut().find(|member| member["name"] == var).unwrap()["value"]
}

/// The last map of that name.
pub(crate) fn map_mut<'v>(report: &'v mut Value, name: &str) -> &'v mut Value {
    let maps = report["maps"].as_array_mut().unwrap();
    maps.iter_mut().rfind(|map| map["name"] == name).unwrap()
}

/// The address of the last map of that name.
pub(crate) fn kva(report: &Value, name: &str) -> u64 {
    let maps = report["maps"].as_array().unwrap();
    maps.iter().rfind(|map| map["name"] == name).unwrap()["map_kva"].as_u64().unwrap()
}

pub(crate) fn uint(bits: u32, value: u64) -> Value {
    json!({"kind": "uint", "bits": bits, "value": value})
}

/// A per-CPU array of `u64` with one row of slots per key. An unmapped slot is `None`.
pub(crate) fn per_cpu_map(name: &str, kva: u64, rows: &[&[Option<u64>]]) -> Value {
    let slots = |row: &[Option<u64>]| row.iter().map(|slot| slot.map(|value| uint(64, value))).collect::<Vec<_>>();
    let entries: Vec<_> =
        rows.iter().enumerate().map(|(key, row)| json!({"key": key, "per_cpu": slots(row)})).collect();
    json!({
        "name": name, "map_kva": kva, "map_type": 6, "value_size": 8, "max_entries": rows.len(),
        "percpu_entries": entries,
    })
}
