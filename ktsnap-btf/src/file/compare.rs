//! Holding the rows of a file against those of an object: row by row, never type in type.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::difference::{Difference, DifferenceKind};
use super::document::{Body, Document, Fault, Linkage, Map, Member, Part, Section, Type, Var};
use super::naming::tag_of;

/// All differences. Byte order, label and fingerprint are none.
pub(super) fn compare(file: &Document, object: &Document) -> Vec<Difference> {
    let mut differences = Vec::new();
    let all = &mut differences;
    for (name, pair) in pairs(&file.sections, &object.sections) {
        let mut place = Place { place: name, all };
        match pair {
            (Some(file), Some(object)) => sections(&mut place, file, object),
            (file, object) => place.alone(None, file.map(counted), object.map(counted)),
        }
    }
    for (name, pair) in pairs(&file.maps, &object.maps) {
        let mut place = Place { place: &format!("map {name}"), all };
        match pair {
            (Some(file), Some(object)) => maps(&mut place, file, object),
            (file, object) => place.alone(None, file.map(|map| map.kind.clone()), object.map(|map| map.kind.clone())),
        }
    }
    for (name, pair) in pairs(&file.types, &object.types) {
        let mut place = Place { place: name, all };
        match pair {
            (Some(file), Some(object)) => types(&mut place, file, object),
            (file, object) => place.alone(None, file.map(sized), object.map(sized)),
        }
    }
    for (name, (file, object)) in pairs(&file.typedefs, &object.typedefs) {
        let mut place = Place { place: "typedefs", all };
        place.differ(Some(name), DifferenceKind::Type, file.map(|of| code(of)), object.map(|of| code(of)));
    }
    for (name, pair) in pairs(&file.names, &object.names) {
        let mut place = Place { place: name, all };
        match pair {
            (Some(file), Some(object)) => {
                let [file, object] = [file, object].map(|names| names.iter().collect::<BTreeSet<_>>());
                for name in file.symmetric_difference(&object) {
                    let listed = |names: &BTreeSet<&String>| names.contains(name).then(String::new);
                    place.alone(Some(name), listed(&file), listed(&object));
                }
            }
            (file, object) => place.alone(None, file.map(|_| String::new()), object.map(|_| String::new())),
        }
    }
    differences
}

/// What the differences of one section, map or type are added to.
struct Place<'p> {
    place: &'p str,
    all: &'p mut Vec<Difference>,
}

impl Place<'_> {
    fn push(&mut self, name: Option<&str>, kind: DifferenceKind, file: Option<String>, object: Option<String>) {
        let (place, name) = (self.place.to_owned(), name.map(str::to_owned));
        self.all.push(Difference { place, name, kind, file, object });
    }

    /// What one of the two lacks.
    fn alone(&mut self, name: Option<&str>, file: Option<String>, object: Option<String>) {
        self.push(name, DifferenceKind::Presence, file, object);
    }

    /// What may be equal, or be lacking.
    fn differ(&mut self, name: Option<&str>, kind: DifferenceKind, file: Option<String>, object: Option<String>) {
        if file != object {
            let kind = if file.is_some() && object.is_some() { kind } else { DifferenceKind::Presence };
            self.push(name, kind, file, object);
        }
    }

    /// What both have.
    fn both(&mut self, name: Option<&str>, kind: DifferenceKind, file: String, object: String) {
        self.differ(name, kind, Some(file), Some(object));
    }

    /// Types, each as C spells it and as it is stored.
    fn spelled(&mut self, name: Option<&str>, kind: DifferenceKind, file: [&str; 2], object: [&str; 2]) {
        if file != object {
            let same = file[0] == object[0];
            let shown = |[c, ty]: [&str; 2]| if same { format!("`{c}`, stored as `{ty}`,") } else { code(c) };
            self.push(name, kind, Some(shown(file)), Some(shown(object)));
        }
    }
}

fn sections(place: &mut Place<'_>, file: &Section, object: &Section) {
    place.both(None, DifferenceKind::Size, bytes(file.size), bytes(object.size));
    for pair in matched(&file.vars, &object.vars, |var| &var.name, |var| var.offset) {
        match pair {
            (Some(file), Some(object)) => vars(place, file, object),
            (Some(one), None) => place.alone(Some(&one.name), Some(code(&one.c_type)), None),
            (None, Some(one)) => place.alone(Some(&one.name), None, Some(code(&one.c_type))),
            (None, None) => {}
        }
    }
}

fn vars(place: &mut Place<'_>, file: &Var, object: &Var) {
    let name = Some(file.name.as_str());
    place.spelled(name, DifferenceKind::Type, [&file.c_type, &file.ty], [&object.c_type, &object.ty]);
    let at = |offset: u64| format!("byte {offset}");
    place.both(name, DifferenceKind::Offset, at(file.offset), at(object.offset));
    // With another type, another size is no news.
    if file.c_type == object.c_type {
        place.both(name, DifferenceKind::Size, bytes(file.size), bytes(object.size));
    }
    let linkage = |linkage| match linkage {
        Linkage::Static => "static".to_owned(),
        Linkage::Global => "global".to_owned(),
        Linkage::Extern => "extern".to_owned(),
    };
    place.both(name, DifferenceKind::Linkage, linkage(file.linkage), linkage(object.linkage));
    // The size shows the others.
    let changed = |fault| if fault == Some(Fault::OneByte) { "a static that clang may change" } else { "unchanged" };
    place.both(name, DifferenceKind::Fault, changed(file.fault).to_owned(), changed(object.fault).to_owned());
}

