//! The struct_ops maps that attach schedulers.

use std::io;

use libbpf_rs::btf::types::{self, MemberAttr};
use libbpf_rs::btf::{Btf, BtfType, ReferencesType, TypeId};
use libbpf_rs::query::{LinkInfoIter, LinkTypeInfo};
use libbpf_rs::{MapCore, MapFlags, MapType};

use crate::error::LiveError;
use crate::listing;
use crate::map::LiveMap;

/// The kernel's name for the type of a map's value: the members that all struct_ops have, then `struct sched_ext_ops`.
const VALUE_TYPE: &str = "bpf_struct_ops_sched_ext_ops";

/// `enum bpf_struct_ops_state` in the kernel's `include/linux/bpf.h`: registered without a link.
const STATE_INUSE: u32 = 1;

/// A registered struct_ops map of sched_ext, with or without a link.
#[derive(Debug, Clone)]
pub(crate) struct Ops {
    pub(crate) map_id: u32,
    /// `name` in its `struct sched_ext_ops`.
    pub(crate) name: String,
    /// The programs of its callbacks.
    pub(crate) prog_ids: Vec<u32>,
}

/// The offsets in the value of a map, in bytes.
#[derive(Debug)]
pub(crate) struct OpsLayout {
    state: usize,
    name: usize,
    name_len: usize,
    callbacks: Vec<usize>,
}

impl OpsLayout {
    /// Reads the offsets from the kernel's own BTF. Returns `None` if the kernel has no sched_ext.
    pub(crate) fn of_kernel() -> Result<Option<Self>, LiveError> {
        let btf = Btf::from_vmlinux().map_err(|error| LiveError::kernel("reading the kernel's BTF", error))?;
        Ok(Self::of(&btf))
    }

    fn of(btf: &Btf<'_>) -> Option<Self> {
        let value: types::Struct<'_> = btf.type_by_name(VALUE_TYPE)?;
        let common = member(&value, "common")?;
        let data = member(&value, "data")?;
        let ops = inner(btf, data.1)?;
        let name = member(&ops, "name")?;
        let state = member(&inner(btf, common.1)?, "state")?;
        let chars: types::Array<'_> = btf.type_by_id(name.1)?;
        let callbacks = ops.iter().filter_map(|member| {
            let pointer: types::Ptr<'_> = btf.type_by_id(member.ty)?;
            let called: BtfType<'_> = pointer.referenced_type().skip_mods_and_typedefs();
            let is_callback = types::FuncProto::try_from(called).is_ok();
            is_callback.then(|| offset(member.attr)).flatten().map(|at| data.0 + at)
        });
        Some(Self {
            state: common.0 + state.0,
            name: data.0 + name.0,
            name_len: chars.capacity(),
            callbacks: callbacks.collect(),
        })
    }

    /// Reads the value of a map. Returns `None` if it has not registered a scheduler.
    fn read(&self, map: &LiveMap, linked: &[u32]) -> Result<Option<Ops>, LiveError> {
        let failed = |error| LiveError::kernel(&format!("reading the struct_ops map {}", map.name()), error);
        let Some(value) = map.open()?.lookup(&0_u32.to_ne_bytes(), MapFlags::ANY).map_err(failed)? else {
            return Ok(None);
        };
        let number = |at: usize| value.get(at..)?.first_chunk().copied().map(u64::from_ne_bytes);
        let state = value.get(self.state..).and_then(<[u8]>::first_chunk).copied().map(u32::from_ne_bytes);
        if state != Some(STATE_INUSE) && !linked.contains(&map.id()) {
            return Ok(None);
        }
        let name = value.get(self.name..).unwrap_or_default();
        let name = name.iter().take(self.name_len).take_while(|&&byte| byte != 0).copied().collect();
        // User space sees a program's id in a callback where the kernel has a pointer to a function: see
        // `bpf_struct_ops_map_update_elem` in the kernel.
        let prog_ids = self.callbacks.iter().filter_map(|&at| u32::try_from(number(at)?).ok().filter(|&id| id != 0));
        Ok(Some(Ops {
            map_id: map.id(),
            name: String::from_utf8(name).unwrap_or_default(),
            prog_ids: prog_ids.collect(),
        }))
    }
}

/// The struct_ops map of the scheduler of that name. After an error, the kernel keeps the map of a scheduler registered until
/// its user space closes it, so the last of several maps counts.
pub(crate) fn registered(layout: &OpsLayout, maps: &[LiveMap], name: &str) -> Result<Option<Ops>, LiveError> {
    let links = LinkInfoIter::default().filter_map(|link| match link.info {
        LinkTypeInfo::StructOps(of) => Some(of.map_id),
        _ => None,
    });
    let linked = listing::all("listing the BPF links", links)?;
    let mut found: Option<Ops> = None;
    for map in maps.iter().filter(|map| map.kind() == MapType::StructOps) {
        let ops = match layout.read(map, &linked) {
            Ok(Some(ops)) => ops,
            Ok(None) => continue,
            // A map that was freed in the meantime is not attached.
            Err(LiveError::Kernel { source, .. }) if source.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if ops.name == name && found.as_ref().is_none_or(|found| found.map_id < ops.map_id) {
            found = Some(ops);
        }
    }
    Ok(found)
}

fn inner<'b>(btf: &'b Btf<'_>, id: TypeId) -> Option<types::Struct<'b>> {
    btf.type_by_id(id)
}

/// The offset of a member, in bytes, and its type.
fn member(of: &types::Struct<'_>, name: &str) -> Option<(usize, TypeId)> {
    let found = of.iter().find(|member| member.name.is_some_and(|found| found == name))?;
    Some((offset(found.attr)?, found.ty))
}

fn offset(attr: MemberAttr) -> Option<usize> {
    match attr {
        MemberAttr::Normal { offset } => usize::try_from(offset / 8).ok(),
        MemberAttr::BitField { .. } => None,
    }
}
