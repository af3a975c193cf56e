//! Why a path can't be parsed or resolved.

use std::fmt;

use super::index::Holder;
use super::parse::ARROW;
use crate::suggest;

/// Why a path can't be parsed or resolved.
///
/// ```
/// use ktsnap_btf::Path;
///
/// let error = Path::parse("stats[3").unwrap_err();
/// assert_eq!(error.fact("bpf/main.bpf.o"), "in `stats[3`, a `[` is not closed");
/// assert_eq!(error.help(), "write `]` after the index");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathError {
    /// The text is not a path.
    Syntax {
        /// The whole path.
        path: String,
        /// The mistake.
        what: Syntax,
    },
    /// A struct or union has no member of that name.
    NoMember {
        /// The struct or union as C names it.
        of: String,
        /// The name that the path has.
        member: String,
        /// A member with a similar name.
        near: Option<String>,
        /// The names of the first members.
        names: Vec<String>,
        /// The number of further members.
        more: usize,
    },
    /// The path names a member of a value that is neither a struct nor a union.
    NoMembers {
        /// The path to the value.
        path: String,
        /// The type of the value in C.
        c_type: String,
        /// The member that the path names.
        member: String,
        /// Whether the value is an array.
        array: bool,
        /// Whether the value is an array of pointers.
        pointers: bool,
    },
    /// The path names an element of a value that is not an array.
    NoElements {
        /// The path to the value.
        path: String,
        /// The type of the value in C.
        c_type: String,
        /// Whether the value is a struct or union.
        structure: bool,
    },
    /// The path names an element of a pointer.
    Pointer {
        /// The path to the pointer.
        path: String,
        /// The type of the pointer in C.
        c_type: String,
    },
    /// A dot follows a pointer, or an arrow follows a struct. The path resolves with the other of the two.
    Link {
        /// The path to the pointer or struct.
        path: String,
        /// Its type in C.
        c_type: String,
        /// Whether it is a pointer.
        pointer: bool,
        /// The whole path, with all dots and arrows as they should be.
        mended: String,
    },
    /// An arrow follows a pointer whose target has no members in the object.
    NoTarget {
        /// The path to the pointer.
        path: String,
        /// The type of the pointer in C.
        c_type: String,
        /// The tag of the target, if it is a struct or union with a tag. The object does not have its members.
        tag: Option<String>,
    },
    /// A step enters a map's value for which BTF has only a size.
    Untyped {
        /// The size in bytes.
        size: u64,
    },
    /// No enum of the object declares the enumerator.
    NoEnumerator {
        /// The name that the path has.
        name: String,
        /// An enumerator with a similar name.
        near: Option<String>,
    },
    /// No enum of the object declares the enumerator, and what holds the array has a member or variable with a similar name,
    /// whose value can be the index.
    NoIndex {
        /// The name that the path has.
        name: String,
        /// What the name could be of: ``a member of `struct cpu_ctx` ``.
        part: String,
        /// The similar name.
        near: String,
    },
    /// A name is both an enumerator and a member or variable whose value could be the index.
    AmbiguousIndex {
        /// The path to the array.
        path: String,
        /// The name that the path has.
        name: String,
        /// What the name is of: ``a member of `struct cpu_ctx` ``.
        part: String,
        /// The value of the enumerator.
        value: i128,
    },
    /// A path has a member or variable as an index that is not an integer.
    NotAnIndex {
        /// The name that the path has.
        name: String,
        /// The type in C.
        c_type: String,
    },
    /// An array of arrays has two members or variables as indexes.
    TwoIndexes {
        /// The path to the second array.
        path: String,
        /// The first index.
        first: String,
        /// The second index.
        second: String,
        /// The path up to the first index.
        start: String,
    },
    /// Several enums of the object declare the enumerator with different values.
    Ambiguous {
        /// The name of the enumerator.
        name: String,
        /// The values.
        values: Vec<i128>,
    },
    /// The array has no element of that index.
    OutOfRange {
        /// The path to the array.
        path: String,
        /// The number of elements.
        len: u64,
        /// The index.
        index: i128,
        /// The enumerator that the path has as the index.
        enumerator: Option<String>,
        /// The enumerator of the same enum for the last element.
        last: Option<String>,
    },
    /// A slice has no elements.
    EmptySlice {
        /// The path to the array.
        path: String,
        /// The number of elements of the array.
        len: u64,
        /// The slice as the path has it: `4..4`.
        slice: String,
        /// The start of a slice that has elements.
        start: String,
    },
    /// A slice is longer than the array.
    SliceOutOfRange {
        /// The path to the array.
        path: String,
        /// The number of elements.
        len: u64,
        /// The end of the slice that is out of range.
        bound: i128,
        /// Whether it is the start.
        is_start: bool,
        /// The enumerator that the path has there.
        enumerator: Option<String>,
        /// The start of a slice that has elements.
        start: String,
    },
}

