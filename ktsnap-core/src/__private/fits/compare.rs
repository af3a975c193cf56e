//! Compares a Rust type with the C type at the end of a path.

use super::super::text::{Text, same};
use super::named::{enums, structs};
use super::{reduced, rows};
use crate::__private::{CEntries, CEnum, CMember, CStruct, CType, PathStep, RustStruct, RustType};
use crate::histogram::{Bounds, BoundsFault};

#[allow(clippy::large_enum_variant, reason = "constant evaluation can't allocate")]
pub(super) enum Verdict {
    Fits,
    /// The types differ.
    Other,
    /// A part differs, and the text describes it.
    Inside(Text),
    /// A part can't be reduced, and the text describes it.
    NotReducible(Text),
}

const fn verdict(fits: bool) -> Verdict {
    if fits { Verdict::Fits } else { Verdict::Other }
}

pub(super) const fn compare(
    c_type: &CType,
    steps: &[PathStep],
    outer: Option<usize>,
    widen: bool,
    rust_type: &RustType,
) -> Verdict {
    if let RustType::Any = rust_type {
        return Verdict::Fits;
    }
    if let RustType::Option(of) = rust_type {
        return compare(c_type, steps, outer, widen, of);
    }
    if let CType::PerCpu(slot) = c_type {
        return match rust_type {
            _ if outer.is_some() => compare(slot, steps, outer, widen, rust_type),
            RustType::PerCpu(of) => compare(slot, steps, None, widen, of),
            _ => Verdict::Other,
        };
    }
    let (step, rest) = match steps {
        [] => return leaf(c_type, outer, widen, rust_type),
        [step, rest @ ..] => (step, rest),
    };
    match (step, c_type) {
        (PathStep::Member(name), CType::Struct(of)) => match find(of, name) {
            Some(member) => compare(&member.ty, rest, outer, widen, rust_type),
            None => Verdict::Inside(no_member(of, name)),
        },
        (PathStep::IndexedMember(array), CType::Struct(of)) => match (find(of, array.name), find(of, array.index)) {
            (Some(member), Some(index)) if can_be_index(&index.ty) => {
                compare(&member.ty, rest, outer, widen, rust_type)
            }
            (Some(_), Some(index)) => Verdict::Inside(not_an_index(index)),
            (Some(_), None) => Verdict::Inside(no_member(of, array.index)),
            (None, _) => Verdict::Inside(no_member(of, array.name)),
        },
        (PathStep::Index(index), CType::Array { len, .. }) if *index >= *len => Verdict::Inside(
            Text::new()
                .add("the index is ")
                .number(*index)
                .add(", but there are ")
                .number(*len)
                .add(" elements\nhelp: write a smaller index"),
        ),
        (PathStep::Index(_) | PathStep::IndexedBy(_), CType::Array { element, .. }) => {
            compare(element, rest, outer, widen, rust_type)
        }
        (PathStep::All, CType::Entries(of)) => match rust_type {
            RustType::Rows { key, value } => match compare(&of.key, &[], None, false, key) {
                Verdict::Fits => compare(&of.value, rest, outer, widen, value),
                Verdict::Other => Verdict::Inside(other_key(of, key)),
                inside => inside,
            },
            _ if outer.is_some() => compare(&of.value, rest, outer, widen, rust_type),
            _ => Verdict::Other,
        },
        (PathStep::Index(_), CType::Entries(of)) => compare(&of.value, rest, outer, widen, rust_type),
        // A struct that was checked against another object has the target of that object.
        (PathStep::Deref(CStruct { tag: Some(of), .. }), CType::Ptr { to: Some(to) }) if !same(of, to) => {
            Verdict::Other
        }
        (PathStep::Deref(of), CType::Ptr { .. }) => compare(&CType::Struct(of), rest, outer, widen, rust_type),
        (PathStep::All, CType::Array { len, element }) => all(*len, element, rest, outer, widen, rust_type),
        (PathStep::Slice { from, to }, CType::Array { len, .. }) if *from >= *to || *to > *len => {
            Verdict::Inside(slice_out_of_range(*from, *to, *len))
        }
        (PathStep::Slice { from, to }, CType::Array { element, .. }) => {
            all(*to - *from, element, rest, outer, widen, rust_type)
        }
        _ => Verdict::Other,
    }
}