fn maps(place: &mut Place<'_>, file: &Map, object: &Map) {
    place.both(None, DifferenceKind::MapType, code(&file.kind), code(&object.kind));
    place.both(None, DifferenceKind::Entries, entries(file.max_entries), entries(object.max_entries));
    for (kind, file, object) in
        [(DifferenceKind::Key, &file.key, &object.key), (DifferenceKind::Value, &file.value, &object.value)]
    {
        parts(place, kind, file, object);
    }
}

fn parts(place: &mut Place<'_>, kind: DifferenceKind, file: &Part, object: &Part) {
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

fn types(place: &mut Place<'_>, file: &Type, object: &Type) {
    let before = place.all.len();
    match (&file.body, &object.body) {
        (Body::Members(file_members), Body::Members(object_members)) => {
            place.both(None, DifferenceKind::Size, bytes(file.size), bytes(object.size));
            // What has no name goes by its type.
            let name = |member: &Member| if member.name.is_empty() { member.ty.clone() } else { member.name.clone() };
            for pair in matched(file_members, object_members, name, |member| member.bit_offset) {
                match pair {
                    (Some(file), Some(object)) => members(place, &name(file), file, object),
                    (Some(one), None) => place.alone(Some(&name(one)), Some(code(&one.c_type)), None),
                    (None, Some(one)) => place.alone(Some(&name(one)), None, Some(code(&one.c_type))),
                    (None, None) => {}
                }
            }
            let pairs = file_members.iter().zip(object_members);
            let moved = pairs.map(|(file, object)| (name(file), name(object))).find(|(file, object)| file != object);
            ordered(place, before, moved);
        }
        (
            Body::Enumerators { signed: file_signed, values: file_values },
            Body::Enumerators { signed: object_signed, values: object_values },
        ) => {
            let sign = |signed: bool| if signed { "signed" } else { "unsigned" }.to_owned();
            place.both(None, DifferenceKind::Size, bytes(file.size), bytes(object.size));
            place.both(None, DifferenceKind::Sign, sign(*file_signed), sign(*object_signed));
            for (file, object) in matched(file_values, object_values, |(name, _)| name, |(_, value)| *value) {
                let name = file.or(object).map(|(name, _)| name.as_str());
                let [file, object] = [file, object].map(|one| one.map(|(_, value)| value.to_string()));
                place.differ(name, DifferenceKind::Number, file, object);
            }
            let pairs = file_values.iter().zip(object_values);
            let names = pairs.map(|((file, _), (object, _))| (file.clone(), object.clone()));
            ordered(place, before, { names }.find(|(file, object)| file != object));
        }
        // No file that was read has such a pair: a type's name says what it is.
        _ => place.alone(None, Some(sized(file)), None),
    }
    let implied = tag_of(place.place);
    let [file, object] = [file, object].map(|row| row.tag.as_deref().or(implied).map_or("no tag".to_owned(), code));
    place.both(None, DifferenceKind::Type, file, object);
}

fn members(place: &mut Place<'_>, name: &str, file: &Member, object: &Member) {
    let name = Some(name);
    place.spelled(name, DifferenceKind::Type, [&file.c_type, &file.ty], [&object.c_type, &object.ty]);
    let at = |bit: u64| if bit.is_multiple_of(8) { format!("byte {}", bit / 8) } else { format!("bit {bit}") };
    place.both(name, DifferenceKind::Offset, at(file.bit_offset), at(object.bit_offset));
    let width = |bits: Option<u32>| bits.map_or_else(|| "all its bits".to_owned(), |bits| format!("{bits} bits"));
    place.both(name, DifferenceKind::Width, width(file.bits), width(object.bits));
}

/// Says that the order differs, where nothing else does.
fn ordered(place: &mut Place<'_>, before: usize, moved: Option<(String, String)>) {
    if let Some((file, object)) = moved.filter(|_| place.all.len() == before) {
        place.both(None, DifferenceKind::Order, code(&file), code(&object));
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

fn counted(of: &Section) -> String {
    let count = of.vars.len();
    if count == 1 { "1 variable".to_owned() } else { format!("{count} variables") }
}

fn sized(of: &Type) -> String {
    bytes(of.size)
}

/// Both tables' rows, by name.
type Pairs<'t, T> = BTreeMap<&'t str, (Option<&'t T>, Option<&'t T>)>;

fn pairs<'t, T>(file: &'t BTreeMap<String, T>, object: &'t BTreeMap<String, T>) -> Pairs<'t, T> {
    let mut pairs = Pairs::new();
    for (name, row) in file {
        pairs.entry(name).or_default().0 = Some(row);
    }
    for (name, row) in object {
        pairs.entry(name).or_default().1 = Some(row);
    }
    pairs
}

/// Rows of one name, and those alone. Of several rows of one name, the first goes with the first. In the order of
/// their positions.
fn matched<'t, T, N: Into<String>, P: Ord>(
    file: &'t [T],
    object: &'t [T],
    name: impl Fn(&'t T) -> N,
    position: impl Fn(&'t T) -> P,
) -> Vec<(Option<&'t T>, Option<&'t T>)> {
    let numbered = |rows: &'t [T]| {
        let mut counts = HashMap::<String, usize>::new();
        let number = |row: &'t T| {
            let name = name(row).into();
            let count = counts.entry(name.clone()).or_default();
            *count += 1;
            ((name, *count), row)
        };
        rows.iter().map(number).collect::<Vec<_>>()
    };
    let objects = numbered(object);
    let mut left: HashMap<_, _> = objects.iter().map(|(key, row)| (key, *row)).collect();
    let files = numbered(file);
    let mut pairs: Vec<_> = files.iter().map(|(key, row)| (Some(*row), left.remove(key))).collect();
    pairs.extend(objects.iter().filter(|(key, _)| left.contains_key(key)).map(|(_, row)| (None, Some(*row))));
    // What was renamed stands together.
    pairs.sort_by_key(|(file, object)| file.or(*object).map(&position));
    pairs
}
