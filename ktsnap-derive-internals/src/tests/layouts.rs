//! Layouts that the cases describe, a type, section or map per line.

use std::collections::HashMap;
use std::fmt::Write;

use ktsnap_btf::{Layout, LayoutFile};

/// Writes the layout file of a description.
#[derive(Default)]
struct Writer {
    sizes: HashMap<String, u64>,
    sections: Vec<String>,
    maps: Vec<String>,
    types: Vec<String>,
    typedefs: Vec<String>,
    names: Vec<String>,
}

/// The layout of a description:
///
/// ```text
/// enum mode u32: IDLE = 0, BUSY = 1
/// typedef mode_t = enum mode
/// struct slot: ns u64, flag u32:1, mode enum mode
/// .bss: slots [struct slot; 8], cnt u64 @static, cut [u64; 2] @smaller
/// map by_pid HASH 64: u32 -> struct slot
/// names license: _license
/// ```
///
/// Each member and variable starts at the next multiple of 8 bytes. A type has the notation of layout files, and a line only
/// uses types of the lines before it.
pub(super) fn layout(description: &str) -> Layout {
    let mut writer = Writer::default();
    description.lines().for_each(|line| writer.line(line));
    let Writer { sections, maps, types, typedefs, names, .. } = writer;
    let [sections, maps, types, typedefs, names] =
        [sections, maps, types, typedefs, names].map(|entries| format!("{{{}}}", entries.join(", ")));
    let text = format!(
        r#"{{"ktsnap_layout": 1, "byte_order": "little", "sections": {sections}, "maps": {maps}, "types": {types},
            "typedefs": {typedefs}, "names": {names}}}"#
    );
    LayoutFile::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}")).layout().clone()
}

impl Writer {
    fn line(&mut self, line: &str) {
        if let Some((name, of)) = line.strip_prefix("typedef ").and_then(|line| line.split_once(" = ")) {
            return self.typedefs.push(format!(r#""{name}": "{of}""#));
        }
        let (head, parts) = line.split_once(": ").unwrap_or_else(|| panic!("`{line}` has no colon"));
        let words: Vec<_> = head.split(' ').collect();
        match words.as_slice() {
            ["enum", name, ty] => {
                let tag = format!("enum {name}");
                let (size, signed) = (self.size(ty), ty.starts_with('i'));
                let values: Vec<_> = parts.split(", ").map(|value| format!("\"{value}\"")).collect();
                let values = values.join(", ");
                self.types.push(format!(r#""{tag}": {{"size": {size}, "signed": {signed}, "values": [{values}]}}"#));
                self.sizes.insert(tag, size);
            }
            [kind @ ("struct" | "union"), _] => {
                let (members, size) =
                    self.parts(parts, *kind == "union", |offset, _| format!(r#""bit_offset": {}"#, offset * 8));
                self.types.push(format!(r#""{head}": {{"size": {size}, "members": [{members}]}}"#));
                self.sizes.insert(head.to_owned(), size);
            }
            ["names", section] => {
                let names: Vec<_> = parts.split(", ").map(|name| format!("\"{name}\"")).collect();
                self.names.push(format!(r#""{section}": [{}]"#, names.join(", ")));
            }
            ["map", name, kind, entries] => {
                let (key, value) = parts.split_once("-> ").unwrap_or_else(|| panic!("`{line}` has no arrow"));
                let [key, value] = [key.trim(), value].map(|ty| self.part_of_map(ty));
                self.maps.push(format!(
                    r#""{name}": {{"type": "BPF_MAP_TYPE_{kind}", "max_entries": {entries}, "key": {key}, "value": {value}}}"#
                ));
            }
            [section] => {
                let (vars, size) =
                    self.parts(parts, false, |offset, size| format!(r#""offset": {offset}, "size": {size}"#));
                self.sections.push(format!(r#""{section}": {{"size": {size}, "vars": [{vars}]}}"#));
            }
            _ => panic!("`{line}` starts with no kind"),
        }
    }

    /// The members of a struct or the variables of a section, and the size of all.
    fn parts(&self, parts: &str, is_union: bool, place: impl Fn(u64, u64) -> String) -> (String, u64) {
        let (mut written, mut end, mut largest) = (Vec::new(), 0, 0);
        for part in parts.split(", ") {
            let (name, ty) = part.split_once(' ').unwrap_or_else(|| panic!("`{part}` has no type"));
            let (ty, flag) = ty.split_once(" @").unwrap_or((ty, ""));
            let (ty, bits) = ty.split_once(':').unwrap_or((ty, ""));
            let size = if flag == "smaller" { self.size(ty) / 2 } else { self.size(ty) };
            let offset = if is_union { 0 } else { end };
            let (c_type, place) = (c_type(ty), place(offset, size));
            let mut text = format!(r#""name": "{name}", "type": "{ty}", "c_type": "{c_type}", {place}"#);
            text.push_str(match flag {
                "static" => r#", "linkage": "static""#,
                "smaller" => r#", "linkage": "static", "fault": "smaller""#,
                _ => "",
            });
            if !bits.is_empty() {
                write!(text, r#", "bits": {bits}"#).unwrap();
            }
            written.push(format!("{{{text}}}"));
            end = offset + size.next_multiple_of(8);
            largest = end.max(largest);
        }
        (written.join(", "), largest)
    }

    fn part_of_map(&self, ty: &str) -> String {
        let size = if ty.is_empty() { 0 } else { self.size(ty) };
        if ty.is_empty() || ty.starts_with("bytes ") {
            return format!(r#"{{"size": {size}}}"#);
        }
        format!(r#"{{"size": {size}, "type": "{ty}", "c_type": "{}"}}"#, c_type(ty))
    }

    fn size(&self, ty: &str) -> u64 {
        if let Some((element, len)) = array(ty) {
            return self.size(element) * len;
        }
        match ty {
            "char" | "bool" => 1,
            _ if ty.starts_with("ptr") => 8,
            _ => match (self.sizes.get(ty), ty.strip_prefix("bytes ")) {
                (Some(size), _) => *size,
                (None, Some(size)) => size.parse().unwrap(),
                (None, None) => {
                    let bits = ty.trim_start_matches(|letter: char| letter.is_ascii_lowercase());
                    bits.parse::<u64>().unwrap_or_else(|_| panic!("`{ty}` has no size")) / 8
                }
            },
        }
    }
}

/// The element and the length of an array.
fn array(ty: &str) -> Option<(&str, u64)> {
    let (element, len) = ty.strip_prefix('[')?.strip_suffix(']')?.rsplit_once("; ")?;
    Some((element, len.parse().unwrap()))
}

/// The spelling in C.
fn c_type(ty: &str) -> String {
    let (mut base, mut lens) = (ty, String::new());
    while let Some((element, len)) = array(base) {
        write!(lens, "[{len}]").unwrap();
        base = element;
    }
    match base.strip_prefix("ptr ") {
        Some(to) => format!("{to} *{lens}"),
        None => format!("{base}{lens}"),
    }
}
