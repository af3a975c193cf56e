//! `--key`, `--rows` and `--histogram`: what the entries of maps and the elements of arrays are.

use ktsnap_btf::{Enum, Map, Type};

use super::plan::Object;
use super::spot::{Described, Elements, Names};
use crate::args::select::Sources;
use crate::failure::Failure;
use crate::generate::arrays::ArrayAt;
use crate::named::array::{NamedArray, find};
use crate::named::buckets::{Buckets, counter_size};
use crate::named::enums::{KeyOf, check_fit, common_prefix, enum_tag, key_enum, keys};
use crate::named::{Fault, Source};

/// What the options say about the arrays and maps of the object.
pub(super) fn describe(args: &Sources, object: Object<'_>, sources: &[Source<'_>]) -> Result<Described, Failure> {
    let mut described = Described::new();
    for map in sources.iter().filter_map(Source::as_map) {
        if let Some(Type::Enum(of)) = map.key.as_ref().filter(|_| !map.kind.has_keys()) {
            described.insert(
                entries(map),
                Elements::Named(names(&Type::Enum(of.clone()).tag().unwrap_or_default(), of, map.max_entries)),
            );
        }
    }
    if let Some(written) = &args.key {
        let (map, tag, of) = key(object, sources, written)?;
        described.insert(entries(map), Elements::Named(names(&tag, of, map.max_entries)));
    }
    let mut is_chosen: Vec<ArrayAt> = Vec::new();
    let rows = args.rows.iter().map(|text| (Kind::Rows, text));
    for (kind, text) in rows.chain(args.histogram.iter().map(|text| (Kind::Histogram, text))) {
        let described_by = |fault: Fault| kind.failure(text, fault);
        let (path, of) = kind.sides(text).map_err(described_by)?;
        let (at, elements) = match kind {
            Kind::Rows => rows_of(object, sources, path, of, text)?,
            Kind::Histogram => {
                let array = find(object.layout, sources, path).map_err(described_by)?;
                let bounds = buckets(&array, of).map_err(described_by)?;
                (array.at, Elements::Buckets(bounds))
            }
        };
        let is_key = matches!(&at, ArrayAt::Entries { .. }) && args.key.is_some() && described.contains_key(&at);
        if is_chosen.contains(&at) || is_key {
            let fact = format!("another option describes `{path}` too");
            return Err(described_by((fact, "remove one of the two options".to_owned())));
        }
        is_chosen.push(at.clone());
        described.insert(at, elements);
    }
    Ok(described)
}

/// The map and the enum of `--key`.
fn key<'l>(object: Object<'l>, sources: &[Source<'l>], written: &str) -> Result<(&'l Map, String, &'l Enum), Failure> {
    let all = || sources.iter().filter_map(Source::as_map).filter(|map| !map.kind.has_keys());
    if all().next().is_none() {
        let fact = "`--key` names the entries of an array, and the entries of a hash map have keys";
        return Err(Failure::new(fact, "remove `--key`"));
    }
    // The only entry of a map needs no name, unless no other map is given.
    let several: Vec<&Map> = all().filter(|map| map.max_entries != 1).collect();
    let maps = if several.is_empty() { all().collect() } else { several };
    let &[map] = maps.as_slice() else {
        let fact = format!("`--key` applies to a single map, but {} were asked for", maps.len());
        return Err(Failure::new(fact, format!("write `--rows MAP={written}` for each of them")));
    };
    let (tag, of) = enum_of(object, "--key", written, &map.name)?;
    names_an_entry(&map.name, map.max_entries, &tag, of)
        .map_err(|(fact, help)| Failure::new(format!("`--key {written}`: {fact}"), help))?;
    Ok((map, tag, of))
}

/// An enum of the object.
fn enum_of<'l>(object: Object<'l>, option: &str, written: &str, array: &str) -> Result<(String, &'l Enum), Failure> {
    key_enum(object.layout, object.is_layout_file, written).map_err(|help| {
        let help = help.unwrap_or_else(|| {
            format!(
                "BTF only has enums that are the type of a variable, a member or a parameter; without `{option}`, the parts of \
                 `{array}` have numbers"
            )
        });
        Failure::of(object.path, format!("has no `{}`", enum_tag(written)), help)
    })
}

