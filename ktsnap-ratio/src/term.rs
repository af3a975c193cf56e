//! The terms of a ratio.

use std::fmt;
use std::ops::Range;

use crate::function::Function;
use crate::name::AsWritten;

/// A field or variable, or a part of it, where the expression names it.
///
/// ```
/// use ktsnap_ratio::{Function, TermStepKind, definition, lex};
///
/// let parsed = definition(&lex("kicks = sum(per_llc[*].kicks) / dsp_stats[DSP_KICK]"));
/// let [kicks, all] = parsed.terms.as_slice() else { panic!() };
/// assert_eq!((kicks.to_string().as_str(), kicks.function), ("per_llc[*].kicks", Some(Function::Sum)));
/// assert_eq!(all.steps[0].kind, TermStepKind::Enumerator("DSP_KICK".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The parameter of the ratio, if the term names a field of that value.
    pub parameter: Option<String>,
    /// The name of the field or variable, without `r#`.
    pub root: String,
    /// The index of the token that is the name.
    pub at: usize,
    /// The members and elements, from the outside in.
    pub steps: Vec<TermStep>,
    /// The function whose argument the term is.
    pub function: Option<Function>,
    /// The tokens of the term.
    pub span: Range<usize>,
}

/// A step into a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermStep {
    /// Which part it takes.
    pub kind: TermStepKind,
    /// The tokens of the member's name or of the index.
    pub span: Range<usize>,
}

/// The part that a step takes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TermStepKind {
    /// `.name`, without `r#`. Statics that clang split have a number as name.
    Member(String),
    /// `[3]`.
    Index(u64),
    /// `[NAME]`.
    Enumerator(String),
    /// `[*]`.
    All,
    /// `[cell]`, the index parameter of the ratio.
    Parameter(String),
    /// `[0..3]`. The upper bound is not part of the slice.
    Slice(Bound, Bound),
}

/// A bound of a slice.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bound {
    /// `3`
    Number(u64),
    /// `NAME`
    Enumerator(String),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Enumerator(name) => AsWritten(name).fmt(f),
        }
    }
}

impl TermStep {
    /// Whether the step takes several elements.
    #[must_use]
    pub fn is_several(&self) -> bool {
        matches!(self.kind, TermStepKind::All | TermStepKind::Slice(..))
    }
}

impl Term {
    /// The path in C: the term without any `r#`.
    ///
    /// ```
    /// use ktsnap_ratio::{expression, lex};
    ///
    /// let parsed = expression(&lex("r#type.nr[*]"));
    /// assert_eq!(parsed.terms[0].path(), "type.nr[*]");
    /// assert_eq!(parsed.terms[0].to_string(), "r#type.nr[*]");
    /// ```
    #[must_use]
    pub fn path(&self) -> String {
        self.to_string().replace("r#", "")
    }

    /// Whether the term takes several elements by `[*]` or a slice.
    #[must_use]
    pub fn is_several(&self) -> bool {
        self.steps.iter().any(TermStep::is_several)
    }

    /// The term with `[*]` instead of each slice.
    #[must_use]
    pub fn without_slices(&self) -> Self {
        let all = |step: &TermStep| match step.kind {
            TermStepKind::Slice(..) => TermStep { kind: TermStepKind::All, span: step.span.clone() },
            _ => step.clone(),
        };
        Self { steps: self.steps.iter().map(all).collect(), ..self.clone() }
    }

    /// The term with only its first steps.
    pub(crate) fn up_to(&self, steps: usize) -> Self {
        Self { steps: self.steps.iter().take(steps).cloned().collect(), ..self.clone() }
    }

    /// The array whose elements the term takes: the term up to its last `[*]` or slice.
    pub(crate) fn array(&self) -> String {
        let last = self.steps.iter().rposition(TermStep::is_several);
        self.up_to(last.unwrap_or(self.steps.len())).to_string()
    }

    /// The name of the value that the term has in a program. `sum` has an instruction of its own, and `mean` is computed.
    pub(crate) fn in_program(&self) -> String {
        match self.function {
            None | Some(Function::Sum | Function::Mean | Function::Each) => self.to_string(),
            Some(function) => format!("{function}({self})"),
        }
    }

