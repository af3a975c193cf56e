//! Ratios, as text.
//!
//! - A definition without a fault can be written and parsed again, to the same program.
//! - Its value is that of exact arithmetic, rounded once.
//!
//! Each line is a definition. The values of its terms come from their names.

use ktsnap_ratio::{
    Definition, Fields, Op, OperandError, Parsed, RatioError, RatioFault, Term, definition, evaluate, expression, lex,
    link, named_term,
};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use crate::bounds::Bound;

const PARSE: Bound = Bound { entry: "definition", times: 64, constant: 64 << 10 };

/// Lines of an input. Each can name the earlier ones.
const MOST: usize = 16;

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let parsed: Vec<_> = text.lines().take(MOST).enumerate().map(|(at, line)| one(at, line)).collect();
    let definitions: Vec<_> =
        parsed.iter().enumerate().map(|(at, parsed)| Definition { is_ratio: at % 3 != 2, parsed }).collect();
    for linked in link(&definitions, &mut AnyField).into_iter().flatten() {
        assert!(linked.text().len() <= 64 * 4096 + 64 * input.len());
        let names = linked.names();
        let values: Vec<_> = names.iter().map(|name| Ok(value_of(name))).collect();
        check(&linked.program, &names, &values);
    }
}

fn one(at: usize, line: &str) -> Parsed {
    let tokens = lex(line);
    let parsed = PARSE.held(line.len(), || if at % 3 == 2 { named_term(&tokens) } else { definition(&tokens) });
    for fault in &parsed.faults {
        assert!(!fault.fact.is_empty() && !fault.help.is_empty(), "{fault:?}");
    }
    if parsed.faults.is_empty() {
        let text = parsed.text();
        let again = expression(&lex(&text));
        assert_eq!(again.faults, [], "{text}");
        assert_eq!((again.text(), again.program.len()), (text, parsed.program.len()));
        let names: Vec<_> = parsed.terms.iter().map(ToString::to_string).collect();
        let values: Vec<_> = names.iter().map(|name| Ok(value_of(name))).collect();
        check(&parsed.program, &names, &values);
    }
    parsed
}

/// Any name is a field.
struct AnyField;

impl Fields for AnyField {
    type Part = ();

    fn has(&self, name: &str) -> bool {
        name.len() > 2
    }

    fn part(&mut self, _: usize, term: &Term, _: &[&str]) -> Option<()> {
        self.has(&term.root).then_some(())
    }

    fn report(&mut self, _: usize, fault: RatioFault) {
        assert!(!fault.fact.is_empty() && !fault.help.is_empty(), "{fault:?}");
    }
}

/// A value that only depends on the name. Some are zero, and some large or negative.
fn value_of(name: &str) -> i128 {
    let sum = name.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    match sum % 5 {
        0 => 0,
        1 => i128::from(sum % 1000),
        2 => i128::from(u64::MAX - sum % 7),
        3 => -i128::from(sum % 1000),
        _ => i128::from(sum),
    }
}

fn check<S: AsRef<str>>(program: &[Op], names: &[S], values: &[Result<i128, OperandError>]) {
    let computed = evaluate("ratio", program, names, values);
    if let Err(error) = &computed {
        assert!(error.to_string().len() > 8);
    }
    let Some(exact) = exact(program, values) else { return };
    match (computed, exact) {
        // Intermediate results of 128 bits are documented.
        (Err(RatioError::Overflow { .. }), _) => {}
        (Ok(value), Ok(exact)) => {
            let expected = exact.to_f64().expect("a quotient of 128 bits is a number");
            assert!(value == expected, "{value} is not {expected}");
        }
        (Err(RatioError::ZeroDenominator { .. }), Err(())) => {}
        (computed, exact) => panic!("{computed:?}, but exact arithmetic gives {exact:?}"),
    }
}

/// The value by exact arithmetic, or `Err` if a denominator is zero. `None` for a program with conditions or `mean`.
fn exact(program: &[Op], values: &[Result<i128, OperandError>]) -> Option<Result<BigRational, ()>> {
    let mut stack: Vec<Result<BigRational, ()>> = Vec::new();
    let whole = |value: i128| BigRational::from_integer(BigInt::from(value));
    for op in program {
        let value = match *op {
            Op::Term(index) | Op::Sum(index) => Ok(whole(values.get(index)?.ok()?)),
            Op::Int(value) => Ok(whole(i128::from(value))),
            Op::Named(_) => stack.pop()?,
            Op::Percent => stack.pop()?.map(|value| value * whole(100)),
            Op::Floor => stack.pop()?.map(|value| value.floor()),
            Op::Or { value, decimals } => {
                let tenth = BigInt::from(10).pow(decimals.into());
                stack.pop()?.or_else(|()| Ok(BigRational::new(BigInt::from(value), tenth)))
            }
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Max | Op::Min => {
                let (right, left) = (stack.pop()?, stack.pop()?);
                match (left, right) {
                    (Ok(left), Ok(right)) => match op {
                        Op::Add => Ok(left + right),
                        Op::Sub => Ok(left - right),
                        Op::Mul => Ok(left * right),
                        Op::Max => Ok(left.max(right)),
                        Op::Min => Ok(left.min(right)),
                        _ if right.is_zero() => Err(()),
                        _ => Ok(left / right),
                    },
                    _ => Err(()),
                }
            }
            _ => return None,
        };
        stack.push(value);
    }
    stack.pop()
}
