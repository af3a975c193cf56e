//! The fields of a struct: the globals of a section, or the members or entries of a map.

use std::collections::{HashMap, HashSet};

use ktsnap_btf::{Enum, Layout, Map, Section, Type, Var};
use ktsnap_core::report::limits::{MAX_ELEMENTS, MAX_PERCPU_KEYS};

use crate::filter::is_named;
use crate::generate::arrays::ArrayAt;
use crate::generate::block::{Block, Entries, Entry, Position};
use crate::generate::mirrors::{Mirrors, Unsupported, alike, typedef};
use crate::generate::names::snake;
use crate::generate::{Key, Line};
use crate::named::enums::{KeyOf, common_prefix, keys};
use crate::object::is_format;

/// Entries without names that get a field each. If there are more, one field takes all.
const NUMBERED: u64 = 64;

/// The fields of a section.
pub(super) struct Globals {
    pub(super) lines: Vec<Line>,
    /// Format strings that were not asked for.
    pub(super) formats: usize,
}

/// A field for each global that the patterns select, in the order of their offsets. Globals that can't be read come last.
pub(super) fn globals(mirrors: &mut Mirrors<'_>, section: &Section, only: &[String]) -> Globals {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for var in section.vars.iter().chain(section.faulty.iter().map(|faulty| &faulty.var)) {
        *times.entry(&var.name).or_default() += 1;
    }
    let mut block = Block::default();
    let mut reported = HashSet::new();
    let mut formats = 0;
    for var in section.vars.iter().filter(|var| is_named(only, &var.name)) {
        let Var { name, c_type, ty, .. } = var;
        if only.is_empty() && is_format(var) {
            formats += 1;
            continue;
        }
        match times.get(name.as_str()) {
            _ if name.is_empty() => block.leave("", c_type, "it has no name"),
            Some(2..) if !reported.insert(name) => {}
            Some(count @ 2..) => {
                let reason =
                    format!("{count} statics of `{}` have this name, so a report can't distinguish them", section.name);
                block.leave(name, c_type, reason);
            }
            _ => {
                let at = ArrayAt::Var { section: section.name.clone(), name: name.to_string() };
                let position = Position::var(name, section.set_at_load() == Some(var));
                let position = position.with_innermost(mirrors.arrays.take(&at));
                mirrors.add_field(&mut block, &position, ty, c_type, None);
            }
        }
    }
    for faulty in section
        .faulty
        .iter()
        .filter(|faulty| [&*faulty.var.name, faulty.declared()].iter().any(|name| is_named(only, name)))
    {
        block.leave(&faulty.var.name, &faulty.var.c_type, format!("{}; {}", faulty.fact(), faulty.help()));
    }
    Globals { lines: block.lines, formats }
}

/// Whether the derive finds the section by the fields: no other section has all their variables.
pub(super) fn is_inferred(layout: &Layout, section: &Section, lines: &[Line]) -> bool {
    let roots: HashSet<&str> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Field(field) => field.root.as_deref(),
            Line::LeftOut(_) => None,
        })
        .collect();
    let has_all = |other: &Section| {
        let names: HashSet<_> = other.vars.iter().map(|var| var.name.as_str()).collect();
        roots.is_subset(&names)
    };
    !layout.global_sections().any(|other| other.name != section.name && has_all(other))
}

/// The fields of a map, and the struct's attribute and documentation.
pub(super) struct MapFields {
    pub(super) lines: Vec<Line>,
    /// The keys of the attribute besides `map`.
    pub(super) keys: Vec<Key>,
    /// What the fields are, for the struct's documentation.
    pub(super) doc: String,
    pub(super) notes: Vec<String>,
}

/// How a map is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'w> {
    /// The enum of the entries, and its tag.
    pub(super) keys: Option<(&'w str, &'w Enum)>,
    /// Whether each field is the sum over all CPUs.
    pub(super) sum: bool,
    pub(super) only: &'w [String],
}

