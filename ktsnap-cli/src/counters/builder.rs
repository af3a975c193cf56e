//! Collects the counters that are read: those that have a row, and the operands of ratios.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use ktsnap_btf::path::{Bound, resolve_var};
use ktsnap_btf::{Layout, Path, Section, Step, Target, Type, resolve};
use ktsnap_core::histogram::Bounds;
use ktsnap_core::report::limits::MAX_ELEMENTS;

use super::leaf::{Enumerator, Int, Leaf, leaves};
use super::root::Root;
use super::spot::Described;
use super::sums::is_summed;
use crate::filter::{is_wanted, may_be_wanted};
use crate::screen::text::count;

/// Values of a variable, or of a member of a map's value, up to which it is shown without `--only`.
const SMALL: usize = 64;

/// The most rows that are shown.
pub(crate) const ROWS: usize = MAX_ELEMENTS as usize;

/// An integer to read.
#[derive(Debug, Clone)]
pub(crate) struct Counter {
    /// `waits.per_cpu[2]`, `stats[WAKE]`
    pub(crate) name: String,
    /// The name with all names of an enum in full.
    pub(crate) full: String,
    /// The index of its root.
    pub(crate) root: usize,
    /// The path from the root. The first step of a counter in a map is its key, and means all keys in a hash map.
    pub(crate) steps: Vec<Step>,
    /// The enumerators that its name and path consist of.
    pub(crate) enumerators: Vec<Enumerator>,
    pub(crate) int: Int,
    /// Whether the values of all CPUs are added up, if the counter has one per CPU.
    pub(crate) has_sum: bool,
}

/// A histogram.
#[derive(Debug, Clone)]
pub(crate) struct Histogram {
    /// The path of the array or the name of the map.
    pub(crate) name: String,
    pub(crate) bounds: Bounds,
    /// The counters of its buckets, in their order.
    pub(crate) buckets: Vec<usize>,
}

/// Which counters are selected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Selected<'a> {
    pub(super) only: &'a [String],
    pub(super) sum: &'a [String],
    /// Whether each CPU has a row, so that counters without a sum have rows too.
    pub(super) per_cpu: bool,
}

/// Collects counters without duplicates.
pub(super) struct Builder<'l> {
    pub(super) layout: &'l Layout,
    pub(super) roots: Vec<Root>,
    pub(super) described: Described,
    /// The sections that were asked for.
    pub(super) sections: Vec<Section>,
    pub(super) counters: Vec<Counter>,
    pub(super) histograms: Vec<Histogram>,
    selected: Selected<'l>,
    known: HashMap<(usize, String), usize>,
}

impl<'l> Builder<'l> {
    pub(super) fn new(
        layout: &'l Layout,
        roots: Vec<Root>,
        described: Described,
        sections: Vec<Section>,
        selected: Selected<'l>,
    ) -> Self {
        let (counters, histograms, known) = (Vec::new(), Vec::new(), HashMap::new());
        Self { layout, roots, described, sections, counters, histograms, selected, known }
    }

    /// Adds the rows. Returns notes about the variables that have none.
    pub(super) fn rows(&mut self) -> Vec<String> {
        let mut left_out = LeftOut::default();
        for at in 0..self.roots.len() {
            self.rows_of(at, &mut left_out);
        }
        for pattern in self.selected.only {
            self.past_the_end(pattern);
        }
        // The buckets of histograms come after the rows.
        left_out.notes()
    }

