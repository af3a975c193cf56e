//! The reason why a field could not be read.

use crate::typed::c_type::CType;

/// Why a field or a part of it has no value.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadFailure {
    /// The part, as a path after the field's own path: `[3].max_ns`.
    pub(crate) part: String,
    pub(crate) why: Why,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Why {
    /// A value of another kind, width, length or type name.
    Drift { expected: String, found: String },
    /// A mask of CPUs that is rendered as a list, so that its members can't be read.
    CpuList,
    /// An array, or the keys of a per-CPU map. Only the first `rendered` are in the report.
    Cut { rendered: usize, declared: usize },
    /// An array of another length than the object's, which a type of a fixed length can't hold.
    Resized { built: usize, found: usize },
    /// An element past the end of an array whose length the object does not fix.
    OutOfRange { index: usize, len: usize },
    /// The value of a member or variable that is an index in the path.
    IndexOutOfRange { name: &'static str, value: i128, len: usize },
    /// The member or variable that is an index in the path could not be read.
    Index { name: &'static str, found: Box<ReadFailure> },
    /// A slot, or an entry with all its slots, that could not be read.
    Unmapped { cpu: Option<usize> },
    /// No CPU's slot could be read, although unmapped slots are allowed.
    NoSlot,
    /// The report holds as many entries of a map as the capture keeps of any map, and the map can have more. A lookup did not
    /// find its key among them, or a read needs all of them.
    CutEntries { kept: usize, max_entries: usize, is_lookup: bool },
    /// The map has no entry of that key.
    NoEntry,
    /// The key or value of an entry was captured without its type.
    Unrendered { part: &'static str },
    /// Two entries have the same key.
    RepeatedKey { key: String },
    /// Two rows have the same key. `first` is the part that is the key of the first, and `part` that of the second.
    RepeatedLabel { key: String, first: String },
    /// The map was not rendered.
    NotRendered { error: String },
    /// A sum that does not fit the field.
    Overflow { value: Option<i128>, bits: u32 },
    /// Text for a `String` that is not UTF-8.
    NotUtf8 { valid_up_to: usize },
    /// `max` or `min` without any value.
    Empty,
    /// A pointer that is NULL. `arrows` is the number of arrows in the path from this pointer on.
    NullPointer { arrows: usize },
    /// A pointer whose target is not there.
    NotFollowed { arrows: usize, reason: String },
}

impl From<Why> for ReadFailure {
    fn from(why: Why) -> Self {
        Self { part: String::new(), why }
    }
}

impl ReadFailure {
    pub(crate) fn drift(expected: &CType, found: impl Into<String>) -> Self {
        Why::Drift { expected: expected.to_string(), found: found.into() }.into()
    }

    pub(crate) fn overflow(value: i128, bits: u32) -> Self {
        Why::Overflow { value: Some(value), bits }.into()
    }

    /// Says that this is the failure of an index in the path, the member of that name.
    pub(super) fn at_index(self, name: &'static str) -> Self {
        Why::Index { name, found: Box::new(self) }.into()
    }

    /// Whether the field itself is an entry of a map that was not captured, or that does not exist.
    pub(crate) fn is_absent_entry(&self) -> bool {
        self.part.is_empty() && matches!(self.why, Why::Unmapped { cpu: None } | Why::NoEntry)
    }

    /// Puts the place of an entry before the part: `[42]`.
    pub(crate) fn in_entry(self, place: &str) -> Self {
        self.inside(place)
    }

    /// Whether a pointer in the field's own path is NULL.
    pub(crate) fn is_null_pointer(&self) -> bool {
        self.part.is_empty() && matches!(self.why, Why::NullPointer { .. })
    }

    /// Puts the index of an array or map before the part.
    pub(crate) fn in_element(self, index: usize) -> Self {
        self.inside(&format!("[{index}]"))
    }

    /// Puts the path in a struct before the part.
    pub(crate) fn in_member(self, path: &str) -> Self {
        self.inside(path)
    }

    fn inside(mut self, path: &str) -> Self {
        self.part = joined(path, &self.part);
        if let Why::RepeatedLabel { first, .. } = &mut self.why {
            *first = joined(path, first);
        }
        self
    }
}

/// The text before and after the first `[*]` or slice of a path.
fn around_all(path: &str) -> Option<(&str, &str)> {
    let brackets = path.match_indices('[').map(|(at, _)| path.split_at(at));
    let mut inside = brackets.filter_map(|(before, rest)| Some((before, rest.strip_prefix('[')?.split_once(']')?)));
    let all = inside.find(|(_, (index, _))| *index == "*" || index.contains(".."));
    all.map(|(before, (_, after))| (before, after))
}

/// A path, extended by a part. The index of an element replaces the star of `[*]`, or a slice.
pub(crate) fn joined(path: &str, part: &str) -> String {
    if path.is_empty() { part.to_owned() } else { continued(path, part) }
}

/// The same for a path that continues one.
fn continued(path: &str, part: &str) -> String {
    let element = part.strip_prefix('[').and_then(|part| part.split_once(']'));
    if let (Some((before, after)), Some((index, part))) = (around_all(path), element) {
        return format!("{before}[{index}]{}", continued(after, part.strip_prefix('.').unwrap_or(part)));
    }
    let dot = if part.is_empty() || part.starts_with('[') { "" } else { "." };
    format!("{path}{dot}{part}")
}

/// The path of the member `name`, which is an index in the path of a field and its part: it is next to the array.
pub(crate) fn beside(path: &str, part: &str, name: &str) -> String {
    let index = format!("[{name}]");
    let Some((array, _)) = path.split_once(&index) else {
        // The part starts at a struct whose member has the index.
        let whole = joined(path, part);
        let array = whole.split_once(&index).map_or("", |(array, _)| array);
        return sibling(array, name);
    };
    // A part that starts with an index is in an element or a CPU.
    let slot = if part.starts_with('[') { part.split('.').next().unwrap_or_default() } else { "" };
    joined(&sibling(array, name), slot)
}

/// The path of another member of the struct that a path ends in.
fn sibling(path: &str, name: &str) -> String {
    let after = |link: &str| path.rfind(link).map(|at| at + link.len());
    let start = after(".").max(after("->")).unwrap_or_default();
    format!("{}{name}", path.get(..start).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{ReadFailure, Why, beside, joined};

    #[test]
    fn only_the_field_itself_is_an_absent_entry_or_a_null_pointer() {
        let found = |part: &str, why| ReadFailure { part: part.to_owned(), why };
        for why in [Why::NoEntry, Why::Unmapped { cpu: None }] {
            assert!(found("", why.clone()).is_absent_entry());
            assert!(!found("[1]", why).is_absent_entry());
        }
        assert!(!found("", Why::Unmapped { cpu: Some(0) }).is_absent_entry());
        assert!(found("", Why::NullPointer { arrows: 1 }).is_null_pointer());
        assert!(!found("dom", Why::NullPointer { arrows: 1 }).is_null_pointer());
        assert!(!found("", Why::NoEntry).is_null_pointer());
    }

    #[test]
    fn an_index_is_next_to_its_array() {
        assert_eq!(beside("running_ns[cell]", "", "cell"), "cell");
        assert_eq!(beside("cpu_ctxs", "[3].running_ns[cell]", "cell"), "cpu_ctxs[3].cell");
        assert_eq!(beside("cpu_ctxs[0].lstats[2][layer][1].ns", "[3]", "layer"), "cpu_ctxs[0].layer[3]");
        assert_eq!(beside("rings[*].slots[tail].nr", "[1]", "tail"), "rings[1].tail");
        assert_eq!(beside("rings[2].first[head].next[tail]", "", "tail"), "rings[2].first[head].tail");
        assert_eq!(beside("last->slots[head]", "ns", "head"), "last->head");
        assert_eq!(beside("waits[head].p->nr", "", "head"), "head");
    }

    #[test]
    fn a_part_stands_behind_its_path() {
        assert_eq!(joined("waits", ""), "waits");
        assert_eq!(joined("waits", "nr"), "waits.nr");
        assert_eq!(joined("", "nr"), "nr");
        assert_eq!(joined("stats[DSP_KICK]", "[3]"), "stats[DSP_KICK][3]");
    }

    #[test]
    fn an_element_stands_where_the_star_does() {
        assert_eq!(joined("per_llc[*].nr_in", "[1]"), "per_llc[1].nr_in");
        assert_eq!(joined("per_llc[*]", "[1].nr_in"), "per_llc[1].nr_in");
        assert_eq!(joined("moves[*][*]", "[1][2]"), "moves[1][2]");
        assert_eq!(joined("gstats[*][GSTAT_LOCAL]", "[1]"), "gstats[1][GSTAT_LOCAL]");
        assert_eq!(joined("stats[*]", "[2][1]"), "stats[2][1]");
        assert_eq!(joined("lstats[A][2..5].nr", "[3]"), "lstats[A][3].nr");
        assert_eq!(joined("per_llc[*].nr_in", ""), "per_llc[*].nr_in");
    }
}
