//! Why a path leads nowhere.

use std::fmt;

/// Why a path leads nowhere.
///
/// ```
/// use ktsnap_btf::Path;
///
/// let error = Path::parse("stats[3").unwrap_err();
/// assert_eq!(error.fact("bpf/main.bpf.o"), "in `stats[3`, a bracket is not closed");
/// assert_eq!(error.help(), "write `]` after the index");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathError {
    /// It is no path at all.
    Syntax {
        /// The whole path.
        path: String,
        /// What is wrong with it.
        what: Syntax,
    },
    /// A struct or union has no such member.
    NoMember {
        /// How C names the struct.
        of: String,
        /// What was looked for.
        member: String,
        /// The one that was probably meant.
        near: Option<String>,
        /// The first that there are.
        names: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// A member of what is neither struct nor union.
    NoMembers {
        /// The path to there.
        path: String,
        /// What is there in C.
        c_type: String,
        /// What was looked for.
        member: String,
        /// Whether it is an array.
        array: bool,
    },
    /// An element of what is no array.
    NoElements {
        /// The path to there.
        path: String,
        /// What is there in C.
        c_type: String,
        /// Whether it is a struct or union.
        structure: bool,
    },
    /// A step behind a pointer.
    Pointer {
        /// The path to the pointer.
        path: String,
        /// The pointer in C.
        c_type: String,
    },
    /// A step into a map's value of which BTF knows the size alone.
    Untyped {
        /// Its bytes.
        size: u64,
    },
    /// No enum of the object has the name.
    NoEnumerator {
        /// What was looked for.
        name: String,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// Enums of the object give the name different values.
    Ambiguous {
        /// The name.
        name: String,
        /// Its values.
        values: Vec<i128>,
    },
    /// The array has no such element.
    OutOfRange {
        /// The path to the array.
        path: String,
        /// How many elements it has.
        len: u64,
        /// What was asked for.
        index: i128,
        /// The enumerator that asked for it.
        enumerator: Option<String>,
        /// The enumerator, of the same enum, of the last element.
        last: Option<String>,
    },
}

/// What is wrong with how a path is written.
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
    /// There is nothing.
    Empty,
    /// A bracket where a variable's name should stand.
    NoRoot,
    /// A dot with no name before or behind it.
    NoName,
    /// What is no name in C.
    BadName(String),
    /// An arrow, as C has it after a pointer. The text is the path with a dot in its place.
    Arrow(String),
    /// A bracket that is not closed.
    Unclosed,
    /// Brackets with nothing in them.
    NoIndex,
    /// What is neither number, enumerator nor `*`.
    BadIndex(String),
    /// A name right behind a bracket.
    NoDot(String),
}

impl Syntax {
    /// What is wrong with a path in which that is no name.
    pub(super) fn bad_name(path: &str, name: &str) -> Self {
        if path.contains("->") {
            let parts: Vec<_> = path.split("->").map(str::trim).collect();
            return Self::Arrow(parts.join("."));
        }
        Self::BadName(name.to_owned())
    }
}

