//! Compares two layout files.
//!
//! The comparison works on the JSON, in which each type is described once and refers to others by name. Comparing the
//! layouts would visit a shared type once for each use.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::difference::{Difference, DifferenceKind};
use super::json::{
    JsonBody, JsonDocument, JsonFault, JsonMap, JsonMapPart, JsonMember, JsonSection, JsonType, JsonVar,
};
use super::naming::tag_of;
use crate::text::Text;
use crate::work;

/// All differences between a file and the file of an object. The byte order, the label and the SHA-256 are not compared.
pub(super) fn compare(file: &JsonDocument, object: &JsonDocument) -> Vec<Difference> {
    let mut differences = Vec::new();
    let all = &mut differences;
    for (name, pair) in pairs(&file.sections, &object.sections) {
        let mut place = PlaceDifferences { place: name, all };
        match pair {
            (Some(file), Some(object)) => sections(&mut place, file, object),
            (file, object) => place.presence(None, file.map(counted), object.map(counted)),
        }
    }
    for (name, pair) in pairs(&file.maps, &object.maps) {
        let mut place = PlaceDifferences { place: &format!("map {name}"), all };
        match pair {
            (Some(file), Some(object)) => maps(&mut place, file, object),
            (file, object) => {
                place.presence(None, file.map(|map| map.kind.clone()), object.map(|map| map.kind.clone()));
            }
        }
    }
    for (name, pair) in pairs(&file.types, &object.types) {
        let mut place = PlaceDifferences { place: name, all };
        match pair {
            (Some(file), Some(object)) => types(&mut place, file, object),
            (file, object) => place.presence(None, file.map(sized), object.map(sized)),
        }
    }
    for (name, (file, object)) in pairs(&file.typedefs, &object.typedefs) {
        let mut place = PlaceDifferences { place: "typedefs", all };
        place.optional(Some(name), DifferenceKind::Type, file.map(|of| code(of)), object.map(|of| code(of)));
    }
    for (name, pair) in pairs(&file.names, &object.names) {
        let mut place = PlaceDifferences { place: name, all };
        match pair {
            (Some(file), Some(object)) => {
                let [file, object] = [file, object].map(|names| names.iter().collect::<BTreeSet<_>>());
                for name in file.symmetric_difference(&object) {
                    let listed = |names: &BTreeSet<&Text>| names.contains(name).then(String::new);
                    place.presence(Some(name), listed(&file), listed(&object));
                }
            }
            (file, object) => place.presence(None, file.map(|_| String::new()), object.map(|_| String::new())),
        }
    }
    differences
}

/// Adds the differences in one section, map or type.
struct PlaceDifferences<'p> {
    place: &'p str,
    all: &'p mut Vec<Difference>,
}

impl PlaceDifferences<'_> {
    fn push(&mut self, name: Option<&str>, kind: DifferenceKind, file: Option<String>, object: Option<String>) {
        let (place, name) = (self.place.to_owned(), name.map(str::to_owned));
        self.all.push(Difference { place, name, kind, file, object });
    }

    /// Adds that one of the two lacks something.
    fn presence(&mut self, name: Option<&str>, file: Option<String>, object: Option<String>) {
        self.push(name, DifferenceKind::Presence, file, object);
    }

    /// Compares what one of the two can lack.
    fn optional(&mut self, name: Option<&str>, kind: DifferenceKind, file: Option<String>, object: Option<String>) {
        if file != object {
            let kind = if file.is_some() && object.is_some() { kind } else { DifferenceKind::Presence };
            self.push(name, kind, file, object);
        }
    }

    /// Compares what both have.
    fn both(&mut self, name: Option<&str>, kind: DifferenceKind, file: String, object: String) {
        self.optional(name, kind, Some(file), Some(object));
    }

    /// Compares types, each given by its spelling in C and its notation.
    fn spelled(&mut self, name: Option<&str>, kind: DifferenceKind, file: [&str; 2], object: [&str; 2]) {
        if file != object {
            let same = file[0] == object[0];
            let shown = |[c, ty]: [&str; 2]| if same { format!("`{c}`, stored as `{ty}`,") } else { code(c) };
            self.push(name, kind, Some(shown(file)), Some(shown(object)));
        }
    }
}

