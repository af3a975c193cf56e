//! A map of a loaded object.

use libbpf_rs::libbpf_sys::BPF_F_MMAPABLE;
use libbpf_rs::query::MapInfo;
use libbpf_rs::{MapHandle, MapType};

use crate::error::LiveError;

/// The address at which the kernel maps all memory on x86-64, so that the numbers look like addresses, and their distance.
const KVA_BASE: u64 = 0xffff_8881_0000_0000;
const KVA_STEP: u64 = 0x1000;

/// A map, as `struct bpf_map_info` describes it.
///
/// ```no_run
/// let running = ktsnap_live::Machine::open()?.attached()?;
/// for map in running.maps() {
///     println!("{} {}: {} bytes", map.id(), map.name(), map.value_size());
/// }
/// # Ok::<(), ktsnap_live::LiveError>(())
/// ```
#[derive(Debug, Clone)]
pub struct LiveMap {
    info: MapInfo,
}

impl LiveMap {
    pub(crate) fn new(info: MapInfo) -> Self {
        Self { info }
    }

    /// Its id. The kernel gives it to no other map before a reboot.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.info.id
    }

    /// The number that reports show as the address of its `struct bpf_map`. bpf(2) does not give the address, so this number
    /// is derived from the map's id. It is as unique and as stable as the id.
    ///
    /// ```no_run
    /// let running = ktsnap_live::Machine::open()?.attached()?;
    /// for map in running.maps() {
    ///     assert_eq!(map.kva(), 0xffff_8881_0000_0000 + 0x1000 * u64::from(map.id()));
    /// }
    /// # Ok::<(), ktsnap_live::LiveError>(())
    /// ```
    #[must_use]
    pub fn kva(&self) -> u64 {
        KVA_BASE + KVA_STEP * u64::from(self.info.id)
    }

    /// Its name: at most 15 characters.
    #[must_use]
    pub fn name(&self) -> String {
        self.info.name.to_string_lossy().into_owned()
    }

    /// Bytes of one value.
    #[must_use]
    pub fn value_size(&self) -> u32 {
        self.info.value_size
    }

    /// The number of entries that it was created for.
    #[must_use]
    pub fn max_entries(&self) -> u32 {
        self.info.max_entries
    }

    /// Its type as a number of `enum bpf_map_type`, or 0 if libbpf does not know the type.
    pub(crate) fn number(&self) -> u32 {
        if self.info.ty == MapType::Unknown { 0 } else { self.info.ty.into() }
    }

    pub(crate) fn kind(&self) -> MapType {
        self.info.ty
    }

    pub(crate) fn info(&self) -> &MapInfo {
        &self.info
    }

    /// Whether its values can be mapped into memory.
    pub(crate) fn is_mmapable(&self) -> bool {
        self.info.map_flags & BPF_F_MMAPABLE != 0
    }

    /// Opens the map. It exists as long as the descriptor is open, even if every other process closes it.
    pub(crate) fn open(&self) -> Result<MapHandle, LiveError> {
        MapHandle::from_map_id(self.id())
            .map_err(|error| LiveError::kernel(&format!("opening map {} (id {})", self.name(), self.id()), error))
    }
}
