//! Slots: the CPUs, elements or entries that rows and groups are made of, and the values that name and choose them.

use ktsnap_btf::path::{Bound, Length};
use ktsnap_btf::{Path, PathError, Step, Target, Type, resolve, resolve_with_extern_enums};
use syn::LitStr;

use super::Checker;
use crate::error::Errors;
use crate::parse::Field;

/// The slots of a field.
pub(super) struct Slots<'a> {
    /// The type that the steps after the first start from, with its spelling in C.
    pub(super) root: (&'a Type, &'a str),
    /// The number of steps to that type.
    pub(super) first: usize,
    /// The path to that type, if its values are the slots: those of CPUs or entries. Otherwise the elements of the first `[*]` are.
    pub(super) at_root: Option<&'a str>,
    /// The number of dimensions of the target that the CPUs and entries are.
    pub(super) dims: usize,
    /// What names a slot without `by`.
    pub(super) names: SlotNames,
    /// Whether the type is that of one CPU, because the field has no reduction.
    pub(super) is_of_one_cpu: bool,
}

/// What names a slot without `by`.
pub(super) enum SlotNames {
    /// The index of an element, the number of a CPU or the number of an entry.
    Index,
    /// The key of an entry, with its spelling in C.
    Key(Type, String),
    /// Nothing: there is a slot for each entry and each CPU.
    Nothing,
}

/// A value that each slot has: a member, or the element of the same index in a parallel array.
pub struct SlotPart {
    /// With the steps from the variable.
    pub target: Target,
    /// The path from the variable.
    pub path: String,
    /// The path as it is written.
    pub written: String,
    /// The index of the variable of a parallel array. `None` for a member.
    pub parallel: Option<usize>,
}

/// A parallel array.
pub(super) struct Parallel {
    /// With the steps from the variable.
    pub(super) target: Target,
    pub(super) path: String,
    /// The index of the variable.
    pub(super) var: usize,
}

/// Finds a parallel array.
pub(super) type FindParallel<'f> = dyn FnMut(&LitStr, &mut Errors) -> Option<Parallel> + 'f;

/// The slots, as they were found.
pub(super) struct FoundSlots {
    /// The number of steps from the variable to a slot.
    pub(super) slot: usize,
    /// The path to it.
    pub(super) base: String,
    /// Its type, with the spelling in C.
    pub(super) ty: (Type, String),
    /// The index after the last, if the object fixes it.
    pub(super) end: Option<u64>,
}

impl Slots<'_> {
    pub(super) fn find(&self, target: &Target, path: &str) -> Option<FoundSlots> {
        if let Some(base) = self.at_root {
            let (ty, c_type) = self.root;
            let ty = (ty.clone(), c_type.to_owned());
            return Some(FoundSlots { slot: self.first, base: base.to_owned(), ty, end: None });
        }
        let several = self.first + target.steps.iter().skip(self.first).position(is_several)?;
        let mut ends = path.match_indices(']').map(|(at, _)| path.split_at(at + 1).0);
        let base =
            ends.find(|base| base.rsplit('[').next().is_some_and(|index| index == "*]" || index.contains("..")))?;
        let (array, _) = type_at(self.root, target.steps.get(self.first..several)?)?;
        let ty = type_at(self.root, target.steps.get(self.first..=several)?)?;
        let is_fixed = several > 0 || target.length == Length::Fixed;
        let end = match (target.steps.get(several)?, array) {
            (Step::Slice(_, Bound::Number(to)), _) => Some(*to),
            (Step::All, Type::Array { len, .. }) => Some(len),
            _ => None,
        };
        Some(FoundSlots { slot: several + 1, base: base.to_owned(), ty, end: end.filter(|_| is_fixed) })
    }
}

impl FoundSlots {
    /// The path of a value in a slot.
    pub(super) fn inside(&self, written: &str) -> String {
        continued(&self.base, written)
    }
}

