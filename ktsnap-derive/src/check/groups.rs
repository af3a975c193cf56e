//! Groups: `by` names the member whose value is the group of a CPU, an element or an entry.

use ktsnap_btf::{
    Comparison, Conversion, Dim, FieldType, Map, Path, PathError, Step, Target, Type, compare, remedy, resolve,
    resolve_with_extern_enums,
};
use syn::LitStr;

use super::Checker;
use super::field_type::{check_type, written_rows};
use crate::error::{Errors, unspaced};
use crate::parse::Field;

/// The groups of a field that agree with the object.
pub(crate) struct CheckedGroups {
    /// The member that names the group, with the steps from the variable to it.
    pub(crate) key: Target,
    /// Its path from the variable.
    pub(crate) path: String,
    /// The number of steps from the variable to the values that are grouped.
    pub(crate) slot: usize,
    /// The type of these values.
    pub(crate) of: Type,
    /// The path to them, and the key's path from there.
    pub(crate) paths: [String; 2],
}

/// The values that are grouped.
pub(super) struct Slots<'a> {
    /// The type that the steps after the first start from, with its spelling in C.
    pub(super) root: (&'a Type, &'a str),
    /// The number of steps to that type.
    pub(super) first: usize,
    /// The path to that type, if its values are grouped: those of CPUs or entries. Otherwise the elements of the first `[*]` are.
    pub(super) at_root: Option<&'a str>,
    /// The number of dimensions of the target that the CPUs and entries are.
    pub(super) dims: usize,
}

/// Reports `by` in a struct that is the type of a field.
pub(crate) fn reject(fields: &[Field<'_>], errors: &mut Errors) {
    for by in fields.iter().filter_map(|field| field.attribute.by.as_ref()) {
        let help = "move the field to the struct that reads the section or the map";
        errors.push(by, "`by` can't be used in a struct with `type`", help);
    }
}

impl Checker<'_, '_> {
    /// Checks the member that names the groups, and the type of the field. Returns how values are converted, too.
    pub(super) fn groups(
        &self,
        field: &Field<'_>,
        by: &LitStr,
        (target, path): (&Target, &str),
        slots: &Slots<'_>,
        errors: &mut Errors,
    ) -> Option<(CheckedGroups, Conversion)> {
        let how = field.how();
        let Some((slot, base)) = slots.find(target, path) else {
            let fact = format!("`by` makes groups of CPUs, elements or entries, but `{path}` is a single value");
            errors.push(by, fact, "write `[*]` in `path` for the elements to group");
            return None;
        };
        let (of, c_type) = type_at(slots.root, target.steps.get(slots.first..slot)?)?;
        let mut key = self.key(by, &of, &c_type, errors)?;
        let inner: Vec<_> =
            target.dims.iter().skip(slots.dims + usize::from(slots.at_root.is_none())).cloned().collect();
        if field.attribute.count.is_some() && target.steps.len() > slot {
            let fact = format!("`count` counts CPUs, elements or entries, but `{path}` is a part of each");
            errors.push(field.name_token(), fact, format!("end the path at `{base}`"));
            return None;
        }
        let grouped = {
            let rows = Dim::Rows { key: whole(&key), c_type: key.c_type.clone() };
            Target { dims: [rows, Dim::Cpus].into_iter().chain(inner).collect(), ..target.clone() }
        };
        self.rows(field, by, (&key, &grouped), errors)?;
        if field.attribute.count.is_none() {
            let before = errors.count();
            check_type(field, &grouped, path, how, errors);
            if errors.count() > before {
                return None;
            }
        }
        let written = by.value();
        let dot = if base.is_empty() || written.starts_with('[') { "" } else { "." };
        let full = format!("{base}{dot}{written}");
        key.steps = target.steps.iter().take(slot).cloned().chain(key.steps).collect();
        Some((CheckedGroups { key, path: full, slot, of, paths: [base, written] }, how))
    }

    /// The member that names the group.
    fn key(&self, by: &LitStr, of: &Type, c_type: &str, errors: &mut Errors) -> Option<Target> {
        let resolved = Path::parse_steps(&by.value()).and_then(|path| {
            let resolve = if self.extern_enums { resolve_with_extern_enums } else { resolve };
            resolve(&path, of, c_type, self.layout)
        });
        resolved.map_err(|error: PathError| errors.push(by, error.fact(self.object), error.help())).ok()
    }

    /// Checks that the field has rows whose keys hold the member.
    fn rows(
        &self,
        field: &Field<'_>,
        by: &LitStr,
        (key, grouped): (&Target, &Target),
        errors: &mut Errors,
    ) -> Option<()> {
        let (ident, counts, c_name) = (field.ident, field.attribute.count.is_some(), by.value());
        let key_type = remedy(key, &Conversion::default());
        let rows = |key_type: &str, value: &str| field.spelled(&format!("Rows<{key_type}, {value}>"));
        let value_target = Target { dims: grouped.dims.get(1..).unwrap_or_default().to_vec(), ..grouped.clone() };
        let value_of = |kind: &FieldType, written: String| match compare(kind, &value_target, &field.how()) {
            _ if counts => Some("u64".to_owned()),
            Comparison::Differs(_) => remedy(&value_target, &field.how()),
            _ => Some(written),
        };
        let Ok(FieldType::Rows { key: key_kind, value, partial: false }) = &field.kind else {
            let fact =
                format!("`by` gives a row for each value of `{c_name}`, but the field is `{}`", unspaced(field.ty));
            let value = field.kind.as_ref().ok().and_then(|kind| value_of(kind, unspaced(field.ty)));
            let help = match (key_type, value) {
                (Some(key), Some(value)) => format!("write `{ident}: {}`", rows(&key, &value)),
                _ => format!("give `{ident}` a type of the form `ktsnap::Rows<K, V>`"),
            };
            errors.push(field.ty, fact, help);
            return None;
        };
        let written = written_rows(field.ty);
        if let Comparison::Differs(_) = compare(key_kind, key, &Conversion::default()) {
            let fact = format!("`{c_name}` is `{}` in C, but the keys of the field are `{key_kind}`", key.c_type);
            let value = written.and_then(|(_, value_type)| value_of(value, value_type));
            match (key_type, value) {
                (Some(key), Some(value)) => {
                    errors.push(field.ty, fact, format!("write `{ident}: {}`", rows(&key, &value)));
                }
                _ => errors.push(by, fact, "name an integer, an enum or a text"),
            }
            return None;
        }
        if counts && **value != (FieldType::Int { bits: 64, signed: false }) {
            let fact = format!("`count` gives `u64`, but the values of the field are `{value}`");
            let key = written.map(|(key, _)| key).unwrap_or_default();
            errors.push(field.ty, fact, format!("write `{ident}: {}`", rows(&key, "u64")));
            return None;
        }
        Some(())
    }

    /// Requires `gauge` for groups of entries that can be removed.
    pub(super) fn require_gauge(&self, field: &Field<'_>, by: &LitStr, map: &Map, errors: &mut Errors) {
        if map.kind.has_keys() && !field.keeps_later() {
            let fact =
                format!("groups of the entries of `{}` have no difference, because entries can be removed", map.name);
            errors.push(by, fact, "add `gauge` in `#[snapshot(...)]`");
        }
    }
}

impl Slots<'_> {
    /// The number of steps to the values that are grouped, and the path to them.
    fn find(&self, target: &Target, path: &str) -> Option<(usize, String)> {
        if let Some(base) = self.at_root {
            return Some((self.first, base.to_owned()));
        }
        let several = target.steps.iter().skip(self.first).position(is_several)?;
        let mut ends = path.match_indices(']').map(|(at, _)| path.split_at(at + 1).0);
        let base =
            ends.find(|base| base.rsplit('[').next().is_some_and(|index| index == "*]" || index.contains("..")))?;
        Some((self.first + several + 1, base.to_owned()))
    }
}

