//! Names of entries and elements in the term of a ratio.

use ktsnap_btf::{Layout, Step, Type, closest};
use ktsnap_ratio::{Bound, Term, TermStep, TermStepKind};

use super::leaf::Enumerator;
use super::root::Root;
use super::spot::{Described, Names, Spot};
use crate::named::Fault;
use crate::screen::text::listed;

/// The term with a number instead of each name that an option gives to an entry or element, and with the key of the only entry
/// of a map.
pub(super) fn in_full(term: &Term, root: &Root, described: &Described, layout: &Layout) -> Result<Term, Fault> {
    let mut steps = Vec::new();
    let mut spot = Some(Spot::of(root, described));
    let has_key = root.is_single() && spot.is_some_and(|spot| spot.elements().is_some());
    if root.is_single() && !has_key && !names_the_key(term, root) {
        steps.push(TermStep { kind: TermStepKind::Index(0), span: 0..0 });
        spot = spot.and_then(|spot| spot.element());
    }
    for step in &term.steps {
        let names = spot.and_then(|spot| spot.names());
        let kind = match &step.kind {
            TermStepKind::Enumerator(name) => match key(name, names, layout)? {
                Some(key) => TermStepKind::Index(key),
                None => step.kind.clone(),
            },
            TermStepKind::Slice(from, to) => {
                let bound = |bound: &Bound| -> Result<Bound, Fault> {
                    let Bound::Enumerator(name) = bound else { return Ok(bound.clone()) };
                    Ok(key(name, names, layout)?.map_or_else(|| bound.clone(), Bound::Number))
                };
                TermStepKind::Slice(bound(from)?, bound(to)?)
            }
            kind => kind.clone(),
        };
        spot = match &kind {
            TermStepKind::Member(name) => spot.and_then(|spot| spot.member(name)),
            _ => spot.and_then(|spot| spot.element()),
        };
        steps.push(TermStep { kind, span: step.span.clone() });
    }
    Ok(Term { steps, ..term.clone() })
}

/// Whether the term names the key of a map's only entry, and not an element of the value.
fn names_the_key(term: &Term, root: &Root) -> bool {
    let Type::Array { element, .. } = &root.ty else { return false };
    let is_index = term.steps.first().is_some_and(|step| !matches!(step.kind, TermStepKind::Member(_)));
    is_index && !matches!(**element, Type::Array { .. })
}

/// The key of a name. `None` for an enumerator of the object, which is looked up as in any path.
fn key(name: &str, names: Option<&Names>, layout: &Layout) -> Result<Option<u64>, Fault> {
    let Some(names) = names else { return Ok(None) };
    if let Some(key) = names.key(name) {
        return Ok(Some(key));
    }
    if layout.enumerators(name).next().is_some() {
        return Ok(None);
    }
    let all = names.all();
    let help = match closest(name, all.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the names are {}", listed(all.iter().copied())),
    };
    Err((format!("no entry or element is called `{name}`"), help))
}

/// The enumerators that name the entries and elements of a path.
pub(super) fn enumerators(steps: &[Step], root: &Root, described: &Described) -> Vec<Enumerator> {
    let mut spot = Some(Spot::of(root, described));
    let mut enumerators = Vec::new();
    for step in steps {
        if let (Step::Index(index), Some(names)) = (step, spot.and_then(|spot| spot.names()))
            && let Some(name) = names.full.get(index)
        {
            enumerators.push(Enumerator { tag: names.tag.clone(), name: name.clone(), value: *index });
        }
        spot = match step {
            Step::Member(name) => spot.and_then(|spot| spot.member(name)),
            _ => spot.and_then(|spot| spot.element()),
        };
    }
    enumerators
}
