//! The functions that make one value of an array.

use std::fmt;

/// How several values become one.
///
/// ```
/// use ktsnap_ratio::{Function, definition, lex};
///
/// let parsed = definition(&lex("worst = max(latencies) / nr"));
/// assert_eq!(parsed.terms[0].function, Some(Function::Max));
/// assert_eq!(parsed.terms[1].function, None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Function {
    /// The sum.
    Sum,
    /// The largest value.
    Max,
    /// The smallest value.
    Min,
    /// The sum divided by the number of values.
    Mean,
    /// The number of elements.
    Len,
    /// The number of values, which [`Mean`](Self::Mean) divides by. It has no name in an expression.
    Count,
    /// The only value, of a term without a function. It has no name in an expression.
    One,
    /// Each value for itself, as a side of a comparison in `count(...)`. It has no name in an expression.
    Each,
}

impl Function {
    /// The function that an expression calls by this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Sum, Self::Max, Self::Min, Self::Mean, Self::Len]
            .into_iter()
            .find(|function| function.to_string() == name)
    }
}

/// The name.
impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sum => "sum",
            Self::Max => "max",
            Self::Min => "min",
            Self::Mean => "mean",
            Self::Len => "len",
            Self::Count => "count",
            Self::One => "one",
            Self::Each => "each",
        })
    }
}
