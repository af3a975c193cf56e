//! The integers in a variable or in the entries of a map, with their names.

use ktsnap_btf::{Step, Struct, Type};
use ktsnap_core::histogram::Bounds;

use super::root::Root;
use super::spot::{Described, Elements, Spot};

/// The key in the name of a counter that each entry of a hash map has.
const ANY_KEY: &str = "[*]";

/// The most parts of one variable that are visited.
const MAX_PARTS: usize = 1 << 16;

/// One integer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The path from the root; empty for the variable itself. The first step of an entry of a map is its key.
    pub(super) steps: Vec<Step>,
    /// The path as a person reads it: `stats[WAKE]`, `cpu_stats.nr_runs`.
    pub(super) name: String,
    /// The path with all names of an enum in full: `stats[RUSTY_STAT_WAKE]`.
    pub(super) full: String,
    /// The enumerators in its path that name an entry or an element.
    pub(super) enumerators: Vec<Enumerator>,
    pub(super) int: Int,
    /// Whether it shares its bytes with other members of a union.
    pub(super) in_union: bool,
    /// The histogram that it is a bucket of.
    pub(super) bucket: Option<Bucket>,
}

/// An enumerator that names an entry or an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enumerator {
    /// The tag of its enum.
    pub(crate) tag: String,
    pub(crate) name: String,
    pub(crate) value: u64,
}

/// A bucket of a histogram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bucket {
    /// The path of the histogram.
    pub(super) of: String,
    pub(super) bounds: Bounds,
    /// The number of buckets.
    pub(super) len: usize,
    pub(super) index: usize,
}

/// An integer's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Int {
    /// Bytes.
    pub(crate) size: u64,
    pub(crate) signed: bool,
}

impl Int {
    /// The integer type of `ty`, or `None` for any other type.
    pub(crate) fn of(ty: &Type) -> Option<Self> {
        match *ty {
            Type::Int { size: size @ (1 | 2 | 4 | 8), signed } => Some(Self { size, signed }),
            _ => None,
        }
    }

    /// The integer at the start of these bytes, in the byte order of this machine. `None` if they are too few.
    #[cfg_attr(not(feature = "live"), allow(dead_code, reason = "only `watch` reads bytes"))]
    pub(crate) fn value(self, bytes: &[u8]) -> Option<i128> {
        Some(match (self.size, self.signed) {
            (1, false) => u8::from_ne_bytes(*bytes.first_chunk()?).into(),
            (2, false) => u16::from_ne_bytes(*bytes.first_chunk()?).into(),
            (4, false) => u32::from_ne_bytes(*bytes.first_chunk()?).into(),
            (8, false) => u64::from_ne_bytes(*bytes.first_chunk()?).into(),
            (1, true) => i8::from_ne_bytes(*bytes.first_chunk()?).into(),
            (2, true) => i16::from_ne_bytes(*bytes.first_chunk()?).into(),
            (4, true) => i32::from_ne_bytes(*bytes.first_chunk()?).into(),
            (8, true) => i64::from_ne_bytes(*bytes.first_chunk()?).into(),
            _ => return None,
        })
    }
}

impl Leaf {
    /// A leaf of this path.
    pub(super) fn named(steps: Vec<Step>, name: &str, int: Int) -> Self {
        Self {
            steps,
            name: name.to_owned(),
            full: name.to_owned(),
            enumerators: Vec::new(),
            int,
            in_union: false,
            bucket: None,
        }
    }
}

/// The name of a counter in the entry with this key, from the name that it has in each entry.
pub(crate) fn in_entry(name: &str, key: &str) -> String {
    match name.split_once(ANY_KEY) {
        Some((map, member)) => format!("{map}[{key}]{member}"),
        None => name.to_owned(),
    }
}

