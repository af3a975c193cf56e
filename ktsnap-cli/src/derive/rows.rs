//! A struct for an array whose elements an enum names.

use std::collections::{HashMap, HashSet};

use ktsnap_btf::{Enum, Type};
use ktsnap_core::report::limits::MAX_ELEMENTS;

use super::fields::{Parts, by_enumerator};
use crate::generate::block::{Entries, Entry, Position};
use crate::generate::mirrors::Mirrors;
use crate::generate::names::camel;
use crate::generate::{Key, StructItem};
use crate::named::Fault;
use crate::named::array::NamedArray;
use crate::named::enums::check_fit;
use crate::screen::text::clean;

/// The ends of an enum's name that say only that it is an enum.
const ENDS: [&str; 8] = ["_idx", "_index", "_ids", "_id", "_enum", "_types", "_type", "_kind"];

/// The structs that were made, by their type and their enum in C.
#[derive(Default)]
pub(super) struct Known(HashMap<(String, String), String>);

/// The struct for an array, which `object` names in its attribute. Returns its name.
pub(super) fn row(
    mirrors: &mut Mirrors<'_>,
    known: &mut Known,
    array: &NamedArray,
    (tag, of): (&str, &Enum),
    object: &[Vec<Key>],
) -> Result<String, Fault> {
    let NamedArray { path, element, c_type, .. } = array;
    let integer = integer(element);
    let Some(len) = array.len else {
        let fact = format!("`{path}` has the length that user space sets, but a row has a fixed length");
        return Err((fact, "remove `--rows`: the field is then a `Vec`".to_owned()));
    };
    check_fit(&array.subject(), len, tag, of)?;
    let count = of.enumerators.iter().find(|one| one.value == i128::from(len));
    let length = count.map_or_else(|| len.to_string(), |count| count.name.to_string());
    let key = (format!("{integer}[{length}]"), tag.to_owned());
    if let Some(name) = known.0.get(&key) {
        return Ok(name.clone());
    }
    let c_element = c_type.split('[').next().unwrap_or_default().trim_end().to_owned();
    let parts = Parts { len: Some(len), reported: MAX_ELEMENTS.into(), words: ["array", "element", "elements"] };
    let lines = by_enumerator(mirrors, parts, of, &[], |mirrors, block, ident, key| {
        let entry = Entry { key: key.to_owned(), entries: Entries::One, per_cpu: false };
        mirrors.add_field(block, &Position::entry(ident, entry), element, &c_element, None);
    });
    let name = mirrors.names.fresh(&struct_name(of.name.as_deref().unwrap_or("row")));
    let attributes = object.iter().cloned().chain([vec![("type", key.0.clone()), ("key", key.1.clone())]]).collect();
    mirrors.add_row(StructItem {
        name: name.clone(),
        doc: Vec::new(),
        attributes,
        ratios: Vec::new(),
        each_cpu: false,
        is_key: false,
        lines,
        notes: unnamed(of, len, tag).into_iter().collect(),
    });
    known.0.insert(key, name.clone());
    Ok(name)
}

/// The type of the elements, as C spells it.
fn integer(element: &Type) -> String {
    element.to_rust().unwrap_or_default().replace('i', "s")
}

/// The row for an enum that the object lacks, as the user would declare it.
pub(super) fn by_hand(array: &NamedArray, of: &str) -> String {
    let name = camel(of.trim_start_matches("enum "));
    let len = array.len.map_or_else(String::new, |len| len.to_string());
    format!(
        "declare `enum {name}` in Rust with `#[derive(SnapshotEnum)]`, and a row with `#[snapshot(type = \"{}[{len}]\", \
         enums({name}))]`; BTF only has enums that are the type of a variable, a member or a parameter",
        integer(&array.element)
    )
}

/// The elements without an enumerator, for a comment.
fn unnamed(of: &Enum, len: u64, tag: &str) -> Option<String> {
    let named: HashSet<i128> = of.enumerators.iter().map(|one| one.value).collect();
    let unnamed: Vec<u64> = (0..len).filter(|index| !named.contains(&i128::from(*index))).collect();
    let tag = clean(tag);
    let (first, last) = (unnamed.first()?, unnamed.last()?);
    Some(match unnamed.len() {
        1 => format!("`{tag}` has no enumerator for element {first}."),
        count if usize::try_from(last - first + 1) == Ok(count) => {
            format!("`{tag}` has no enumerators for the elements {first} to {last}.")
        }
        count => format!("`{tag}` has no enumerators for {count} of the elements from {first} to {last}."),
    })
}

/// The struct's name: `CellStats` for `cell_stat_idx`.
fn struct_name(of: &str) -> String {
    let short = ENDS.iter().find_map(|end| of.strip_suffix(end)).filter(|short| !short.is_empty()).unwrap_or(of);
    let name = camel(short);
    if name.ends_with('s') { name } else { name + "s" }
}

#[cfg(test)]
mod tests {
    use super::struct_name;

    #[test]
    fn a_row_is_named_after_what_its_enum_counts() {
        for (of, expected) in [
            ("cell_stat_idx", "CellStats"),
            ("global_stat_id", "GlobalStats"),
            ("rusty_stats", "RustyStats"),
            ("DSP_STAT", "DspStats"),
            ("DSP_STATS", "DspStats"),
            ("_idx", "Idxs"),
        ] {
            assert_eq!(struct_name(of), expected, "{of}");
        }
    }
}