const fn slice_out_of_range(from: usize, to: usize, len: usize) -> Text {
    let text = Text::new().add("the slice is ").number(from).add("..").number(to);
    let text = text.add(", but there are ").number(len).add(" elements\nhelp: the slice of all elements is `0..");
    text.number(len).add("`")
}

/// Compares `len` elements of an array, which a path selects.
const fn all(
    len: usize,
    element: &CType,
    rest: &[PathStep],
    outer: Option<usize>,
    widen: bool,
    rust_type: &RustType,
) -> Verdict {
    match rust_type {
        _ if matches!(outer, Some(1..)) => compare(element, rest, reduced::inside(outer), widen, rust_type),
        RustType::Vec(of) => compare(element, rest, outer, widen, of),
        RustType::Histogram { counter, bounds } => buckets(compare(element, rest, outer, widen, counter), bounds, len),
        RustType::Array { len: rust, element: of } if *rust == len => compare(element, rest, outer, widen, of),
        _ => Verdict::Other,
    }
}

/// The message about the keys of groups, which are a member of that name. `None` if they fit.
pub(crate) const fn other_group(by: &str, ty: &CType, rust_type: &RustType) -> Option<Text> {
    let (CType::Entries(of), RustType::Rows { key, .. }) = (ty, rust_type) else { return None };
    if let Verdict::Fits = compare(&of.key, &[], None, false, key) {
        return None;
    }
    let text = Text::new().tick(by).add(" is ").tick(of.key_c_type).add(" in C, but the keys of the field are `");
    Some(text.rust_type(key).add("`\nhelp: give the keys the type in C"))
}

/// The message about keys that can't hold indices below `end`. If that is not known, an index has up to 32 bits.
pub(crate) const fn other_index(key: &RustType, end: Option<u64>) -> Option<Text> {
    match (*key, end) {
        (RustType::Uint { bits: 32.. } | RustType::Any, _) => return None,
        (RustType::Uint { bits }, Some(end)) if end <= 1 << bits => return None,
        _ => {}
    }
    let text = Text::new().add("the keys are indices, but those of the field are `").rust_type(key);
    Some(text.add("`\nhelp: give the keys the type `u32`"))
}

const fn other_key(of: &CEntries, key: &RustType) -> Text {
    let text = Text::new().add("the keys are ").tick(of.key_c_type).add(", but those of the field are `");
    text.rust_type(key).add("`\nhelp: give the keys the type in C")
}

const fn leaf(c_type: &CType, outer: Option<usize>, widen: bool, rust_type: &RustType) -> Verdict {
    match (c_type, rust_type) {
        (CType::Array { element, .. }, _) if matches!(outer, Some(1..)) => {
            compare(element, &[], reduced::inside(outer), widen, rust_type)
        }
        (CType::Array { element: CType::Char, .. }, RustType::Text | RustType::CString) => Verdict::Fits,
        (CType::Array { len, element }, RustType::Array { len: rust, element: of }) => {
            if *len == *rust {
                compare(element, &[], outer, widen, of)
            } else {
                Verdict::Other
            }
        }
        (CType::Array { element, .. }, RustType::Vec(of)) => compare(element, &[], outer, widen, of),
        (CType::Array { len, element }, RustType::Struct(RustStruct { name, row: Some(row), .. })) => {
            rows::compare(*len, element, name, row)
        }
        (CType::Struct(of), RustType::Struct(RustStruct { name, row: Some(_), .. })) => {
            Verdict::Inside(rows::not_an_array(of, name))
        }
        (CType::Array { len, element }, RustType::Histogram { counter, bounds }) => {
            buckets(compare(element, &[], outer, widen, counter), bounds, *len)
        }
        (CType::Struct(_) | CType::Ptr { .. }, RustType::CpuSet) => verdict(c_type.is_cpumask()),
        (CType::Struct(of), RustType::Struct(by)) => structs(of, by, outer.is_some()),
        (CType::Enum(of), RustType::Enum(by)) => enums(of, by),
        (CType::Ptr { .. }, RustType::Ptr) => Verdict::Fits,
        // A report has no integers above 64 bits, so the bytes are read.
        (
            CType::Int { bits: 128 } | CType::Uint { bits: 128 },
            RustType::Array { len: 16, element: RustType::Uint { bits: 8 } },
        ) => verdict(outer.is_none()),
        (CType::Bytes { size }, RustType::Vec(of)) => verdict(of.size() > 0 && *size % of.size() == 0),
        (CType::Bytes { size }, RustType::Histogram { counter, bounds }) => {
            let of_counters = counter.size() > 0 && *size % counter.size() == 0;
            buckets(verdict(of_counters), bounds, *size / if of_counters { counter.size() } else { 1 })
        }
        (CType::Bytes { size }, _) => {
            let one = rust_type.size();
            verdict(one > 0 && (*size == one || (matches!(outer, Some(1..)) && *size % one == 0)))
        }
        _ => verdict(scalar(c_type, widen, rust_type) && (outer.is_none() || reduced::is_number(c_type))),
    }
}