/// The integers in a root, in the order of C, and whether these are all integers. Bitfields are not among them.
pub(super) fn leaves(root: &Root, described: &Described) -> (Vec<Leaf>, bool) {
    let names = Names { short: root.name.clone(), full: root.name.clone() };
    let mut walk = Walk {
        leaves: Vec::new(),
        left: MAX_PARTS,
        steps: Vec::new(),
        names,
        enumerators: Vec::new(),
        unions: 0,
        bucket: None,
    };
    let spot = Spot::of(root, described);
    if root.is_single() && spot.elements().is_none() {
        // The only key is not part of the name.
        walk.steps.push(Step::Index(0));
        if let Some(entry) = spot.element() {
            walk.visit(entry);
        }
    } else if root.is_hash() {
        if let Some(entry) = spot.element() {
            walk.below(Step::All, (ANY_KEY, ANY_KEY), entry);
        }
    } else {
        walk.visit(spot);
    }
    (walk.leaves, walk.left > 0)
}

/// The path of a part in both spellings.
struct Names {
    short: String,
    full: String,
}

impl Names {
    fn push(&mut self, short: &str, full: &str) -> (usize, usize) {
        let lengths = (self.short.len(), self.full.len());
        self.short.push_str(short);
        self.full.push_str(full);
        lengths
    }

    fn cut(&mut self, (short, full): (usize, usize)) {
        self.short.truncate(short);
        self.full.truncate(full);
    }
}

struct Walk {
    leaves: Vec<Leaf>,
    /// How many parts may still be visited. Arrays can claim any length.
    left: usize,
    steps: Vec<Step>,
    names: Names,
    enumerators: Vec<Enumerator>,
    unions: usize,
    bucket: Option<Bucket>,
}

