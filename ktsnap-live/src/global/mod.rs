//! A global section of a running object, read in parts.

mod find;
mod pages;

use std::cell::RefCell;
use std::io;
use std::ops::Range;

use ktsnap_btf::Section;
use libbpf_rs::{MapCore, MapFlags, MapHandle};

use crate::error::LiveError;
use crate::instance::Instance;
use crate::map::LiveMap;
use pages::Pages;

/// A global section of a running object: `.bss`, `.data`, `.rodata`, one of these with a suffix, or `.kconfig`.
///
/// It keeps the section's map open, so it can be read after the object is gone and nothing writes to the section any more.
/// [`Instance::still_runs`] checks whether the object still runs.
///
/// ```no_run
/// use ktsnap_live::Machine;
///
/// let bss = Machine::open()?.attached()?.global(".bss")?;
/// let Some(var) = bss.section().vars_named("nr_enqueued").next() else { return Ok(()) };
/// let bytes = bss.read(&[var.offset..var.offset + var.size])?;
/// println!("{} {}: {bytes:x?}", var.c_type, var.name);
/// # Ok::<(), ktsnap_live::LiveError>(())
/// ```
#[derive(Debug)]
pub struct Global {
    section: Section,
    map: LiveMap,
    handle: MapHandle,
    pages: RefCell<Pages>,
}

impl Instance {
    /// Opens a global section, to read parts of it.
    ///
    /// # Errors
    ///
    /// [`LiveError::NoMap`] if the instance has no such section.
    pub fn global(&self, section: &str) -> Result<Global, LiveError> {
        Global::open(self, section)
    }
}

impl Global {
    pub(crate) fn open(of: &Instance, section: &str) -> Result<Self, LiveError> {
        let Some((map, section)) = find::section(of, section) else {
            return Err(LiveError::NoMap {
                name: of.name().to_owned(),
                place: section.to_owned(),
                has: of.maps().iter().map(LiveMap::name).collect(),
            });
        };
        Ok(Self { section, handle: map.open()?, map: map.clone(), pages: RefCell::default() })
    }

    /// Its variables in the kernel's copy of the BTF, with their offsets in the running object.
    #[must_use]
    pub fn section(&self) -> &Section {
        &self.section
    }

    /// Its map.
    #[must_use]
    pub fn map(&self) -> &LiveMap {
        &self.map
    }

    /// Reads the current bytes of these ranges of the section, in this order.
    ///
    /// If the map has `BPF_F_MMAPABLE`, only the pages of the ranges are mapped. They are mapped once and kept for the next
    /// read, so a few counters of a section of 165 MB cost a few pages. libbpf sets that flag for every section with a
    /// variable that is not static (`map_is_mmapable` in its `libbpf.c`). Any other section is copied as a whole for each read.
    ///
    /// BPF programs keep writing during a read. In a mapping, each aligned word of up to 8 bytes is read in one piece (see
    /// [`ktsnap_mapping`]), and so is each `u64` that C aligns. A lookup is a `memcpy` in the kernel (`copy_map_value` in
    /// `include/linux/bpf.h`), which does not guarantee this. Values in different words may be from slightly different moments.
    ///
    /// # Errors
    ///
    /// [`LiveError::Kernel`] for a range outside the section, and if the kernel refuses the read.
    pub fn read(&self, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, LiveError> {
        let size = u64::from(self.map.value_size());
        if let Some(range) = ranges.iter().find(|range| range.start > range.end || range.end > size) {
            let reason = format!("bytes {}..{} are not in the section, which has {size} bytes", range.start, range.end);
            return Err(self.failed(io::Error::new(io::ErrorKind::InvalidInput, reason)));
        }
        let read = if self.map.is_mmapable() { self.mapped(ranges) } else { self.looked_up(ranges) };
        read.map_err(|error| self.failed(error))
    }

    fn mapped(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Vec<u8>>> {
        let mut pages = self.pages.borrow_mut();
        pages.map(&self.handle, ranges)?;
        ranges.iter().map(|range| pages.read(range).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())).collect()
    }

    fn looked_up(&self, ranges: &[Range<u64>]) -> io::Result<Vec<Vec<u8>>> {
        let whole = self.handle.lookup(&0_u32.to_ne_bytes(), MapFlags::ANY).map_err(io::Error::other)?;
        let whole = whole.unwrap_or_default();
        let part = |range: &Range<u64>| {
            let (start, end) = (usize::try_from(range.start).ok()?, usize::try_from(range.end).ok()?);
            whole.get(start..end).map(<[u8]>::to_vec)
        };
        ranges.iter().map(|range| part(range).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())).collect()
    }

    fn failed(&self, source: io::Error) -> LiveError {
        LiveError::Kernel {
            what: format!("reading `{}` from map {} (id {})", self.section.name, self.map.name(), self.map.id()),
            source,
        }
    }
}
