//! Computing a ratio.

use crate::condition::{Conditions, Failure, Side};
use crate::error::{OperandError, RatioError};
use crate::fraction::Fraction;
use crate::program::{Op, infix, start_of_value};

/// The elements of a term in a condition, or the reason for which one of them has no value.
pub type Column = Result<Vec<i128>, OperandError>;

/// Computes a ratio.
///
/// `names` and `values` are the terms that the instructions index. After the names of the terms come those that
/// [`Op::Named`] indexes.
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
    evaluate_counts(ratio, program, names, values, &[])
}

/// Computes a ratio with conditions. Their terms that have several values are the columns, whose names are the last.
///
/// # Errors
///
/// [`RatioError`].
///
/// ```
/// use ktsnap_ratio::{Op, Relation, evaluate_counts};
///
/// let busy = [Op::Each(0), Op::Int(0), Op::Compare(Relation::Greater), Op::Count];
/// assert_eq!(evaluate_counts("busy", &busy, &["depth"], &[], &[Ok(vec![3, 0, 1])]), Ok(2.0));
/// ```
pub fn evaluate_counts<S: AsRef<str>>(
    ratio: &str,
    program: &[Op],
    names: &[S],
    values: &[Result<i128, OperandError>],
    columns: &[Column],
) -> Result<f64, RatioError> {
    let missing = |name: &S, why: OperandError| {
        Err(RatioError::Operand { ratio: ratio.to_owned(), field: name.as_ref().to_owned(), why })
    };
    for (value, name) in values.iter().zip(names) {
        if let Err(why) = *value {
            return missing(name, why);
        }
    }
    let first_column = names.len().saturating_sub(columns.len());
    for (column, name) in columns.iter().zip(names.get(first_column..).unwrap_or_default()) {
        if let Err(why) = *column {
            return missing(name, why);
        }
    }
    let elements = |index: usize| {
        let column = index.checked_sub(first_column).and_then(|column| columns.get(column)?.as_ref().ok());
        column.map(|elements| Side::Elements(index, elements))
    };
    let value = |index: usize| values.get(index).and_then(|value| value.ok());
    let overflow = || RatioError::Overflow { ratio: ratio.to_owned() };
    // The value, or the place of the division whose denominator is zero.
    let mut stack: Vec<Result<Fraction, usize>> = Vec::with_capacity(program.len().div_ceil(2));
    let mut conditions = Conditions::default();
    let failed = |failure: Failure| match failure {
        Failure::Lengths(terms) => {
            let name = |index: usize| names.get(index).map_or("", AsRef::as_ref).to_owned();
            RatioError::Lengths { ratio: ratio.to_owned(), terms: terms.map(|(index, len)| (name(index), len)) }
        }
        Failure::Overflow => overflow(),
    };
    let mut alternatives = program.iter().filter(|op| matches!(op, Op::Or { .. })).count();
    let zero_at = |at: usize| {
        let of = program.get(start_of_value(program, at)..at).unwrap_or_default();
        zero(ratio, of, names, &value)
    };
    for (at, op) in program.iter().enumerate() {
        let result = match *op {
            Op::Term(index) | Op::Sum(index) => value(index).map(Fraction::from).map(Ok),
            Op::Int(value) => Some(Ok(Fraction::from(i128::from(value)))),
            Op::Mean(sum, count) => {
                let (Some(sum), Some(count)) = (value(sum), value(count)) else { return Err(overflow()) };
                if count == 0 {
                    let field = infix(&[*op], names);
                    return Err(RatioError::Operand { ratio: ratio.to_owned(), field, why: OperandError::Empty });
                }
                Fraction::from(sum).div(Fraction::from(count)).map(Ok)
            }
            Op::Named(_) => stack.pop(),
            Op::Percent => stack.pop().and_then(|value| match value {
                Ok(value) => Fraction::from(100).mul(value).map(Ok),
                zero => Some(zero),
            }),
            Op::Floor => stack.pop().map(|value| value.map(Fraction::floor)),
            Op::Or { value, decimals } => {
                alternatives -= 1;
                stack.pop().and_then(|of| if of.is_ok() { Some(of) } else { number(value, decimals).map(Ok) })
            }
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Max | Op::Min => {
                let (Some(right), Some(left)) = (stack.pop(), stack.pop()) else { return Err(overflow()) };
                match (left, right) {
                    (Ok(left), Ok(right)) => match op {
                        Op::Add => left.add(right).map(Ok),
                        Op::Sub => left.sub(right).map(Ok),
                        Op::Mul => left.mul(right).map(Ok),
                        Op::Max | Op::Min => left
                            .order(right)
                            .map(|order| Ok(if order.is_lt() == (*op == Op::Max) { right } else { left })),
                        _ if right.is_zero() => Some(Err(at)),
                        _ => left.div(right).map(Ok),
                    },
                    (Err(zero), _) | (_, Err(zero)) => Some(Err(zero)),
                }
            }
            // `Compare` takes the elements.
            Op::Each(_) => continue,
            Op::Compare(relation) => {
                let mut side = |end: usize| match end.checked_sub(1).and_then(|last| program.get(last)) {
                    Some(Op::Each(index)) => elements(*index).map(Ok),
                    _ => stack.pop().map(|number| number.map(Side::Number)),
                };
                let (right, left) = (side(at), side(start_of_value(program, at)));
                let (Some(left), Some(right)) = (left, right) else { return Err(overflow()) };
                conditions.compare(left, relation, right).map_err(failed)?;
                continue;
            }
            Op::And => {
                conditions.and().map_err(failed)?;
                continue;
            }
            Op::Count => conditions.count(),
        };
        match result.ok_or_else(overflow)? {
            // Nothing replaces it.
            Err(zero) if alternatives == 0 => return Err(zero_at(zero)),
            value => stack.push(value),
        }
    }
    match stack.pop() {
        Some(Ok(value)) => Ok(value.to_f64()),
        Some(Err(zero)) => Err(zero_at(zero)),
        None => Err(overflow()),
    }
}

/// The number of an `or`.
fn number(value: i64, decimals: u8) -> Option<Fraction> {
    let denominator = 10_i128.checked_pow(decimals.into())?;
    Fraction::from(i128::from(value)).div(Fraction::from(denominator))
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
        let (Op::Term(index) | Op::Sum(index) | Op::Mean(index, _)) = *op else { continue };
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
mod tests;