impl Checker<'_, '_> {
    /// The value of each slot that `by` or `only` names.
    pub(super) fn slot_part(
        &self,
        key: &str,
        written: &LitStr,
        (slots, found): (&Slots<'_>, &FoundSlots),
        to_slot: &[Step],
        parallel: &mut FindParallel<'_>,
        errors: &mut Errors,
    ) -> Option<SlotPart> {
        let text = written.value();
        if !text.contains("[*]") {
            let (of, c_type) = &found.ty;
            let resolved = Path::parse_steps(&text).and_then(|path| self.resolve_in(&path, of, c_type));
            let mut target = match resolved {
                Ok(target) => target,
                Err(error) => {
                    let help = self.help_parallel(key, &text, slots, &error).unwrap_or_else(|| error.help());
                    let fact = match &error {
                        PathError::NoMembers { path, member, .. } if path.is_empty() => {
                            format!("each row is `{c_type}` in C, which has no member `{member}`")
                        }
                        error => error.fact(self.object),
                    };
                    errors.push(written, fact, help);
                    return None;
                }
            };
            if key == "only" && !target.dims.is_empty() {
                errors.push(written, several_values(key, &text), "write the index of one element");
                return None;
            }
            target.steps = to_slot.iter().cloned().chain(target.steps).collect();
            return Some(SlotPart { target, path: found.inside(&text), written: text, parallel: None });
        }
        if slots.at_root.is_some() {
            let fact = format!("`[*]` in `{key}` is the index of an element, but the rows are CPUs or entries");
            errors.push(written, fact, format!("remove `[*]`, and name a member of `{}`", found.ty.1));
            return None;
        }
        let Parallel { mut target, path, var } = parallel(written, errors)?;
        if target.dims.len() > 1 {
            errors.push(written, several_values(key, &text), "write `[*]` once: it is the index of the row");
            return None;
        }
        let all = target.steps.iter().position(|step| *step == Step::All)?;
        let len = match target.dims.as_slice() {
            [ktsnap_btf::Dim::All { len }] if all > 0 || target.length == Length::Fixed => Some(*len),
            _ => None,
        };
        if let (Some(end), Some(len)) = (found.end, len)
            && end > len
        {
            let (rows, labels) = (found.base.split('[').next().unwrap_or_default(), text.replace("[*]", ""));
            let fact =
                format!("the rows have indices up to {}, but `{labels}` has {len} elements", end.saturating_sub(1));
            let help = format!("write `{rows}[0..{len}]` in `path`, or name an array with an element for each row");
            errors.push(written, fact, help);
            return None;
        }
        target.dims.clear();
        Some(SlotPart { target, path, written: text, parallel: Some(var) })
    }

    fn resolve_in(&self, path: &Path, ty: &Type, c_type: &str) -> Result<Target, PathError> {
        let resolve = if self.extern_enums { resolve_with_extern_enums } else { resolve };
        resolve(path, ty, c_type, self.layout)
    }

    /// A parallel array in a struct, whose members have paths after the first steps.
    pub(super) fn member_parallel(
        &self,
        written: &LitStr,
        (ty, c_type): (&Type, &str),
        (first, base): (&[Step], &str),
        errors: &mut Errors,
    ) -> Option<Parallel> {
        let resolved = Path::parse_steps(&written.value()).and_then(|path| self.resolve_in(&path, ty, c_type));
        let mut target = resolved.map_err(|error| errors.push(written, error.fact(self.object), error.help())).ok()?;
        target.steps = first.iter().cloned().chain(target.steps).collect();
        Some(Parallel { target, path: continued(base, &written.value()), var: 0 })
    }

    /// The help for a member that the slots do not have, but that names a parallel array.
    fn help_parallel(&self, key: &str, text: &str, slots: &Slots<'_>, error: &PathError) -> Option<String> {
        let (PathError::NoMember { .. } | PathError::NoMembers { .. }, None) = (error, slots.at_root) else {
            return None;
        };
        let name = text.split(['.', '[']).next()?;
        let is_array = |ty: &Type| matches!(ty, Type::Array { .. });
        let in_struct = match slots.root.0 {
            Type::Struct(of) => of.member(name).is_some_and(|member| is_array(&member.ty)),
            _ => false,
        };
        let global = || self.layout.find(name).any(|(section, var)| section.holds_globals() && is_array(&var.ty));
        let rest = text.get(name.len()..).unwrap_or_default();
        (in_struct || (slots.first == 0 && global()))
            .then(|| format!("write `{key} = \"{name}[*]{rest}\"` for the element of the same index"))
    }
}

/// A path that continues another one.
pub(super) fn continued(base: &str, path: &str) -> String {
    let dot = if base.is_empty() || path.is_empty() || path.starts_with('[') { "" } else { "." };
    format!("{base}{dot}{path}")
}

fn several_values(key: &str, text: &str) -> String {
    format!("`{key}` names one value for each row, but `{text}` is several")
}

/// The path of each element, for a field whose path ends at an array of slots. `is_several` is whether the slots are known.
pub(super) fn each_element(field: &Field<'_>, target: &Target, first: usize, path: &str) -> Option<String> {
    let is_known = target.steps.iter().skip(first).any(is_several);
    (field.has_slots() && !is_known && matches!(target.ty, Type::Array { .. })).then(|| format!("{path}[*]"))
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