    fn rows_of(&mut self, at: usize, left_out: &mut LeftOut) {
        let Selected { only, sum, per_cpu } = self.selected;
        let Some(root) = self.roots.get(at) else { return };
        let (place, is_map, is_per_cpu) = (root.place().to_owned(), root.as_map().is_some(), root.is_per_cpu());
        // Whether a counter of a hash map is selected depends on the key too.
        let is_wanted = if root.is_hash() { may_be_wanted } else { is_wanted };
        let is_hash = root.is_hash();
        let (leaves, whole) = leaves(root, &self.described);
        let long = if only.is_empty() { long_parts(&leaves, is_map) } else { HashSet::new() };
        left_out.members += long.iter().flatten().count();
        left_out.long += long.iter().filter(|part| part.is_none()).count();
        let mut taken = 0;
        for leaf in leaves {
            if leaf.bucket.is_some() && !is_hash {
                continue;
            }
            let is_counter = !leaf.in_union && !leaf.int.signed;
            let is_long = (!whole && !is_map) || long.contains(&part(&leaf.steps, is_map));
            let wanted = if only.is_empty() {
                is_counter && !is_long
            } else {
                is_wanted(only, &place, &leaf.name) || is_wanted(only, &place, &leaf.full)
            };
            if !wanted {
                continue;
            }
            if is_per_cpu && !per_cpu && !is_summed(sum, &place, &leaf.full, leaf.int) {
                left_out.unsummed.push(leaf.name);
                continue;
            }
            taken += 1;
            if self.counters.len() < ROWS {
                self.add(at, leaf);
            } else {
                left_out.more += 1;
            }
        }
        left_out.cut += usize::from(!whole && taken > 0);
    }

    /// Adds the histograms that `--only` selects. Their buckets are counters, but not rows.
    ///
    /// # Errors
    ///
    /// The name of a histogram that each entry of a hash map has.
    pub(super) fn histograms(&mut self) -> Result<(), String> {
        let only = self.selected.only;
        let mut in_entries = None;
        for at in 0..self.roots.len() {
            let Some(root) = self.roots.get(at) else { break };
            let place = root.place().to_owned();
            let (leaves, _) = leaves(root, &self.described);
            if root.is_hash() {
                let of = leaves.into_iter().find_map(|leaf| Some(leaf.bucket?.of));
                in_entries = in_entries.or(of);
                continue;
            }
            for leaf in leaves {
                let Some(bucket) = leaf.bucket.clone().filter(|bucket| is_wanted(only, &place, &bucket.of)) else {
                    continue;
                };
                let counter = self.add(at, leaf);
                match self.histograms.last_mut().filter(|last| last.name == bucket.of && bucket.index > 0) {
                    Some(last) => last.buckets.push(counter),
                    None if bucket.index == 0 => self.histograms.push(Histogram {
                        name: bucket.of,
                        bounds: bucket.bounds,
                        buckets: vec![counter],
                    }),
                    None => {}
                }
            }
        }
        // If some buckets are not read, the bars would be incomplete.
        self.histograms.retain(|of| of.bounds.bucket(0, of.buckets.len()).is_some());
        in_entries.filter(|_| self.histograms.is_empty()).map_or(Ok(()), Err)
    }

    /// The counter that a path names past the end of the last array of a section, which may be longer in a running object.
    fn past_the_end(&mut self, path: &str) {
        let resizable = self.roots.iter().position(|root| root.is_resizable() && is_below(path, &root.name));
        let Some((at, root)) = resizable.and_then(|at| Some((at, self.roots.get(at)?))) else { return };
        let Ok(parsed) = Path::parse_rooted(path, |name| name == root.name) else { return };
        if parsed.root() != root.name {
            return;
        }
        let target = target(&parsed, root, self.layout).ok();
        let is_one = |target: &Target| target.dims.is_empty() && target.bits.is_none();
        let target = target.filter(|target| is_one(target) && !target.follows_a_pointer() && !target.reads_an_index());
        let is_past = |steps: &[Step]| match (steps, &root.ty) {
            ([Step::Index(index), ..], Type::Array { len, .. }) => index >= len,
            _ => false,
        };
        if let Some(target) = target.filter(|target| is_past(&target.steps))
            && let Some(int) = Int::of(&target.ty)
        {
            self.add(at, Leaf::named(target.steps, path, int));
        }
    }

