//! The counters to read: those with a row, and the operands of ratios.

use std::collections::HashMap;

use ktsnap_btf::path::resolve_var;
use ktsnap_btf::{Layout, Path, Section, Type, Var};
use ktsnap_core::report::limits::MAX_ELEMENTS;

use super::leaves::{self, Int, Leaf, Step};
use crate::filter::is_wanted;
use crate::screen::text::count;

/// Values of a variable up to which it is shown without `--only`.
const SMALL: usize = 64;

/// The most rows that are shown.
pub(super) const ROWS: usize = MAX_ELEMENTS as usize;

/// An integer to read.
#[derive(Debug)]
pub(super) struct Counter {
    /// `waits.per_cpu[2]`
    pub(super) name: String,
    /// The index of its variable.
    pub(super) var: usize,
    pub(super) steps: Vec<Step>,
    pub(super) int: Int,
}

/// Collects counters without duplicates.
pub(super) struct Builder<'l> {
    pub(super) section: &'l Section,
    pub(super) vars: &'l [Var],
    pub(super) counters: Vec<Counter>,
    known: HashMap<(usize, String), usize>,
}

impl<'l> Builder<'l> {
    pub(super) fn new(section: &'l Section) -> Self {
        Self { section, vars: &section.vars, counters: Vec::new(), known: HashMap::new() }
    }

    /// Adds the rows. Returns notes about the variables that have none.
    pub(super) fn rows(&mut self, only: &[String], layout: &Layout) -> Vec<String> {
        let section = self.section.name.as_str();
        let (mut long, mut more, mut cut) = (0_usize, 0_usize, 0_usize);
        for (at, var) in self.vars.iter().enumerate() {
            let (leaves, whole) = leaves::leaves(&var.ty);
            if only.is_empty() && (leaves.len() > SMALL || !whole) {
                long += 1;
                continue;
            }
            let mut taken = 0;
            for leaf in leaves {
                let name = format!("{}{}", var.name, leaves::text(&leaf.steps));
                let is_counter = !leaf.in_union && !leaf.int.signed;
                let wanted = if only.is_empty() { is_counter } else { is_wanted(only, section, &name) };
                if !wanted {
                    continue;
                }
                taken += 1;
                if self.counters.len() < ROWS {
                    self.add(at, leaf, name);
                } else {
                    more += 1;
                }
            }
            cut += usize::from(!whole && taken > 0);
        }
        for pattern in only {
            self.past_the_end(pattern, layout);
        }
        let mut notes = Vec::new();
        if long > 0 {
            let variables = count(long, "variable", "variables");
            notes.push(format!("{variables} with more than {SMALL} values left out: `--only` includes them"));
        }
        if more > 0 {
            notes.push(format!("{} left out: select fewer with `--only`", count(more, "counter", "counters")));
        }
        if cut > 0 {
            notes.push(format!("{}: only the first values are shown", count(cut, "long array", "long arrays")));
        }
        notes
    }

    /// The counter that a path names past the end of the last array, which may be longer in a running object.
    fn past_the_end(&mut self, path: &str, layout: &Layout) {
        let Some((at, last)) = self.vars.iter().enumerate().next_back() else { return };
        let Ok(parsed) = Path::parse_rooted(path, |name| name == last.name) else { return };
        if parsed.root() != last.name {
            return;
        }
        let target = resolve_var(&parsed, self.section, last, layout).ok();
        let target =
            target.filter(|target| target.dims.is_empty() && target.bits.is_none() && !target.follows_a_pointer());
        let is_past = |steps: &[Step]| match (steps, &last.ty) {
            ([Step::Index(index), ..], Type::Array { len, .. }) => index >= len,
            _ => false,
        };
        if let Some(target) = target.filter(|target| is_past(&target.steps))
            && let Some(int) = Int::of(&target.ty)
        {
            self.add(at, Leaf { steps: target.steps, int, in_union: false }, path.to_owned());
        }
    }

    /// Adds a counter, and returns its index.
    pub(super) fn add(&mut self, var: usize, leaf: Leaf, name: String) -> usize {
        *self.known.entry((var, leaves::text(&leaf.steps))).or_insert_with(|| {
            self.counters.push(Counter { name, var, steps: leaf.steps, int: leaf.int });
            self.counters.len() - 1
        })
    }
}
