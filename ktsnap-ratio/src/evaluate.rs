//! Computing a ratio.

use thiserror::Error;

use crate::fraction::Fraction;
use crate::program::{Op, infix, start_of_value};

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

/// Computes a ratio.
///
/// `names` and `values` are the terms that [`Op::Term`] and [`Op::Sum`] index.
///
/// # Errors
///
/// [`RatioError`]. A program that lacks a value is an overflow.
///
/// ```
/// use ktsnap_ratio::{Op, evaluate};
///
/// // Sums are exact above `u64` too.
/// let half = [Op::Term(0), Op::Term(0), Op::Term(0), Op::Add, Op::Div];
/// assert_eq!(evaluate("half", &half, &["max"], &[Ok(i128::from(u64::MAX))]), Ok(0.5));
/// ```
pub fn evaluate<S: AsRef<str>>(
    ratio: &str,
    program: &[Op],
    names: &[S],
    values: &[Result<i128, OperandError>],
) -> Result<f64, RatioError> {
    for (value, name) in values.iter().zip(names) {
        if let Err(why) = *value {
            return Err(RatioError::Operand { ratio: ratio.to_owned(), field: name.as_ref().to_owned(), why });
        }
    }
    let value = |index: usize| values.get(index).and_then(|value| value.ok());
    let overflow = || RatioError::Overflow { ratio: ratio.to_owned() };
    let mut stack: Vec<Fraction> = Vec::with_capacity(program.len().div_ceil(2));
    for (at, op) in program.iter().enumerate() {
        let result = match *op {
            Op::Term(index) | Op::Sum(index) => value(index).map(Fraction::from),
            Op::Int(value) => Some(Fraction::from(i128::from(value))),
            Op::Percent => stack.pop().and_then(|value| Fraction::from(100).mul(value)),
            Op::Add | Op::Sub | Op::Mul | Op::Div => {
                let (Some(right), Some(left)) = (stack.pop(), stack.pop()) else { return Err(overflow()) };
                match op {
                    Op::Add => left.add(right),
                    Op::Sub => left.sub(right),
                    Op::Mul => left.mul(right),
                    _ if right.is_zero() => {
                        let of = program.get(start_of_value(program, at)..at).unwrap_or_default();
                        return Err(zero(ratio, of, names, &value));
                    }
                    _ => left.div(right),
                }
            }
        };
        stack.push(result.ok_or_else(overflow)?);
    }
    stack.pop().map(Fraction::to_f64).ok_or_else(overflow)
}

fn zero<S: AsRef<str>>(
    ratio: &str,
    denominator: &[Op],
    names: &[S],
    value: &dyn Fn(usize) -> Option<i128>,
) -> RatioError {
    let mut seen = Vec::new();
    let mut terms = Vec::new();
    for op in denominator {
        let (Op::Term(index) | Op::Sum(index)) = *op else { continue };
        if let (Some(name), Some(value)) = (names.get(index), value(index))
            && !seen.contains(&name.as_ref())
        {
            seen.push(name.as_ref());
            terms.push((name.as_ref().to_owned(), value));
        }
    }
    RatioError::ZeroDenominator { ratio: ratio.to_owned(), denominator: infix(denominator, names), terms }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{expression, lex};

    /// The value over `a`, `b` and `c`, which each expression names in this order.
    fn value(written: &str, values: &[i128]) -> Result<f64, RatioError> {
        let mut parsed = expression(&lex(written));
        let firsts = crate::distinct(&mut parsed.program, &parsed.terms);
        let names: Vec<_> = firsts.iter().map(|first| parsed.terms[*first].to_string()).collect();
        evaluate("r", &parsed.program, &names, &values.iter().copied().map(Ok).collect::<Vec<_>>())
    }

    #[test]
    fn operators_bind_as_in_rust() {
        assert_eq!(value("a + b * c", &[1, 2, 3]), Ok(7.0));
        assert_eq!(value("a - b - c", &[9, 2, 3]), Ok(4.0));
        assert_eq!(value("a / b / c", &[12, 2, 3]), Ok(2.0));
        assert_eq!(value("a / (b / c)", &[12, 2, 3]), Ok(18.0));
        assert_eq!(value("percent(a / b)", &[1, 8]), Ok(12.5));
        assert_eq!(value("a - b", &[1, 3]), Ok(-2.0));
    }

    #[test]
    fn a_zero_denominator_shows_its_text_and_its_terms() {
        let error = value("a / b + c / ((b + a) * (b - b))", &[1, 2, 3]).unwrap_err();
        let RatioError::ZeroDenominator { denominator, terms, .. } = error else { panic!("{error}") };
        assert_eq!(denominator, "(b + a) * (b - b)");
        assert_eq!(terms, [("b".to_owned(), 2), ("a".to_owned(), 1)]);
    }

    #[test]
    fn a_number_that_does_not_fit_is_an_error() {
        let most = i128::MAX;
        assert_eq!(value("a * b * c", &[most, most, 1]), Err(RatioError::Overflow { ratio: "r".into() }));
        assert_eq!(value("a * b", &[most]), Err(RatioError::Overflow { ratio: "r".into() }));
        for program in [&[Op::Add][..], &[Op::Percent], &[Op::Int(1), Op::Div], &[]] {
            assert!(evaluate::<&str>("r", program, &[], &[]).is_err());
        }
    }

    #[test]
    fn an_operand_without_a_value_is_named() {
        let error = evaluate("r", &[Op::Sum(0)], &["slots"], &[Err(OperandError::Unmapped { cpu: 3 })]).unwrap_err();
        assert!(error.to_string().starts_with("r: `slots` has no slot of CPU 3 in the capture"), "{error}");
    }
}