/// The array that `--rows` names, and the names of its elements.
fn rows_of(
    object: Object<'_>,
    sources: &[Source<'_>],
    path: &str,
    of: &str,
    text: &str,
) -> Result<(ArrayAt, Elements), Failure> {
    let described_by = |fault: Fault| Kind::Rows.failure(text, fault);
    let map = sources.iter().filter_map(Source::as_map).find(|map| map.name == path);
    // The value of a map can be an array too, which is then meant.
    let entries_of = map
        .filter(|map| map.max_entries != 1 && !matches!(map.value, Some(Type::Array { .. })) && !map.kind.has_keys());
    let (at, len, subject, is_map) = match entries_of.filter(|map| map.value_size <= 8 || map.value.is_some()) {
        Some(map) => (entries(map), map.max_entries, format!("`{path}`"), true),
        None => {
            let array = find(object.layout, sources, path).map_err(described_by)?;
            let subject = array.subject();
            (array.at, array.len.unwrap_or_default(), subject, false)
        }
    };
    let (tag, of) = enum_of(object, "--rows", of, path)?;
    let fits = if is_map { names_an_entry(path, len, &tag, of) } else { check_len(&subject, len, &tag, of) };
    fits.map_err(described_by)?;
    Ok((at, Elements::Named(names(&tag, of, len))))
}

fn buckets(array: &NamedArray, of: &str) -> Result<ktsnap_core::histogram::Bounds, Fault> {
    let buckets = Buckets::parse(of)?;
    counter_size(array)?;
    buckets.check(array)?;
    buckets.bounds.ok_or_else(|| {
        let fact = format!("`{of}` is a type in Rust, whose bounds are known only to a struct");
        (fact, "write `Log2`, `Log2<SHIFT>`, `Fls`, `Fls<SHIFT>` or `Linear<START, WIDTH>`".to_owned())
    })
}

fn entries(map: &Map) -> ArrayAt {
    ArrayAt::Entries { map: map.name.to_string() }
}

/// Requires that the enum's values are indices of the array. A length of 0 is set by user space.
fn check_len(subject: &str, len: u64, tag: &str, of: &Enum) -> Result<(), Fault> {
    if len == 0 { Ok(()) } else { check_fit(subject, len, tag, of) }
}

/// Requires that an enumerator is a key of the map. A map can have fewer entries than its enum has enumerators.
fn names_an_entry(map: &str, len: u64, tag: &str, of: &Enum) -> Result<(), Fault> {
    if len == 0 || keys(&of.enumerators, len).any(|(_, key)| key != KeyOf::Beyond) {
        return Ok(());
    }
    let fact = format!("no enumerator of `{tag}` is a key of `{map}`, which has {len} entries");
    Err((fact, "name the enum of its keys".to_owned()))
}

fn names(tag: &str, of: &Enum, len: u64) -> Names {
    let len = if len == 0 { u32::MAX.into() } else { len };
    let named = keys(&of.enumerators, len).filter_map(|(one, key)| match key {
        KeyOf::Part(key) => Some((key, one.name.to_string())),
        _ => None,
    });
    Names { tag: tag.to_owned(), full: named.collect(), common: common_prefix(of, len) }
}

/// An option that describes an array.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Rows,
    Histogram,
}

impl Kind {
    /// The path, and what its array is.
    fn sides(self, text: &str) -> Result<(&str, &str), Fault> {
        let sides = text.split_once('=').map(|(path, of)| (path.trim(), of.trim()));
        sides.filter(|(path, of)| !path.is_empty() && !of.is_empty()).ok_or_else(|| {
            let (of, example) = match self {
                Self::Rows => ("an enum", "--rows cstats=cell_stat_idx"),
                Self::Histogram => ("a kind of buckets", "--histogram wait_us=Log2"),
            };
            (format!("expected a path, `=` and {of}"), format!("for example, write `{example}`"))
        })
    }

    fn failure(self, text: &str, (fact, help): Fault) -> Failure {
        let option = match self {
            Self::Rows => "--rows",
            Self::Histogram => "--histogram",
        };
        Failure::new(format!("`{option} '{text}'`: {fact}"), help)
    }
}
