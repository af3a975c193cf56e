//! Where a running object has a counter of the plan: its variables and members may have moved or changed.

use std::collections::HashMap;

use ktsnap_btf::compat::{ArrayLength, ChangeKind, Offsets, Part, Rules, TypeChange, locate};
use ktsnap_btf::{Step, Type, Var};

use super::running::{Running, Span};
use crate::counters::{Counter, Enumerator, Int, Plan, Root};

/// Whether arrays that user space may resize can have another length than in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resized {
    Allowed,
    /// A sum over the elements of the plan would leave out some elements of the running object.
    Refused,
}

/// Finds counters in a running object.
pub(crate) struct Finder<'a> {
    plan: &'a Plan,
    running: &'a Running,
    length: Resized,
    /// The running variables by section and name.
    named: HashMap<(&'a str, &'a str), Vec<&'a Var>>,
    /// How many variables of the plan have a name in a section.
    times: HashMap<(&'a str, &'a str), usize>,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(plan: &'a Plan, running: &'a Running, length: Resized) -> Self {
        let mut named: HashMap<(&str, &str), Vec<&Var>> = HashMap::new();
        for (name, section) in &running.sections {
            for var in section.iter().flat_map(|section| &section.vars) {
                named.entry((name, &var.name)).or_default().push(var);
            }
        }
        let mut times: HashMap<(&str, &str), usize> = HashMap::new();
        for root in &plan.roots {
            *times.entry((root.place(), &root.name)).or_default() += 1;
        }
        Self { plan, running, length, named, times }
    }

    pub(crate) fn find(&self, counter: &Counter) -> Result<(Span, Int), String> {
        let root = self.plan.roots.get(counter.root).ok_or("not in the plan")?;
        self.check_enumerators(counter)?;
        let span = match root.var() {
            Some((_, expected)) => self.in_section(root, expected, counter)?,
            None if root.is_hash() => self.in_hash(root, counter)?,
            None => self.in_map(root, counter)?,
        };
        Ok((span, counter.int))
    }

    /// Requires that the names of the counter's entry and elements mean the same in the running object.
    fn check_enumerators(&self, counter: &Counter) -> Result<(), String> {
        for Enumerator { tag, name, value } in &counter.enumerators {
            let Some(of) = self.running.enums.get(tag) else { continue };
            match of.enumerator(name) {
                Some(running) if running.value == i128::from(*value) => {}
                Some(running) => {
                    let object = &self.plan.object;
                    return Err(format!("`{name}` is {} in the running object, {value} in {object}", running.value));
                }
                None => return Err(format!("`{tag}` of the running object has no `{name}`")),
            }
        }
        Ok(())
    }

    fn in_section(&self, root: &Root, expected: &Var, counter: &Counter) -> Result<Span, String> {
        if let Some(Err(why)) = self.running.sections.get(root.place()) {
            return Err(why.clone());
        }
        let at = (root.place(), expected.name.as_str());
        let found = self.named.get(&at).map_or(&[][..], Vec::as_slice);
        let found = match (found, self.times.get(&at)) {
            ([], _) => return Err("not in the running object".to_owned()),
            ([one], Some(1)) => one,
            // Statics of several files, which only differ in their offsets.
            (several, _) => several
                .iter()
                .find(|var| var.offset == expected.offset)
                .ok_or_else(|| "one of several variables of that name, which moved".to_owned())?,
        };
        let is_last = root.is_resizable() && self.length == Resized::Allowed;
        let length = if is_last { ArrayLength::LastOfSection } else { ArrayLength::Fixed };
        // Each counter is one integer, so the running object's own offsets lead to it.
        let rules = Rules { length, offsets: Offsets::Running };
        let Part { bytes, .. } = locate(&expected.ty, &found.ty, &counter.steps, rules)
            .map_err(|change| self.differs(&change, &found.name, (&expected.c_type, &found.c_type)))?;
        let start = found.offset.checked_add(bytes.start).ok_or("outside of its section")?;
        Ok(Span { place: root.place().to_owned(), key: None, start, end: start.saturating_add(counter.int.size) })
    }

    fn in_map(&self, root: &Root, counter: &Counter) -> Result<Span, String> {
        let found = self.running.maps.get(root.place()).ok_or("not in the running object")?.as_ref()?;
        let Some(Step::Index(key)) = counter.steps.first() else { return Err("not an entry of the map".to_owned()) };
        let running = Type::Array { element: found.value.clone().into(), len: found.entries };
        let length = match self.length {
            Resized::Allowed => ArrayLength::MapEntries,
            Resized::Refused => ArrayLength::Fixed,
        };
        let rules = Rules { length, offsets: Offsets::Running };
        let Part { bytes, .. } = locate(&root.ty, &running, &counter.steps, rules)
            .map_err(|change| self.differs(&change, &root.name, (&root.c_type, &root.c_type)))?;
        let before = found.value.size().and_then(|size| size.checked_mul(*key));
        let start = before.and_then(|before| bytes.start.checked_sub(before)).ok_or("outside of its map")?;
        let key = u32::try_from(*key).map_err(|_| "outside of its map")?;
        Ok(Span { place: root.name.clone(), key: Some(key), start, end: start.saturating_add(counter.int.size) })
    }

    /// The place in the value of each entry.
    fn in_hash(&self, root: &Root, counter: &Counter) -> Result<Span, String> {
        let found = self.running.maps.get(root.place()).ok_or("not in the running object")?.as_ref()?;
        let rules = Rules { offsets: Offsets::Running, ..Rules::default() };
        if let (Some(expected), Some(key)) = (root.as_map().and_then(|map| map.key.as_ref()), &found.key)
            && !matches!(key, Type::Bytes { .. })
        {
            locate(expected, key, &[], rules).map_err(|change| {
                let object = &self.plan.object;
                format!("keys are {} in the running object, {} in {object}", change.found, change.expected)
            })?;
        }
        let running = Type::Array { element: found.value.clone().into(), len: 1 };
        let mut steps = counter.steps.clone();
        if let Some(key) = steps.first_mut() {
            *key = Step::Index(0);
        }
        let Part { bytes, .. } = locate(&root.ty, &running, &steps, rules)
            .map_err(|change| self.differs(&change, &root.name, (&root.c_type, &root.c_type)))?;
        Ok(Span {
            place: root.name.clone(),
            key: None,
            start: bytes.start,
            end: bytes.start.saturating_add(counter.int.size),
        })
    }

    fn differs(&self, change: &TypeChange, name: &str, (expected, found): (&str, &str)) -> String {
        let object = &self.plan.object;
        match change.kind {
            ChangeKind::OutOfRange { len, .. } => format!("`{name}` has {} in the running object", count_of(len)),
            _ if expected != found => format!("`{found}` in the running object, `{expected}` in {object}"),
            _ => format!("{} in the running object, {} in {object}", change.found, change.expected),
        }
    }
}

fn count_of(elements: u64) -> String {
    if elements == 1 { "1 element".to_owned() } else { format!("{elements} elements") }
}
