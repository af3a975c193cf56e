//! The map that holds a section of an object.

use ktsnap_btf::{BtfContents, Section};
use libbpf_rs::MapType;

use crate::instance::Instance;
use crate::map::LiveMap;

/// The map whose value is the section of that name, and the section.
///
/// libbpf sets the type of the map's value to the DATASEC of the section (`bpf_map_find_btf_info` in its `libbpf.c`), which
/// has the section's name. The map's own name consists of the object's and the section's, cut at 15 characters.
pub(super) fn section<'i>(of: &'i Instance, name: &str) -> Option<(&'i LiveMap, Section)> {
    let is_global = |map: &&LiveMap| map.kind() == MapType::Array && map.max_entries() == 1;
    // Another object may have created the map. Then its type ids refer to the BTF of that object.
    let is_of_btf = |map: &&LiveMap| map.info().btf_id == of.id() && map.info().btf_value_type_id != 0;
    of.maps().iter().filter(is_global).filter(is_of_btf).find_map(|map| {
        match of.btf().contents(map.info().btf_value_type_id) {
            Ok(BtfContents::Section(section)) if section.name == name => Some((map, section)),
            _ => None,
        }
    })
}