impl PathError {
    /// What is wrong, for the object of that name.
    #[must_use]
    pub fn fact(&self, object: &str) -> String {
        match self {
            Self::Syntax { path, what } => match what {
                Syntax::Empty => "the path is empty".to_owned(),
                Syntax::NoRoot => format!("`{path}` does not begin with a name"),
                Syntax::NoName => format!("in `{path}`, a dot has no name beside it"),
                Syntax::BadName(name) => format!("in `{path}`, `{name}` is not a name"),
                Syntax::Arrow(_) => "a path uses `.` where C uses `->`".to_owned(),
                Syntax::Unclosed => format!("in `{path}`, a bracket is not closed"),
                Syntax::NoIndex => format!("in `{path}`, the brackets are empty"),
                Syntax::BadIndex(index) => format!("in `{path}`, `{index}` is not an index"),
                Syntax::NoDot(name) => format!("in `{path}`, `{name}` follows a bracket"),
            },
            Self::NoMember { of, member, .. } => format!("`{of}` has no member `{member}`"),
            Self::NoMembers { path, c_type, member, .. } => {
                format!("{} is `{c_type}` in C, and the path asks for its member `{member}`", subject(path))
            }
            Self::NoElements { path, c_type, .. } => {
                format!("{} is `{c_type}` in C, and the path asks for an element of it", subject(path))
            }
            Self::Pointer { path, c_type } => {
                format!("{} is `{c_type}` in C, a pointer, and the path goes on after it", subject(path))
            }
            Self::Untyped { size } => {
                format!("in {object}, the map's value is {size} bytes without a type, and the path goes into it")
            }
            Self::NoEnumerator { name, .. } => format!("no enumerator `{name}` in {object}"),
            Self::Ambiguous { name, values } => {
                let values: Vec<_> = values.iter().take(3).map(|value| format!("`{value}`")).collect();
                format!("in {object}, `{name}` is in several enums: as {}", values.join(", "))
            }
            Self::OutOfRange { path, len, index, enumerator, .. } => {
                let elements = if *len == 1 { "1 element".to_owned() } else { format!("{len} elements") };
                let asked = match enumerator {
                    Some(name) => format!("`{name}` is {index}"),
                    None => format!("the path asks for element {index}"),
                };
                format!("{} has {elements} in {object}, and {asked}", subject(path))
            }
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        let end_at = |path: &str| match path {
            "" => "leave the path out".to_owned(),
            path => format!("end the path there: `{path}`"),
        };
        match self {
            Self::Syntax { what, .. } => match what {
                Syntax::Empty => {
                    "a path is a name, then members and elements, as in `stats.hits` and `stats[0]`".to_owned()
                }
                Syntax::NoRoot => "write the name of a global in front of it".to_owned(),
                Syntax::NoName => "write a name on both sides of each dot".to_owned(),
                Syntax::Arrow(dotted) => format!("write `{dotted}`"),
                Syntax::BadName(_) => "write the name as it is in C".to_owned(),
                Syntax::Unclosed => "write `]` after the index".to_owned(),
                Syntax::NoIndex | Syntax::BadIndex(_) => {
                    "an index is a decimal number, an enumerator, or `*` for every element".to_owned()
                }
                Syntax::NoDot(name) => format!("write `.{name}`"),
            },
            Self::NoMember { near: Some(near), .. } | Self::NoEnumerator { near: Some(near), .. } => {
                format!("did you mean `{near}`?")
            }
            Self::NoMember { names, .. } if names.is_empty() => "it has no members at all".to_owned(),
            Self::NoMember { names, more, .. } => {
                let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
                let more = if *more == 0 { String::new() } else { format!(" and {more} more") };
                format!("its members are {}{more}", names.join(", "))
            }
            Self::NoMembers { path, member, array: true, .. } => {
                format!("write `{path}[0].{member}` for one element, `{path}[*].{member}` for all")
            }
            Self::NoElements { structure: true, .. } => "name one of its members first".to_owned(),
            Self::NoMembers { path, .. } | Self::NoElements { path, .. } => end_at(path),
            Self::Pointer { path, .. } => {
                format!("a pointer leads out of the section: {}, in a field of type `ktsnap::Ptr`", end_at(path))
            }
            Self::Untyped { .. } => {
                "leave the path out, or declare the map with `__type(value, struct ...)` in C".to_owned()
            }
            Self::NoEnumerator { .. } => {
                "write the number: BTF has only the enums that a variable, a member or a function has for a type"
                    .to_owned()
            }
            Self::Ambiguous { .. } => "write the number that is meant".to_owned(),
            Self::OutOfRange { len: 0, .. } => "an array without a length holds nothing".to_owned(),
            Self::OutOfRange { path, len, last, .. } => match last {
                Some(last) => format!("the last one is `{path}[{last}]`"),
                None => format!("the last one is `{path}[{}]`", len.saturating_sub(1)),
            },
        }
    }
}

/// Where no object is named.
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