    /// Whether it names a part of a value.
    pub(crate) fn is_part(&self) -> bool {
        !self.steps.is_empty()
    }
}

/// As the ratio names it, without its function. Names that are keywords have `r#`.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parameter) = &self.parameter {
            write!(f, "{parameter}.")?;
        }
        write!(f, "{}", AsWritten(&self.root))?;
        self.steps.iter().try_for_each(|step| match &step.kind {
            TermStepKind::Member(name) => write!(f, ".{}", AsWritten(name)),
            TermStepKind::Index(index) => write!(f, "[{index}]"),
            TermStepKind::Enumerator(name) | TermStepKind::Parameter(name) => write!(f, "[{}]", AsWritten(name)),
            TermStepKind::All => f.write_str("[*]"),
            TermStepKind::Slice(from, to) => write!(f, "[{from}..{to}]"),
        })
    }
}

/// What a term's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Value<'t> {
    /// Integers.
    Integer,
    /// `bool`s.
    Bool,
    /// Floating-point numbers.
    Float,
    /// Text.
    Text,
    /// A pointer.
    Pointer,
    /// A set of CPUs.
    CpuSet,
    /// Integers of 128 bits.
    Wide,
    /// Values of another type, by its name.
    Other(&'t str),
}

impl Value<'_> {
    /// One value, with its article.
    pub(crate) fn one(self) -> String {
        match self {
            Self::Integer => "an integer".to_owned(),
            Self::Bool => "a `bool`".to_owned(),
            Self::Float => "a float".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Pointer => "a pointer".to_owned(),
            Self::CpuSet => "a set of CPUs".to_owned(),
            Self::Wide => "an integer of 128 bits".to_owned(),
            Self::Other(name) => format!("`{name}`"),
        }
    }
}

/// How many values a term has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Count {
    /// One value.
    One,
    /// The elements of an array. A function makes one value of them.
    Array,
    /// The slots of all CPUs, which are always added up.
    PerCpu,
}

/// Checks whether a ratio can take the values of a term.
///
/// # Errors
///
/// The fact and the remedy.
///
/// ```
/// use ktsnap_ratio::{Count, Function, Value, check_term};
///
/// assert_eq!(check_term("moves", Some(Function::Sum), Count::Array, Value::Integer), Ok(()));
/// let (fact, help) = check_term("moves", None, Count::Array, Value::Integer).unwrap_err();
/// assert_eq!((&*fact, &*help), ("`moves` is an array", "write `sum(moves)`"));
/// ```
pub fn check_term(
    text: &str,
    function: Option<Function>,
    count: Count,
    value: Value<'_>,
) -> Result<(), (String, String)> {
    if function == Some(Function::Len) && count != Count::One {
        return Ok(());
    }
    let several = |many: &str| match count {
        Count::One => value.one(),
        Count::Array => format!("an array of {many}"),
        Count::PerCpu => format!("a `PerCpu` of {many}"),
    };
    let in_c = || "a ratio takes integers: count with an integer in C".to_owned();
    let (what, help) = match value {
        Value::Integer => match (count, function) {
            (Count::Array, None) => ("an array".to_owned(), format!("write `sum({text})`")),
            // A side of a comparison can have one value or several.
            (Count::One, Some(function)) if function != Function::Each => {
                ("one integer".to_owned(), format!("write `{text}` without `{function}`"))
            }
            _ => return Ok(()),
        },
        Value::Bool => (several("`bool`"), in_c()),
        Value::Float => (several("floats"), "a ratio takes integers: divide floats in Rust".to_owned()),
        Value::Wide => (
            several("integers of 128 bits"),
            "a ratio takes integers of up to 64 bits: compute this ratio in Rust, with `u128::from_le_bytes`"
                .to_owned(),
        ),
        Value::Text | Value::Pointer | Value::CpuSet | Value::Other(_) => (value.one(), in_c()),
    };
    Err((format!("`{text}` is {what}"), help))
}
