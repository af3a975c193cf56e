//! What is wrong with a ratio.

use std::ops::Range;

/// A mistake in a ratio: the tokens, the fact and the remedy.
///
/// ```
/// use ktsnap_ratio::{definition, lex};
///
/// let parsed = definition(&lex("cross = nr_mig_cross % 2"));
/// assert_eq!(parsed.faults[0].span, 3..4);
/// assert_eq!(parsed.faults[0].fact, "expected an operator, found `%`");
/// assert_eq!(parsed.faults[0].help, "a ratio has the operators `+`, `-`, `*` and `/`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatioFault {
    /// The indices of the tokens. Empty after the last token if the text ends too early.
    pub span: Range<usize>,
    /// What is wrong.
    pub fact: String,
    /// What to do about it.
    pub help: String,
}

impl RatioFault {
    pub(crate) fn new(span: Range<usize>, fact: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, fact: fact.into(), help: help.into() }
    }
}
