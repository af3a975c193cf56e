//! Which of an object's maps holds a section.

use ktsnap_btf::{BtfContents, Section};
use libbpf_rs::MapType;

use crate::instance::Instance;
use crate::map::LiveMap;

/// The map whose value is the section of that name, and the section.
///
/// libbpf gives such a map the DATASEC for its value's type (`bpf_map_find_btf_info` in its `libbpf.c`), whose name is the
/// section's. The map's own name is the object's and the section's, and cut to fit into 15 characters.
pub(super) fn section<'i>(of: &'i Instance, name: &str) -> Option<(&'i LiveMap, Section)> {
    let is_global = |map: &&LiveMap| map.kind() == MapType::Array && map.max_entries() == 1;
    // A map that was made by another object, and is shared, has type ids of another BTF.
    let is_of_btf = |map: &&LiveMap| map.info().btf_id == of.id() && map.info().btf_value_type_id != 0;
    of.maps().iter().filter(is_global).filter(is_of_btf).find_map(|map| {
        match of.btf().contents(map.info().btf_value_type_id) {
            Ok(BtfContents::Section(section)) if section.name == name => Some((map, section)),
            _ => None,
        }
    })
}