/// A mistake in the syntax of a path.
///
/// ```
/// use ktsnap_btf::{Path, PathError, path::Syntax};
///
/// let error = Path::parse("stats[]").unwrap_err();
/// assert_eq!(error, PathError::Syntax { path: "stats[]".to_owned(), what: Syntax::NoIndex });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Syntax {
    /// The text is empty.
    Empty,
    /// The path starts with a bracket instead of the name of a variable.
    NoRoot,
    /// A name is missing before or after a dot.
    NoName,
    /// This text is not a name in C.
    BadName(String),
    /// The path has spaces around an arrow. This is the path without them.
    SpacedArrow(String),
    /// A bracket is not closed.
    Unclosed,
    /// The brackets are empty.
    NoIndex,
    /// This text is neither a number, an enumerator nor `*`.
    BadIndex(String),
    /// This text has two dots, but not a number or an enumerator before and after them.
    BadSlice(String),
    /// This name follows a bracket without a dot.
    NoDot(String),
}

impl Syntax {
    /// The mistake in a path that has `name` instead of a name.
    pub(super) fn bad_name(path: &str, name: &str) -> Self {
        let parts: Vec<_> = path.split(ARROW).map(str::trim).collect();
        let closed = parts.join(ARROW);
        if closed == path { Self::BadName(name.to_owned()) } else { Self::SpacedArrow(closed) }
    }
}

impl PathError {
    /// If the path has an unknown name as an index, and a member or variable next to the array has a similar name: the error that
    /// names it.
    pub(super) fn with_names_beside(self, holder: Option<&Holder<'_>>) -> Self {
        let (Self::NoEnumerator { name, near }, Some(holder)) = (&self, holder) else { return self };
        let beside = holder.near(name);
        match beside
            .filter(|beside| suggest::closest(name, near.as_deref().into_iter().chain([*beside])) == Some(*beside))
        {
            Some(near) => Self::NoIndex { name: name.clone(), part: holder.part(), near: near.to_owned() },
            None => self,
        }
    }

    /// What is wrong, for an object that messages call `object`.
    #[must_use]
    pub fn fact(&self, object: &str) -> String {
        match self {
            Self::Syntax { path, what } => match what {
                Syntax::Empty => "the path is empty".to_owned(),
                Syntax::NoRoot => format!("`{path}` does not start with a name"),
                Syntax::NoName if path.contains(ARROW) => {
                    format!("in `{path}`, a name is missing next to a `.` or `->`")
                }
                Syntax::NoName => format!("in `{path}`, a name is missing next to a `.`"),
                Syntax::BadName(name) => format!("in `{path}`, `{name}` is not a name"),
                Syntax::SpacedArrow(_) => format!("in `{path}`, an arrow has spaces around it"),
                Syntax::Unclosed => format!("in `{path}`, a `[` is not closed"),
                Syntax::NoIndex => format!("in `{path}`, the brackets are empty"),
                Syntax::BadIndex(index) => format!("in `{path}`, `{index}` is not an index"),
                Syntax::BadSlice(slice) => format!("in `{path}`, `{slice}` is not a slice"),
                Syntax::NoDot(name) => format!("in `{path}`, a `.` is missing before `{name}`"),
            },
            Self::NoMember { of, member, .. } => format!("`{of}` has no member `{member}`"),
            Self::NoMembers { path, c_type, member, .. } => {
                format!("{} is `{c_type}` in C, which has no member `{member}`", subject(path))
            }
            Self::NoElements { path, c_type, .. } => {
                format!("{} is `{c_type}` in C, not an array", subject(path))
            }
            Self::Pointer { path, c_type } => {
                format!("{} is `{c_type}` in C, a pointer and not an array", subject(path))
            }
            Self::Link { path, c_type, pointer: true, .. } => {
                format!("{} is `{c_type}` in C, so its members follow `->`, not `.`", subject(path))
            }
            Self::Link { path, c_type, .. } => format!("{} is `{c_type}` in C, not a pointer", subject(path)),
            Self::NoTarget { path, c_type, tag: Some(tag) } => {
                format!("{} is `{c_type}` in C, and {object} does not have the members of `{tag}`", subject(path))
            }
            Self::NoTarget { path, c_type, tag: None } => {
                format!("{} is `{c_type}` in C, which does not point to a struct with a tag", subject(path))
            }
            Self::Untyped { size } => {
                format!("in {object}, the map's value is {size} bytes without a type, so a path can't enter it")
            }
            Self::NoEnumerator { name, .. } => format!("no enumerator `{name}` in {object}"),
            Self::NoIndex { name, part, .. } => format!("`{name}` is neither an enumerator in {object} nor {part}"),
            Self::AmbiguousIndex { path, name, part, value } => {
                format!("in `{path}[{name}]`, `{name}` can be the enumerator, which is {value}, or {part}")
            }
            Self::NotAnIndex { name, c_type } => format!("`{name}` is `{c_type}` in C, which can't be an index"),
            Self::TwoIndexes { path, first, second, .. } => {
                format!("`{path}[{second}]` reads two indexes of one array, `{first}` and `{second}`")
            }
            Self::Ambiguous { name, values } => {
                let values = suggest::first_of(values.iter().map(|value| format!("`{value}`")), 3);
                format!("in {object}, several enums declare `{name}`, with the values {values}")
            }
            Self::EmptySlice { slice, .. } => format!("the slice `{slice}` has no elements"),
            Self::SliceOutOfRange { path, len, bound, is_start, enumerator, .. } => {
                let bound = match enumerator {
                    Some(name) => format!("`{name}` is {bound}"),
                    None if *is_start => format!("the slice starts at {bound}"),
                    None => format!("the slice ends at {bound}"),
                };
                format!("{} has {} in {object}, but {bound}", subject(path), elements(*len))
            }
            Self::OutOfRange { path, len, index, enumerator, .. } => {
                let index = match enumerator {
                    Some(name) => format!("`{name}` is {index}"),
                    None => format!("the index is {index}"),
                };
                format!("{} has {} in {object}, but {index}", subject(path), elements(*len))
            }
        }
    }

