//! The layout for a program.

use ktsnap_btf::{Layout, Linkage, Map, MapKind, Section};
use serde_json::{Value, json};

use super::chosen::{Chosen, Row};
use crate::derive::Mirrors;

pub(super) fn document(layout: &Layout, chosen: &Chosen<'_>) -> Value {
    let mut mirrors = Mirrors::new(layout);
    let mut sections = serde_json::Map::new();
    for (section, vars) in &chosen.sections {
        if chosen.has_only_names(section) {
            let vars: Vec<_> = vars.iter().map(|row| json!({ "name": row.var.name })).collect();
            sections.insert(section.name.clone(), json!({ "vars": vars }));
            continue;
        }
        let vars: Vec<_> = vars.iter().map(|row| variable(section, *row, &mut mirrors)).collect();
        sections.insert(section.name.clone(), json!({ "size": section.size, "vars": vars }));
    }
    let maps: serde_json::Map<_, _> = chosen.maps.iter().map(|map| (map.name.clone(), of_map(map))).collect();
    let mut document = json!({ "sections": sections, "maps": maps });
    if let (false, Some(fields)) = (chosen.unsupported_maps.is_empty(), document.as_object_mut()) {
        let odd = chosen.unsupported_maps.iter().map(|map| json!({ "name": map.name, "fault": map.reason }));
        fields.insert("odd_maps".to_owned(), odd.collect());
    }
    document
}

fn variable(section: &Section, Row { var, faulty }: Row<'_>, mirrors: &mut Mirrors<'_>) -> Value {
    let mut document = json!({
        "name": var.name,
        "c_type": var.c_type,
        "rust": if faulty.is_some() { None } else { mirrors.rust_type(section, var) },
        "offset": var.offset,
        "size": var.size,
        "linkage": match var.linkage {
            Linkage::Static => "static",
            Linkage::Extern => "extern",
            _ => "global",
        },
    });
    if let (Some(faulty), Some(fields)) = (faulty, document.as_object_mut()) {
        fields.insert("fault".to_owned(), format!("{}: {}", faulty.fact(), faulty.help()).into());
    }
    document
}

fn of_map(map: &Map) -> Value {
    json!({
        "type": kind(map.kind),
        "key": map.key_c_type,
        "value": map.value_c_type,
        "key_size": map.key_size,
        "value_size": map.value_size,
        "entries": map.max_entries,
    })
}

/// A map's type as bpftool writes it: `percpu_array`.
pub(super) fn kind(kind: MapKind) -> String {
    let name = kind.name();
    name.strip_prefix("BPF_MAP_TYPE_").unwrap_or(&name).to_ascii_lowercase()
}
