//! The sections, maps, arrays and enums of an object that options name, for a struct or for the counters that a command reads.

pub(crate) mod array;
pub(crate) mod buckets;
pub(crate) mod enums;

use std::path::Path;

use ktsnap_btf::{Layout, Map, MapKind, Section, closest};

use crate::failure::Failure;
use crate::screen::text::listed;

/// A fact and its remedy.
pub(crate) type Fault = (String, String);

/// A section or a map of an object.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'l> {
    Section(&'l Section),
    Map(&'l Map),
}

impl<'l> Source<'l> {
    pub(crate) fn name(&self) -> &'l str {
        match self {
            Self::Section(section) => &section.name,
            Self::Map(map) => &map.name,
        }
    }

    pub(crate) fn as_map(&self) -> Option<&'l Map> {
        match self {
            Self::Section(_) => None,
            Self::Map(map) => Some(map),
        }
    }
}

/// A section of globals.
pub(crate) fn section_named<'l>(layout: &'l Layout, name: &str, path: &Path) -> Result<&'l Section, Failure> {
    let names = || layout.global_sections().map(|section| section.name.as_str());
    let fact = match layout.section(name) {
        Some(section) if section.holds_globals() => return Ok(section),
        Some(_) if name == ".maps" => {
            return Err(Failure::of(
                path,
                "has maps in `.maps`, not globals",
                format!("use `--map` with one of {}", maps(layout, MIRRORED)),
            ));
        }
        Some(_) => format!("has no globals in `{name}`"),
        None => format!("has no section `{name}`"),
    };
    let help = match closest(name, names()).filter(|near| *near != name) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its sections of globals are {}", listed(names())),
    };
    Err(Failure::of(path, fact, help))
}

/// Which maps can be read, for a message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Readable {
    is: fn(&Map) -> bool,
    /// Why one of the other maps can't be read, and a remedy.
    fault: fn(&Map) -> Option<Fault>,
    subject: &'static str,
    kinds: &'static str,
}

impl Readable {
    /// Whether the map can be read.
    pub(crate) fn reads(self, map: &Map) -> bool {
        (self.is)(map)
    }
}

/// The maps that a struct can mirror.
pub(crate) const MIRRORED: Readable = Readable {
    is: is_mirrored,
    fault: |_| None,
    subject: "a struct can mirror",
    kinds: "arrays, hash maps and storages",
};

/// The maps whose counters have fixed places.
#[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `watch` makes a plan so far"))]
pub(crate) const COUNTED: Readable = Readable {
    is: |map| matches!(map.kind, MapKind::Array | MapKind::PercpuArray),
    fault: |_| None,
    subject: "counters are read from",
    kinds: "arrays and per-CPU arrays",
};

/// The maps whose counters can be watched. The entries of a hash map come and go.
#[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `watch` reads hash maps"))]
pub(crate) const WATCHED: Readable = Readable {
    is: |map| is_mirrored(map) && map.kind.owner().is_none(),
    fault: storage,
    subject: "counters are read from",
    kinds: "arrays, per-CPU arrays and hash maps",
};

/// Why a storage can't be read from a running object.
fn storage(map: &Map) -> Option<Fault> {
    let owner = map.kind.owner()?.trim_start_matches("struct ").trim_end_matches([' ', '*']);
    let fact = format!("which bpf(2) only reads through a descriptor of each `struct {owner}`");
    let help = format!("read it from a report of the harness: `ktsnap show REPORT {}`", map.name);
    Some((fact, help))
}

/// A map that can be read.
pub(crate) fn map_named<'l>(
    layout: &'l Layout,
    name: &str,
    path: &Path,
    readable: Readable,
) -> Result<&'l Map, Failure> {
    let Some(found) = layout.map(name) else {
        if let Some(unsupported) = layout.unsupported_maps.iter().find(|map| map.name == name) {
            let fact = format!("in {}, `{name}` is not a map that libbpf can create", path.display());
            return Err(Failure::new(fact, &unsupported.reason));
        }
        let near = closest(name, layout.maps.iter().map(|map| map.name.as_str()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("{} {}", readable.subject, maps(layout, readable)),
        };
        return Err(Failure::of(path, format!("has no map `{name}`"), help));
    };
    if readable.reads(found) {
        return Ok(found);
    }
    let fact = format!("in {}, `{name}` is a {}", path.display(), found.kind);
    if let Some((why, help)) = (readable.fault)(found) {
        return Err(Failure::new(format!("{fact}, {why}"), help));
    }
    Err(Failure::new(fact, format!("{} {}: {}", readable.subject, readable.kinds, maps(layout, readable))))
}

/// Whether a struct can mirror the map.
pub(crate) fn is_mirrored(map: &Map) -> bool {
    matches!(map.kind, MapKind::Array | MapKind::PercpuArray) || map.kind.has_keys()
}

/// The maps that can be read.
fn maps(layout: &Layout, readable: Readable) -> String {
    listed(layout.maps.iter().filter(|map| readable.reads(map)).map(|map| map.name.as_str()))
}