fn sections(place: &mut PlaceDifferences<'_>, file: &JsonSection, object: &JsonSection) {
    place.both(None, DifferenceKind::Size, bytes(file.size), bytes(object.size));
    for pair in matched(&file.vars, &object.vars, |var| &var.name, |var| var.offset) {
        match pair {
            (Some(file), Some(object)) => vars(place, file, object),
            (Some(var), None) => place.presence(Some(&var.name), Some(code(&var.c_type)), None),
            (None, Some(var)) => place.presence(Some(&var.name), None, Some(code(&var.c_type))),
            (None, None) => {}
        }
    }
}

fn vars(place: &mut PlaceDifferences<'_>, file: &JsonVar, object: &JsonVar) {
    let name = Some(file.name.as_str());
    place.spelled(name, DifferenceKind::Type, [&file.c_type, &file.ty], [&object.c_type, &object.ty]);
    let at = |offset: u64| format!("byte {offset}");
    place.both(name, DifferenceKind::Offset, at(file.offset), at(object.offset));
    // A different type explains a different size.
    if file.c_type == object.c_type {
        place.both(name, DifferenceKind::Size, bytes(file.size), bytes(object.size));
    }
    place.both(name, DifferenceKind::Linkage, file.linkage.to_string(), object.linkage.to_string());
    // The size or the linkage shows the other faults.
    let changed =
        |fault| if fault == Some(JsonFault::OneByte) { "a static that clang may change" } else { "unchanged" };
    place.both(name, DifferenceKind::Fault, changed(file.fault).to_owned(), changed(object.fault).to_owned());
}

fn maps(place: &mut PlaceDifferences<'_>, file: &JsonMap, object: &JsonMap) {
    place.both(None, DifferenceKind::MapType, code(&file.kind), code(&object.kind));
    place.both(None, DifferenceKind::Entries, entries(file.max_entries), entries(object.max_entries));
    parts(place, DifferenceKind::Key, &file.key, &object.key);
    parts(place, DifferenceKind::Value, &file.value, &object.value);
}

fn parts(place: &mut PlaceDifferences<'_>, kind: DifferenceKind, file: &JsonMapPart, object: &JsonMapPart) {
    match [file, object].map(|part| part.c_type.as_deref().zip(part.ty.as_deref())) {
        [Some((file_c, file_ty)), Some((object_c, object_ty))] => {
            place.spelled(None, kind, [file_c, file_ty], [object_c, object_ty]);
            if file_c == object_c && file_ty == object_ty {
                place.both(None, kind, bytes(file.size), bytes(object.size));
            }
        }
        [file_c, object_c] => {
            let shown = |of: Option<(&str, _)>, size| of.map_or_else(|| bytes(size), |(c, _)| code(c));
            place.both(None, kind, shown(file_c, file.size), shown(object_c, object.size));
        }
    }
}

fn types(place: &mut PlaceDifferences<'_>, file: &JsonType, object: &JsonType) {
    let before = place.all.len();
    match (&file.body, &object.body) {
        (JsonBody::Struct { members: file_members }, JsonBody::Struct { members: object_members }) => {
            place.both(None, DifferenceKind::Size, bytes(file.size), bytes(object.size));
            let name = named_by;
            for pair in matched(file_members, object_members, name, |member| member.bit_offset) {
                match pair {
                    (Some(file), Some(object)) => members(place, name(file), file, object),
                    (Some(member), None) => place.presence(Some(name(member)), Some(code(&member.c_type)), None),
                    (None, Some(member)) => place.presence(Some(name(member)), None, Some(code(&member.c_type))),
                    (None, None) => {}
                }
            }
            let pairs = file_members.iter().zip(object_members);
            let moved = pairs.map(|(file, object)| (name(file), name(object))).find(|(file, object)| file != object);
            order(place, before, moved);
        }
        (
            JsonBody::Enum { signed: file_signed, values: file_values },
            JsonBody::Enum { signed: object_signed, values: object_values },
        ) => {
            let sign = |signed: bool| if signed { "signed" } else { "unsigned" }.to_owned();
            place.both(None, DifferenceKind::Size, bytes(file.size), bytes(object.size));
            place.both(None, DifferenceKind::Sign, sign(*file_signed), sign(*object_signed));
            for (file, object) in matched(file_values, object_values, |(name, _)| name, |(_, value)| *value) {
                let name = file.or(object).map(|(name, _)| name.as_str());
                let [file, object] = [file, object].map(|found| found.map(|(_, value)| value.to_string()));
                place.optional(name, DifferenceKind::Number, file, object);
            }
            let pairs = file_values.iter().zip(object_values);
            let names = pairs.map(|((file, _), (object, _))| (file, object));
            order(place, before, { names }.find(|(file, object)| file != object));
        }
        // Reading a file rejects this pair: the name of a type shows whether it is an enum.
        _ => {}
    }
    let implied = tag_of(place.place);
    let [file, object] = [file, object].map(|json| json.tag.as_deref().or(implied).map_or("no tag".to_owned(), code));
    place.both(None, DifferenceKind::Type, file, object);
}

