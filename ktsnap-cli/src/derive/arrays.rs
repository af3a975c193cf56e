//! `--rows PATH=ENUM` and `--histogram PATH=BUCKETS`: what the elements of an array of integers are. BTF has their type and their
//! number, but not which enum indexes them or which values they count.

use ktsnap_btf::path::resolve_var;
use ktsnap_btf::{Layout, Map, Path, PathError, Section, Step, Type, closest, resolve};
use ktsnap_core::report::limits::MAX_ELEMENTS;

use super::target::{self, StructSource};
use super::{histogram, rows};
use crate::args::Derive;
use crate::failure::Failure;
use crate::generate::Key;
use crate::generate::arrays::{ArrayAt, integers};
use crate::generate::mirrors::Mirrors;
use crate::object::Opened;
use crate::screen::text::listed;

/// An array of integers in the object.
pub(super) struct Found {
    at: ArrayAt,
    /// The path as C has it.
    pub(super) path: String,
    pub(super) element: Type,
    /// The number of elements. `None` if user space sets it.
    pub(super) len: Option<u64>,
    /// The type of the whole in C.
    pub(super) c_type: String,
}

/// A fact and its remedy.
pub(super) type Fault = (String, String);

/// An option that describes an array.
struct Description<'a> {
    kind: Kind,
    /// The option's argument.
    text: &'a str,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Rows,
    Histogram,
}

/// The arrays that the options describe. Their fields have not been made yet.
pub(super) struct Described<'a>(Vec<(ArrayAt, Description<'a>)>);

/// Chooses the types of the arrays that the options describe. `object` names the object in an attribute.
pub(super) fn describe<'a>(
    args: &'a Derive,
    opened: &Opened,
    mirrors: &mut Mirrors<'_>,
    sources: &[StructSource<'_>],
    object: &[Vec<Key>],
) -> Result<Described<'a>, Failure> {
    let rows = args.rows.iter().map(|text| Description { kind: Kind::Rows, text });
    let histograms = args.histogram.iter().map(|text| Description { kind: Kind::Histogram, text });
    let mut described = Vec::new();
    let mut known = rows::Known::default();
    for description in rows.chain(histograms) {
        let (path, of) = description.sides()?;
        let found = find(mirrors.layout, sources, path).map_err(|fault| description.failure(fault))?;
        let rust = match description.kind {
            Kind::Rows => {
                let (tag, of) = target::key_enum(opened, mirrors.layout, of).map_err(|help| {
                    let fact = format!("has no `{}`", target::enum_tag(of));
                    Failure::of(&args.object.path, fact, help.unwrap_or_else(|| rows::by_hand(&found, of)))
                })?;
                check_is_array(args, &found, &tag)
                    .and_then(|()| rows::row(mirrors, &mut known, &found, (&tag, of), object))
            }
            Kind::Histogram => check_has_no_key(args, &found).and_then(|()| histogram::of(of, &found)),
        };
        let rust = rust.map_err(|fault| description.failure(fault))?;
        if !mirrors.arrays.choose(found.at.clone(), rust) {
            let fact = format!("another option describes `{}` too", found.path);
            return Err(description.failure((fact, "remove one of the two options".to_owned())));
        }
        described.push((found.at, description));
    }
    Ok(Described(described))
}

/// Refuses rows of the entries of a map, which `--key` names.
fn check_is_array(args: &Derive, found: &Found, tag: &str) -> Result<(), Fault> {
    let ArrayAt::Entries { map } = &found.at else { return Ok(()) };
    let option = if args.key.is_some() { "`--key`".to_owned() } else { format!("`--key '{tag}'`") };
    let fact = format!("the entries of `{map}` are `{}`, not arrays", found.c_type);
    Err((fact, format!("name the enum of the entries with {option}")))
}

/// Refuses `--key` for the entries of a histogram.
fn check_has_no_key(args: &Derive, found: &Found) -> Result<(), Fault> {
    let (ArrayAt::Entries { map }, Some(key)) = (&found.at, &args.key) else { return Ok(()) };
    let fact = format!("`--key {key}` makes a field for each entry of `{map}`, but a histogram is one field");
    Err((fact, "remove one of the two options".to_owned()))
}

impl Described<'_> {
    /// Requires that each array has become a field.
    pub(super) fn check_used(&self, mirrors: &Mirrors<'_>) -> Result<(), Failure> {
        match self.0.iter().find(|(at, _)| !mirrors.arrays.is_used(at)) {
            Some((_, description)) => {
                let (path, _) = description.sides()?;
                let fact = format!("`{path}` is not part of a generated field");
                Err(description.failure((fact, "select its field with `--only`, or remove the option".to_owned())))
            }
            None => Ok(()),
        }
    }
}