/// Whether the bounds make as many buckets as the array has. `usize::MAX` is the length of a map whose length user space sets.
const fn buckets(counters: Verdict, bounds: &Bounds, len: usize) -> Verdict {
    if !matches!(counters, Verdict::Fits) || len == usize::MAX {
        return counters;
    }
    let Some(fault) = bounds.fault(len) else { return Verdict::Fits };
    let text = Text::new();
    Verdict::Inside(match fault {
        BoundsFault::Number { bounds: 1 } => {
            text.add("`BOUNDS` has 1 bound, which makes 2 buckets").add("\nhelp: write ").count(len - 1, "bound")
        }
        BoundsFault::Number { bounds } => {
            let text = text.add("`BOUNDS` has ").number(bounds).add(" bounds, which make ").number(bounds + 1);
            text.add(" buckets\nhelp: write ").count(len - 1, "bound").add("; the last bucket has no upper bound")
        }
        BoundsFault::TooMany { most } => {
            let text = text.add("the histogram's bounds exceed 64 bits after ").count(most, "bucket");
            text.add("\nhelp: use buckets with lower bounds, or a `Vec`")
        }
        BoundsFault::NotAscending { index } => {
            let text = text.add("element ").number(index).add(" of `BOUNDS` is not larger than the bound before it");
            text.add("\nhelp: write the bounds in ascending order")
        }
        BoundsFault::NoWidth => text
            .add("the buckets of the histogram have no width\nhelp: write a width above 0 in `Linear<START, WIDTH>`"),
        BoundsFault::Empty => text.add("an array without elements has no buckets\nhelp: remove the field"),
    })
}

const fn scalar(c_type: &CType, widen: bool, rust_type: &RustType) -> bool {
    match (c_type, rust_type) {
        (CType::Bitfield { of, .. }, _) => scalar(of, widen, rust_type),
        (CType::Int { bits }, RustType::Int { bits: rust })
        | (CType::Enum(CEnum { bits, signed: true, .. }), RustType::Int { bits: rust })
        | (CType::Uint { bits } | CType::Enum(CEnum { bits, signed: false, .. }), RustType::Uint { bits: rust }) => {
            *bits == *rust || (widen && *bits < *rust)
        }
        (CType::Float { bits }, RustType::Float { bits: rust }) => *bits == *rust,
        (CType::Char, RustType::Int { bits: 8 } | RustType::Uint { bits: 8 }) | (CType::Bool, RustType::Bool) => true,
        _ => false,
    }
}

pub(super) const fn find(of: &CStruct, name: &str) -> Option<&'static CMember> {
    let mut rest = of.members;
    while let [member, after @ ..] = rest {
        if same(member.name, name) {
            return Some(member);
        }
        rest = after;
    }
    None
}

pub(super) const fn tag_of(of: Option<&'static str>) -> &'static str {
    match of {
        Some(tag) => tag,
        None => "an anonymous type",
    }
}

const fn can_be_index(ty: &CType) -> bool {
    match ty {
        CType::Int { bits: ..=64 } | CType::Uint { bits: ..=64 } | CType::Enum(_) => true,
        CType::Bitfield { of, .. } => can_be_index(of),
        _ => false,
    }
}

const fn not_an_index(member: &CMember) -> Text {
    let text = Text::new().tick(member.name).add(" is ").tick(member.c_type);
    text.add(" in C, which can't be an index\nhelp: write the number of an element in the `path`")
}

const fn no_member(of: &CStruct, name: &str) -> Text {
    Text::new()
        .tick(tag_of(of.tag))
        .add(", ")
        .number(of.size)
        .add(" bytes, has no member ")
        .tick(name)
        .add("\nhelp: remove the field, or write the `path` of a member")
}