impl Walk {
    fn visit(&mut self, spot: Spot<'_>) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        match spot.ty {
            Type::Array { len, .. } => self.elements(spot, *len),
            Type::Struct(of) => self.members(spot, of, of),
            other => {
                let Some(int) = Int::of(other) else { return };
                self.leaves.push(Leaf {
                    steps: self.steps.clone(),
                    name: self.names.short.clone(),
                    full: self.names.full.clone(),
                    enumerators: self.enumerators.clone(),
                    int,
                    in_union: self.unions > 0,
                    bucket: self.bucket.clone(),
                });
            }
        }
    }

    fn elements(&mut self, spot: Spot<'_>, len: u64) {
        let Some(element) = spot.element() else { return };
        let outer = self.bucket.take();
        let histogram = match (spot.elements(), usize::try_from(len)) {
            (Some(Elements::Buckets(bounds)), Ok(len)) => Some((self.names.short.clone(), *bounds, len)),
            _ => None,
        };
        for index in 0..len {
            if self.left == 0 {
                break;
            }
            self.bucket = histogram
                .as_ref()
                .zip(usize::try_from(index).ok())
                .map(|((of, bounds, len), index)| Bucket { of: of.clone(), bounds: *bounds, len: *len, index });
            let named = spot.names().and_then(|names| Some((names, names.short(index)?, names.full.get(&index)?)));
            let Some((names, short, full)) = named else {
                let number = format!("[{index}]");
                self.below(Step::Index(index), (&number, &number), element);
                continue;
            };
            self.enumerators.push(Enumerator { tag: names.tag.clone(), name: full.clone(), value: index });
            self.below(Step::Index(index), (&format!("[{short}]"), &format!("[{full}]")), element);
            self.enumerators.pop();
        }
        self.bucket = outer;
    }

    /// The members of a struct that are found in `outer`: itself, or the struct that it is an anonymous member of.
    fn members(&mut self, spot: Spot<'_>, of: &Struct, outer: &Struct) {
        self.unions += usize::from(of.union);
        for member in of.members.iter().filter(|member| member.bits.is_none()) {
            match &member.ty {
                // The members of an anonymous struct have no prefix.
                Type::Struct(inner) if member.name.is_empty() => {
                    if let Some(left) = self.left.checked_sub(1) {
                        self.left = left;
                        self.members(spot, inner, outer);
                    }
                }
                ty => {
                    let text = format!(".{}", member.name);
                    let spot = spot.of_member(outer, &member.name, ty);
                    self.below(Step::Member(member.name.to_string()), (&text, &text), spot);
                }
            }
        }
        self.unions -= usize::from(of.union);
    }

    fn below(&mut self, step: Step, (short, full): (&str, &str), spot: Spot<'_>) {
        self.steps.push(step);
        let lengths = self.names.push(short, full);
        self.visit(spot);
        self.names.cut(lengths);
        self.steps.pop();
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use ktsnap_btf::Layout;

    use super::*;

    fn root(object: &str, name: &str) -> Root {
        let layout = Layout::parse(&fs::read(object).unwrap()).unwrap();
        let mut vars = layout.global_sections().flat_map(Root::vars);
        vars.find(|root| root.name == name).unwrap_or_else(|| Root::map(layout.map(name).unwrap()))
    }

    fn of(object: &str, name: &str) -> Vec<String> {
        let (leaves, whole) = leaves(&root(object, name), &Described::new());
        assert!(whole);
        leaves.iter().map(|leaf| format!("{}{}", leaf.name, if leaf.in_union { "|" } else { "" })).collect()
    }

    const DISPATCH: &str = "../examples/bpf/dispatch.bpf.o";

    #[test]
    fn members_and_elements_are_leaves() {
        assert_eq!(of(DISPATCH, "nr_mig_cross"), ["nr_mig_cross"]);
        assert_eq!(of(DISPATCH, "waits"), ["waits.total_ns", "waits.max_ns", "waits.nr"]);
        assert_eq!(of(DISPATCH, "dsp_stats"), ["dsp_stats[0]", "dsp_stats[1]", "dsp_stats[2]"]);
    }

    #[test]
    fn the_entries_of_a_map_are_elements_and_the_key_of_an_only_entry_is_left_out() {
        assert_eq!(of(DISPATCH, "stats"), ["stats[0]", "stats[1]", "stats[2]"]);
        assert_eq!(of(DISPATCH, "wake_stats"), ["wake_stats[0]", "wake_stats[1]", "wake_stats[2]"]);
        assert_eq!(of(DISPATCH, "cpu_stats"), ["cpu_stats.nr_runs", "cpu_stats.busy_ns"]);
        assert_eq!(of(DISPATCH, "queue_waits")[3], "queue_waits[1].total_ns");
        let (leaves, _) = leaves(&root(DISPATCH, "cpu_stats"), &Described::new());
        assert_eq!(leaves[1].steps, [Step::Index(0), Step::Member("busy_ns".to_owned())]);
    }

    #[test]
    fn members_of_unions_are_marked_even_in_anonymous_unions() {
        let layout = Layout::parse(&fs::read("../tests/bpf/shapes.bpf.o").unwrap()).unwrap();
        let mut outer =
            root("../tests/bpf/shapes.bpf.o", layout.global_sections().next().unwrap().vars[0].name.as_str());
        outer.ty = layout.type_by_name("struct outer").unwrap().clone();
        let (leaves, _) = leaves(&outer, &Described::new());
        let shared: Vec<_> = leaves.iter().filter(|leaf| leaf.in_union).map(|leaf| leaf.name.as_str()).collect();
        assert!(shared.iter().any(|name| name.ends_with(".hi")), "{shared:?}");
        assert!(leaves.iter().any(|leaf| !leaf.in_union), "{leaves:?}");
    }

    #[test]
    fn an_array_of_any_length_takes_bounded_time() {
        let int = |len| Type::Array { element: Type::Int { size: 8, signed: false }.into(), len };
        let of = |ty| leaves(&Root { ty, ..root(DISPATCH, "nr_mig_cross") }, &Described::new());
        assert_eq!(of(int(1 << 40)).0.len(), MAX_PARTS - 1);
        assert!(!of(int(1 << 40)).1);
        // Elements without an integer count as well.
        let empty = Type::Array { element: int(0).into(), len: u64::MAX };
        assert_eq!(of(empty), (Vec::new(), false));
    }
}
