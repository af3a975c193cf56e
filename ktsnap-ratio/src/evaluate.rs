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
    for (value, name) in values.iter().zip(names) {
        if let Err(why) = *value {
            return Err(RatioError::Operand { ratio: ratio.to_owned(), field: name.as_ref().to_owned(), why });
        }
    }
    let value = |index: usize| values.get(index).and_then(|value| value.ok());
    let overflow = || RatioError::Overflow { ratio: ratio.to_owned() };
    // The value, or the place of the division whose denominator is zero.
    let mut stack: Vec<Result<Fraction, usize>> = Vec::with_capacity(program.len().div_ceil(2));
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
                        Op::Max | Op::Min => {
                            left.is_less(right).map(|less| Ok(if less == (*op == Op::Max) { right } else { left }))
                        }
                        _ if right.is_zero() => Some(Err(at)),
                        _ => left.div(right).map(Ok),
                    },
                    (Err(zero), _) | (_, Err(zero)) => Some(Err(zero)),
                }
            }
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
mod tests {
    use super::*;
    use crate::{Definition, Expression, Fields, Function, RatioFault, Term, definition, lex, link, named_term};

    struct AnyField;

    impl Fields for AnyField {
        type Part = ();

        fn has(&self, name: &str) -> bool {
            name.len() == 1
        }

        fn part(&mut self, _: usize, _: &Term, _: &[&str]) -> Option<()> {
            Some(())
        }

        fn report(&mut self, _: usize, fault: RatioFault) {
            panic!("{fault:?}");
        }
    }

    /// The last of these definitions, separated by semicolons. All but it are named terms.
    fn linked(written: &str) -> Expression<()> {
        let texts: Vec<_> = written.split("; ").collect();
        let (last, terms) = texts.split_last().unwrap();
        let last = format!("r = {last}");
        let mut parsed: Vec<_> = terms.iter().map(|term| (false, named_term(&lex(term)))).collect();
        parsed.push((true, definition(&lex(&last))));
        let definitions: Vec<_> =
            parsed.iter().map(|(is_ratio, parsed)| Definition { is_ratio: *is_ratio, parsed }).collect();
        link(&definitions, &mut AnyField).pop().unwrap().unwrap()
    }