/// Whether the step takes several elements or entries.
pub(super) fn is_several(step: &Step) -> bool {
    matches!(step, Step::All | Step::Slice(..))
}

/// The type at the end of resolved steps, with its spelling in C.
fn type_at((ty, c_type): (&Type, &str), steps: &[Step]) -> Option<(Type, String)> {
    let Some((step, rest)) = steps.split_first() else { return Some((ty.clone(), c_type.to_owned())) };
    match (ty, step) {
        (
            Type::Array { element, .. },
            Step::Index(_) | Step::IndexedBy(_) | Step::Enumerator(_) | Step::All | Step::Slice(..),
        ) => {
            let element_c_type = element.tag().unwrap_or_else(|| c_type.split('[').next().unwrap_or(c_type).to_owned());
            type_at((element.as_ref(), &element_c_type), rest)
        }
        (Type::Struct(of), Step::Member(name) | Step::IndexedMember { name, .. }) => {
            let member = of.flattened_members().map(|(member, _)| member).find(|member| member.name == *name)?;
            type_at((&member.ty, &member.c_type), rest)
        }
        (Type::Ptr { .. }, Step::Deref(of)) => {
            let ty = Type::Struct(of.clone());
            let tag = ty.tag().unwrap_or_default();
            type_at((&ty, &tag), rest)
        }
        _ => None,
    }
}

/// The type of a target, with its dimensions.
fn whole(target: &Target) -> Type {
    target.dims.iter().rev().fold(target.ty.clone(), |element, dim| match dim {
        Dim::All { len } | Dim::Slice { len: Some(len) } => Type::Array { element: element.into(), len: *len },
        _ => element,
    })
}
