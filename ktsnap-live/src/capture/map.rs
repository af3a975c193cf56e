//! A map of a report, by its type.

use std::rc::Rc;

use ktsnap_btf::LoadedBtf;
use ktsnap_core::report::FailureDumpMap;
use ktsnap_core::report::limits::MAX_HASH_ENTRIES;
use libbpf_rs::{MapHandle, MapType};

use super::values::Values;
use super::{Open, array, hash, ringbuf};
use crate::map::LiveMap;

/// A map whose contents could not be read.
pub(super) fn failed(map: &LiveMap, error: String) -> FailureDumpMap {
    let mut into = described(map);
    into.error = Some(error);
    into
}

/// A map with its contents, or the reason why they are missing.
pub(super) fn captured(
    map: &LiveMap,
    handle: &MapHandle,
    btf: Option<&Result<Rc<LoadedBtf>, String>>,
) -> FailureDumpMap {
    let mut into = described(map);
    let values = match btf {
        Some(Ok(btf)) => Values::of(map, btf),
        Some(Err(reason)) => {
            into.error = Some(format!("its BTF can't be read, so its values are shown as bytes: {reason}"));
            Values::untyped(map)
        }
        None => Values::untyped(map),
    };
    let open = Open { map, handle, values: &values };
    let read = match map.kind() {
        MapType::Array if map.max_entries() <= 1 => array::single(&open, &mut into),
        MapType::Array => array::several(&open, &mut into),
        MapType::PercpuArray => array::per_cpu(&open, &mut into),
        MapType::Hash | MapType::LruHash => hash::plain(&open, Some(MAX_HASH_ENTRIES), &mut into),
        MapType::PercpuHash | MapType::LruPercpuHash => hash::per_cpu(&open, Some(MAX_HASH_ENTRIES), &mut into),
        MapType::RingBuf => ringbuf::positions(&open, &mut into),
        kind => Err(not_read(kind)),
    };
    if let Err(error) = read {
        into.error = Some(match into.error.take() {
            Some(before) => format!("{before}; {error}"),
            None => error,
        });
    }
    into
}

pub(super) fn described(map: &LiveMap) -> FailureDumpMap {
    let mut into = FailureDumpMap::default();
    into.name = map.name();
    into.map_kva = map.kva();
    into.map_type = map.number();
    into.value_size = map.value_size();
    into.max_entries = map.max_entries();
    into
}

/// The reason why the contents of maps of that type are not captured.
fn not_read(kind: MapType) -> String {
    let why = match kind {
        MapType::StructOps => "it holds the scheduler's callbacks, which bpf(2) shows as program ids",
        MapType::TaskStorage | MapType::CGrpStorage | MapType::InodeStorage | MapType::SkStorage => {
            "bpf(2) finds its values only through a descriptor of each task, cgroup, inode or socket"
        }
        MapType::Arena => "its pages are mapped at an address that only one process can use",
        MapType::Queue | MapType::Stack => "bpf(2) only shows its first element",
        MapType::BloomFilter => "it holds no values",
        MapType::UserRingBuf => "only its one producer may map it",
        MapType::StackTrace => "stacks are not read",
        MapType::Unknown => "it is of a kind that is newer than this capture",
        _ => "it refers to other objects of the kernel, and holds no values",
    };
    format!("not captured: {why}")
}
