//! Paths into a variable or a map's value: `stats.hits`, `gstats[GSTAT_LOCAL]`, `cpus[*].nr_runs`, `dom_ctxs[0]->load`.

mod error;
mod index;
mod offset;
mod parse;
mod resolve;
mod target;

use std::ops::Range;
use std::sync::Arc;

use self::parse::{ARROW, Parser};
use crate::types::Struct;

pub use error::{PathError, Syntax};
pub use offset::TargetOffset;
pub use resolve::{resolve, resolve_var, resolve_var_with_extern_enums, resolve_with_extern_enums};
pub use target::{Dim, Length, Target};

/// A step of a resolved path.
///
/// ```
/// use ktsnap_btf::{Step, Target, Path, resolve};
/// # use ktsnap_btf::Layout;
///
/// # let layout = Layout::parse(&std::fs::read("../examples/bpf/dispatch.bpf.o")?)?;
/// let (_, var) = layout.find("dsp_stats").next().ok_or("no such variable")?;
/// let target = resolve(&Path::parse("dsp_stats[DSP_KICK]")?, &var.ty, &var.c_type, &layout)?;
/// assert_eq!(target.steps, [Step::Index(2)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
// Exhaustive: the derive must write a new step as a constant of `ktsnap-core`.
pub enum Step {
    /// A member by its name.
    Member(String),
    /// A member by its name, an array or an array of arrays. Another member of the same struct, an integer or an enum, is the
    /// index of an [`IndexedBy`](Self::IndexedBy) that follows.
    IndexedMember {
        /// The name of the array.
        name: String,
        /// The name of the member with the index.
        index: String,
    },
    /// An element by its index.
    Index(u64),
    /// An element whose index is the value of a member next to the array, or of a variable of the same section.
    IndexedBy(String),
    /// An element by an enumerator that the object's BTF lacks: see [`resolve_with_extern_enums`].
    Enumerator(String),
    /// All elements.
    All,
    /// The elements from the first index up to the second, which is not included.
    Slice(Bound, Bound),
    /// From a pointer to its target, a struct or union of the object. A [`Step::Member`] follows.
    Deref(Arc<Struct>),
}

impl Step {
    /// Whether the step follows a pointer.
    #[must_use]
    pub fn is_deref(&self) -> bool {
        matches!(self, Self::Deref(_))
    }
}

/// An end of a slice.
///
/// ```
/// use ktsnap_btf::path::Bound;
/// use ktsnap_btf::{Path, Step};
///
/// let steps = Path::parse_steps("lstats[32..58]")?.unresolved(false);
/// assert_eq!(steps.unwrap()[1], Step::Slice(Bound::Number(32), Bound::Number(58)));
/// # Ok::<(), ktsnap_btf::PathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bound {
    /// An index.
    Number(u64),
    /// An enumerator that the object's BTF lacks: see [`resolve_with_extern_enums`].
    Enumerator(String),
}

/// A parsed path. [`resolve`](fn@resolve) looks up what it names.
///
/// ```
/// use ktsnap_btf::Path;
///
/// let path = Path::parse("waits.max_ns")?;
/// assert_eq!(path.root(), "waits");
/// assert!(!path.is_plain());
/// assert!(Path::parse("waits")?.is_plain());
/// # Ok::<(), ktsnap_btf::PathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    text: String,
    /// The length of the root, which comes first.
    root: usize,
    steps: Vec<ParsedStep>,
}

/// A step of a parsed path.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ParsedStep {
    step: StepText,
    /// The range in the text, including the dot or the brackets.
    span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum StepText {
    Member(String, Link),
    Number(i128),
    Enumerator(String),
    All,
    /// Two numbers or enumerators.
    Slice(Box<StepText>, Box<StepText>),
}

/// What is written before a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// Nothing: the path starts with the member.
    Start,
    Dot,
    Arrow,
}

impl Link {
    fn len(self) -> usize {
        match self {
            Self::Start => 0,
            Self::Dot => 1,
            Self::Arrow => ARROW.len(),
        }
    }
}