/// The fields of an array, a per-CPU array, or a map with keys.
///
/// # Errors
///
/// The reason why the map has no fields, and the remedy.
pub(super) fn entries(mirrors: &mut Mirrors<'_>, map: &Map, wanted: Wanted<'_>) -> Result<MapFields, (String, String)> {
    let Wanted { keys, sum, only } = wanted;
    let fields = |lines, doc: &str| MapFields { lines, keys: Vec::new(), doc: doc.to_owned(), notes: Vec::new() };
    let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
    let c_type = map.value_c_type.clone().unwrap_or_else(|| format!("{} bytes", map.value_size).into());
    if map.kind.has_keys() {
        let mut block = Block::default();
        if is_named(only, &map.name) {
            let (key, key_c_type) = map.reported_key();
            let key = mirrors.key(&key, &key_c_type).map_err(|unsupported| {
                let reason = match unsupported {
                    Unsupported::Whole => "a union or a struct without a name".to_owned(),
                    Unsupported::Entirely(reason) => reason,
                };
                let fact =
                    format!("the keys of `{}` are `{key_c_type}`, which no field can mirror: {reason}", map.name);
                (fact, format!("read the map with `snapshot.map(\"{}\")`", map.name))
            })?;
            let entries = Entries::Rows { key, is_lru: map.kind.is_lru() };
            let entry = Entry { key: "*".to_owned(), entries, per_cpu: map.kind.is_per_cpu() };
            let position = of_value(mirrors, map, Position::entry("rows", entry)).summed(sum);
            mirrors.add_field(&mut block, &position, &value, &c_type, None);
        }
        return Ok(fields(block.lines, "All entries"));
    }
    let per_cpu = map.kind.is_per_cpu();
    if let Some(rust) = mirrors.arrays.take(&ArrayAt::Entries { map: map.name.to_string() }) {
        if map.max_entries > most_entries(map) {
            return Err(too_many(map));
        }
        let mut block = Block::default();
        if is_named(only, &map.name) {
            // The entries are one value, so those of several CPUs are added up.
            let entry = Entry { key: "*".to_owned(), entries: Entries::One, per_cpu };
            let position = Position::entry("entries", entry).with_innermost(Some(rust)).summed(per_cpu);
            mirrors.add_field(&mut block, &position, &value, &c_type, None);
        }
        return Ok(fields(block.lines, "All entries"));
    }
    let named = match (&map.key, keys) {
        (_, Some((_, of))) => Some(of),
        (Some(Type::Enum(of)), None) => Some(of.as_ref()),
        _ => None,
    };
    if let Some(of) = named {
        let lines = of_entries(mirrors, map, of, &value, &c_type, wanted);
        let keys = keys.map(|(tag, _)| ("key", tag.to_owned())).into_iter().collect();
        return Ok(MapFields { keys, ..fields(lines, "Entries") });
    }
    if map.max_entries == 1 {
        if let (Some(tag), Type::Struct(of)) = (value_tag(mirrors.layout, &value, &c_type), &value) {
            let lines = mirrors.members(of, only, sum);
            return Ok(MapFields {
                keys: vec![("value", tag.clone())],
                ..fields(lines, &format!("`{tag}`, the value"))
            });
        }
        let lines = single_entry(mirrors, map, (&snake(&map.name), "0"), &value, &c_type, wanted);
        return Ok(fields(lines, "The entry"));
    }
    if per_cpu && (1..=NUMBERED).contains(&map.max_entries) {
        let entries = 0..map.max_entries;
        let lines = entries.flat_map(|key| {
            single_entry(mirrors, map, (&format!("entry_{key}"), &key.to_string()), &value, &c_type, wanted)
        });
        let lines = lines.collect();
        let note = "The map does not name the enum of its entries. `--key` names one of the object's, `enums(...)` a Rust enum.";
        return Ok(MapFields { notes: vec![note.to_owned()], ..fields(lines, "Entries") });
    }
    if map.max_entries > most_entries(map) {
        return Err(too_many(map));
    }
    let mut block = Block::default();
    if is_named(only, &map.name) {
        let entries = if map.max_entries == 0 { Entries::Unknown } else { Entries::All(map.max_entries) };
        let entry = Entry { key: "*".to_owned(), entries, per_cpu };
        let position = of_value(mirrors, map, Position::entry("entries", entry)).summed(sum);
        mirrors.add_field(&mut block, &position, &value, &c_type, None);
    }
    Ok(fields(block.lines, "All entries"))
}

