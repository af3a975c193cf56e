//! The counters to read: the integers in the variables of a section that have a row or are operands of ratios.

use std::collections::HashMap;

use ktsnap_btf::path::{Bound, resolve_var};
use ktsnap_btf::{Layout, Path, Section, Step, Struct, Target, Type, Var};
use ktsnap_core::report::limits::MAX_ELEMENTS;

use crate::filter::is_wanted;
use crate::screen::text::count;

/// Values of a variable up to which it is shown without `--only`.
const SMALL: usize = 64;

/// The most rows that are shown.
pub(super) const ROWS: usize = MAX_ELEMENTS as usize;

/// The most parts of one variable that are visited.
const MAX_PARTS: usize = 1 << 16;

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
            let (leaves, whole) = leaves(&var.ty);
            if only.is_empty() && (leaves.len() > SMALL || !whole) {
                long += 1;
                continue;
            }
            let mut taken = 0;
            for leaf in leaves {
                let name = format!("{}{}", var.name, path_text(&leaf.steps));
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
        let is_one = |target: &Target| target.dims.is_empty() && target.bits.is_none();
        let target = target.filter(|target| is_one(target) && !target.follows_a_pointer() && !target.reads_an_index());
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
        *self.known.entry((var, path_text(&leaf.steps))).or_insert_with(|| {
            self.counters.push(Counter { name, var, steps: leaf.steps, int: leaf.int });
            self.counters.len() - 1
        })
    }
}

/// One integer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The path from the variable; empty for the variable itself.
    pub(super) steps: Vec<Step>,
    pub(super) int: Int,
    /// Whether it shares its bytes with other members of a union.
    pub(super) in_union: bool,
}

/// An integer's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Int {
    /// Bytes.
    pub(super) size: u64,
    pub(super) signed: bool,
}

impl Int {
    /// The integer type of `ty`, or `None` for any other type.
    pub(super) fn of(ty: &Type) -> Option<Self> {
        match *ty {
            Type::Int { size: size @ (1 | 2 | 4 | 8), signed } => Some(Self { size, signed }),
            _ => None,
        }
    }
}

/// The integers in a value of that type, in the order of C, and whether these are all integers. Bitfields are not among
/// them.
pub(super) fn leaves(ty: &Type) -> (Vec<Leaf>, bool) {
    let mut walk = Walk { leaves: Vec::new(), left: MAX_PARTS, steps: Vec::new(), unions: 0 };
    walk.visit(ty);
    (walk.leaves, walk.left > 0)
}

/// A path as C spells it: `.nr[3]`.
pub(super) fn path_text(steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Member(name) | Step::IndexedMember { name, .. } => format!(".{name}"),
        Step::Index(index) => format!("[{index}]"),
        Step::Enumerator(name) | Step::IndexedBy(name) => format!("[{name}]"),
        Step::All => "[*]".to_owned(),
        Step::Slice(from, to) => format!("[{}..{}]", bound(from), bound(to)),
        // A map does not hold the target of a pointer.
        Step::Deref(_) => String::new(),
    };
    steps.iter().map(step).collect()
}

fn bound(bound: &Bound) -> String {
    match bound {
        Bound::Number(index) => index.to_string(),
        Bound::Enumerator(name) => name.clone(),
    }
}

struct Walk {
    leaves: Vec<Leaf>,
    /// How many parts may still be visited. Arrays can claim any length.
    left: usize,
    steps: Vec<Step>,
    unions: usize,
}

impl Walk {
    fn visit(&mut self, ty: &Type) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        match ty {
            Type::Array { element, len } => {
                for index in 0..*len {
                    if self.left == 0 {
                        return;
                    }
                    self.below(Step::Index(index), element);
                }
            }
            Type::Struct(of) => self.members(of),
            other => {
                let in_union = self.unions > 0;
                let leaf = |int| Leaf { steps: self.steps.clone(), int, in_union };
                self.leaves.extend(Int::of(other).map(leaf));
            }
        }
    }

    fn members(&mut self, of: &Struct) {
        self.unions += usize::from(of.union);
        for member in of.members.iter().filter(|member| member.bits.is_none()) {
            match &member.ty {
                // The members of an anonymous struct have no prefix.
                ty if member.name.is_empty() => self.visit(ty),
                ty => self.below(Step::Member(member.name.clone()), ty),
            }
        }
        self.unions -= usize::from(of.union);
    }

    fn below(&mut self, step: Step, ty: &Type) {
        self.steps.push(step);
        self.visit(ty);
        self.steps.pop();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use ktsnap_btf::Layout;

    use super::*;

    fn of(object: &str, name: &str) -> Vec<String> {
        let layout = Layout::parse(&fs::read(object).unwrap()).unwrap();
        let (_, var) = layout.find(name).next().unwrap();
        let (leaves, whole) = leaves(&var.ty);
        assert!(whole);
        leaves
            .iter()
            .map(|leaf| format!("{}{}", path_text(&leaf.steps), if leaf.in_union { "|" } else { "" }))
            .collect()
    }

    #[test]
    fn members_and_elements_are_leaves() {
        const DISPATCH: &str = "../examples/bpf/dispatch.bpf.o";
        assert_eq!(of(DISPATCH, "nr_mig_cross"), [""]);
        assert_eq!(of(DISPATCH, "waits"), [".total_ns", ".max_ns", ".nr"]);
        assert_eq!(of(DISPATCH, "dsp_stats"), ["[0]", "[1]", "[2]"]);
    }

    #[test]
    fn members_of_unions_are_marked_even_in_anonymous_unions() {
        let layout = Layout::parse(&fs::read("../tests/bpf/shapes.bpf.o").unwrap()).unwrap();
        let (leaves, _) = leaves(layout.type_by_name("struct outer").unwrap());
        let shared: Vec<_> = leaves.iter().filter(|leaf| leaf.in_union).map(|leaf| path_text(&leaf.steps)).collect();
        assert!(shared.contains(&".hi".to_owned()), "{shared:?}");
        assert!(leaves.iter().any(|leaf| !leaf.in_union), "{leaves:?}");
    }

    #[test]
    fn an_array_of_any_length_takes_bounded_time() {
        let int = |len| Type::Array { element: Type::Int { size: 8, signed: false }.into(), len };
        assert_eq!(leaves(&int(1 << 40)).0.len(), MAX_PARTS - 1);
        assert!(!leaves(&int(1 << 40)).1);
        // Elements without an integer count as well.
        let empty = Type::Array { element: int(0).into(), len: u64::MAX };
        assert_eq!(leaves(&empty), (Vec::new(), false));
    }
}
