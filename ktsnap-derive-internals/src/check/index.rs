//! Indexes that are read with the value: `running_ns[cell]`.

use ktsnap_btf::{Section, Step, Target, Var};

use super::groups::RowKey;
use super::slots::SlotPart;
use super::{CheckedField, CheckedStruct, CheckedVar, Checker, ResolvedTarget, listed, saturating};
use crate::error::Errors;
use crate::parse::Field;
use crate::resolve::section::{VarFinder, WantedVar};

impl Checker<'_, '_> {
    /// The variable whose value is an index in a path, added to the variables that the struct reads.
    pub(super) fn index_var<'l>(
        &self,
        field: &Field<'_>,
        target: &Target,
        (finder, section): (&VarFinder<'l, '_>, &'l Section),
        vars: &mut Vec<&'l Var>,
        errors: &mut Errors,
    ) -> Option<CheckedVar> {
        let name = target.index_var.as_ref()?;
        let var = finder.var(&WantedVar::index(field, name), section, errors)?;
        let target = Target::whole(var.ty.clone(), &var.c_type);
        Some(CheckedVar { var: listed(vars, var), path: name.clone(), target })
    }
}

/// Requires `gauge` for a counter at an index that is read: a difference would subtract one element from another if the index
/// changes between two reads. Groups by the index have differences of their own.
pub(super) fn check(fields: &[Field<'_>], checked: &CheckedStruct<'_>, errors: &mut Errors) {
    for (field, part) in fields.iter().zip(&checked.fields) {
        let Some(part) = part.as_ref().filter(|part| part.target.reads_an_index()) else { continue };
        let is_counter = saturating::counts(&part.target.ty, field)
            && field.kind.as_ref().map_or(true, saturating::is_counter)
            && !checked.is_constant();
        // A pointer has its own message.
        if !is_counter || field.keeps_later() || part.target.follows_a_pointer() || is_grouped_by_index(part) {
            continue;
        }
        let Some(name) = part.target.steps.iter().find_map(index_name) else { continue };
        let fact = format!(
            "`{name}` can change between two reads, so a difference of `{}` would subtract one element from another",
            part.path
        );
        if let Some(saturating) = &field.attribute.saturating {
            errors.push(saturating, fact, "write `gauge` instead: a difference then keeps the later value");
            continue;
        }
        let help = match (&field.attribute.by, group_key(part, checked)) {
            (None, Some(key)) => format!(
                "add `gauge` in `#[snapshot(...)]` to keep the later value, or add `by = \"{key}\"` with a reduction to make \
                 groups, which have a difference"
            ),
            _ => "add `gauge` in `#[snapshot(...)]`: a difference then keeps the later value".to_owned(),
        };
        errors.push(field.ident, fact, help);
    }
}

fn index_name(step: &Step) -> Option<&String> {
    match step {
        Step::IndexedBy(name) => Some(name),
        _ => None,
    }
}

/// The position of the only member with an index, and the name of the index.
fn only_index(target: &Target) -> Option<(usize, &String)> {
    let mut indexes = target.steps.iter().enumerate().filter_map(|(at, step)| match step {
        Step::IndexedMember { index, .. } => Some((at, index)),
        _ => None,
    });
    let only = indexes.next();
    only.filter(|_| indexes.next().is_none() && target.index_var.is_none())
}

/// Whether the index is the member that names the groups. The difference of groups is an error if it has changed.
fn is_grouped_by_index(part: &CheckedField) -> bool {
    let (Some(groups), Some((at, index))) = (&part.groups, only_index(&part.target)) else { return false };
    let RowKey::Part(SlotPart { target, parallel: None, .. }) = &groups.key else { return false };
    let Some((Step::Member(key), before)) = target.steps.split_last() else { return false };
    at >= groups.slot && key == index && part.target.steps.get(..at) == Some(before)
}

/// The member that `by` can name for groups with one index each. `None` if the index is not a direct member of a CPU's value, an
/// entry or an element.
fn group_key<'p>(part: &'p CheckedField, checked: &CheckedStruct<'_>) -> Option<&'p String> {
    let (at, index) = only_index(&part.target)?;
    let several = part.target.steps.iter().position(|step| matches!(step, Step::All | Step::Slice(..)));
    let slot = match checked.target {
        ResolvedTarget::Value(map, _) if map.kind.is_per_cpu() => 0,
        // Their groups have no difference.
        ResolvedTarget::Entries(map) if map.kind.has_keys() => return None,
        ResolvedTarget::Entries(map) if map.kind.is_per_cpu() => 1,
        ResolvedTarget::Section(_) | ResolvedTarget::Entries(_) | ResolvedTarget::Value(..) => several? + 1,
        ResolvedTarget::Nested(_) | ResolvedTarget::Row(_) => return None,
    };
    (at == slot).then_some(index)
}
