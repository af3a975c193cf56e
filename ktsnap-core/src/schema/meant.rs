//! Which maps of a report may be the section or map that a schema mirrors.

use super::describe::Home;
use crate::report::FailureDumpMap;
use crate::view::section::{MapsOf, is_named};

impl Home {
    /// Whether a map may be this one, by what the kernel says of it: for a section by the name that libbpf gives its map,
    /// for a map by its name, its type (`enum bpf_map_type`) and the bytes of a value. Of several such maps, which is read
    /// stands at [`SnapshotSchema`](super::SnapshotSchema).
    ///
    /// ```
    /// use ktsnap_core::schema::Home;
    ///
    /// const BSS: Home = Home::Section { name: ".bss", size: 128 };
    /// assert!(BSS.may_be("dispatch.bss", 2, 128));
    /// assert!(!BSS.may_be("dispatch.data", 2, 128));
    /// ```
    #[must_use]
    pub fn may_be(&self, map: &str, map_type: u32, value_size: u32) -> bool {
        Meant::by(self).may_be(map, map_type, value_size)
    }
}

/// The maps that a schema may mean, by what the kernel says of each.
#[derive(Clone, Copy)]
pub(super) enum Meant {
    Section(MapsOf<'static>),
    Map {
        name: &'static str,
        map_type: u32,
        value_size: u32,
        /// Only those of so many entries, or of any number.
        max_entries: Option<u32>,
    },
}

impl Meant {
    pub(super) fn by(home: &Home) -> Self {
        match *home {
            Home::Section { name, .. } => Self::Section(MapsOf::section(name)),
            Home::Map { name, map_type, value_size, .. } => Self::Map { name, map_type, value_size, max_entries: None },
        }
    }

    #[inline]
    pub(super) fn has(self, map: &FailureDumpMap) -> bool {
        self.may_be(&map.name, map.map_type, map.value_size)
            && match self {
                Self::Map { max_entries: Some(entries), .. } => map.max_entries == entries,
                _ => true,
            }
    }

    /// Whether a map of any number of entries may be one.
    #[inline]
    fn may_be(self, map: &str, of_type: u32, of_size: u32) -> bool {
        match self {
            Self::Section(of_section) => of_section.has(map),
            Self::Map { name, map_type, value_size, .. } => {
                of_type == map_type && of_size == value_size && is_named(map, name)
            }
        }
    }

    /// Whether one of them can be of that object. The name of a map that C declares does not tell.
    #[inline]
    pub(super) fn may_be_of_obj(self, map: &FailureDumpMap, obj: &str) -> bool {
        match self {
            Self::Section(of_section) => of_section.may_be_of_obj(&map.name, obj),
            Self::Map { .. } => true,
        }
    }
}
