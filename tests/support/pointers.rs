//! Reports of tests/bpf/pointers.bpf.c, rendered from stated bytes. A pointer is followed if the bytes of its target are stated.

use std::collections::BTreeMap;

use ktsnap_btf::{Layout, Type};
use serde_json::{Value, json};

use crate::render::Render;

/// The address of a domain.
pub(crate) const FIRST: u64 = 0x1000;

/// The reason why a pointer was not followed, as the harness words it.
pub(crate) const SKIPPED: &str =
    "arena read failed (cross-page boundary, unmapped page, or out of declared arena bounds)";

/// How many pointers in a row are followed.
const DEPTH: usize = 3;

/// The memory of a scheduler.
pub(crate) struct Memory {
    pub(crate) layout: Layout,
    bss: Vec<u8>,
    /// The pointer in the `struct cpu_ctx` of each CPU. `None` for a CPU that was not captured.
    pub(crate) cpus: Vec<Option<u64>>,
    /// The pointer in each `struct llc`. `None` for an entry that was not captured.
    pub(crate) llcs: Vec<Option<u64>>,
    /// The `struct dom_ctx` at each address.
    pub(crate) doms: BTreeMap<u64, Vec<u8>>,
}

/// The bytes of a `struct dom_ctx`: `load`, `drift`, `name`, `hist` and `prio` follow from `id`.
pub(crate) fn dom(id: u32, parent: u64) -> Vec<u8> {
    let mut bytes = vec![0; 128];
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(0, &id.to_le_bytes());
    put(8, &(u64::from(id) * 100).to_le_bytes());
    put(16, &(-i64::from(id)).to_le_bytes());
    put(24, format!("dom{id}").as_bytes());
    for bucket in 0..3_u32 {
        let at = 32 + bucket as usize * 16;
        put(at, &(u64::from(id * 10 + bucket)).to_le_bytes());
        put(at + 8, &bucket.to_le_bytes());
        put(80 + bucket as usize * 8, &(u64::from(id + bucket)).to_le_bytes());
    }
    // `online` is bit 0, `prio` the seven bits after it.
    put(104, &(1 | (id + 1) << 1).to_le_bytes());
    put(112, &parent.to_le_bytes());
    bytes
}

impl Memory {
    /// Four domains. The first is the parent of the others, and every pointer points to one of the four.
    pub(crate) fn of_four() -> Self {
        let object = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bpf/pointers.bpf.o");
        let layout = Layout::parse(&std::fs::read(object).unwrap()).unwrap();
        let size = layout.global_sections().find(|section| section.name == ".bss").unwrap().size;
        let bss = vec![0; usize::try_from(size).unwrap()];
        let at = |id: u32| FIRST + u64::from(id) * 0x1000;
        let doms = (0..4).map(|id| (at(id), dom(id, if id == 0 { 0 } else { FIRST }))).collect();
        let mut memory =
            Self { layout, bss, cpus: vec![Some(at(1)), Some(at(3))], llcs: vec![Some(at(2)), Some(at(1))], doms };
        for id in 0..4 {
            memory.point(&format!("dom_ctxs[{id}]"), at(id));
        }
        memory.point("busiest", at(3));
        memory.point("last_move.dom", at(2));
        memory
    }

    /// Sets the pointer at a path in `.bss`.
    pub(crate) fn point(&mut self, path: &str, to: u64) {
        let path = ktsnap_btf::Path::parse(path).unwrap();
        let (_, var) = self.layout.find(path.root()).next().unwrap();
        let target = ktsnap_btf::resolve(&path, &var.ty, &var.c_type, &self.layout).unwrap();
        let at = usize::try_from(var.offset + target.offset_in(&var.ty).unwrap().bit_offset / 8).unwrap();
        self.bss[at..at + 8].copy_from_slice(&to.to_le_bytes());
    }

    /// The bytes of `.bss`.
    pub(crate) fn bss(&self) -> &[u8] {
        &self.bss
    }

    /// The report of this memory.
    pub(crate) fn json(&self) -> Value {
        let section = self.layout.global_sections().find(|section| section.name == ".bss").unwrap();
        let members: Vec<_> = section
            .vars
            .iter()
            .map(|var| {
                let bytes = Render { bytes: &self.bss, big_endian: false }.at(var.offset, var.size);
                json!({"name": var.name, "value": self.value(bytes.bytes, &var.ty)})
            })
            .collect();
        let of_map = |name: &str, first: u64, pointer: u64| {
            let map = self.layout.maps.iter().find(|map| map.name == name).unwrap();
            let bytes = [first.to_le_bytes(), pointer.to_le_bytes()].concat();
            self.value(&bytes, map.value.as_ref().unwrap())
        };
        let slots: Vec<_> = self.cpus.iter().map(|dom| dom.map(|dom| of_map("cpu_ctxs", 7, dom))).collect();
        let entries = self.llcs.iter().enumerate().map(
            |(key, dom)| json!({"key": key, "value": dom.map(|dom| of_map("llcs", u64::try_from(key).unwrap(), dom))}),
        );
        let entries: Vec<_> = entries.collect();
        json!({"schema": "single", "maps": [
            {
                "name": "pointers.bss", "map_kva": 1, "map_type": 2, "value_size": self.bss.len(), "max_entries": 1,
                "value": {"kind": "struct", "type_name": ".bss", "members": members},
            },
            {
                "name": "cpu_ctxs", "map_kva": 2, "map_type": 6, "value_size": 16, "max_entries": 1,
                "percpu_entries": [{"key": 0, "per_cpu": slots}],
            },
            {
                "name": "llcs", "map_kva": 3, "map_type": 2, "value_size": 16, "max_entries": entries.len(),
                "array_entries": entries,
            },
        ]})
    }

    fn value(&self, bytes: &[u8], ty: &Type) -> Value {
        let mut value = Render { bytes, big_endian: false }.value(ty);
        self.follow(&mut value, ty, DEPTH);
        value
    }

    /// Adds the target to each pointer in a value.
    fn follow(&self, value: &mut Value, ty: &Type, depth: usize) {
        match ty {
            Type::Ptr { to: Some(to) } => {
                let address = value["value"].as_u64().unwrap();
                let known = self.doms.get(&address).filter(|_| depth > 0 && to.as_ref() == "struct dom_ctx");
                match (known, self.layout.type_by_name(to)) {
                    (Some(bytes), Some(ty)) => {
                        let mut target = Render { bytes, big_endian: false }.value(ty);
                        self.follow(&mut target, ty, depth - 1);
                        value["deref"] = target;
                    }
                    _ if address == 0 => {}
                    _ => value["deref_skipped_reason"] = SKIPPED.into(),
                }
            }
            Type::Array { element, .. } => {
                for one in value["elements"].as_array_mut().into_iter().flatten() {
                    self.follow(one, element, depth);
                }
            }
            Type::Struct(of) => {
                for one in value["members"].as_array_mut().into_iter().flatten() {
                    let name = one["name"].as_str().unwrap().to_owned();
                    self.follow(&mut one["value"], &of.member(&name).unwrap().ty, depth);
                }
            }
            _ => {}
        }
    }
}
