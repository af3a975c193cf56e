//! The entries of a map with keys that a struct mirrors.

use std::fmt;
use std::io;

use ktsnap_btf::compat::{Offsets, Rules, locate};
use ktsnap_core::__private::{CEntries, CType};
use ktsnap_core::report::FailureDumpMap;
use ktsnap_core::typed::{FieldSchema, Schema};
use libbpf_rs::{MapHandle, MapType};

use super::expected::{expected_type, paths};
use super::map::find;
use super::mismatch::MismatchContext;
use crate::capture::Entries as CapturedEntries;
use crate::error::LiveError;
use crate::instance::Instance;
use crate::map::LiveMap;
use crate::values::{key_type, value_type};

/// A map with keys. Every read takes all of its entries.
pub(super) struct Entries {
    map: LiveMap,
    handle: MapHandle,
    captured: CapturedEntries,
}

impl Entries {
    pub(super) fn bind(to: &Instance, schema: &Schema, name: &str) -> Result<Self, LiveError> {
        let map = find(to, schema, name)?;
        let context = MismatchContext { to, schema, map: map.name() };
        context.same_byte_order()?;
        if !matches!(map.kind(), MapType::Hash | MapType::LruHash | MapType::PercpuHash | MapType::LruPercpuHash) {
            return Err(LiveError::Kernel {
                what: format!(
                    "map {} (id {}) can't be read live, because bpf(2) finds its values only through a descriptor of each \
                     task, cgroup, inode or socket; read it from a report of the harness",
                    map.name(),
                    map.id()
                ),
                source: io::ErrorKind::Unsupported.into(),
            });
        }
        if let Some(var) = schema.vars.first()
            && let CType::Entries(of) = var.ty
        {
            compare(&context, to, map, of, schema)?;
        }
        let is_own = map.info().btf_id == to.id();
        Ok(Self { map: map.clone(), handle: map.open()?, captured: CapturedEntries::of(map, is_own.then(|| to.btf())) })
    }

    /// The entries, as a report has them.
    pub(super) fn read(&self) -> Result<FailureDumpMap, LiveError> {
        self.captured.read(&self.map, &self.handle).map_err(|reason| LiveError::Kernel {
            what: format!("reading map {} (id {})", self.map.name(), self.map.id()),
            source: io::Error::other(reason),
        })
    }
}

/// Compares the types of keys and values with those that the struct was checked against.
fn compare(
    context: &MismatchContext<'_>,
    to: &Instance,
    map: &LiveMap,
    of: &CEntries,
    schema: &Schema,
) -> Result<(), LiveError> {
    // Values are read by the names of their members, wherever they are.
    let rules = Rules { offsets: Offsets::Running, ..Rules::default() };
    let name = schema.location.name();
    let key = key_type(to, map);
    locate(&expected_type(&of.key), &key, &[], rules)
        .map_err(|change| context.changed(&format!("{name}[*].key()"), of.key_c_type, None, change))?;
    let value = value_type(to, map);
    for field in schema.fields.iter().flat_map(FieldSchema::reads) {
        let steps = field.steps.get(1..).unwrap_or_default();
        for steps in paths(steps) {
            locate(&expected_type(&of.value), &value, &steps, rules)
                .map_err(|change| context.changed(&format!("{name}[*]"), field.c_type, None, change))?;
        }
    }
    Ok(())
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries").field("map", &self.map).finish_non_exhaustive()
    }
}
