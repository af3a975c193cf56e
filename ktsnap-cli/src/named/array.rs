//! The array of integers that a path names.

use ktsnap_btf::path::resolve_var;
use ktsnap_btf::{Layout, Map, Path, PathError, Section, Step, Type, closest, resolve};
use ktsnap_core::report::limits::MAX_ELEMENTS;

use super::{Fault, Source};
use crate::generate::arrays::{ArrayAt, integers};
use crate::screen::text::listed;

/// An array of integers in the object.
pub(crate) struct NamedArray {
    pub(crate) at: ArrayAt,
    /// The path as C has it.
    pub(crate) path: String,
    pub(crate) element: Type,
    /// The number of elements. `None` if user space sets it.
    pub(crate) len: Option<u64>,
    /// The type of the whole in C.
    pub(crate) c_type: String,
}

/// The array of integers that a path names, in one of the sections and maps.
pub(crate) fn find(layout: &Layout, sources: &[Source<'_>], path: &str) -> Result<NamedArray, Fault> {
    let mut found = Vec::new();
    let mut fault = None::<(u8, Fault)>;
    let head = path.split(['.', '[']).next().unwrap_or_default();
    for source in sources {
        let here = match source {
            Source::Section(section) => in_section(layout, section, path),
            Source::Map(map) => in_map(layout, map, path),
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

fn in_section(layout: &Layout, section: &Section, text: &str) -> Result<NamedArray, Fault> {
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
    let root = ArrayAt::Var { section: section.name.clone(), name: var.name.to_string() };
    let mut found = walk(text, root, (&var.ty, &var.c_type), &target.steps)?;
    let is_var = matches!(found.at, ArrayAt::Var { .. });
    let is_flat = matches!(&var.ty, Type::Array { element, .. } if !matches!(**element, Type::Array { .. }));
    if is_var && is_flat && section.set_at_load() == Some(var) {
        found.len = None;
    }
    Ok(found)
}

fn in_map(layout: &Layout, map: &Map, text: &str) -> Result<NamedArray, Fault> {
    let value = map.value.clone().unwrap_or(Type::Bytes { size: map.value_size });
    let c_type = map.value_c_type.clone().unwrap_or_else(|| format!("{} bytes", map.value_size).into());
    let is_member = |name: &str| matches!(&value, Type::Struct(of) if of.member(name).is_some());
    let head = text.split(['.', '[']).next().unwrap_or_default();
    // The name of the map is its value, unless a member has it.
    let inside = if head == map.name && !is_member(head) { text.get(head.len()..).unwrap_or_default() } else { text };
    let root = ArrayAt::Value { map: map.name.to_string() };
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
            let at = ArrayAt::Entries { map: map.name.to_string() };
            return Ok(NamedArray { at, path: text.to_owned(), element, len, c_type: c_type.into() });
        }
    }
    walk(text, root, (&value, &c_type), &steps)
}

/// Follows the steps to the last member, and requires that it is an array of integers.
fn walk(text: &str, root: ArrayAt, (ty, c_type): (&Type, &str), steps: &[Step]) -> Result<NamedArray, Fault> {
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
            Ok(NamedArray { at, path: text.to_owned(), element, len: Some(len), c_type: c_type.to_owned() })
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

impl NamedArray {
    /// The array of integers, for a message.
    pub(crate) fn subject(&self) -> String {
        let a_row = if self.c_type.matches('[').count() > 1 { "a row of " } else { "" };
        format!("{a_row}`{}`", self.path)
    }
}

fn fault(error: &PathError) -> Fault {
    (error.fact("the object"), error.help())
}