    /// How to fix it: a phrase for a `help:` line.
    #[must_use]
    pub fn help(&self) -> String {
        let end_at = |path: &str| match path {
            "" => "remove the path".to_owned(),
            path => format!("end the path at `{path}`"),
        };
        match self {
            Self::Syntax { what, path } => match what {
                Syntax::Empty => {
                    "a path is a name followed by members and indexes: `stats.hits`, `stats[0]`".to_owned()
                }
                Syntax::NoRoot => "write the name of a global before it".to_owned(),
                Syntax::NoName if path.contains(ARROW) => "write a name before and after each `.` and `->`".to_owned(),
                Syntax::NoName => "write a name before and after each `.`".to_owned(),
                Syntax::SpacedArrow(closed) => format!("write `{closed}`"),
                Syntax::BadName(_) => "write the name as in C".to_owned(),
                Syntax::Unclosed => "write `]` after the index".to_owned(),
                Syntax::NoIndex | Syntax::BadIndex(_) => {
                    "an index is a decimal number, an enumerator, a member next to the array, or `*` for every element"
                        .to_owned()
                }
                Syntax::BadSlice(_) => "write a number or an enumerator on both sides of the dots".to_owned(),
                Syntax::NoDot(name) => format!("write `.{name}`"),
            },
            Self::NoMember { near: Some(near), .. }
            | Self::NoEnumerator { near: Some(near), .. }
            | Self::NoIndex { near, .. } => format!("did you mean `{near}`?"),
            Self::NoMember { names, .. } if names.is_empty() => "it has no members".to_owned(),
            Self::NoMember { names, more, .. } => {
                format!("its members are {}", suggest::list(names, *more))
            }
            Self::NoMembers { path, member, array: true, pointers, .. } => {
                let link = if *pointers { ARROW } else { "." };
                format!(
                    "write `{path}[0]{link}{member}` for one element, or `{path}[*]{link}{member}` for all elements"
                )
            }
            Self::NoElements { structure: true, .. } => "name one of its members first".to_owned(),
            Self::NoMembers { path, .. } | Self::NoElements { path, .. } => end_at(path),
            Self::Link { mended, .. } => format!("write `{mended}`"),
            Self::Pointer { path, .. } | Self::NoTarget { path, .. } => {
                format!("{}, and make the field a `ktsnap::Ptr`", end_at(path))
            }
            Self::Untyped { .. } => {
                "remove the path, or declare the map with `__type(value, struct ...)` in C".to_owned()
            }
            Self::NoEnumerator { .. } => {
                "write the number: BTF only has enums that are the type of a variable, a member or a function"
                    .to_owned()
            }
            Self::Ambiguous { .. } => "write the number instead".to_owned(),
            Self::AmbiguousIndex { path, name, value, .. } => format!(
                "write `{path}[{value}]` for the enumerator, or mirror `{name}` and the whole array, and choose the element in \
                 Rust"
            ),
            Self::NotAnIndex { .. } => "name an integer".to_owned(),
            Self::TwoIndexes { start, second, .. } => {
                format!("end the path at `{start}`, and choose the element with the index `{second}` in Rust")
            }
            Self::EmptySlice { len: 0, .. } | Self::SliceOutOfRange { len: 0, .. } => {
                "an array without a length has no elements".to_owned()
            }
            Self::EmptySlice { path, len, start, .. } | Self::SliceOutOfRange { path, len, start, .. } => {
                format!("the slice up to the last element is `{path}[{start}..{len}]`")
            }
            Self::OutOfRange { len: 0, .. } => "an array without a length has no elements".to_owned(),
            Self::OutOfRange { path, len, last, .. } => match last {
                Some(last) => format!("the last element is `{path}[{last}]`"),
                None => format!("the last element is `{path}[{}]`", len.saturating_sub(1)),
            },
        }
    }
}

/// The message does not name the object.
impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fact("the object"))
    }
}

impl std::error::Error for PathError {}

fn subject(path: &str) -> String {
    match path {
        "" => "the map's value".to_owned(),
        path => format!("`{path}`"),
    }
}

fn elements(len: u64) -> String {
    if len == 1 { "1 element".to_owned() } else { format!("{len} elements") }
}