    /// The value over fields of one letter, whose values are in the order in which they appear.
    fn value(written: &str, values: &[i128]) -> Result<f64, RatioError> {
        let of = linked(written);
        evaluate("r", &of.program, &of.names(), &values.iter().copied().map(Ok).collect::<Vec<_>>())
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
    fn a_named_term_is_an_exact_fraction() {
        assert_eq!(value("third = a / b; third * 3 - a", &[1, 3]), Ok(0.0));
        assert_eq!(value("all = a + b; part = a / all; percent(part) + all", &[1, 3]), Ok(29.0));
        let of = linked("all = a + b; part = a / all; part / c + part");
        assert_eq!(of.text(), "part / c + part");
        assert_eq!(of.operands.iter().map(|operand| operand.text.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(of.named, [("all".into(), "a + b".into()), ("part".into(), "a / all".into())]);
    }

    #[test]
    fn a_zero_denominator_has_the_name_of_its_term() {
        let error = value("all = a + b; c / all", &[1, 0, 0]).unwrap_err();
        assert!(error.to_string().starts_with("r: the denominator `all` is zero (a = "), "{error}");
        let error = value("mean(a) / mean(b)", &[1, 2, 0, 3]).unwrap_err();
        assert!(error.to_string().contains("`mean(b)` is zero (b = 0)"), "{error}");
    }

    #[test]
    fn an_or_replaces_a_value_with_a_zero_denominator() {
        assert_eq!(value("percent(a / b) or 0", &[1, 0]), Ok(0.0));
        assert_eq!(value("percent(a / b) or 0", &[1, 2]), Ok(50.0));
        assert_eq!(value("a / b or -0.25", &[1, 0]), Ok(-0.25));
        // Only what the parentheses enclose is replaced.
        assert_eq!(value("(a / b or 7) + c", &[1, 0, 5]), Ok(12.0));
        assert_eq!(value("percent(a / b or 0.5)", &[1, 0]), Ok(50.0));
        assert_eq!(value("a + (b / c) * d or 3", &[1, 2, 0, 9]), Ok(3.0));
        assert_eq!(value("max(a / b or 2, c)", &[1, 0, 1]), Ok(2.0));
        // A denominator that is zero because of an `or` is an error of its own.
        let error = value("c / (a / b or 0)", &[1, 1, 0]).unwrap_err();
        assert!(error.to_string().contains("`a / b or 0` is zero (a = 1, b = 0)"), "{error}");
        // The `or` of a term belongs to the term, and that of the ratio covers the rest.
        assert_eq!(value("tt = a / b or 4; tt / c or 9", &[8, 0, 2]), Ok(2.0));
        assert_eq!(value("tt = a / b or 4; tt / c or 9", &[8, 0, 0]), Ok(9.0));
        assert_eq!(value("tt = a / b; tt / c or 9", &[8, 0, 2]), Ok(9.0));
    }

    #[test]
    fn an_or_replaces_no_other_error() {
        let most = i128::MAX;
        assert_eq!(value("a * b / c or 0", &[most, most, 1]), Err(RatioError::Overflow { ratio: "r".into() }));
        assert_eq!(value("a / b + c * d or 0", &[1, 0, most, most]), Err(RatioError::Overflow { ratio: "r".into() }));
        assert!(matches!(value("mean(a) / b or 0", &[0, 0, 1]), Err(RatioError::Operand { .. })));
        let of = linked("a / b or 0");
        let missing = OperandError::Unmapped { cpu: 1 };
        let error = evaluate("r", &of.program, &of.names(), &[Err(missing), Ok(0)]).unwrap_err();
        assert!(matches!(error, RatioError::Operand { .. }), "{error}");
    }

    #[test]
    fn functions_of_two_expressions_and_of_arrays() {
        assert_eq!(value("max(a, b) - min(a, b)", &[-3, 5]), Ok(8.0));
        assert_eq!(value("max(a / b, c)", &[7, 2, 3]), Ok(3.5));
        assert_eq!(value("min(a, b)", &[4, 4]), Ok(4.0));
        assert_eq!(value("mean(a) * 3", &[10, 3]), Ok(10.0));
        let of = linked("max(a) - min(a) + sum(a) / len(a) + a - mean(a)");
        let operands: Vec<_> = of.operands.iter().map(|of| (of.text.as_str(), of.function)).collect();
        let (sum, count) = (("a", Function::Sum), ("count(a)", Function::Count));
        let expected = [("max(a)", Function::Max), ("min(a)", Function::Min), sum, ("len(a)", Function::Len), count];
        assert_eq!(operands, expected);
        assert_eq!(of.text(), "max(a) - min(a) + sum(a) / len(a) + a - mean(a)");
    }

    #[test]
    fn a_floor_is_the_largest_integer_below() {
        assert_eq!(value("floor(a / b)", &[7, 2]), Ok(3.0));
        assert_eq!(value("floor(a / b)", &[8, 2]), Ok(4.0));
        assert_eq!(value("floor(a / b)", &[-7, 2]), Ok(-4.0));
        assert_eq!(value("floor(a / b)", &[-8, 2]), Ok(-4.0));
        assert_eq!(value("floor(a / b)", &[-1, 2]), Ok(-1.0));
        assert_eq!(value("floor(a / b)", &[1, -2]), Ok(-1.0));
        assert_eq!(value("floor(a / b)", &[1, 2]), Ok(0.0));
        // Exact, where an `f64` would have rounded up to the next integer.
        let most = i128::from(u64::MAX);
        assert_eq!(value("floor(a / (a + 1)) + b", &[most, 0]), Ok(0.0));
        assert_eq!(value("floor(floor(a / b) / 1000)", &[1_999_999, 1]), value("floor(a / b / 1000)", &[1_999_999, 1]));
        assert_eq!(value("floor(percent(a / b)) or 0", &[1, 3]), Ok(33.0));
        assert_eq!(value("floor(percent(a / b)) or 0", &[1, 0]), Ok(0.0));
        assert_eq!(value("floor(a / b or 2.5)", &[1, 0]), Ok(2.0));
        let error = value("c / floor(a / b)", &[1, 1, 2]).unwrap_err();
        assert!(error.to_string().contains("`floor(a / b)` is zero (a = 1, b = 2)"), "{error}");
        let error = value("floor(a / b)", &[1, 0]).unwrap_err();
        assert!(error.to_string().contains("`b` is zero (b = 0)"), "{error}");
    }

    #[test]
    fn the_fields_of_a_parameter_are_values_of_their_own() {
        let all = named_term(&lex("all = max(a) + b"));
        let part = definition(&lex("part = b / all"));
        let share = definition(&lex("share(other) = part / other.part + b - other.b + max(other.c)"));
        let definitions =
            [(false, &all), (true, &part), (true, &share)].map(|(is_ratio, parsed)| Definition { is_ratio, parsed });
        let of = link(&definitions, &mut AnyField).pop().unwrap().unwrap();
        let operands: Vec<_> = of.operands.iter().map(|of| (of.text.as_str(), of.is_of_parameter)).collect();
        let (own, others) = ([("b", false), ("max(a)", false)], ["other.b", "max(other.a)", "max(other.c)"]);
        assert_eq!(operands, [&own[..], &others.map(|text| (text, true))].concat());
        let named: Vec<_> = of.named.iter().map(|(name, text)| format!("{name} = {text}")).collect();
        let expected = [
            "all = max(a) + b",
            "part = b / all",
            "other.all = max(other.a) + other.b",
            "other.part = other.b / other.all",
        ];
        assert_eq!(named, expected);
        assert_eq!(of.text(), "part / other.part + b - other.b + max(other.c)");
        // b = 1 of 4, and the other's b = 1 of 8.
        let values = [1, 3, 1, 7, 5].map(Ok);
        assert_eq!(evaluate("share", &of.program, &of.names(), &values), Ok(0.25 / 0.125 + 1.0 - 1.0 + 5.0));
    }

    #[test]
    fn the_mean_of_nothing_is_an_error() {
        let error = value("mean(a)", &[0, 0]).unwrap_err();
        assert!(error.to_string().starts_with("r: `mean(a)` has no value because the array is empty"), "{error}");
    }

    #[test]
    fn an_operand_without_a_value_is_named() {
        let error = evaluate("r", &[Op::Sum(0)], &["slots"], &[Err(OperandError::Unmapped { cpu: 3 })]).unwrap_err();
        assert!(error.to_string().starts_with("r: `slots` has no slot of CPU 3 in the capture"), "{error}");
    }
}
