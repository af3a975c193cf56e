//! The reasons for which a ratio has no value.

use thiserror::Error;

/// Why a ratio has no value.
///
/// ```
/// use ktsnap_ratio::{RatioError, definition, evaluate, lex};
///
/// let parsed = definition(&lex("share = same / (same + cross)"));
/// let error = evaluate("share", &parsed.program, &["same", "same", "cross"], &[Ok(0), Ok(0), Ok(0)]).unwrap_err();
/// assert!(matches!(&error, RatioError::ZeroDenominator { .. }));
/// assert!(error.to_string().starts_with("share: the denominator `same + cross` is zero (same = 0, cross = 0)"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RatioError {
    /// A denominator is zero.
    #[error(
        "{ratio}: the denominator `{denominator}` is zero ({}); nothing was counted yet, so read again later or handle \
         this case separately",
        terms.iter().map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
    )]
    ZeroDenominator {
        /// The ratio.
        ratio: String,
        /// The denominator, with as few parentheses as it needs.
        denominator: String,
        /// Its terms, each with its value.
        terms: Vec<(String, i128)>,
    },
    /// A field has no value for the ratio.
    #[error("{ratio}: `{field}` {why}")]
    Operand {
        /// The ratio.
        ratio: String,
        /// The field.
        field: String,
        /// Why.
        why: OperandError,
    },
    /// A condition compares terms with different numbers of elements.
    #[error(
        "{ratio}: `{}` has {}, but `{}` has {}, and a condition needs the same number of each; read both in one run of \
         the scheduler, or compare slices: `[0..{}]`",
        terms[0].0, elements(terms[0].1), terms[1].0, elements(terms[1].1), terms[0].1.min(terms[1].1)
    )]
    Lengths {
        /// The ratio.
        ratio: String,
        /// The terms, each with its number of elements.
        terms: [(String, usize); 2],
    },
    /// An intermediate result does not fit 128 bits.
    #[error("{ratio}: an intermediate result does not fit 128 bits; divide before you multiply")]
    Overflow {
        /// The ratio.
        ratio: String,
    },
}

/// Why a field has no value for a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OperandError {
    /// The slot of a CPU was not read.
    #[error(
        "has no slot of CPU {cpu} in the capture; capture again, or reduce it with `#[snapshot(sum, allow_unmapped)]`"
    )]
    Unmapped {
        /// The CPU.
        cpu: usize,
    },
    /// The array has no element at that index.
    #[error("{}", no_element(*index, *len))]
    OutOfRange {
        /// The index.
        index: usize,
        /// How many elements the array has.
        len: usize,
    },
    /// The array has no element at the index that the caller passed.
    #[error("does not exist: the array has {}; pass an index below {len}", elements(*len))]
    NoElement {
        /// How many elements the array has.
        len: usize,
    },
    /// No row has the key that the caller passed.
    #[error("does not exist: none of the {len} rows has this key; pass a key of the rows")]
    NoRow {
        /// How many rows there are.
        len: usize,
    },
    /// The array is empty, so it has no maximum, minimum or mean.
    #[error("has no value because the array is empty; check its length in Rust before you use the ratio")]
    Empty,
    /// The sum does not fit 128 bits.
    #[error("has a sum that does not fit 128 bits")]
    Overflow,
}

/// The reason for which an array has no element at an index, and the remedy.
fn no_element(index: usize, len: usize) -> String {
    match len {
        0 => format!("has no elements, so none at {index}; leave it out of the ratio"),
        1 => format!("has 1 element, so none at {index}; use index 0"),
        _ => format!("has {len} elements, so none at {index}; use an index below {len}"),
    }
}

fn elements(len: usize) -> String {
    if len == 1 { "1 element".to_owned() } else { format!("{len} elements") }
}

impl RatioError {
    /// The error of a ratio with an index parameter, with the index that the caller passed instead of the parameter's name.
    ///
    /// ```
    /// use ktsnap_ratio::{OperandError, RatioError};
    ///
    /// let field = "running_ns[cell]".to_owned();
    /// let why = OperandError::NoElement { len: 4 };
    /// let error = RatioError::Operand { ratio: "share".to_owned(), field, why }.at("cell", 7);
    /// let expected = "share[7]: `running_ns[7]` does not exist: the array has 4 elements; pass an index below 4";
    /// assert_eq!(error.to_string(), expected);
    /// ```
    #[must_use]
    pub fn at(self, parameter: &str, index: i128) -> Self {
        let (written, passed) = (format!("[{parameter}]"), format!("[{index}]"));
        let at = |text: String| text.replace(&written, &passed);
        let of = |ratio: String| ratio + &passed;
        match self {
            Self::ZeroDenominator { ratio, denominator, terms } => {
                let terms = terms.into_iter().map(|(name, value)| (at(name), value)).collect();
                Self::ZeroDenominator { ratio: of(ratio), denominator: at(denominator), terms }
            }
            Self::Operand { ratio, field, why } => Self::Operand { ratio: of(ratio), field: at(field), why },
            Self::Lengths { ratio, terms } => {
                Self::Lengths { ratio: of(ratio), terms: terms.map(|(name, len)| (at(name), len)) }
            }
            Self::Overflow { ratio } => Self::Overflow { ratio: of(ratio) },
        }
    }
}
