//! A report of maps: what bpf(2) shows of them, rendered through the kernel's copies of their BTF.

mod array;
mod entries;
mod hash;
mod map;
mod ringbuf;
mod stamp;
mod stats;
mod values;

use std::collections::BTreeSet;

use ktsnap_core::FailureDumpReport;
use libbpf_rs::MapHandle;

pub(crate) use self::entries::Entries;
use crate::btf::Btfs;
use crate::error::LiveError;
use crate::instance::Instance;
use crate::map::LiveMap;

/// A report of these maps. Those of the given object are the running scheduler's.
pub(crate) fn report(
    maps: &[LiveMap],
    running: Option<&Instance>,
    btfs: &Btfs,
) -> Result<FailureDumpReport, LiveError> {
    // A map exists as long as it is open, so all maps are opened before one is read.
    let open: Vec<_> = maps.iter().map(|map| (map, map.open())).collect();
    let ids: BTreeSet<u32> = maps.iter().map(|map| map.info().btf_id).collect();
    let btfs = btfs.of(&ids)?;
    let mut report = FailureDumpReport::default();
    report.capture = Some(stamp::now()?);
    for (map, handle) in open {
        report.maps.push(match handle {
            Ok(handle) => map::captured(map, &handle, btfs.get(&map.info().btf_id)),
            Err(error) => map::failed(map, error.to_string()),
        });
    }
    if let Some(running) = running {
        report.active_obj_name = running.object();
        report.active_map_kvas = running.maps().iter().map(LiveMap::kva).collect();
        stats::add(&mut report, running)?;
    }
    const HIDDEN: &str = "bpf(2) shows maps and programs only";
    report.sdt_alloc_unavailable = Some(HIDDEN.to_owned());
    report.scx_walker_unavailable = Some(HIDDEN.to_owned());
    report.task_enrichments_unavailable = Some(HIDDEN.to_owned());
    report.per_node_numa_unavailable = Some(HIDDEN.to_owned());
    Ok(report)
}

/// A map's descriptor and its types.
struct Open<'m> {
    map: &'m LiveMap,
    handle: &'m MapHandle,
    values: &'m values::Values,
}