/// The name of a member. The type identifies a member without a name.
fn named_by(member: &JsonMember) -> &Text {
    if member.name.is_empty() { &member.ty } else { &member.name }
}

fn members(place: &mut PlaceDifferences<'_>, name: &str, file: &JsonMember, object: &JsonMember) {
    let name = Some(name);
    place.spelled(name, DifferenceKind::Type, [&file.c_type, &file.ty], [&object.c_type, &object.ty]);
    let at = |bit: u64| if bit.is_multiple_of(8) { format!("byte {}", bit / 8) } else { format!("bit {bit}") };
    place.both(name, DifferenceKind::Offset, at(file.bit_offset), at(object.bit_offset));
    let width = |bits: Option<u32>| bits.map_or_else(|| "all its bits".to_owned(), |bits| format!("{bits} bits"));
    place.both(name, DifferenceKind::Width, width(file.bits), width(object.bits));
}

/// Adds a difference in the order if nothing else differs.
fn order(place: &mut PlaceDifferences<'_>, before: usize, moved: Option<(&Text, &Text)>) {
    if let Some((file, object)) = moved.filter(|_| place.all.len() == before) {
        place.both(None, DifferenceKind::Order, code(file), code(object));
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn bytes(size: u64) -> String {
    if size == 1 { "1 byte".to_owned() } else { format!("{size} bytes") }
}

fn entries(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

fn counted(section: &JsonSection) -> String {
    let count = section.vars.len();
    if count == 1 { "1 variable".to_owned() } else { format!("{count} variables") }
}

fn sized(ty: &JsonType) -> String {
    bytes(ty.size)
}

/// The entries of two tables, by name.
type Pairs<'t, T> = BTreeMap<&'t str, (Option<&'t T>, Option<&'t T>)>;

fn pairs<'t, T>(file: &'t BTreeMap<String, T>, object: &'t BTreeMap<String, T>) -> Pairs<'t, T> {
    let mut pairs = Pairs::new();
    for (name, value) in file {
        pairs.entry(name).or_default().0 = Some(value);
    }
    for (name, value) in object {
        pairs.entry(name).or_default().1 = Some(value);
    }
    pairs
}

/// Pairs the rows of the same name, and returns all rows by position. If a name has several rows, the first is paired with
/// the first.
fn matched<'t, T, P: Ord>(
    file: &'t [T],
    object: &'t [T],
    name: impl Fn(&'t T) -> &'t Text,
    position: impl Fn(&'t T) -> P,
) -> Vec<(Option<&'t T>, Option<&'t T>)> {
    let numbered = |rows: &'t [T]| {
        let mut counts = HashMap::<&Text, usize>::new();
        let number = |row: &'t T| {
            work::step();
            let name = name(row);
            let count = counts.entry(name).or_default();
            *count += 1;
            ((name, *count), row)
        };
        rows.iter().map(number).collect::<Vec<_>>()
    };
    let objects = numbered(object);
    let mut unpaired: HashMap<_, _> = objects.iter().map(|(key, row)| (key, *row)).collect();
    let files = numbered(file);
    let mut pairs: Vec<_> = files.iter().map(|(key, row)| (Some(*row), unpaired.remove(key))).collect();
    pairs.extend(objects.iter().filter(|(key, _)| unpaired.contains_key(key)).map(|(_, row)| (None, Some(*row))));
    // A renamed row has the same position, so both of its names are adjacent.
    pairs.sort_by_key(|(file, object)| file.or(*object).map(&position));
    pairs
}