impl Path {
    /// Parses a path whose root has no dot in its name.
    ///
    /// ```
    /// use ktsnap_btf::Path;
    ///
    /// assert_eq!(Path::parse("per_llc[*].nr_in")?.root(), "per_llc");
    /// # Ok::<(), ktsnap_btf::PathError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PathError::Syntax`] if the text is not a path.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Self::parse_rooted(text, |_| false)
    }

    /// Parses a path whose root can have dots in its name, as the statics of a function do. The root is the longest name for
    /// which `exists` returns true, or else the text before the first dot.
    ///
    /// ```
    /// use ktsnap_btf::Path;
    ///
    /// let path = Path::parse_rooted("tick.cnt.hits", |name| name == "tick.cnt")?;
    /// assert_eq!(path.root(), "tick.cnt");
    /// # Ok::<(), ktsnap_btf::PathError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PathError::Syntax`] if the text is not a path.
    pub fn parse_rooted(text: &str, exists: impl Fn(&str) -> bool) -> Result<Self, PathError> {
        let head = text.split('[').next().and_then(|head| head.split(ARROW).next()).unwrap_or_default();
        let dots: Vec<_> = head.match_indices('.').map(|(at, _)| at).chain([head.len()]).collect();
        let longest = dots.iter().rev().find(|&&end| head.get(..end).is_some_and(&exists));
        let end = longest.or(dots.first()).copied().unwrap_or_default();
        let root = head.get(..end).unwrap_or_default();
        if text.is_empty() {
            return Err(PathError::Syntax { path: String::new(), what: Syntax::Empty });
        }
        if root.is_empty() {
            let what = if text.starts_with('[') { Syntax::NoRoot } else { Syntax::NoName };
            return Err(PathError::Syntax { path: text.to_owned(), what });
        }
        if !root.chars().all(|letter| parse::is_name_char(letter) || letter == '.') {
            return Err(PathError::Syntax { path: text.to_owned(), what: Syntax::bad_name(text, root) });
        }
        let steps = Parser { text, at: end }.steps()?;
        Ok(Self { text: text.to_owned(), root: end, steps })
    }

    /// Parses a path without a root, which starts inside the value of a map. It begins with the name of a member or with a
    /// bracket.
    ///
    /// ```
    /// use ktsnap_btf::Path;
    ///
    /// let path = Path::parse_steps("lstats[0][*]")?;
    /// assert_eq!(path.root(), "");
    /// # Ok::<(), ktsnap_btf::PathError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PathError::Syntax`] if the text is not a path.
    pub fn parse_steps(text: &str) -> Result<Self, PathError> {
        if text.is_empty() {
            return Err(PathError::Syntax { path: String::new(), what: Syntax::Empty });
        }
        let mut parser = Parser { text, at: 0 };
        let first = if text.starts_with('[') { None } else { Some(parser.member(Link::Start)?) };
        let steps = first.into_iter().chain(parser.steps()?).collect();
        Ok(Self { text: text.to_owned(), root: 0, steps })
    }

    /// The name of the variable that the path starts from. Empty for a path from [`Self::parse_steps`].
    #[must_use]
    pub fn root(&self) -> &str {
        self.text.get(..self.root).unwrap_or_default()
    }

    /// Whether the path is only a root.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.steps.is_empty()
    }

    /// The steps of a path for which no object is available. Enumerators stay names if `extern_enums` is true, and are an
    /// error otherwise. An arrow is always an error: only an object has the target of a pointer.
    ///
    /// ```
    /// use ktsnap_btf::{Path, Step, path::Unresolved};
    ///
    /// assert_eq!(Path::parse_steps("hits[*]")?.unresolved(false), Ok(vec![Step::Member("hits".into()), Step::All]));
    /// assert_eq!(Path::parse_steps("hits[LOCAL]")?.unresolved(false), Err(Unresolved::Index("LOCAL".to_owned())));
    /// assert_eq!(Path::parse_steps("parent->hits")?.unresolved(false), Err(Unresolved::Arrow("parent".to_owned())));
    /// # Ok::<(), ktsnap_btf::PathError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Unresolved`] for the first step that needs an object.
    pub fn unresolved(&self, extern_enums: bool) -> Result<Vec<Step>, Unresolved> {
        let bound = |text: &StepText| match text {
            StepText::Number(number) => {
                u64::try_from(*number).map(Bound::Number).map_err(|_| Unresolved::Index(number.to_string()))
            }
            StepText::Enumerator(name) if extern_enums => Ok(Bound::Enumerator(name.clone())),
            StepText::Enumerator(name) | StepText::Member(name, _) => Err(Unresolved::Index(name.clone())),
            StepText::All | StepText::Slice(..) => Err(Unresolved::Index("*".to_owned())),
        };
        let step = |parsed: &ParsedStep| match &parsed.step {
            StepText::Member(_, Link::Arrow) => {
                Err(Unresolved::Arrow(self.text.get(..parsed.span.start).unwrap_or_default().to_owned()))
            }
            StepText::Member(name, _) => Ok(Step::Member(name.clone())),
            StepText::Slice(from, to) => Ok(Step::Slice(bound(from)?, bound(to)?)),
            StepText::Number(number) => {
                u64::try_from(*number).map(Step::Index).map_err(|_| Unresolved::Index(number.to_string()))
            }
            StepText::Enumerator(name) if extern_enums => Ok(Step::Enumerator(name.clone())),
            StepText::Enumerator(name) => Err(Unresolved::Index(name.clone())),
            StepText::All => Ok(Step::All),
        };
        self.steps.iter().map(step).collect()
    }

    /// The text that was parsed.
    ///
    /// ```
    /// use ktsnap_btf::Path;
    ///
    /// assert_eq!(Path::parse("waits.max_ns")?.text(), "waits.max_ns");
    /// # Ok::<(), ktsnap_btf::PathError>(())
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A step that needs an object.
///
/// ```
/// use ktsnap_btf::{Path, path::Unresolved};
///
/// let error = Path::parse_steps("hits[LOCAL]")?.unresolved(false).unwrap_err();
/// assert_eq!(error, Unresolved::Index("LOCAL".to_owned()));
/// # Ok::<(), ktsnap_btf::PathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unresolved {
    /// This index is an enumerator or a negative number.
    Index(String),
    /// An arrow follows this part of the path.
    Arrow(String),
}

#[cfg(test)]
mod tests;