/// The name by which `value` can call the struct that is the map's value.
fn value_tag(layout: &Layout, value: &Type, c_type: &str) -> Option<String> {
    let Type::Struct(of) = value else { return None };
    if of.union || of.members.is_empty() {
        return None;
    }
    let tag = match value.tag() {
        Some(tag) if tag == "struct cpumask" || tag == "struct bpf_cpumask" => return None,
        Some(tag) => tag,
        None => typedef(layout, of, c_type)?.to_owned(),
    };
    // Of two structs of one tag, it means the first.
    matches!(layout.type_by_name(&tag), Some(Type::Struct(known)) if alike(known, of)).then_some(tag)
}

/// The entries of a map that a report has.
fn most_entries(map: &Map) -> u64 {
    u64::from(if map.kind.is_per_cpu() { MAX_PERCPU_KEYS } else { MAX_ELEMENTS })
}

fn too_many(map: &Map) -> (String, String) {
    let most = most_entries(map);
    (
        format!("`{}` has {} entries, but a report has only {most} of them", map.name, map.max_entries),
        "write a field for each entry that you need: `#[snapshot(key = \"0\")]`".to_owned(),
    )
}

/// A position in a map's value, which can be an array.
fn of_value(mirrors: &mut Mirrors<'_>, map: &Map, position: Position) -> Position {
    position.with_innermost(mirrors.arrays.take(&ArrayAt::Value { map: map.name.to_string() }))
}

/// A field for each enumerator that is a key of the map.
fn of_entries(
    mirrors: &mut Mirrors<'_>,
    map: &Map,
    of: &Enum,
    value: &Type,
    c_type: &str,
    wanted: Wanted<'_>,
) -> Vec<Line> {
    let parts = Parts {
        len: Some(map.max_entries).filter(|entries| *entries > 0),
        reported: most_entries(map),
        words: ["map", "entry", "entries"],
    };
    by_enumerator(mirrors, parts, of, wanted.only, |mirrors, block, ident, key| {
        let entry = Entry { key: key.to_owned(), entries: Entries::One, per_cpu: map.kind.is_per_cpu() };
        let position = of_value(mirrors, map, Position::entry(ident, entry)).summed(wanted.sum);
        mirrors.add_field(block, &position, value, c_type, None);
    })
}

/// What an enum names: the entries of a map, or the elements of an array.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    /// Their number, if the object has it.
    pub(super) len: Option<u64>,
    /// The most that a report has.
    pub(super) reported: u64,
    /// The words for the whole, a part, and several parts.
    pub(super) words: [&'static str; 3],
}

/// A field for each enumerator that is a key. `add` makes the field of a name and an enumerator.
pub(super) fn by_enumerator(
    mirrors: &mut Mirrors<'_>,
    parts: Parts,
    of: &Enum,
    only: &[String],
    add: impl Fn(&mut Mirrors<'_>, &mut Block, &str, &str),
) -> Vec<Line> {
    let Parts { len, reported, words: [whole, part, several] } = parts;
    let below = len.unwrap_or_else(|| u64::from(u32::MAX));
    let common = common_prefix(of, below);
    let mut block = Block::default();
    let wanted = of.enumerators.iter().filter(|one| is_named(only, &one.name));
    for (one, key) in keys(wanted, below) {
        let reason = match key {
            KeyOf::Beyond => {
                format!("its value is {}, and the {whole} has {} {several}", one.value, len.unwrap_or_default())
            }
            KeyOf::Part(key) | KeyOf::Known(key) if key >= reported => {
                format!("a report has only the first {reported} {several}")
            }
            KeyOf::Known(key) => format!("another field is {part} {key}"),
            KeyOf::Part(_) => {
                add(mirrors, &mut block, one.name.get(common..).unwrap_or(&one.name), &one.name);
                continue;
            }
        };
        block.leave(&one.name, "", reason);
    }
    block.lines
}

/// The field for one entry, by its name and its number.
fn single_entry(
    mirrors: &mut Mirrors<'_>,
    map: &Map,
    (ident, key): (&str, &str),
    value: &Type,
    c_type: &str,
    wanted: Wanted<'_>,
) -> Vec<Line> {
    let mut block = Block::default();
    if is_named(wanted.only, key) || is_named(wanted.only, ident) {
        let entry = Entry { key: key.to_owned(), entries: Entries::One, per_cpu: map.kind.is_per_cpu() };
        let position = of_value(mirrors, map, Position::entry(ident, entry)).summed(wanted.sum);
        mirrors.add_field(&mut block, &position, value, c_type, None);
    }
    block.lines
}
