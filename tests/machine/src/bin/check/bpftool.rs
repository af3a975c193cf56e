//! The output of `bpftool -j`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The maps and programs at a moment.
pub(crate) struct Seen {
    pub maps: Value,
    pub progs: Value,
}

impl Seen {
    /// The struct_ops programs, which belong to the attached scheduler.
    pub(crate) fn struct_ops(&self) -> impl Iterator<Item = &Value> {
        items(&self.progs).filter(|prog| prog["type"] == "struct_ops")
    }

    /// The ids of the scheduler's maps: the maps that its programs use, and maps that only share its BTF, such as the
    /// struct_ops map and maps that the verifier found unused.
    pub(crate) fn live_maps(&self) -> BTreeSet<u64> {
        let btf_ids = self.btf_ids();
        let is_own = |of: &&Value| of["btf_id"].as_u64().is_some_and(|id| btf_ids.contains(&id));
        let used = items(&self.progs).filter(is_own).flat_map(|prog| items(&prog["map_ids"])).filter_map(Value::as_u64);
        let own = items(&self.maps).filter(is_own).filter_map(|map| map["id"].as_u64());
        used.chain(own).collect()
    }

    /// The ids of the BTF of the scheduler's programs.
    pub(crate) fn btf_ids(&self) -> BTreeSet<u64> {
        self.struct_ops().filter_map(|prog| prog["btf_id"].as_u64()).collect()
    }

    /// The run count of each struct_ops program. The kernel cuts a name at 15 characters; bpftool takes the whole name from BTF.
    pub(crate) fn runs(&self) -> BTreeMap<String, u64> {
        let name = |prog: &Value| prog["name"].as_str().unwrap_or_default().chars().take(15).collect();
        self.struct_ops().map(|prog| (name(prog), prog["run_cnt"].as_u64().unwrap_or_default())).collect()
    }
}

/// The number that a report holds instead of a map's address.
pub(crate) fn kva(id: u64) -> u64 {
    0xffff_8881_0000_0000 + 0x1000 * id
}

pub(crate) fn items(array: &Value) -> impl Iterator<Item = &Value> {
    array.as_array().into_iter().flatten()
}

/// A global of a dumped section. bpftool prints the section as a list of objects with one member each.
pub(crate) fn global(dump: &Value, section: &str, name: &str) -> Option<u64> {
    items(&dump[0]["formatted"]["value"][section]).find_map(|global| global.get(name)).and_then(Value::as_u64)
}

/// The sums over CPUs of a dumped per-CPU array of `u64`, by key.
pub(crate) fn sums(dump: &Value) -> Vec<u64> {
    let sum = |entry: &Value| items(&entry["values"]).filter_map(|slot| number(&slot["value"])).sum();
    items(dump).map(sum).collect()
}

/// Bytes as bpftool prints them: `["0x01", ...]`.
pub(crate) fn number(bytes: &Value) -> Option<u64> {
    let byte = |byte: &Value| u8::from_str_radix(byte.as_str()?.trim_start_matches("0x"), 16).ok();
    let bytes: Vec<u8> = items(bytes).map(byte).collect::<Option<_>>()?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}