    /// Adds a counter, and returns its index.
    pub(super) fn add(&mut self, root: usize, leaf: Leaf) -> usize {
        let place = self.roots.get(root).map(|root| root.place().to_owned()).unwrap_or_default();
        let has_sum = is_summed(self.selected.sum, &place, &leaf.full, leaf.int);
        *self.known.entry((root, path_text(&leaf.steps))).or_insert_with(|| {
            let Leaf { name, full, steps, enumerators, int, .. } = leaf;
            self.counters.push(Counter { name, full, root, steps, enumerators, int, has_sum });
            self.counters.len() - 1
        })
    }
}

/// Counters that have no row.
#[derive(Default)]
struct LeftOut {
    long: usize,
    members: usize,
    more: usize,
    cut: usize,
    unsummed: Vec<String>,
}

impl LeftOut {
    fn notes(self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.long > 0 {
            let variables = count(self.long, "variable", "variables");
            notes.push(format!("{variables} with more than {SMALL} values left out: `--only` includes them"));
        }
        if self.members > 0 {
            let members = count(self.members, "member", "members");
            notes.push(format!(
                "{members} of map values with more than {SMALL} values left out: `--only` includes them"
            ));
        }
        if let Some(first) = self.unsummed.first() {
            let others = self.unsummed.len() - 1;
            let counters = match others {
                0 => format!("`{first}`"),
                others => format!("`{first}` and {}", count(others, "other counter", "other counters")),
            };
            notes.push(format!(
                "{counters} left out, because the name or the sign does not allow a sum over CPUs: `--per-cpu` shows each CPU, \
                 `--sum PATTERN` adds them up"
            ));
        }
        if self.more > 0 {
            notes.push(format!("{} left out: select fewer with `--only`", count(self.more, "counter", "counters")));
        }
        if self.cut > 0 {
            notes.push(format!("{}: only the first values are shown", count(self.cut, "long array", "long arrays")));
        }
        notes
    }
}

/// What a path names in a root.
pub(super) fn target(path: &Path, root: &Root, layout: &Layout) -> Result<Target, ktsnap_btf::PathError> {
    match root.var() {
        Some((section, var)) => resolve_var(path, section, var, layout),
        None => resolve(path, &root.ty, &root.c_type, layout),
    }
}

/// The part of a root that is left out as a whole if it has too many integers: the variable, or a member of a map's value.
fn part(steps: &[Step], is_map: bool) -> Option<String> {
    match steps.get(1) {
        Some(Step::Member(name)) if is_map => Some(name.clone()),
        _ => None,
    }
}

/// The parts with too many integers. Those of a map count for one entry.
fn long_parts(leaves: &[Leaf], is_map: bool) -> HashSet<Option<String>> {
    let mut counts: HashMap<Option<String>, usize> = HashMap::new();
    let first = leaves.first().and_then(|leaf| leaf.steps.first().cloned());
    let of_one_entry = |leaf: &&Leaf| !is_map || leaf.steps.first() == first.as_ref();
    for leaf in leaves.iter().filter(|leaf| leaf.bucket.is_none()).filter(of_one_entry) {
        *counts.entry(part(&leaf.steps, is_map)).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > SMALL).map(|(part, _)| part).collect()
}

/// Whether the path is an element or a member of the root.
fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.starts_with(['[', '.']))
}

/// A path as C spells it: `.nr[3]`.
pub(super) fn path_text(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        _ = match step {
            Step::Member(name) | Step::IndexedMember { name, .. } => write!(text, ".{name}"),
            Step::Index(index) => write!(text, "[{index}]"),
            Step::Enumerator(name) | Step::IndexedBy(name) => write!(text, "[{name}]"),
            Step::All => write!(text, "[*]"),
            Step::Slice(from, to) => write!(text, "[{}..{}]", bound(from), bound(to)),
            // A map does not hold the target of a pointer.
            Step::Deref(_) => Ok(()),
        };
    }
    text
}

fn bound(bound: &Bound) -> String {
    match bound {
        Bound::Number(index) => index.to_string(),
        Bound::Enumerator(name) => name.clone(),
    }
}