impl<'a> Description<'a> {
    /// The path, and what its array is.
    fn sides(&self) -> Result<(&'a str, &'a str), Failure> {
        let sides = self.text.split_once('=').map(|(path, of)| (path.trim(), of.trim()));
        sides.filter(|(path, of)| !path.is_empty() && !of.is_empty()).ok_or_else(|| {
            let (of, example) = match self.kind {
                Kind::Rows => ("an enum", "cstats=cell_stat_idx"),
                Kind::Histogram => ("a kind of buckets", "wait_us=Log2"),
            };
            let help = format!("for example, write `{} {example}`", self.kind.option());
            self.failure((format!("expected a path, `=` and {of}"), help))
        })
    }

    fn failure(&self, (fact, help): Fault) -> Failure {
        Failure::new(format!("`{} '{}'`: {fact}", self.kind.option(), self.text), help)
    }
}

impl Kind {
    fn option(self) -> &'static str {
        match self {
            Self::Rows => "--rows",
            Self::Histogram => "--histogram",
        }
    }
}

/// The array of integers that a path names, in one of the sections and maps.
fn find(layout: &Layout, sources: &[StructSource<'_>], path: &str) -> Result<Found, Fault> {
    let mut found = Vec::new();
    let mut fault = None::<(u8, Fault)>;
    let head = path.split(['.', '[']).next().unwrap_or_default();
    for source in sources {
        let here = match source {
            StructSource::Section(section) => in_section(layout, section, path),
            StructSource::Map(map) => in_map(layout, map, path),
        };
        match here {
            Ok(array) => found.push((array, source)),
            // Of several, the one that knows what was meant.
            Err(other) => {
                let rank = match source.as_map() {
                    Some(map) if map.name == head => 2,
                    _ => u8::from(other.1.starts_with("did you mean")),
                };
                if fault.as_ref().is_none_or(|(best, _)| rank > *best) {
                    fault = Some((rank, other));
                }
            }
        }
    }
    // Several sources can have one struct, whose member is then one array.
    if found.windows(2).any(|two| matches!(two, [(one, _), (other, _)] if one.at != other.at)) {
        let names = listed(found.iter().map(|(_, source)| source.name()));
        let member = found.iter().find(|(array, _)| matches!(array.at, ArrayAt::Member { .. }));
        let help = match member.and_then(|(_, source)| source.as_map()) {
            Some(map) => {
                format!("write `{}.{path}` for the member, or generate the structs in runs of their own", map.name)
            }
            None => "generate the structs in runs of their own".to_owned(),
        };
        return Err((format!("several of {names} have an array `{path}`"), help));
    }
    match (found.pop(), fault) {
        (Some((array, _)), _) => Ok(array),
        (None, Some((_, fault))) => Err(fault),
        (None, None) => Err((format!("there is no `{path}`"), "name a section or a map".to_owned())),
    }
}

fn in_section(layout: &Layout, section: &Section, text: &str) -> Result<Found, Fault> {
    let path =
        Path::parse_rooted(text, |name| section.vars_named(name).next().is_some()).map_err(|error| fault(&error))?;
    let Some(var) = section.vars_named(path.root()).next() else {
        let names = || section.vars.iter().map(|var| var.name.as_str());
        let members = layout.members_named(path.root());
        let member = members.iter().find(|member| member.section.name == section.name);
        let help = match (closest(path.root(), names()), member) {
            (_, Some(member)) if path.is_plain() => format!("write `{}` for the member", member.path),
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, _) => arrays_of(&section.name, section.vars.iter().map(|var| (var.name.as_str(), &var.ty))),
        };
        return Err((format!("no global `{}` in `{}`", path.root(), section.name), help));
    };
    let target = resolve_var(&path, section, var, layout).map_err(|error| fault(&error))?;
    let root = ArrayAt::Var { section: section.name.clone(), name: var.name.clone() };
    let mut found = walk(text, root, (&var.ty, &var.c_type), &target.steps)?;
    let is_var = matches!(found.at, ArrayAt::Var { .. });
    let is_flat = matches!(&var.ty, Type::Array { element, .. } if !matches!(**element, Type::Array { .. }));
    if is_var && is_flat && section.set_at_load() == Some(var) {
        found.len = None;
    }
    Ok(found)
}

fn in_map(layout: &Layout, map: &Map, text: &str) -> Result<Found, Fault> {
    let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
    let c_type = map.value_c_type.clone().unwrap_or_else(|| format!("{} bytes", map.value_size));
    let is_member = |name: &str| matches!(&value, Type::Struct(of) if of.member(name).is_some());
    let head = text.split(['.', '[']).next().unwrap_or_default();
    // The name of the map is its value, unless a member has it.
    let inside = if head == map.name && !is_member(head) { text.get(head.len()..).unwrap_or_default() } else { text };
    let root = ArrayAt::Value { map: map.name.clone() };
    let steps = match inside.strip_prefix('.').unwrap_or(inside) {
        "" => Vec::new(),
        inside => {
            let path = Path::parse_steps(inside).map_err(|error| fault(&error))?;
            let target = resolve(&path, &value, &c_type, layout).map_err(|error| match &error {
                PathError::NoMember { near: None, .. } if inside == head => match value.members_named(head).first() {
                    Some(member) => (error.fact("the object"), format!("write `{member}` for the member of a member")),
                    None => fault(&error),
                },
                _ => fault(&error),
            })?;
            target.steps
        }
    };
    if steps.is_empty() && inside.is_empty() && integers(&value).is_none() && !map.kind.has_keys() {
        let is_integer = matches!(value, Type::Int { size: ..=8, .. } | Type::Bytes { size: 1 | 2 | 4 | 8 });
        if let (true, Some(size)) = (is_integer, value.size()) {
            let element = match value {
                Type::Int { .. } => value,
                _ => Type::Int { size, signed: false },
            };
            let len = Some(map.max_entries).filter(|entries| *entries > 0);
            let at = ArrayAt::Entries { map: map.name.clone() };
            return Ok(Found { at, path: text.to_owned(), element, len, c_type });
        }
    }
    walk(text, root, (&value, &c_type), &steps)
}

/// Follows the steps to the last member, and requires that it is an array of integers.
fn walk(text: &str, root: ArrayAt, (ty, c_type): (&Type, &str), steps: &[Step]) -> Result<Found, Fault> {
    let (mut at, mut whole, mut c_type) = (root, ty, c_type);
    let mut here = ty;
    for step in steps {
        match (step, here) {
            (Step::All, Type::Array { element, .. }) => here = element,
            (Step::Member(name), Type::Struct(of)) => {
                let Some(member) = of.member(name) else { break };
                at = ArrayAt::member(of, name);
                (whole, c_type, here) = (&member.ty, &member.c_type, &member.ty);
            }
            (Step::Deref(_), _) => {
                let fact = format!("`{text}` follows a pointer, but a generated field has only its address");
                return Err((fact, "write the field by hand: `#[snapshot(path = \"...\")]`".to_owned()));
            }
            _ => {
                let fact = format!("`{text}` is a part of an array, but a generated field is the whole array");
                return Err((fact, "write `[*]` instead of the index".to_owned()));
            }
        }
    }
    if let Some(len) = longest(whole).filter(|len| *len > u64::from(MAX_ELEMENTS)) {
        let fact = format!("`{text}` has {len} elements, but a report has at most {MAX_ELEMENTS} elements of an array");
        return Err((fact, "write a field for the elements that you need: `#[snapshot(path = \"...\")]`".to_owned()));
    }
    match integers(whole) {
        Some((element, len)) if !matches!(here, Type::Int { .. }) => {
            Ok(Found { at, path: text.to_owned(), element, len: Some(len), c_type: c_type.to_owned() })
        }
        Some(_) => {
            let array = text.strip_suffix("[*]").unwrap_or(text);
            Err((format!("`{text}` is an integer"), format!("write `{array}` for the array")))
        }
        None => {
            let help = match whole {
                Type::Struct(of) => {
                    arrays_of(text, of.flattened_members().map(|(member, _)| (member.name.as_str(), &member.ty)))
                }
                _ => "name another array, or remove the option".to_owned(),
            };
            Err((format!("`{text}` is `{c_type}` in C, not an array of integers"), help))
        }
    }
}

/// The largest number of elements of an array, or of the arrays inside it.
fn longest(ty: &Type) -> Option<u64> {
    let Type::Array { element, len } = ty else { return None };
    Some((*len).max(longest(element).unwrap_or_default()))
}

/// Which of the variables or members are arrays of integers.
fn arrays_of<'t>(place: &str, all: impl Iterator<Item = (&'t str, &'t Type)>) -> String {
    let arrays: Vec<_> = all.filter(|(_, ty)| integers(ty).is_some()).map(|(name, _)| name).collect();
    match arrays.as_slice() {
        [] => format!("`{place}` has no array of integers, so remove the option"),
        arrays => format!("the arrays of integers in `{place}` are {}", listed(arrays.iter().copied())),
    }
}

impl Found {
    /// The array of integers, for a message.
    pub(super) fn subject(&self) -> String {
        let a_row = if self.c_type.matches('[').count() > 1 { "a row of " } else { "" };
        format!("{a_row}`{}`", self.path)
    }
}

fn fault(error: &PathError) -> Fault {
    (error.fact("the object"), error.help())
}
